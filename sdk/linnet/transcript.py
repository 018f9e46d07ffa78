"""The text of a whole recording."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.events import Final, Word


@dataclass(frozen=True)
class Transcript:
    """Everything recognised in one recording."""

    text: str
    """The texts of the finals with a space between two."""
    finals: tuple[Final, ...]
    """One for each stretch of speech, in time order."""
    words: tuple[Word, ...]
    """The words of all finals."""
    duration_s: float
    """Length of the recording."""

    @property
    def formatted_text(self) -> str:
        """Like ``text``, with capitals and marks where the recognizer has a formatter."""
        shown = (final.formatted.text if final.formatted else final.text for final in self.finals)
        return " ".join(text for text in shown if text)

    @classmethod
    def of(cls, finals: tuple[Final, ...], duration_s: float) -> Transcript:
        """The transcript made of these finals."""
        text = " ".join(final.text for final in finals if final.text)
        words = tuple(word for final in finals for word in final.words)
        return cls(text, finals, words, duration_s)
