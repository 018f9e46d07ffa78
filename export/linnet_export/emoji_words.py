"""Which emoji stand for which words and tones, worked out from lists and labelled texts."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from linnet_export.emoji_lists import EmojiFinder, ListedEmoji, written_keyword
from linnet_export.labelled_text import LabelledText
from linnet_export.recipe import RecipeError
from linnet_runtime.emoji_table import LONGEST_KEYWORD, EmojiTable, EmojiWeights, Keyword
from linnet_runtime.lexicon import OFFENSIVE, Lexicon

_OF_NAME, _IN_NAME, _LISTED, _LISTED_MORE = 3.0, 1.5, 1.0, 0.4
"""What a keyword weighs that is the whole name, a word of the name, in CLDR or only in emojilib."""
_POPULARITY = 0.2
"""Power of how often an emoji stands in the texts, by which emoji of one keyword differ."""
_COMMON, _RARE = -5.5, -9.0
"""Natural log-probability of a word that means no emoji, and of one that surely does."""
_ROW = 6
"""At most so many emoji for a keyword, and twice so many for a tone."""
_SMALLEST_SHARE = 0.04
_PRIOR_RATE = 0.004
"""The emoji of the recipe count as if so many texts of a label had them."""


@dataclass(frozen=True)
class EmojiWords:
    """What is said about emoji by hand: the recipe beside that of the tone model."""

    name: str
    ignored: str = ""
    """Words that stand for no emoji, whatever the lists say: "cancer" is no zodiac sign here."""
    never: str = ""
    """Emoji that are never offered."""
    quiet: str = ""
    """Words at which nothing is offered, as at those that the lexicon marks as offensive."""
    tones: dict[str, str] = field(default_factory=dict)
    """For a label, the emoji that fit it, the best first; none for a label that is left out."""


def emoji_table(
    emoji: Sequence[ListedEmoji],
    by_hand: EmojiWords,
    lexicon: Lexicon,
    texts: Sequence[LabelledText],
    labels: Sequence[str],
) -> EmojiTable:
    """Build a table with the default weights and thresholds of a half.

    Args:
        emoji: what there is.
        by_hand: what is left out, and which emoji fit a tone.
        lexicon: how common each word is, and which are offensive.
        texts: labelled texts, of which some have emoji.
        labels: names of their labels.

    Raises `RecipeError` for a label or an emoji of a tone that there is not.
    """
    never = {*by_hand.never.split()}
    kept = [one for one in emoji if one.emoji not in never]
    _refuse_unknown(by_hand, {one.emoji for one in kept}, labels)
    finder = EmojiFinder(one.emoji for one in kept)
    found = [(text, finder.within(text.text)) for text in texts]
    popularity = Counter(one for _, several in found for one in several)
    quiet = {*by_hand.quiet.split()}
    quiet |= {lexicon.written(word) for word in range(len(lexicon)) if lexicon.flags[word] & OFFENSIVE}
    keywords = _keywords(kept, popularity, {*by_hand.ignored.split(), *quiet}, lexicon)
    tones = _tones(found, by_hand.tones, labels)
    used = {e for keyword in keywords.values() for e in keyword.emoji} | {
        e for r in tones.values() for e in r
    }
    return EmojiTable(
        names={one.emoji: one.name for one in kept if one.emoji in used},
        keywords=keywords,
        tones=tones,
        thresholds=dict.fromkeys(labels, 0.5),
        quiet=tuple(sorted(quiet)),
        weights=EmojiWeights(),
    )


def _refuse_unknown(by_hand: EmojiWords, emoji: Container[str], labels: Container[str]) -> None:
    """Raise `RecipeError` for what no list and no text has."""
    for label, listed in by_hand.tones.items():
        unknown = [one for one in listed.split() if one not in emoji]
        if label not in labels or unknown:
            raise RecipeError(
                f"tones.{label}: expected a label of the texts and emoji of both lists that may be offered, "
                f"got {unknown or label}"
            )


def _keywords(
    emoji: Sequence[ListedEmoji], popularity: Mapping[str, int], ignored: set[str], lexicon: Lexicon
) -> dict[str, Keyword]:
    """Return what each keyword stands for."""
    rows: dict[str, dict[str, float]] = {}
    for one in emoji:
        for written, weight in _weighed(one).items():
            known = (1 + popularity.get(one.emoji, 0)) ** _POPULARITY
            rows.setdefault(written, {})[one.emoji] = weight * known
    found = {}
    for written, row in sorted(rows.items()):
        words = written.split()
        if len(words) > LONGEST_KEYWORD or not _means_something(words) or not ignored.isdisjoint(words):
            continue
        shares = _shares(row, _ROW)
        sure = _rarity(words, lexicon) * math.sqrt(max(shares.values()))
        if sure >= _SMALLEST_SHARE:
            found[written] = Keyword(round(sure, 3), shares)
    return found


def _means_something(words: Sequence[str]) -> bool:
    """Tell whether tokens are words or a smiley of two marks or more, not a mark, a letter or a number."""
    return len(words) > 1 or (words[0].isalpha() and len(words[0]) > 1) or "'" in words[0][1:]


def _weighed(one: ListedEmoji) -> dict[str, float]:
    """Return the weight of each keyword of an emoji: the fewer it has, the more they weigh."""
    name = written_keyword(one.name.removeprefix("flag:"))
    weights = {
        **dict.fromkeys(one.more, _LISTED_MORE),
        **dict.fromkeys(one.keywords, _LISTED),
        **{word: _IN_NAME for word in name.split() if word in one.keywords},
        name: _OF_NAME,
    }
    few = 1 / math.log2(4 + len(weights))
    return {written: weight * few for written, weight in weights.items()}


def _rarity(words: Sequence[str], lexicon: Lexicon) -> float:
    """Return from 0 to 1 how rare the rarest word of a keyword is; "back" is common, "pizza" rare."""
    scores = [
        float(lexicon.scores[word]) if (word := lexicon.find(written)) is not None else _RARE
        for written in words
    ]
    return min(max((min(scores) - _COMMON) / (_RARE - _COMMON), 0.0), 1.0) if len(words) == 1 else 1.0


def _tones(
    texts: Iterable[tuple[LabelledText, set[str]]], by_hand: Mapping[str, str], labels: Sequence[str]
) -> dict[str, dict[str, float]]:
    """Return how often the texts of a label have each of its emoji, as shares of the label that has most.

    Only the emoji of the recipe: where somebody laughs at what makes another sad, both are not offered.
    """
    counts: dict[str, dict[str, float]] = {label: {} for label in by_hand}
    total = Counter[str]()
    for text, emoji in texts:
        for label in (labels[number] for number in text.labels):
            total[label] += 1
            for one in emoji.intersection(by_hand.get(label, "").split()):
                counts[label][one] = counts[label].get(one, 0.0) + 1 / len(text.labels)
    for label, listed in by_hand.items():
        shares = {one: 1 / rank for rank, one in enumerate(listed.split(), start=1)}
        mass = _PRIOR_RATE * max(total[label], 1) / sum(shares.values())
        for one, share in shares.items():
            counts[label][one] = counts[label].get(one, 0.0) + mass * share
    rates = {label: sum(row.values()) / max(total[label], 1) for label, row in counts.items()}
    most = max(rates.values(), default=0.0) or 1.0
    return {
        label: {one: round(share * rates[label] / most, 4) for one, share in _shares(row, 2 * _ROW).items()}
        for label, row in counts.items()
        if row
    }


def _shares(row: Mapping[str, float], most: int) -> dict[str, float]:
    """Return the largest weights of a row, made to sum to 1, best first."""
    best = sorted(row.items(), key=lambda one: (-one[1], one[0]))[:most]
    total = sum(weight for _, weight in best)
    kept = [(one, weight) for one, weight in best if weight >= _SMALLEST_SHARE * total]
    total = sum(weight for _, weight in kept)
    return {one: round(weight / total, 4) for one, weight in kept}
