"""What a proofreader made of a text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Edit:
    """One place that was changed."""

    start: int
    """Where it begins in the text that was given, in characters."""
    end: int
    """Where it ends there; equal to ``start`` where something was put in."""
    before: str
    """What stood there."""
    after: str
    """What stands there now."""


@dataclass(frozen=True)
class Correction:
    """A corrected text, and what was changed in it. Its ``str`` is the text.

    An app that shows what was changed, or asks first, needs the places; the text alone would have to be
    compared again.
    """

    text: str
    """The corrected text."""
    edits: tuple[Edit, ...]
    """What was changed, in order; each takes whole words and the marks beside them."""

    def __str__(self) -> str:
        return self.text


def applied(text: str, edits: Sequence[Edit]) -> str:
    """Return a text with edits made."""
    written, after = [], 0
    for edit in edits:
        written += [text[after : edit.start], edit.after]
        after = edit.end
    return "".join(written) + text[after:]


def composed(text: str, first: Sequence[Edit], second: Sequence[Edit]) -> tuple[Edit, ...]:
    """Return the edits of a text that make of it what ``second`` makes of what ``first`` makes of it.

    Edits of both that touch become one.
    """
    between = applied(text, first)
    spans, shift = list[_Span](), 0
    for edit in first:
        start = edit.start + shift
        shift += len(edit.after) - len(edit.before)
        spans.append(_Span(start, edit.end + shift, len(edit.after) - len(edit.before)))
    spans += [_Span(edit.start, edit.end, 0) for edit in second]
    edits, shift = list[Edit](), 0
    for span in _merged(spans):
        start, end = span.start - shift, span.end - shift - span.growth
        within = [edit for edit in second if span.start <= edit.start and edit.end <= span.end]
        moved = [Edit(e.start - span.start, e.end - span.start, e.before, e.after) for e in within]
        edits.append(Edit(start, end, text[start:end], applied(between[span.start : span.end], moved)))
        shift += span.growth
    return tuple(edit for edit in edits if edit.before != edit.after)


@dataclass(frozen=True)
class _Span:
    """A stretch of the text between, which is so much longer than what stood there before."""

    start: int
    end: int
    growth: int


def _merged(spans: Sequence[_Span]) -> list[_Span]:
    """Return spans in order, those that overlap or touch as one."""
    merged = list[_Span]()
    for span in sorted(spans, key=lambda one: (one.start, one.end)):
        if merged and span.start <= merged[-1].end:
            last = merged.pop()
            span = _Span(last.start, max(last.end, span.end), last.growth + span.growth)
        merged.append(span)
    return merged
