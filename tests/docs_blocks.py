"""The pages of docs/ and their code blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from conftest import REPOSITORY

DOCS = REPOSITORY / "docs"
PAGES = sorted(DOCS.glob("*.md"))
OUTPUT = "text"
"""Language of a block that shows what the block before it prints,"""
LOOSE = 'title="such as"'
"""and what stands behind it where that depends much on the model."""
_FENCE = re.compile(r"^```(?P<info>[^\n]*)\n(?P<code>.*?)^```$", re.DOTALL | re.MULTILINE)
_SNIPPET = "--8<--"


@dataclass(frozen=True)
class Block:
    """One fenced block."""

    page: Path
    line: int
    """Of its first line of code, from 1."""
    language: str
    code: str
    shown: str | None
    """The output that stands below it; None where none is shown."""
    likeness: float
    """How like that the output must be, as `difflib` measures it."""

    @property
    def place(self) -> str:
        """Where it is, as compilers write it."""
        return f"{self.page.relative_to(REPOSITORY)}:{self.line}"


def blocks(page: Path) -> list[Block]:
    """The blocks of a page in order, each with the output below it."""
    text = page.read_text(encoding="utf-8")
    found = [match for match in _FENCE.finditer(text) if _SNIPPET not in match["code"]]
    made = []
    for match, after in pairwise([*found, None]):
        if match is not None and not _is_output(match):
            line = text.count("\n", 0, match.start()) + 2
            shown = after["code"] if after is not None and _is_output(after) else None
            likeness = 0.7 if after is not None and LOOSE in after["info"] else 0.9
            made.append(Block(page, line, match["info"], match["code"], shown, likeness))
    return made


def unread_fences(page: Path) -> int:
    """How many marks of blocks on a page are none of a block that `blocks` reads, or of its output."""
    text = page.read_text(encoding="utf-8")
    snippets = [match for match in _FENCE.finditer(text) if _SNIPPET in match["code"]]
    shown = [block for block in blocks(page) if block.shown is not None]
    return text.count("```") - 2 * (len(blocks(page)) + len(shown) + len(snippets))


def _is_output(match: re.Match[str]) -> bool:
    return match["info"] in (OUTPUT, f"{OUTPUT} {LOOSE}")
