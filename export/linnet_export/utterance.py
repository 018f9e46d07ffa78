"""One recording and what was said in it: what every corpus reader returns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from linnet_runtime.errors import LinnetError


class CorpusError(LinnetError):
    """A manifest or a corpus folder is not as its reader expects; the message names file and line."""


@dataclass(frozen=True)
class Utterance:
    """One recording on disk. `text` is as the corpus gives it; `linnet_export.text.normalise` spells it."""

    id: str
    """Unique within its manifest."""

    audio: Path
    """A file soundfile can decode, at any sample rate."""

    duration_s: float
    """Length in seconds."""

    text: str = ""
    """What was said; empty where nobody wrote it down."""

    speaker: str | None = None
    """None where the corpus does not say who spoke."""

    dataset: str = ""
    """Name of the corpus, for reports and for weighting."""
