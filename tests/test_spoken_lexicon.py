"""A spoken lexicon holds what it was built from, opens as it was saved, and refuses what does not belong."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linnet_runtime.errors import BundleError, InputError
from linnet_runtime.lexicon import Lexicon, LexiconWord
from linnet_runtime.lexicon_file import read_arrays, write_arrays
from linnet_runtime.spoken_lexicon import COST_STEP, FIRST_PHONE, LAST_PHONE, SpokenLexicon
from linnet_runtime.trie import ROOT
from linnet_runtime.units import PHONES

WORDS = ("record", "wreck", "red", "read", "records")


def lexicon_of(*words: str) -> Lexicon:
    return Lexicon.build([LexiconWord(word, -1.0 - 0.5 * i, (3,)) for i, word in enumerate(words)])


def phones(text: str) -> bytes:
    return bytes(PHONES.index(phone) for phone in text.split())


@pytest.fixture
def spoken() -> SpokenLexicon:
    lexicon = lexicon_of(*WORDS)
    said = [
        ("record", "R AH K AO R D", 0.0),
        ("record", "R EH K ER D", -1.3),
        ("wreck", "R EH K", 0.0),
        ("red", "R EH D", 0.0),
        ("read", "R EH D", 0.0),
        ("records", "R EH K ER D Z", 0.0),
    ]
    found = []
    for word, sound, cost in said:
        number = lexicon.find(word)
        assert number is not None
        found.append((number, phones(sound), cost))
    return SpokenLexicon.build(lexicon, found)


PRONUNCIATIONS = st.lists(
    st.tuples(
        st.integers(0, len(WORDS) - 1),
        st.binary(min_size=1, max_size=4).map(lambda b: bytes(FIRST_PHONE + x % 3 for x in b)),
        st.integers(0, 40).map(lambda steps: -steps * COST_STEP),
    ),
    max_size=30,
)


@settings(deadline=None)
@given(PRONUNCIATIONS)
def test_it_holds_what_it_was_built_from(pronunciations: list[tuple[int, bytes, float]]) -> None:
    lexicon = lexicon_of(*WORDS)
    spoken = SpokenLexicon.build(lexicon, pronunciations)
    held = [(int(spoken.word[i]), spoken.phones(i), float(spoken.cost[i])) for i in range(len(spoken))]
    assert sorted(held) == sorted(pronunciations)
    assert spoken.trie.entries.tolist() == [*range(len(pronunciations))]
    for number, (word, sound, cost) in enumerate(held):
        node = spoken.trie.walk(sound)
        assert node is not None
        assert number in spoken.trie.ending(node)
        assert spoken.trie.best[node] >= lexicon.scores[word] + cost
    best = max((lexicon.scores[word] + cost for word, _, cost in held), default=-np.inf)
    assert spoken.trie.best[ROOT] == pytest.approx(best)


@settings(deadline=None, max_examples=30)
@given(pronunciations=PRONUNCIATIONS)
def test_a_saved_one_opens_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, pronunciations: list[tuple[int, bytes, float]]
) -> None:
    path, lexicon = tmp_path_factory.mktemp("spoken") / "words.phones", lexicon_of(*WORDS)
    built = SpokenLexicon.build(lexicon, pronunciations)
    built.save(path)
    opened = SpokenLexicon.open(path, lexicon_of(*WORDS))
    assert (opened.word.tolist(), opened.cost.tolist()) == (built.word.tolist(), built.cost.tolist())
    for name in ("label", "child_count", "end_count", "entry_first", "entry_last", "best", "first_child"):
        assert getattr(opened.trie, name).tolist() == getattr(built.trie, name).tolist()


def test_words_that_sound_alike_share_a_node_the_likelier_first(spoken: SpokenLexicon) -> None:
    node = spoken.trie.walk(phones("R EH D"))
    assert node is not None
    words = spoken.word[spoken.trie.ending(node)]
    assert [spoken.lexicon.display(word) for word in words] == ["red", "read"]


def test_the_pronunciations_of_a_word_come_most_probable_first(spoken: SpokenLexicon) -> None:
    record = spoken.lexicon.find("record")
    assert record is not None
    found = [(spoken.phones(one), float(spoken.cost[one])) for one in spoken.of_word(record)]
    assert found == [(phones("R AH K AO R D"), 0.0), (phones("R EH K ER D"), -1.3125)]  # multiples of 1/16


def test_the_trie_looks_ahead_to_score_plus_cost(spoken: SpokenLexicon) -> None:
    node = spoken.trie.walk(phones("R EH K ER"))
    assert node is not None
    record, records = spoken.lexicon.scores[[spoken.lexicon.find("record"), spoken.lexicon.find("records")]]
    assert spoken.trie.best[node] == max(record - 1.3125, records)


@pytest.mark.parametrize(
    ("pronunciation", "message"),
    [
        ((5, b"\x01", 0.0), "word from 0 to 4, got 5"),
        ((-1, b"\x01", 0.0), "got -1"),
        ((0, b"", 0.0), "got none"),
        ((0, bytes([0]), 0.0), "phones from 1 to 39, got 00"),
        ((0, bytes([LAST_PHONE + 1]), 0.0), "phones from 1 to 39, got 28"),
        ((0, bytes([1]) * 256, 0.0), "1 to 255 phones"),
        ((0, b"\x01", 0.5), "at most 0, got 0.5"),
        ((0, b"\x01", float("nan")), "at most 0, got nan"),
    ],
)
def test_what_is_no_pronunciation_is_refused(pronunciation: tuple[int, bytes, float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        SpokenLexicon.build(lexicon_of(*WORDS), [pronunciation])


def test_a_file_made_for_other_words_is_refused(spoken: SpokenLexicon, tmp_path: Path) -> None:
    spoken.save(tmp_path / "words.phones")
    for other in (lexicon_of(*WORDS, "more"), lexicon_of("other", *WORDS[1:])):
        with pytest.raises(BundleError, match="not of this lexicon"):
            SpokenLexicon.open(tmp_path / "words.phones", other)


def test_damaged_files_are_refused(spoken: SpokenLexicon, tmp_path: Path) -> None:
    path = tmp_path / "words.phones"
    spoken.save(path)
    texts, columns = read_arrays(path)
    damages = {
        "label": np.full_like(columns["label"], LAST_PHONE + 1),
        "child_count": np.zeros_like(columns["child_count"]),
        "end_count": columns["end_count"] + np.uint8(1),
        "word_low": columns["word_low"] + np.uint16(5),
        "word_high": columns["word_high"][:-1],
        "cost": columns["cost"].astype(np.float32),
    }
    for name, damage in damages.items():
        write_arrays(path, texts, {**columns, name: damage})
        with pytest.raises(BundleError, match=r"words\.phones"):
            SpokenLexicon.open(path, spoken.lexicon)
    with pytest.raises(BundleError):
        SpokenLexicon.open(tmp_path / "none.phones", spoken.lexicon)


def test_an_empty_one_knows_no_word() -> None:
    spoken = SpokenLexicon.build(lexicon_of(*WORDS), [])
    assert (len(spoken), len(spoken.trie), spoken.of_word(0)) == (0, 1, [])
