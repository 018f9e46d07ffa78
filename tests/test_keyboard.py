from __future__ import annotations

import math
from pathlib import Path

import pytest

from linnet import (
    BundleError,
    InputError,
    Keyboard,
    KeyLayout,
    PersonalDictionary,
    Suggestion,
    SuggestionKind,
)
from linnet_runtime.typing_weights import TypingWeights
from small_talk import BAD


@pytest.fixture(scope="module")
def keyboard(language_bundle: Path) -> Keyboard:
    """It knows the 90 words of tests/small_talk.py and nobody's own."""
    return Keyboard.load(language_bundle)


def texts(suggestions: tuple[Suggestion, ...]) -> list[str]:
    return [one.text for one in suggestions]


def test_next_words_follow_the_text(keyboard: Keyboard) -> None:
    found = keyboard.next_words("see you ", 3)
    assert found[0].text == "tomorrow"
    assert {one.kind for one in found} == {SuggestionKind.NEXT_WORD}
    assert [one.probability for one in found] == sorted((one.probability for one in found), reverse=True)
    assert "iPhone" in texts(keyboard.next_words("I want the ", 5))


def test_a_sentence_begins_with_a_capital(keyboard: Keyboard) -> None:
    assert all(text[0].isupper() for text in texts(keyboard.next_words("", 5)))
    assert all(text[0].isupper() for text in texts(keyboard.next_words("Hello. ", 5)) if text != "iPhone")
    assert keyboard.complete("Good day.\n", "th", 1)[0].text[0] == "T"


def test_completion_and_correction_are_one_search(keyboard: Keyboard) -> None:
    assert keyboard.complete("see you ", "tom", 1)[0].text == "tomorrow"
    assert keyboard.complete("see you ", "tomm", 1)[0].text == "tomorrow"
    assert keyboard.complete("good ", "nor", 3)[0].text == "morning"


def test_an_empty_prefix_asks_for_next_words(keyboard: Keyboard) -> None:
    assert keyboard.complete("see you ", "", 3) == keyboard.next_words("see you ", 3)


@pytest.mark.parametrize(
    ("context", "typed", "committed"),
    [
        ("see you ", "tomorow", "tomorrow"),
        ("I ", "liek", "like"),
        ("see you ", "ttomorrow", "tomorrow"),
        ("see you ", "romorrow", "tomorrow"),
        ("see ", "thehouse", "the house"),
        ("see the ", "hous e", "house"),
        ("I'm at ", "Shool", "School"),
        ("we are in ", "london", "London"),
        ("", "dont", "Don't"),
        ("and ", "i", "I"),
        ("see the ", "house", "house"),
        ("is it ", "there", "there"),
    ],
)
def test_the_first_correction_is_what_a_space_commits(
    keyboard: Keyboard, context: str, typed: str, committed: str
) -> None:
    found = keyboard.correct(context, typed)
    assert found[0].text == committed
    assert found[0].kind == (SuggestionKind.LITERAL if committed == typed else SuggestionKind.CORRECTION)
    assert typed in texts(found[:2])
    assert texts(found).count(typed) == 1


def test_a_valid_word_is_corrected_by_its_own_stricter_ratio(language_bundle: Path) -> None:
    lenient = Keyboard.load(language_bundle, weights=TypingWeights(autocorrect_valid=0.5))
    strict = Keyboard.load(language_bundle, weights=TypingWeights(autocorrect_valid=50.0))
    assert lenient.correct("see you ", "tomorrow")[0].text == "tomorrow"
    assert lenient.correct("is it ", "here")[0].text == "there"
    assert strict.correct("is it ", "here")[0].text == "here"
    assert strict.correct("is it ", "thete")[0].text == "there"


def test_taps_tell_more_than_characters(keyboard: Keyboard) -> None:
    near_e = keyboard.layout.keys["e"]
    tapped = [(keyboard.layout.keys[c].x, keyboard.layout.keys[c].y) for c in "th"]
    between = (near_e.x + 0.049, near_e.y)
    found = keyboard.correct("see ", "thr", [*tapped, (between[0] + 0.002, between[1])])
    assert found[0].text == "the"
    far = keyboard.correct("see ", "thr", [*tapped, (near_e.x + 0.1, near_e.y)])
    assert found[0].probability > far[0].probability or far[0].text != "the"


def test_taps_may_be_unknown(keyboard: Keyboard) -> None:
    found = keyboard.correct("see ", "teh", [None, (0.25, 0.125), None])
    assert found[0].text == "the"


def test_offensive_words_are_not_suggested(keyboard: Keyboard) -> None:
    for prefix in ("", "d", "da", "dam"):
        assert BAD not in [text.lower() for text in texts(keyboard.complete("the ", prefix, 16))]
    assert keyboard.correct("the ", "dman")[0].text != BAD
    assert BAD not in texts(keyboard.correct("the ", "dsmn", None, 16))


def test_offensive_words_typed_in_full_stay(keyboard: Keyboard) -> None:
    found = keyboard.correct("the ", BAD)
    assert (found[0].text, found[0].kind) == (BAD, SuggestionKind.LITERAL)


def test_offensive_words_are_suggested_once_learned(language_bundle: Path) -> None:
    personal = PersonalDictionary(None)
    keyboard = Keyboard.load(language_bundle, personal)
    personal.add(BAD)
    assert BAD in texts(keyboard.complete("the ", "dam", 3))


