"""Which words a text counts as when dictation is scored: one rule for references and for every recognizer."""

from __future__ import annotations

from linnet_export.text import normalise

SPELLINGS = {"ok": "okay", "grey": "gray", "alright": "all right", "goodbye": "good bye"}
"""Words that are spelled in two ways and said in one; no recognizer can know which is wanted."""


def scored_words(text: str) -> tuple[str, ...]:
    """Split a text into the words that are compared.

    As `normalise` spells them: lower case, numbers in words, hyphens part words, no punctuation or accents;
    then `SPELLINGS`. Empty for a text that cannot be spelled so.

    >>> scored_words("OK, well-known Mr. Grey: 21!")
    ('okay', 'well', 'known', 'mister', 'gray', 'twenty', 'one')
    """
    return tuple(part for word in normalise(text).split() for part in SPELLINGS.get(word, word).split())
