"""Named arrays as bytes: the one format of every snapshot. Fast, checksummed, and free of pickle.

    offset  size  content
         0     4  magic, b"LNST"
         4     4  format number, little endian
         8     4  CRC-32 of everything after this field
        12     4  length H of the header in bytes
        16     H  header, JSON: {"kind": ..., "arrays": [[name, dtype, shape], ...]}
      16+H        the arrays' values, in C order and little endian, in the order of the header

The checksum finds damage, it does not prove who wrote the bytes. Reading never runs code and allocates no
more than the input's length for arrays, so bytes of unknown origin are safe to read.
"""

from __future__ import annotations

import json
import math
import struct
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import StateError

Array = NDArray[Any]

FORMAT = 1
_MAGIC = b"LNST"
_PREFIX = struct.Struct("<4sIII")
_LONGEST_AXIS = 2**31 - 1
_CHECKED_FROM = 12  # bytes before the checksummed part
_DTYPES = {
    name: np.dtype(name).newbyteorder("<")
    for name in ("float32", "float64", "int32", "int64", "uint8", "bool")
}


def pack(kind: str, arrays: Mapping[str, Array]) -> bytes:
    """Write `arrays` of any shapes as one block of bytes; `kind` names them and `unpack` checks it.

    Raises `StateError` for a dtype other than float32, float64, int32, int64, uint8 and bool.

    >>> unpack("demo", pack("demo", {"a": np.zeros(3)}))["a"].shape
    (3,)
    """
    entries = [[name, _dtype_name(name, array), array.shape] for name, array in arrays.items()]
    header = json.dumps({"kind": kind, "arrays": entries}, separators=(",", ":")).encode()
    values = [array.astype(_DTYPES[array.dtype.name], copy=False).tobytes() for array in arrays.values()]
    checked = b"".join([struct.pack("<I", len(header)), header, *values])
    return struct.pack("<4sII", _MAGIC, FORMAT, zlib.crc32(checked)) + checked


def unpack(kind: str, data: bytes) -> dict[str, Array]:
    """Read what `pack(kind, ...)` wrote. The arrays are read-only.

    Raises `StateError` when the bytes are damaged, cut short, of another format or of another kind.
    """
    header_end = _checked_header_end(data)
    try:
        header = json.loads(data[_PREFIX.size : header_end])
        found, entries = (
            header["kind"],
            [(str(n), _DTYPES[d], tuple(map(int, s))) for n, d, s in header["arrays"]],
        )
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise StateError(f"snapshot header cannot be read ({error!r}); take a new snapshot") from error
    if found != kind:
        raise StateError(f"expected a snapshot of kind {kind!r}, got {found!r}; resume it where it was taken")
    return _arrays(memoryview(data)[header_end:], entries)


def _dtype_name(name: str, array: Array) -> str:
    """Return the dtype's name, or raise `StateError` when it is not one that snapshots hold."""
    if array.dtype.name not in _DTYPES:
        raise StateError(f"array {name!r}: expected one of {', '.join(_DTYPES)}, got {array.dtype}")
    return array.dtype.name


def _checked_header_end(data: bytes) -> int:
    """Check magic, format and checksum; return the offset of the first array."""
    if len(data) < _PREFIX.size:
        raise StateError(f"expected a snapshot of at least {_PREFIX.size} bytes, got {len(data)}")
    magic, version, checksum, header_length = _PREFIX.unpack_from(data)
    if magic != _MAGIC:
        raise StateError(f"expected a snapshot beginning with {_MAGIC!r}, got {magic!r}")
    if version != FORMAT:
        raise StateError(
            f"expected snapshot format {FORMAT}, got {version}; take a new snapshot with this version"
        )
    if zlib.crc32(memoryview(data)[_CHECKED_FROM:]) != checksum:
        raise StateError("snapshot is damaged: its checksum does not fit; take a new snapshot")
    return _PREFIX.size + int(header_length)


def _arrays(
    values: memoryview, entries: list[tuple[str, np.dtype[Any], tuple[int, ...]]]
) -> dict[str, Array]:
    """Cut `values` into arrays, checking that their sizes add up exactly."""
    if any(not 0 <= length <= _LONGEST_AXIS for _, _, shape in entries for length in shape):
        raise StateError(f"expected axes of 0 to {_LONGEST_AXIS}; take a new snapshot")
    expected = sum(dtype.itemsize * math.prod(shape) for _, dtype, shape in entries)
    if expected != len(values):
        raise StateError(f"expected {expected} bytes of arrays in the snapshot, got {len(values)}")
    arrays: dict[str, Array] = {}
    offset = 0
    for name, dtype, shape in entries:
        count = math.prod(shape)
        array = np.frombuffer(values, dtype, count, offset).reshape(shape).copy()
        array.flags.writeable = False
        arrays[name] = array
        offset += array.nbytes
    return arrays
