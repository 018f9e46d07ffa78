"""JSON read strictly into frozen dataclasses: no unknown key, no missing key, no value of another type."""

from __future__ import annotations

import dataclasses
import json
import math
from functools import cache
from types import NoneType, UnionType
from typing import Any, NoReturn, TypeVar, get_args, get_origin, get_type_hints

from .errors import BundleError

T = TypeVar("T")
MAY_LACK = {"may_lack": True}
"""Metadata of a field that JSON written by an earlier version lacks: it has its default then."""


def parse(text: str, file: str) -> Any:
    """Parse JSON, refusing duplicate keys, NaN and infinities. `file` is named in the `BundleError`."""
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_constant=_not_a_number)
    except (ValueError, RecursionError) as error:
        raise BundleError(
            f"{file}: expected JSON, got: {error}; the file is damaged, get it again"
        ) from error


def read(cls: type[T], value: Any, file: str) -> T:
    """Read a parsed JSON value into dataclass `cls` of dataclasses, tuples, dicts, plain values, `| None`.

    Raises `BundleError` that names `file` and the key, such as 'audio.chunk_samples'.
    """
    result: T = _read(cls, value, file, "")
    return result


def _read(kind: Any, value: Any, file: str, key: str) -> Any:
    """Read `value` as type `kind`; `key` is its dotted path."""
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _read_fields(kind, _expect(dict, value, file, key), file, key)
    if get_origin(kind) is UnionType:  # only "something or null" is read
        (kind,) = (one for one in get_args(kind) if one is not NoneType)
        return None if value is None else _read(kind, value, file, key)
    if get_origin(kind) is tuple:
        items = _expect(list, value, file, key)
        return tuple(_read(get_args(kind)[0], item, file, f"{key}[{i}]") for i, item in enumerate(items))
    if get_origin(kind) is dict:
        entries = _expect(dict, value, file, key)
        return {name: _read(get_args(kind)[1], item, file, f"{key}.{name}") for name, item in entries.items()}
    return _expect(kind, value, file, key)


def _read_fields(cls: type, value: dict[str, Any], file: str, key: str) -> Any:
    """Read a JSON object into dataclass `cls`, all of its keys but for `MAY_LACK`, and no other."""
    kinds = _kinds(cls)
    names = {field.name for field in dataclasses.fields(cls)}
    lacked = {field.name for field in dataclasses.fields(cls) if "may_lack" in field.metadata} - value.keys()
    prefix = f"{key}." if key else ""
    for name in sorted(value.keys() - names):
        raise BundleError(f"{file}: unknown key {prefix + name!r}; it is damaged or for another version")
    for name in sorted(names - value.keys() - lacked):
        raise BundleError(f"{file}: missing key {prefix + name!r}; it is damaged or for another version")
    return cls(**{name: _read(kinds[name], value[name], file, prefix + name) for name in names - lacked})


@cache
def _kinds(cls: type) -> dict[str, Any]:
    """Return the type of each field; worked out once, for a manifest may hold hundreds of measures."""
    return get_type_hints(cls)


def _expect(kind: Any, value: Any, file: str, key: str) -> Any:
    """Return `value` when it is of type `kind`; a whole number is also a float, a bool is never a number."""
    if kind is float and type(value) is int:
        value = float(value)
    if type(value) is not kind or (kind is float and not math.isfinite(value)):
        raise BundleError(f"{file}: key {key or 'top level'!r}: expected {kind.__name__}, got {value!r:.80}")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object, refusing a key given twice."""
    value = dict(pairs)
    if len(value) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"key {next(n for n in names if names.count(n) > 1)!r} is given twice")
    return value


def _not_a_number(constant: str) -> NoReturn:
    """Refuse NaN, Infinity and -Infinity, which are not JSON."""
    raise ValueError(f"{constant} is not a number in JSON")
