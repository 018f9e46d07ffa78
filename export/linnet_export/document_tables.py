"""Tables of documents that follow from bundles, between marks: `<!-- table: NAME -->` and `<!-- end -->`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from linnet_export.accuracy_table import accuracy_table, typing_table
from linnet_export.bundle_tables import bundles_table, tensor_table, unit_table
from linnet_export.key_tables import key_tables
from linnet_export.measurement_tables import measurement_tables
from linnet_export.model_tables import model_tables
from linnet_export.worked_step import worked_step
from linnet_runtime.bundle import Bundle
from linnet_runtime.errors import InputError

Tables = Mapping[str, list[str]]
"""The lines of each table by its name."""
_MARKED = r"(<!-- {mark}: ([\w-]+) -->\n).*?(<!-- end -->)"


def open_bundles(folder: Path) -> list[Bundle]:
    """Open every bundle below a folder. Raises `InputError` when there is none."""
    found = [Bundle.open(manifest.parent) for manifest in sorted(folder.glob("*/manifest.json"))]
    if not found:
        raise InputError(f"{folder}: expected folders with bundles, found none")
    return found


def document_tables(bundles: Iterable[Bundle]) -> Tables:
    """Return all tables; of two bundles of one kind the last counts."""
    opened = list(bundles)
    tables = {"bundles": bundles_table([bundle.manifest for bundle in opened]), **key_tables()}
    for bundle in opened:
        tables |= _tables_of(bundle)
    return tables


def refreshed(text: str, tables: Tables, mark: str = "table") -> str:
    """Return a document with its marked tables replaced. Raises `InputError` for one of an unknown name.

    Other marks than ``table`` are for what no manifest tells, such as times.

    >>> refreshed("<!-- table: a -->\\nold\\n<!-- end -->", {"a": ["new"]})
    '<!-- table: a -->\\nnew\\n<!-- end -->'
    """

    def replaced(marked: re.Match[str]) -> str:
        head, name, end = marked.groups()
        if name not in tables:
            raise InputError(f"expected a table of {sorted(tables)}, got {name!r}; measure it first")
        return head + "".join(f"{line}\n" for line in tables[name]) + end

    return re.sub(_MARKED.replace("{mark}", mark), replaced, text, flags=re.DOTALL)


def _tables_of(bundle: Bundle) -> dict[str, list[str]]:
    """The tables of one bundle."""
    manifest, kind = bundle.manifest, bundle.manifest.kind.replace("_", "-")
    tables = {f"tensors-{kind}": tensor_table(bundle)}
    if manifest.tokens:
        tables[f"units-{kind}"] = unit_table(manifest.tokens)
    if manifest.audio:
        tables[f"step-{kind}"] = worked_step(bundle)
    if manifest.accuracy:
        tables["heads"] = accuracy_table(manifest.accuracy)
    if manifest.typing_accuracy:
        tables["typing"] = typing_table(one for one in manifest.typing_accuracy if one.graph == "int8")
    return tables | measurement_tables(manifest.measurements) | model_tables(manifest.measurements)
