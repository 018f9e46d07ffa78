from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet_runtime.lexicon import Lexicon, LexiconWord
from linnet_runtime.proofreading_text import (
    COMMON,
    KNOWN,
    LONGEST_PART,
    NO_WORD,
    RARE,
    UNKNOWN,
    WordReader,
    parts,
    protected,
)


def covered(text: str) -> list[str]:
    return [text[part.start : part.end] for part in parts(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t ", []),
        ("one", ["one"]),
        ("Is it? Yes, it is.  See you.", ["Is it?", "Yes, it is.", "See you."]),
        ("for e.g. this one", ["for e.g. this one"]),
        ("one\r\ntwo \n\n three", ["one", "two", "three"]),
        ('He said "no." She left', ['He said "no."', "She left"]),
    ],
)
def test_sentences_and_lines_are_read_apart(text: str, expected: list[str]) -> None:
    assert covered(text) == expected


def test_long_sentences_are_cut_between_words() -> None:
    text = "word " * 100
    assert max(map(len, covered(text))) <= LONGEST_PART
    assert " ".join(covered(text)) == text.strip()
    assert not any(part.is_sentence for part in parts(text))
    assert [part.is_sentence for part in parts("See you.")] == [True]


def test_a_very_long_word_is_left_out() -> None:
    assert covered("see " + "x" * 500 + " there")[-1] == "there"
    assert covered("x" * 500) == []


@given(st.text(alphabet="ab .?!A1\n\"'é", max_size=400))
def test_parts_are_in_order_and_short_and_bare(text: str) -> None:
    after = 0
    for start, end, _ in parts(text):
        assert after <= start < end <= start + LONGEST_PART
        assert text[start:end] == text[start:end].strip() != ""
        assert "\n" not in text[start:end]
        after = end


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("at 12:30 pm", "12:30"),
        ("see https://a.example/teh?x=1, ok", "https://a.example/teh?x=1"),
        ("mail me@exmaple.org.", "me@exmaple.org"),
        ("open raedme.txt now", "raedme.txt"),
        ("the NASA way", "NASA"),
        ("call get_it or getIt", "get_itgetIt"),
        ("#hastag", "#hastag"),
        ("a cafe, a café.", "café"),
        ("Nothing here. At all.", ""),
    ],
)
def test_numbers_addresses_and_codes_are_protected(text: str, kept: str) -> None:
    mask = protected(text)
    assert "".join(one for one, is_kept in zip(text, mask, strict=True) if is_kept) == kept


def test_each_character_knows_how_common_its_word_is() -> None:
    scores = {"the": -4.0, "garden": -10.0, "yew": -15.0}
    words = WordReader(Lexicon.build([LexiconWord(word, score, (0,)) for word, score in scores.items()]))
    classes = words.read("The garden, yew’s gerden 7")[:, 1].tolist()
    expected = [COMMON] * 3 + [NO_WORD] + [KNOWN] * 6 + [NO_WORD] * 2 + [RARE] * 5 + [NO_WORD] + [UNKNOWN] * 6
    assert classes == [*expected, NO_WORD, NO_WORD, NO_WORD]
