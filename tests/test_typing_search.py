"""The beam over taps: equal to an exhaustive search where it may be, and useful where it may not."""

from __future__ import annotations

import dataclasses
import itertools
import math
import time
from collections.abc import Iterator, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from linnet_runtime.key_layout import KeyLayout
from linnet_runtime.lexicon import Lexicon, LexiconWord
from linnet_runtime.touch import TouchModel
from linnet_runtime.typing_beam import NO_WORD, Beam
from linnet_runtime.typing_candidates import Candidates, finished, unfinished
from linnet_runtime.typing_search import TypingSearch
from linnet_runtime.typing_weights import TypingWeights
from linnet_runtime.units import LETTERS

Tap = NDArray[np.float32]
WIDE = TypingWeights(beam_width=1e6, hypotheses=10**6, split_hypotheses=10**6, split_words=10**6)
TOUCH = TouchModel(KeyLayout.load("qwerty"), LETTERS)
COMMON = """
    the of i'm and to a in is it you that he was for on are as with his they at be this have from or one
    had by word but not what all were we when your can said there use an each which she do how their if
    will up other about out many then them these so some her would make like him into time has look two
    more write go see number no way could people my than first water been call who oil its now find long
    down day did get come made may part hello letter tomorrow accommodate friend believe receive
    definitely separate necessary phone photo rhythm don't it's can't knowledge number little hat cat
    soon son too apple coming café thin think thing
"""


def lexicon_of(words: Sequence[str]) -> Lexicon:
    """Words, the most common first, as Zipf has it."""
    return Lexicon.build([LexiconWord(word, -2.0 - math.log(i + 1), (1,)) for i, word in enumerate(words)])


LEXICON = lexicon_of(list(dict.fromkeys(COMMON.split())))
SEARCH = TypingSearch(LEXICON)


def typed(search: TypingSearch, characters: str) -> Beam:
    beam = search.start()
    for character in characters:
        beam = search.advance(beam, TOUCH.character(character))
    return beam


def readings(search: TypingSearch, found: Candidates) -> dict[tuple[str, ...], float]:
    """By the words of each reading, its best channel score."""
    best: dict[tuple[str, ...], float] = {}
    written = search.lexicon.written
    for low, high, channel, first in zip(found.low, found.high, found.channel, found.first, strict=True):
        for word in range(low, high):
            words = (*([] if first == NO_WORD else [written(first)]), written(word))
            best[words] = max(best.get(words, -math.inf), float(channel))
    return best


def best_reading(characters: str) -> str:
    found = readings(SEARCH, finished(SEARCH, typed(SEARCH, characters)))
    prior = {LEXICON.written(i): float(LEXICON.scores[i]) for i in range(len(LEXICON))}
    return " ".join(max(found, key=lambda words: found[words] + sum(prior[word] for word in words)))


class Exhaustive:
    """Every way to type every word or pair of words, by dynamic programming over one pair at a time."""

    def __init__(self, search: TypingSearch, taps: Sequence[Tap]) -> None:
        self.search, self.taps = search, taps
        self.costs = search.costs
        self.label = {letter: i for i, letter in enumerate(search.lexicon.alphabet)}

    def word(self, letters: str, start: dict[int, float]) -> dict[int, float]:
        """Best score by taps read, when exactly `letters` were typed, given those of the state before."""
        labels = [self.label[letter] for letter in letters]
        best: dict[tuple[int, int, int], float] = {(read, 0, -1): score for read, score in start.items()}
        for read in range(len(self.taps)):
            for at in range(len(labels) + 1):
                for owed in (-1, *set(labels)):
                    score = best.get((read, at, owed))
                    for step, cost in self.steps(labels, read, at, owed) if score is not None else ():
                        best[step] = max(best.get(step, -math.inf), score + cost)
        return {read: score for (read, at, owed), score in best.items() if at == len(labels) and owed == -1}

    def steps(
        self, labels: list[int], read: int, at: int, owed: int
    ) -> Iterator[tuple[tuple[int, int, int], float]]:
        tap, costs = self.taps[read], self.costs.read(self.taps[read])
        if owed != -1:
            yield (read + 1, at, -1), float(tap[owed])
            return
        yield (read + 1, at, -1), costs.extra
        if at:
            yield (read + 1, at, -1), float(tap[labels[at - 1]]) + self.costs.doubled
        if at < len(labels):
            yield (read + 1, at + 1, -1), float(costs.meant[labels[at]])
        if at + 1 < len(labels):
            one, two = labels[at], labels[at + 1]
            yield (read + 1, at + 2, -1), self.missed(labels, at) + float(costs.meant[two])
            yield (read + 1, at + 2, -1), float(costs.digraph[one, two])
            if one != two:
                yield (read + 1, at + 2, one), self.costs.swapped + float(tap[two])

    def missed(self, labels: list[int], at: int) -> float:
        if at == 0:
            return self.costs.missed_first
        return self.costs.singled if labels[at] == labels[at - 1] else float(self.costs.missed[labels[at]])

    def finished(self, letters: str, start: dict[int, float]) -> float:
        """The score when all taps are read and the last letter may be missed."""
        labels, end = [self.label[letter] for letter in letters], len(self.taps)
        whole = self.word(letters, start).get(end, -math.inf)
        short = self.word(letters[:-1], start).get(end, -math.inf) if len(letters) > 1 else -math.inf
        return max(whole, short + self.missed(labels, len(labels) - 1))

    def pair(self, first: str, second: str) -> float:
        weights, space = self.search.weights, self.label[" "]
        ended = self.word(first, {0: 0.0})
        start = {read: score + weights.missed_space for read, score in ended.items()}
        for read, score in ended.items():
            if read < len(self.taps):
                mistyped = score + weights.mistyped_space + float(self.taps[read][space])
                start[read + 1] = max(start.get(read + 1, -math.inf), mistyped)
        return self.finished(second, start)


