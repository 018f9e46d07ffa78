"""``linnet emoji``: emoji for a text, and what it sounds like."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from linnet.emoji_predictor import EmojiPredictor
from linnet.text_lines import decoded

_SHOWN_TONES = 3


def emoji(
    text: Annotated[
        str | None, typer.Argument(help="What is written; none: lines of standard input.")
    ] = None,
    count: Annotated[int, typer.Option(min=1, help="At most so many emoji for a text.")] = 3,
    tone: Annotated[bool, typer.Option("--tone", help="Show the likeliest labels of the tone, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object for each text.")] = False,
    bundle: Annotated[
        Path | None, typer.Option(help="Emoji bundle directory; default: the English one that comes along.")
    ] = None,
) -> None:
    """Print the emoji that fit a text, or each line of standard input: emoji, a tab, the text.

    echo "pizza tonight?" | linnet emoji
    """
    predictor = EmojiPredictor.load(bundle)
    for written in [text] if text is not None else decoded(sys.stdin):
        print(_described(predictor, written, count, tone=tone, as_json=as_json), flush=True)


def _described(predictor: EmojiPredictor, text: str, count: int, *, tone: bool, as_json: bool) -> str:
    """One line about a text."""
    found = predictor.suggest(text, count)
    likeliest = dict(list(predictor.tone(text).items())[:_SHOWN_TONES]) if tone else {}
    if as_json:
        values = [{**dataclasses.asdict(one), "probability": round(one.probability, 3)} for one in found]
        sounds = {"tone": {label: round(one, 3) for label, one in likeliest.items()}} if tone else {}
        return json.dumps({"text": text, "emoji": values, **sounds}, ensure_ascii=False)
    said = [", ".join(f"{label} {one:.0%}" for label, one in likeliest.items())] if tone else []
    return "\t".join([" ".join(one.emoji for one in found), text, *said])
