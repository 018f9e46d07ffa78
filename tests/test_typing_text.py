from __future__ import annotations

from pathlib import Path

import pytest

from linnet_export.typing_text import Sentence, count_words, sample_sentences

LINE = "I’m a well-known cat, aged 25 years "


def test_words_are_letters_and_apostrophes() -> None:
    sentence = Sentence.of(LINE)
    words = [sentence.word(index) for index in range(len(sentence.words))]
    assert words == ["I'm", "a", "well", "known", "cat", "aged", "years"]
    assert sentence.text == "I'm a well-known cat, aged 25 years"


def test_a_context_is_all_text_before_the_word() -> None:
    sentence = Sentence.of(LINE)
    assert [sentence.context(index) for index in (0, 1, 3, 6)] == [
        "",
        "I'm ",
        "I'm a well-",
        "I'm a well-known cat, aged 25 ",
    ]
    assert sentence.span(2, 4) == "well-known"


def test_a_space_follows_only_between_two_words() -> None:
    sentence = Sentence.of(LINE)
    spaces = [sentence.space_follows(index) for index in range(len(sentence.words))]
    assert spaces == [True, True, False, True, False, False, False]


def test_a_larger_draw_contains_the_smaller_in_the_files_order(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text("\n".join([f"word {'x' * (1 + n)}" for n in range(20)] + ["42!", ""]), encoding="utf-8")
    small, large = sample_sentences(file, 5, seed=1), sample_sentences(file, 12, seed=1)
    lengths = [len(one.text) for one in large]
    assert len(small) == 5
    assert set(small) < set(large)
    assert lengths == sorted(lengths)
    assert sample_sentences(file, 5, seed=2) != small


def test_lines_without_a_word_or_with_an_endless_one_are_not_drawn(tmp_path: Path) -> None:
    file = tmp_path / "text.txt"
    file.write_text(f"42!\n{'a' * 41}\ntwo words\n", encoding="utf-8")
    drawn = sample_sentences(file, 10, seed=1)
    assert [one.text for one in drawn] == ["two words"]
    assert count_words(drawn) == 2


def test_an_absent_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"absent\.txt"):
        sample_sentences(tmp_path / "absent.txt", 1, seed=1)