SMALL = ["a", "at", "tat", "hat", "that", "all", "phat", "don't", "loop"]
TYPED = ["taht", "al", "dont", "fatat", "hatvat", "lpo", "that", "thattt", "t", "loopp", "allat", "atnall"]


@pytest.mark.parametrize("characters", TYPED)
def test_an_unlimited_beam_equals_an_exhaustive_search(characters: str) -> None:
    search = TypingSearch(lexicon_of(SMALL), WIDE)
    taps = [TOUCH.character(character) for character in characters]
    found = readings(search, finished(search, typed(search, characters)))
    exhaustive = Exhaustive(search, taps)
    expected = {(word,): exhaustive.finished(word, {0: 0.0}) for word in SMALL}
    expected |= {pair: exhaustive.pair(*pair) for pair in itertools.product(SMALL, repeat=2)}
    possible = {words: score for words, score in expected.items() if score > -math.inf}
    assert possible.keys() == found.keys()
    assert [found[words] for words in possible] == pytest.approx(list(possible.values()), abs=1e-3)


def test_the_same_holds_for_taps_beside_the_keys() -> None:
    search = TypingSearch(lexicon_of(SMALL), WIDE)
    rng = np.random.default_rng(5)
    taps = [TOUCH.tap(*rng.random(2)) for _ in range(5)]
    beam = search.start()
    for tap in taps:
        beam = search.advance(beam, tap)
    found, exhaustive = readings(search, finished(search, beam)), Exhaustive(search, taps)
    expected = {word: exhaustive.finished(word, {0: 0.0}) for word in SMALL}
    for word, score in expected.items():
        assert found.get((word,), -math.inf) == pytest.approx(score, abs=1e-3)


def test_the_shipped_beam_loses_nothing_that_matters() -> None:
    wide = TypingSearch(LEXICON, dataclasses.replace(WIDE, split_words=TypingWeights().split_words))
    for characters in ("definately", "tommorow", "frend", "thisis", "knowlege", "thw"):
        narrow = readings(SEARCH, finished(SEARCH, typed(SEARCH, characters)))
        every = readings(wide, finished(wide, typed(wide, characters)))
        near = [words for words, score in every.items() if score > max(every.values()) - 6]
        assert [narrow[words] for words in near] == pytest.approx([every[words] for words in near], abs=1e-3)


@pytest.mark.parametrize(
    ("characters", "meant"),
    [
        ("hello", "hello"),
        ("HELLO", "hello"),
        ("hwllo", "hello"),  # a neighbouring key
        ("hlelo", "hello"),  # swapped
        ("ehllo", "hello"),  # swapped at the beginning
        ("helol", "hello"),  # swapped at the end
        ("hllo", "hello"),  # missed
        ("ello", "hello"),  # missed at the beginning
        ("hell", "hello"),  # missed at the end, as "hell" is not in this lexicon
        ("helo", "hello"),  # doubled letter typed once
        ("leter", "letter"),
        ("heello", "hello"),  # single letter typed twice
        ("hedllo", "hello"),  # extra
        ("dont", "don't"),
        ("im", "i'm"),
        ("its'", "it's"),
        ("beleive", "believe"),
        ("definately", "definitely"),  # vowels confused
        ("seperate", "separate"),
        ("foto", "photo"),
        ("resieve", "receive"),
        ("tommorow", "tomorrow"),  # two errors
        ("acommodate", "accommodate"),
        ("cafe", "café"),
        ("café", "café"),
        ("thisword", "this word"),  # missed space
        ("thisbword", "this word"),  # mistyped space
        ("thisnis", "this is"),
        ("thiswrod", "this word"),  # missed space and another error
    ],
)
def test_each_kind_of_error_is_recovered(characters: str, meant: str) -> None:
    assert best_reading(characters) == meant


def test_a_lost_apostrophe_is_nearly_free_and_a_lost_first_letter_dear() -> None:
    def cost(characters: str, word: str) -> float:
        found = readings(SEARCH, finished(SEARCH, typed(SEARCH, characters)))
        return readings(SEARCH, finished(SEARCH, typed(SEARCH, word)))[word,] - found[word,]

    assert cost("dont", "don't") < cost("leter", "letter") < cost("lette", "letter") < cost("etter", "letter")


