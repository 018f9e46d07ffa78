"""Named numpy arrays in one file that is mapped into memory, not read: it opens at once, whatever its size.

offset  size  content
     0     4  magic, b"LNLX"
     4     4  format number, little endian
     8     4  length H of the header in bytes
    12     H  header, JSON with spaces up to a multiple of 64:
              {"texts": {name: [text, ...]}, "arrays": [[name, dtype, length, offset], ...]}
  12+H        the arrays, little endian; offsets count from here and are multiples of 64
"""

from __future__ import annotations

import json
import mmap
import os
import struct
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import BundleError

Array = NDArray[Any]

FORMAT = 1
ALIGNMENT_BYTES = 64
_MAGIC = b"LNLX"
_PREFIX = struct.Struct("<4sII")
_DTYPES = {
    name: np.dtype(name).newbyteorder("<") for name in ("float16", "float32", "int32", "uint8", "uint16")
}


def write_arrays(
    path: str | os.PathLike[str], texts: Mapping[str, Sequence[str]], arrays: Mapping[str, Array]
) -> None:
    """Write one-dimensional arrays and a few texts; `read_arrays` gives them back.

    >>> write_arrays("x.lexicon", {"alphabet": "abc"}, {"score": np.zeros(3, np.float32)})  # doctest: +SKIP
    """
    entries, offset = [], 0  # offsets count from the end of the header while its length is not known
    for name, array in arrays.items():
        entries.append([name, array.dtype.name, len(array), offset])
        offset += _aligned(array.nbytes)
    lists = {name: list(text) for name, text in texts.items()}
    header = json.dumps({"texts": lists, "arrays": entries}, separators=(",", ":")).encode()
    header += b" " * (_aligned(_PREFIX.size + len(header)) - _PREFIX.size - len(header))
    target = Path(path)
    # A mapped file must not change under its readers: they keep the old one, the new one takes its name.
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
        new = Path(folder) / target.name
        with new.open("wb") as file:
            file.write(_PREFIX.pack(_MAGIC, FORMAT, len(header)) + header)
            for array in arrays.values():
                values = array.astype(_DTYPES[array.dtype.name], copy=False).tobytes()
                file.write(values.ljust(_aligned(len(values)), b"\0"))
        new.replace(target)


def read_arrays(path: str | os.PathLike[str]) -> tuple[dict[str, tuple[str, ...]], dict[str, Array]]:
    """Map a file of `write_arrays` into memory; the arrays are read-only and read from disk when used.

    Raises `BundleError` for a file that is missing, damaged, cut short or of another format.
    """
    data = _map(path)
    if len(data) < _PREFIX.size:
        raise BundleError(f"{path}: expected at least {_PREFIX.size} bytes, got {len(data)}; get it again")
    magic, version, length = _PREFIX.unpack_from(data)
    if magic != _MAGIC or version != FORMAT:
        raise BundleError(
            f"{path}: expected {_MAGIC!r} and format {FORMAT}, got {magic!r} and {version}; "
            "use a file made for this version of Linnet"
        )
    start = _PREFIX.size + length
    try:
        header = json.loads(data[_PREFIX.size : start])
        texts = {str(name): tuple(map(str, text)) for name, text in header["texts"].items()}
        arrays = {str(name): _array(data, start, *place) for name, *place in header["arrays"]}
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise BundleError(f"{path}: cannot be read ({error!r}); get the file again") from error
    return texts, arrays


def _map(path: str | os.PathLike[str]) -> mmap.mmap | bytes:
    """Map a whole file read-only."""
    try:
        with Path(path).open("rb") as file:
            if not os.fstat(file.fileno()).st_size:  # an empty file cannot be mapped
                return b""
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except OSError as error:
        raise BundleError(f"{path}: expected a readable file: {error}") from error


def _array(data: mmap.mmap | bytes, start: int, dtype: str, length: int, offset: int) -> Array:
    """Return one array as a view of the file. Raises `ValueError` when it is not wholly inside."""
    kind = _DTYPES[dtype]
    end = start + offset + length * kind.itemsize
    if type(length) is not int or type(offset) is not int or min(length, offset) < 0 or end > len(data):
        raise ValueError(f"expected an array inside {len(data)} bytes, got one up to {end}")
    return np.frombuffer(data, kind, length, start + offset)


def _aligned(size_bytes: int) -> int:
    """Round up to a multiple of `ALIGNMENT_BYTES`."""
    return -(-size_bytes // ALIGNMENT_BYTES) * ALIGNMENT_BYTES
