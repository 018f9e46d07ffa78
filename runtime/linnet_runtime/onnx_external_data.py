"""Finds tensors that an ONNX file keeps in other files, without the onnx package.

A walk over the protobuf wire format (https://protobuf.dev/programming-guides/encoding/) that enters only the
messages that can hold a tensor, listed below with the field numbers of onnx.proto. Tensor values are skipped.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from pathlib import Path

from .errors import BundleError

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_CHILDREN: dict[str, dict[int, str]] = {
    "model": {7: "graph", 20: "training", 25: "function"},
    "training": {1: "graph", 2: "graph"},
    "function": {7: "node", 11: "attribute"},
    "graph": {1: "node", 5: "tensor", 15: "sparse"},
    "node": {5: "attribute"},
    "attribute": {5: "tensor", 6: "graph", 10: "tensor", 11: "graph", 22: "sparse", 23: "sparse"},
    "sparse": {1: "tensor", 2: "tensor"},
    "tensor": {},
}
_TENSOR_NAME, _TENSOR_EXTERNAL_DATA, _TENSOR_DATA_LOCATION = 8, 13, 14
_LONGEST_VARINT = 10

_Span = tuple[int, int]  # first byte and the byte after the last


def external_tensors(path: Path) -> list[str]:
    """Return the names of the tensors (initializers, constants, also in subgraphs) outside the file.

    Raises `BundleError` when the file is not a protobuf message.
    """
    if path.stat().st_size == 0:
        raise BundleError(f"{path}: expected an ONNX graph, got an empty file")
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        try:
            return list(_walk(data))
        except ValueError as error:
            raise BundleError(f"{path}: expected an ONNX graph, but {error}") from error


def _walk(data: mmap.mmap) -> Iterator[str]:
    """Yield a model's external tensors. An explicit stack: depth in the file is not depth of calls."""
    stack: list[tuple[str, _Span]] = [("model", (0, len(data)))]
    while stack:
        message, span = stack.pop()
        children = _CHILDREN[message]
        external, name = False, ""
        for field, value in _fields(data, span):
            if isinstance(value, int):
                external |= message == "tensor" and field == _TENSOR_DATA_LOCATION and value != 0
            elif field in children:
                stack.append((children[field], value))
            elif message == "tensor":
                external |= field == _TENSOR_EXTERNAL_DATA
                name = data[slice(*value)].decode(errors="replace") if field == _TENSOR_NAME else name
        if external:
            yield name


def _fields(data: mmap.mmap, span: _Span) -> Iterator[tuple[int, int | _Span]]:
    """Yield (field number, number) for varints and (field number, span) for everything with a length."""
    position, end = span
    while position < end:
        tag, position = _varint(data, position, end)
        field, wire_type = tag >> 3, tag & 7
        if wire_type == _VARINT:
            number, position = _varint(data, position, end)
            yield field, number
            continue
        if wire_type == _BYTES:
            length, position = _varint(data, position, end)
        elif wire_type in (_FIXED64, _FIXED32):
            length = 8 if wire_type == _FIXED64 else 4
        else:
            raise ValueError(f"byte {position} begins a field of unknown wire type {wire_type}")
        if length > end - position:
            raise ValueError(f"the field at byte {position} is cut short")
        yield field, (position, position + length)
        position += length


def _varint(data: mmap.mmap, position: int, end: int) -> tuple[int, int]:
    """Read a base-128 number, least significant group first; return it and the next position."""
    value = 0
    for i, byte in enumerate(data[position : min(end, position + _LONGEST_VARINT)]):
        value |= (byte & 0x7F) << (7 * i)
        if byte < 0x80:
            return value, position + i + 1
    raise ValueError(f"the number at byte {position} is cut short")
