"""Write the vectors: ``python -m tests.conformance.make [NAME ...]``, all of them without a name."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import graphs, keyboard, speech, words

MAKERS: dict[str, Callable[[], dict[str, Any]]] = {
    "graphs": graphs.vectors,
    "words": words.vectors,
    "speech_search": speech.search_vectors,
    "recognizer": speech.recognizer_vectors,
    "typing": keyboard.typing_vectors,
}
"""From the name of a file to what makes its content."""


def path_of(name: str) -> Path:
    """Return the file of some vectors."""
    return Path(__file__).parent / f"{name}.json"


def write(name: str) -> Path:
    """Make some vectors and write them to their file."""
    path = path_of(name)
    text = json.dumps(MAKERS[name](), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")
    return path


def main() -> None:
    """Write the vectors that the command line names."""
    for name in sys.argv[1:] or MAKERS:
        path = write(name)
        print(f"{path.name}: {path.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
