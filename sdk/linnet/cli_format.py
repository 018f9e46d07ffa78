"""``linnet format``: words in, text with capitals and punctuation out."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Annotated

import typer

from linnet.cli_options import BundleOption
from linnet.formatter import Formatter
from linnet.text_lines import decoded_lines


def format_text(
    files: Annotated[
        list[Path] | None,
        typer.Argument(help="Text files in UTF-8; default: standard input.", show_default=False),
    ] = None,
    entities: Annotated[
        bool, typer.Option("--entities", help="Show below each line its numbers, times, persons and places.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per line.")] = False,
    bundle: BundleOption = None,
) -> None:
    """Put capitals and punctuation into dictated words; each line is a text of its own.

    echo "hi anna can you meet me in berlin" | linnet format
    """
    formatter = Formatter.load(bundle)
    for line in decoded_lines(files or []):
        formatted = formatter.format(line)
        if as_json:
            print(json.dumps(dataclasses.asdict(formatted), ensure_ascii=False), flush=True)
            continue
        print(formatted.text, flush=True)
        for one in formatted.entities if entities else ():
            print(f"  {one.kind:<7}{one.start:5}{one.end:5}  {one.text}", flush=True)
