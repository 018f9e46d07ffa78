"""``linnet-export tables``: documents show what the manifests hold."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from linnet_export.document_tables import document_tables, open_bundles, refreshed


def tables_command(
    documents: Annotated[list[Path], typer.Argument(help="Markdown files with marked tables.")],
    bundles: Annotated[Path, typer.Option(help="Folder of the bundles that they tell of.")] = Path(
        "sdk/linnet/bundles"
    ),
) -> None:
    """Write marked tables anew from bundles: between `<!-- table: NAME -->` and `<!-- end -->`."""
    tables = document_tables(open_bundles(bundles))
    for document in documents:
        text = document.read_text(encoding="utf-8")
        new = refreshed(text, tables)
        document.write_text(new, encoding="utf-8")
        print(f"{document}: {'as it was' if new == text else 'changed'}")
