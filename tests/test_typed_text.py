from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from linnet.characters import continues, last_character
from linnet.suggestion import Commit
from linnet.typed_text import REMEMBERED_WORDS, Keystroke, TypedText
from linnet.word_characters import joins_word, trailing_word


def typed(text: TypedText, characters: str) -> TypedText:
    """As a session does, without corrections."""
    for point in characters:
        if continues(text.text, point):
            text = text.extend(point)
        elif joins_word(point, begun=bool(text.keys)):
            text = text.press(Keystroke(point))
        else:
            text = text.finish(text.typed, chosen=False) if text.keys else text
            text = text.mark(point)
    return text


def corrected(text: TypedText, word: str) -> TypedText:
    return text.finish(word, chosen=False).mark(" ")


def chosen(text: TypedText, word: str) -> TypedText:
    return text.finish(word, chosen=True)


def test_a_word_at_the_end_of_the_context_is_being_typed() -> None:
    text = TypedText.of("see you tom")
    assert (text.settled, text.typed, text.known) == ("see you ", "tom", "tom")


def test_backspace_after_a_space_brings_the_keystrokes_back() -> None:
    taps = (Keystroke("h", (0.6, 0.4)), Keystroke("i", (0.7, 0.1)))
    before = TypedText("", taps)
    after = corrected(before, "hi")
    assert after.text == "hi "
    assert after.erase() == TypedText("", taps, (), known="hi")


def test_backspace_into_a_corrected_word_edits_it_as_it_stands() -> None:
    text = corrected(typed(TypedText(), "teh"), "the").erase()
    assert text.typed == "the"
    assert text.erase().text == "th"


def test_backspace_at_the_beginning_changes_nothing() -> None:
    assert TypedText().erase() == TypedText()


def test_a_choice_is_followed_by_a_space_that_gives_way_to_a_closing_mark() -> None:
    text = chosen(typed(TypedText(), "hel"), "hello")
    assert text.text == "hello "
    assert text.mark(",").text == "hello,"
    assert text.mark("(").text == "hello ("
    assert text.mark(" ").text == "hello "
    assert text.mark(" ").mark(".").text == "hello ."
    assert typed(text, "you").text == "hello you"


def test_a_correction_is_taken_back_and_the_space_stays() -> None:
    text = corrected(typed(TypedText(), "teh"), "the")
    word = text.last_change()
    assert word is not None
    assert word.commit == Commit("the", "teh")
    assert text.revert(word).text == "teh "
    assert text.revert(word).last_change() is None


def test_a_correction_is_taken_back_after_more_was_typed() -> None:
    text = typed(corrected(corrected(typed(TypedText(), "teh"), "the"), ""), "quik")
    text = corrected(text, "quick")
    text = typed(text, "fox")
    second = text.last_change()
    assert second is not None
    text = text.revert(second)
    assert text.text.split() == ["the", "quik", "fox"]
    first = text.last_change()
    assert first is not None
    assert text.revert(first).text.split() == ["teh", "quik", "fox"]


def test_a_choice_is_taken_back_to_what_was_typed() -> None:
    text = chosen(typed(TypedText(), "hel"), "hello")
    word = text.last_change()
    assert word is not None
    assert text.revert(word) == typed(TypedText(), "hel")


def test_a_chosen_next_word_is_taken_back_only_at_once() -> None:
    text = chosen(TypedText.of("see "), "you")
    word = text.last_change()
    assert word is not None
    assert text.revert(word).text == "see "
    assert typed(text, "l").last_change() is None


def test_an_accent_typed_apart_belongs_to_its_letter() -> None:
    text = typed(TypedText(), "cafe\u0301")
    assert len(text.keys) == 4
    assert text.erase().text == "caf"


def test_only_the_last_words_are_remembered() -> None:
    text = typed(TypedText(), "abc " * 100)
    assert len(text.past) == REMEMBERED_WORDS
    assert len(text.text) == 400


_ACTIONS = st.one_of(
    st.sampled_from([*"abcI1'.,@- \n👍é\u0301\u200dש", "\U0001f1e9"]),
    st.sampled_from(["<erase>", "<undo>", "<correct>", "<choose>", "<next>"]),
)


@given(st.lists(_ACTIONS, max_size=40))
def test_the_word_being_typed_is_always_the_one_at_the_end(actions: list[str]) -> None:
    text = TypedText()
    for action in actions:
        before = text.text
        match action:
            case "<erase>":
                text = text.erase()
                assert text.text == before[: len(before) - len(last_character(before))]
            case "<undo>":
                word = text.last_change()
                text = text.revert(word) if word else text
            case "<correct>" if text.keys:
                text = corrected(text, "in the")
            case "<choose>" if text.keys:
                text = chosen(text, "Hello")
            case "<next>" if not text.keys:
                text = chosen(text, "next")
            case _ if not action.startswith("<"):
                text = typed(text, action)
        assert text.typed == trailing_word(text.text)
        assert all(text.text[w.start : w.end] == w.commit.text for w in text.past)
