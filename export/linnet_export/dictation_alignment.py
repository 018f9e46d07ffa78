"""Which words of a text were heard, by the alignment with the fewest errors (Levenshtein)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import jiwer

from linnet_export.greedy import phone_errors


@dataclass(frozen=True)
class Alignment:
    """What became of the words of one text."""

    substitutions: int
    deletions: int
    insertions: int
    said_right: tuple[bool, ...]
    """Of each word that was said, whether it was heard."""
    heard_right: tuple[bool, ...]
    """Of each word that was heard, whether it was said."""

    @property
    def errors(self) -> int:
        """All three kinds together."""
        return self.substitutions + self.deletions + self.insertions


def align(said: Sequence[str], heard: Sequence[str]) -> Alignment:
    """Align two texts, of which the first is not empty."""
    output = jiwer.process_words(" ".join(said), " ".join(heard))
    said_right, heard_right = [False] * len(said), [False] * len(heard)
    for chunk in output.alignments[0]:
        if chunk.type == "equal":
            said_right[chunk.ref_start_idx : chunk.ref_end_idx] = [True] * (
                chunk.ref_end_idx - chunk.ref_start_idx
            )
            heard_right[chunk.hyp_start_idx : chunk.hyp_end_idx] = [True] * (
                chunk.hyp_end_idx - chunk.hyp_start_idx
            )
    return Alignment(
        output.substitutions, output.deletions, output.insertions, tuple(said_right), tuple(heard_right)
    )


def oracle_errors(said: Sequence[str], readings: Sequence[Sequence[Sequence[str]]]) -> int:
    """Fewest errors when the best of its readings is taken of each stretch of speech, one after the other."""
    number = {word: index for index, word in enumerate({*said, *_words(readings)})}
    numbered = [[[number[word] for word in reading] for reading in stretch] for stretch in readings]
    errors, _ = phone_errors(numbered, [number[word] for word in said])
    return errors


def _words(readings: Sequence[Sequence[Sequence[str]]]) -> list[str]:
    return [word for stretch in readings for reading in stretch for word in reading]