def test_an_unfinished_word_may_hold_an_error() -> None:
    found = readings(SEARCH, unfinished(SEARCH, typed(SEARCH, "acom")))
    assert ("accommodate",) in found
    assert readings(SEARCH, unfinished(SEARCH, typed(SEARCH, "knw"))).keys() >= {("knowledge",)}


def test_what_ends_here_is_finished_and_what_goes_on_is_not() -> None:
    beam = typed(SEARCH, "the")
    done, begun = readings(SEARCH, finished(SEARCH, beam)), readings(SEARCH, unfinished(SEARCH, beam))
    assert done["the",] == pytest.approx(begun["their",])
    assert done["the",] > begun.get(("the",), -math.inf)


def test_taps_decide_where_characters_cannot() -> None:
    lexicon = lexicon_of(["hat", "jat"])
    search = TypingSearch(lexicon)
    h, j = TOUCH.layout.keys["h"], TOUCH.layout.keys["j"]
    for share, meant in ((0.3, "hat"), (0.7, "jat")):
        beam = search.advance(search.start(), TOUCH.tap(h.x + share * (j.x - h.x), h.y))
        for character in "at":
            beam = search.advance(beam, TOUCH.character(character))
        found = readings(search, finished(search, beam))
        assert max(found, key=lambda words: found[words]) == (meant,)


def test_a_word_goes_on_across_a_space() -> None:
    beam = SEARCH.across_space(typed(SEARCH, "th"), TOUCH.character(" "))
    for character in "is":
        beam = SEARCH.advance(beam, TOUCH.character(character))
    found = readings(SEARCH, finished(SEARCH, beam))
    assert max(found, key=lambda words: found[words]) == ("this",)
    beam = SEARCH.across_space(typed(SEARCH, "num"), TOUCH.character(" "))  # the space bar, meant for "b"
    for character in "er":
        beam = SEARCH.advance(beam, TOUCH.character(character))
    found = readings(SEARCH, finished(SEARCH, beam))
    assert max(found, key=lambda words: found[words]) == ("number",)


@pytest.mark.parametrize("character", ["7", "😀", "ש", "@", "中"])
def test_a_character_that_is_no_letter_leaves_the_word_alone(character: str) -> None:
    beam = typed(SEARCH, "th" + character)
    assert len(beam) == 0
    assert len(finished(SEARCH, beam)) == len(unfinished(SEARCH, beam)) == 0
    assert len(SEARCH.advance(beam, TOUCH.character("e"))) == 0
    assert beam.taps == 3


def test_an_empty_lexicon_and_an_empty_word() -> None:
    search = TypingSearch(Lexicon.build([]))
    assert len(finished(search, typed(search, "abc"))) == len(unfinished(search, search.start())) == 0
    begun = readings(SEARCH, unfinished(SEARCH, SEARCH.start()))
    assert len(begun) == len(LEXICON)


def test_a_very_long_word_costs_nothing_once_no_word_is_near() -> None:
    beam, taps = SEARCH.start(), [TOUCH.character(character) for character in "thequickbrown"]
    started = time.perf_counter()
    for i in range(10_000):
        beam = SEARCH.advance(beam, taps[i % len(taps)])
    assert time.perf_counter() - started < 3.0
    assert len(beam) == 0
    assert beam.taps == 10_000


def test_a_step_leaves_its_beam_as_it_was_and_is_repeatable() -> None:
    beam = typed(SEARCH, "defin")
    before = [array.copy() for array in (beam.node, beam.owed, beam.first, beam.channel)]
    after = SEARCH.advance(beam, TOUCH.character("a"))
    for array, kept in zip((beam.node, beam.owed, beam.first, beam.channel), before, strict=True):
        assert np.array_equal(array, kept)
    assert after == SEARCH.advance(beam, TOUCH.character("a"))
    assert after != beam


def test_backspace_is_the_earlier_value() -> None:
    path = [SEARCH.start()]
    for character in "hellp":
        path.append(SEARCH.advance(path[-1], TOUCH.character(character)))
    assert SEARCH.advance(path[4], TOUCH.character("o")) == typed(SEARCH, "hello")
    assert path[5] == typed(TypingSearch(LEXICON), "hellp")


def test_two_searches_over_one_lexicon_share_nothing() -> None:
    dear = TypingSearch(LEXICON, TypingWeights(swapped=-20.0))
    one, other = (readings(s, finished(s, typed(s, "hlelo"))) for s in (SEARCH, dear))
    assert one["hello",] > other.get(("hello",), -math.inf)


def test_a_step_is_quick() -> None:
    """A guard against a lost vectorisation, far above the 0.5 ms that a large lexicon takes."""
    rng = np.random.default_rng(0)
    words = {"".join(rng.choice(list("etaoinshrdlu"), rng.integers(2, 9))) for _ in range(10_000)}
    search = TypingSearch(lexicon_of(sorted(words)))
    beam, spent = search.start(), []
    for character in "tonasehr":
        started = time.perf_counter()
        beam = search.advance(beam, TOUCH.character(character))
        spent.append(time.perf_counter() - started)
    assert len(beam) > 0
    assert np.median(spent) < 0.02
