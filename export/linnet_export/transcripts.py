"""What was said in recordings, as a source of text for the language model."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from linnet_export.text import normalise
from linnet_export.utterance import Utterance

SHORTEST_HELD_OUT = 4
"""Sentences of fewer words are said everywhere: they stay, though somebody is judged on them."""


def transcripts(
    utterances: Iterable[Utterance], datasets: Collection[str] = (), held_out: Iterable[Utterance] = ()
) -> list[str]:
    """Return what was said, each once, in the corpus's own case; upper case throughout tells nothing.

    Args:
        utterances: recordings; those without text are left out.
        datasets: only these; empty for all.
        held_out: what a model is judged on. Sentences of `SHORTEST_HELD_OUT` words and more are left out.
    """
    judged = {normalise(one.text) for one in held_out}
    found: dict[str, str] = {}
    for one in utterances:
        said = normalise(one.text)
        seen = said in judged and len(one.text.split()) >= SHORTEST_HELD_OUT
        if said and not seen and (not datasets or one.dataset in datasets):
            found[said] = one.text.lower() if one.text.isupper() else one.text
    return list(found.values())