def test_what_no_lexicon_spells_comes_back_as_it_is(keyboard: Keyboard) -> None:
    for typed in ("foo@bar", "b2b", "שלום", "👍🏽", "x" * 10_000, "-", "🇩🇪"):
        assert keyboard.correct("see ", typed) == (Suggestion(typed, SuggestionKind.LITERAL, 1.0),)
        assert keyboard.complete("see ", typed) == ()


@pytest.mark.parametrize("typed", ["TEH", "tehHouse", "teh_house", "teh/", "www.teh"])
def test_what_is_left_alone_is_never_corrected(keyboard: Keyboard, typed: str) -> None:
    assert keyboard.correct("see ", typed)[0].text == typed


@pytest.mark.parametrize("context", ["www.", "me@", "see `", "/usr/"])
def test_words_in_code_and_addresses_are_left_alone(keyboard: Keyboard, context: str) -> None:
    assert keyboard.correct(context, "teh")[0].text == "teh"


def test_capitals_that_were_typed_are_kept(keyboard: Keyboard) -> None:
    assert keyboard.complete("in ", "LON", 1)[0].text == "LONDON"
    assert keyboard.complete("see the ", "Lett", 1)[0].text == "Letter"
    assert keyboard.complete("the ", "iph", 1)[0].text == "iPhone"


def test_a_huge_context_is_read_at_its_end(keyboard: Keyboard) -> None:
    begun = ("the old man. " * 10_000)[:100_000], ("how are you? " * 10_000)[:100_000]
    end = "is it there or here? " * 200 + "see you "
    assert keyboard.next_words(begun[0] + end) == keyboard.next_words(begun[1] + end)
    assert keyboard.next_words(begun[0]) != keyboard.next_words(begun[1])


def test_more_suggestions_begin_with_fewer(keyboard: Keyboard) -> None:
    for k in range(1, 6):
        assert keyboard.next_words("I ", k) == keyboard.next_words("I ", 6)[:k]
        assert keyboard.complete("I ", "s", k) == keyboard.complete("I ", "s", 6)[:k]
        assert keyboard.correct("I ", "seee", None, k) == keyboard.correct("I ", "seee", None, 6)[:k]


def test_probabilities_are_probabilities(keyboard: Keyboard) -> None:
    for found in (
        keyboard.next_words("I ", 16),
        keyboard.complete("I ", "s", 16),
        keyboard.correct("I ", "se"),
    ):
        assert all(0 <= one.probability <= 1 for one in found)
        assert all(math.isfinite(one.probability) for one in found)


def test_a_layout_is_found_by_name_or_given(language_bundle: Path) -> None:
    german = Keyboard.load(language_bundle, layout="qwertz")
    given = Keyboard.load(language_bundle, layout=KeyLayout.load("qwertz"))
    assert german.correct("my ", "maz") == given.correct("my ", "maz")
    assert german.layout.nearest(0.55, 0.1) == "z"
    with pytest.raises(InputError, match="layout"):
        Keyboard.load(language_bundle, layout="dvorak2")


def test_the_float_graph_nearly_agrees(language_bundle: Path, keyboard: Keyboard) -> None:
    exact = Keyboard.load(language_bundle, precision="float32")
    assert exact.next_words("see you ", 1)[0].text == keyboard.next_words("see you ", 1)[0].text


def test_an_acoustic_bundle_is_refused(tiny_bundle: Path) -> None:
    with pytest.raises(BundleError, match="language"):
        Keyboard.load(tiny_bundle)


@pytest.mark.parametrize("k", [0, -1, None, 1.5, "3", True])
def test_a_number_of_suggestions_is_at_least_one(keyboard: Keyboard, k: object) -> None:
    for ask in (
        lambda: keyboard.next_words("", k),  # type: ignore[arg-type]
        lambda: keyboard.complete("", "a", k),  # type: ignore[arg-type]
        lambda: keyboard.correct("", "a", None, k),  # type: ignore[arg-type]
        lambda: keyboard.session(learn=False).suggestions(k),  # type: ignore[arg-type]
    ):
        with pytest.raises(InputError, match="at least 1"):
            ask()


@pytest.mark.parametrize("text", [None, 3, b"bytes", "\ud800"])
def test_text_is_text(keyboard: Keyboard, text: object) -> None:
    for ask in (
        lambda: keyboard.next_words(text),  # type: ignore[arg-type]
        lambda: keyboard.complete("", text),  # type: ignore[arg-type]
        lambda: keyboard.complete(text, "a"),  # type: ignore[arg-type]
        lambda: keyboard.correct(text, "a"),  # type: ignore[arg-type]
        lambda: keyboard.correct("", text),  # type: ignore[arg-type]
        lambda: keyboard.session(False, text),  # type: ignore[arg-type]
    ):
        with pytest.raises(InputError):
            ask()


@pytest.mark.parametrize(
    "taps", [[], [(0.1, 0.1)], "teh", [1, 2, 3], [(0.1,)] * 3, [(math.nan, 0.1)] * 3, [(9.0, 0.1)] * 3]
)
def test_taps_are_one_for_each_character(keyboard: Keyboard, taps: object) -> None:
    with pytest.raises(InputError):
        keyboard.correct("see ", "teh", taps)  # type: ignore[arg-type]


def test_nothing_cannot_be_corrected(keyboard: Keyboard) -> None:
    with pytest.raises(InputError, match="next_words"):
        keyboard.correct("see ", "")


def test_to_learn_or_not_is_said_each_time(keyboard: Keyboard) -> None:
    with pytest.raises(TypeError):
        keyboard.session()  # type: ignore[call-arg]
    with pytest.raises(InputError, match="learn"):
        keyboard.session(learn=None)  # type: ignore[arg-type]
