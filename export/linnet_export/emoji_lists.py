"""Lists of emoji with the words that they stand for: Unicode's CLDR annotations and emojilib."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from linnet_export.utterance import CorpusError
from linnet_runtime.written import tokens

_VARIATION = "\ufe0f"
_TONES = re.compile("[\U0001f3fb-\U0001f3ff]")
_SEXES = re.compile("\u200d[\u2640\u2642]|^[\U0001f468\U0001f469]\u200d(?!.*[\u2764\U0001f466\U0001f467])")
"""A woman or a man where there is the same emoji of a person."""


@dataclass(frozen=True)
class ListedEmoji:
    """An emoji as both lists have it; of those that differ in skin or sex only one is kept."""

    emoji: str
    name: str
    keywords: tuple[str, ...]
    """CLDR's, see `written_keyword`."""
    more: tuple[str, ...]
    """Keywords that only emojilib has."""


def read_emoji(cldr: Path, emojilib: Path) -> list[ListedEmoji]:
    """Read CLDR's annotations (TSV: emoji, name, keywords between "|") and emojilib's JSON object.

    An emoji must be in both, so that it has a name and is written in its full form. Raises `CorpusError`.
    """
    try:
        rows = [line.split("\t") for line in cldr.read_text(encoding="utf-8").splitlines()]
        annotated = {bare(emoji): (name, keywords.split("|")) for emoji, name, keywords in rows}
        listed: Mapping[str, list[str]] = json.loads(emojilib.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CorpusError(f"{cldr}, {emojilib}: expected lists of emoji: {error}") from error
    found = []
    for emoji, words in listed.items():
        if bare(emoji) not in annotated or _TONES.search(emoji) or _SEXES.search(emoji):
            continue
        name, keywords = annotated[bare(emoji)]
        own = _distinct(keywords)
        more = [one for one in _distinct(word.replace("_", " ") for word in words[1:]) if one not in own]
        found.append(ListedEmoji(emoji, name.lower(), tuple(own), tuple(more)))
    return found


def bare(emoji: str) -> str:
    """Return an emoji without skin tone and variation selectors, by which it is found in texts."""
    return _TONES.sub("", emoji).replace(_VARIATION, "")


def written_keyword(words: str) -> str:
    """Return a keyword as its tokens are compared with those of a text: "Ice-cream" is "ice cream".

    >>> [written_keyword(word) for word in ("T-Rex", ":)")]
    ['t rex', ': )']
    """
    found = tokens(words.replace("\u2019", "'"))
    return " ".join(token for token in found if token != "-" or len(found) == 1)


class EmojiFinder:
    """Finds the emoji of a list in texts, whatever skin they have."""

    def __init__(self, emoji: Iterable[str]) -> None:
        self._known = {bare(one): one for one in emoji}
        longest_first = sorted(self._known, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first)))

    def within(self, text: str) -> set[str]:
        """Return the emoji of a text, each once, in their full form."""
        if text.isascii():
            return set()
        return {self._known[one] for one in self._pattern.findall(bare(text))}


def _distinct(words: Iterable[str]) -> list[str]:
    """Return what can be written of keywords, each once."""
    return list(dict.fromkeys(found for word in words if (found := written_keyword(word))))
