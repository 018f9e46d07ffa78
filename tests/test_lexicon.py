"""A lexicon finds its words by what is written and by what is typed; its file opens at once or is refused."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linnet_runtime.errors import BundleError, InputError
from linnet_runtime.lexicon import OFFENSIVE, Lexicon, LexiconWord, spelling
from linnet_runtime.units import LETTERS

WORDS = [
    LexiconWord("I'm", -5.0, (30, 31)),
    LexiconWord("in", -4.0, (40,)),
    LexiconWord("London", -9.0, (50,)),
    LexiconWord("café", -11.0, (60, 61)),
    LexiconWord("cafe", -12.0, (60, 62)),
    LexiconWord("iPhone", -10.0, (41, 42)),
    LexiconWord("resume", -9.5, (70,)),
    LexiconWord("résumé", -10.5, (70, 71)),
    LexiconWord("damn", -8.5, (80,), OFFENSIVE),
]


@pytest.fixture
def lexicon() -> Lexicon:
    return Lexicon.build(WORDS)


def test_words_are_found_by_what_is_written(lexicon: Lexicon) -> None:
    for word in WORDS:
        found = lexicon.find(word.display.lower())
        assert found is not None
        assert lexicon.display(found) == word.display
        assert lexicon.pieces(found) == word.pieces
        assert lexicon.flags[found] == word.flags
        assert lexicon.first_piece[found] == word.pieces[0]
        assert lexicon.scores[found] == pytest.approx(word.score, abs=0.01)
    assert lexicon.find("i'mm") is None
    assert lexicon.find("cafè") is None
    assert lexicon.find("") is None
    assert lexicon.find("1984") is None


def test_words_of_the_same_letters_come_the_most_common_first(lexicon: Lexicon) -> None:
    assert [lexicon.display(i) for i in lexicon.with_letters("cafe")] == ["café", "cafe"]
    assert [lexicon.display(i) for i in lexicon.with_letters("resume")] == ["resume", "résumé"]
    assert len(lexicon.with_letters("caf")) == 0
    assert len(lexicon.with_letters("!")) == 0


def test_a_prefix_is_a_range_of_ids(lexicon: Lexicon) -> None:
    assert [lexicon.display(i) for i in lexicon.prefix("i")] == ["in", "iPhone", "I'm"]
    assert lexicon.prefix("") == range(len(WORDS))
    assert len(lexicon.prefix("x")) == 0


def test_letters_are_what_is_typed(lexicon: Lexicon) -> None:
    for i in range(len(lexicon)):
        assert i in lexicon.with_letters(lexicon.letters(i))
    assert [lexicon.letters(i) for i in lexicon.prefix("caf")] == ["cafe", "cafe"]


def test_a_trie_node_of_the_letters_holds_ids_in_order(lexicon: Lexicon) -> None:
    assert lexicon.trie.entries.tolist() == list(range(len(WORDS)))
    node = lexicon.trie.walk(LETTERS.index(letter) for letter in "re")
    assert node is not None
    assert lexicon.trie.best[node] == pytest.approx(-9.5)


def test_shares_of_words_with_one_first_piece_add_up_to_one(lexicon: Lexicon) -> None:
    share = {lexicon.display(i): float(lexicon.share[i]) for i in range(len(lexicon))}
    assert share["in"] == pytest.approx(0, abs=1e-6)
    assert math.exp(share["resume"]) + math.exp(share["résumé"]) == pytest.approx(1, abs=1e-5)
    assert share["resume"] - share["résumé"] == pytest.approx(1, abs=1e-5)


def test_words_beside_a_lexicon_share_its_first_pieces(lexicon: Lexicon) -> None:
    own = Lexicon.build([LexiconWord("resumer", -9.5, (70, 9))], beside=lexicon)
    expected = -9.5 - math.log(2 * math.exp(-9.5) + math.exp(-10.5))
    assert own.share[0] == pytest.approx(expected, abs=1e-3)


def test_what_is_saved_opens_the_same(lexicon: Lexicon, tmp_path: Path) -> None:
    lexicon.save(tmp_path / "en.lexicon")
    opened = Lexicon.open(tmp_path / "en.lexicon")
    assert opened.alphabet == LETTERS
    for name in ("scores", "flags", "first_piece", "share"):
        assert np.array_equal(getattr(opened, name), getattr(lexicon, name))
    for name in ("label", "first_child", "entry_first", "entry_last", "best"):
        assert np.array_equal(getattr(opened.trie, name), getattr(lexicon.trie, name))
    assert [opened.display(i) for i in range(len(opened))] == [
        lexicon.display(i) for i in range(len(lexicon))
    ]


def test_misspellings_are_kept_and_are_no_words(tmp_path: Path) -> None:
    lexicon = Lexicon.build([LexiconWord("until", -4.0, (7,))], misspellings=["untill", "intil"])
    lexicon.save(tmp_path / "words.lexicon")
    opened = Lexicon.open(tmp_path / "words.lexicon")
    assert opened.misspellings == lexicon.misspellings == {"untill", "intil"}
    assert opened.find("untill") is None


def test_another_alphabet_keeps_its_accents() -> None:
    german = Lexicon.build(
        [LexiconWord("Straße", -3.0, (1,)), LexiconWord("über", -4.0, (2,))], tuple("aeürstb")
    )
    assert [german.letters(i) for i in range(2)] == ["über", "strasse"]


def test_an_empty_lexicon_is_one_too(tmp_path: Path) -> None:
    Lexicon.build([]).save(tmp_path / "none.lexicon")
    none = Lexicon.open(tmp_path / "none.lexicon")
    assert (len(none), none.find("a"), len(none.prefix(""))) == (0, None, 0)


@pytest.mark.parametrize("display", ["", "mp3", "привет", "a b", "c" * 256, "😀"])
def test_words_that_cannot_be_typed_are_refused(display: str) -> None:
    with pytest.raises(InputError, match="leave it out"):
        Lexicon.build([LexiconWord(display, -1.0, (1,))])


@pytest.mark.parametrize(("score", "pieces"), [(0.5, (1,)), (math.nan, (1,)), (-1e9, (1,)), (-1.0, ())])
def test_impossible_scores_and_pieces_are_refused(score: float, pieces: tuple[int, ...]) -> None:
    with pytest.raises(InputError, match="score from"):
        Lexicon.build([LexiconWord("a", score, pieces)])


def test_spelling_folds_what_the_alphabet_lacks() -> None:
    letters = frozenset(LETTERS)
    assert spelling("I’M", letters) == "i'm"
    assert spelling("Øresund", letters) == "oresund"
    assert spelling("naïve", letters) == "naive"
    assert spelling("C3PO", letters) is None


@pytest.mark.parametrize("keep", [0, 3, 12, 200, -64])
def test_a_file_cut_short_is_refused(lexicon: Lexicon, tmp_path: Path, keep: int) -> None:
    path = tmp_path / "en.lexicon"
    lexicon.save(path)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(BundleError, match=r"en\.lexicon"):
        Lexicon.open(path)


def test_no_file_and_another_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="readable"):
        Lexicon.open(tmp_path / "none.lexicon")
    (tmp_path / "other").write_bytes(b"PK\3\4" * 100)
    with pytest.raises(BundleError, match="expected b'LNLX'"):
        Lexicon.open(tmp_path / "other")


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10_000), change=st.integers(1, 255))
def test_a_damaged_file_is_refused_or_harmless(
    lexicon: Lexicon, tmp_path: Path, place: int, change: int
) -> None:
    path = tmp_path / "damaged.lexicon"
    path.unlink(missing_ok=True)  # a mapped file must not be written into
    lexicon.save(path)
    data = bytearray(path.read_bytes())
    data[place % len(data)] ^= change
    path.unlink()
    path.write_bytes(data)
    try:
        opened = Lexicon.open(path)
    except BundleError:
        return
    for word in opened.prefix(""):
        opened.find(opened.written(word))
        assert opened.pieces(word)
