"""Several spoken lexicons under one numbering."""

from __future__ import annotations

import numpy as np

from linnet_runtime.speech_words import BOUNDARY, SpokenWords
from linnet_runtime.trie import ROOT
from tiny_speech import SAID, spoken

PARTS = (["ab", "bee"], ["abb", "b"], ["ca"])


def pronounced(words: SpokenWords) -> dict[str, set[tuple[bytes, float]]]:
    """Walk the whole trie: the phones and costs of each word."""
    found: dict[str, set[tuple[bytes, float]]] = {}
    nodes, phones = np.array([ROOT], np.int32), [b""]
    while len(nodes):
        which, entry = words.ending(nodes)
        for at, one in zip(which.tolist(), entry.tolist(), strict=True):
            word = words.written(int(words.word[one]))
            found.setdefault(word, set()).add((phones[at], float(words.cost[one])))
        which, nodes = words.expand(nodes)
        phones = [
            phones[at] + bytes([label])
            for at, label in zip(which.tolist(), words.label[nodes].tolist(), strict=True)
        ]
    return found


def test_one_trie_holds_the_pronunciations_of_all_lexicons() -> None:
    expected = {word: set(ways) for word, ways in SAID.items()}
    assert pronounced(SpokenWords.of([spoken()])) == expected
    assert pronounced(SpokenWords.of([spoken(part) for part in PARTS])) == expected


def test_the_look_ahead_is_the_best_that_is_below() -> None:
    words = SpokenWords.of([spoken(part) for part in PARTS])

    def best(node: int) -> float:
        nodes = np.array([node], np.int32)
        here = [words.score[words.word[e]] + words.cost[e] for e in words.ending(nodes)[1]]
        return max([*here, *(best(child) for child in words.expand(nodes)[1].tolist())])

    assert np.allclose([best(node) for node in range(len(words.label))], words.ahead)


def test_no_node_looks_further_ahead_than_the_one_above() -> None:
    """Exactly: the search drops a hypothesis before its children are made."""
    words = SpokenWords.of([spoken(part) for part in PARTS])
    above, below = words.expand(np.arange(len(words.label), dtype=np.int32))
    value = np.random.default_rng(0).normal(0, 1, len(words.cost))
    for ahead in (words.ahead, words.look_ahead(value)):
        assert len(below) == len(words.label) - 1
        assert (ahead[below] <= ahead[above]).all()


def test_numbers_name_lexicon_and_word() -> None:
    words = SpokenWords.of([spoken(part) for part in PARTS])
    places = [words.place(number) for number in range(words.first_word[-1])]
    assert places == [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0)]
    assert [words.number(*place) for place in places] == [0, 1, 2, 3, 4]
    assert [words.written(number) for number in range(5)] == ["ab", "bee", "abb", "b", "ca"]
    assert set(words.pronunciations(1)) == set(SAID["bee"])
    assert words.label[ROOT] == BOUNDARY


def test_a_lexicon_without_words_adds_nothing() -> None:
    words = SpokenWords.of([spoken(), spoken([])])
    assert pronounced(words) == {word: set(ways) for word, ways in SAID.items()}
