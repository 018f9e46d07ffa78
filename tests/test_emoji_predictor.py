"""`linnet.EmojiPredictor`, what the keyboard makes of it, and the shipped bundle."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from linnet import BundleError, EmojiPredictor, EmojiSuggestion, InputError, Keyboard, StateError
from linnet.emoji_predictor import DEFAULT_EMOJI
from linnet_runtime.bundle import Bundle
from small_feelings import LABELS
from small_talk import BAD


@pytest.fixture(scope="module")
def small(emoji_bundle: Path) -> EmojiPredictor:
    return EmojiPredictor.load(emoji_bundle)


@pytest.fixture(scope="module")
def shipped() -> EmojiPredictor:
    return EmojiPredictor.load()


def emoji(found: tuple[EmojiSuggestion, ...]) -> list[str]:
    return [one.emoji for one in found]


def test_words_and_tone_are_learnt(small: EmojiPredictor) -> None:
    assert "🍵" in emoji(small.suggest("we want green tea"))
    assert emoji(small.suggest("sorry I'm late", 1)) == ["😢"]
    assert emoji(small.suggest("good morning Anna", 1)) == ["😊"]
    assert next(iter(small.tone("it's very good to see you"))) == "joy"


def test_tone_has_every_label_the_likeliest_first(small: EmojiPredictor) -> None:
    tone = small.tone("thanks for the coffee")
    assert sorted(tone) == sorted(LABELS)
    assert list(tone.values()) == sorted(tone.values(), reverse=True)
    assert all(0 <= one <= 1 for one in tone.values())


def test_fewer_suggestions_are_the_beginning_of_more(small: EmojiPredictor) -> None:
    for text in ("we want green tea", "good green tea"):
        found = small.suggest(text, 9)
        assert [one.probability for one in found] == sorted((one.probability for one in found), reverse=True)
        assert all(small.suggest(text, k) == found[:k] for k in range(1, 9))
        assert found
        with pytest.raises(dataclasses.FrozenInstanceError):
            found[0].probability = 1.0  # type: ignore[misc]


def test_an_insult_gets_none(small: EmojiPredictor) -> None:
    assert small.suggest("thanks for the coffee")
    assert small.suggest(f"thanks for the {BAD} coffee") == ()


@pytest.mark.parametrize(("text", "k"), [(3, 1), ("hi", 0), ("hi", True)])
def test_bad_input_is_refused(small: EmojiPredictor, text: str, k: int) -> None:
    with pytest.raises(InputError):
        small.suggest(text, k)


def test_a_bundle_of_another_kind_is_refused(language_bundle: Path) -> None:
    with pytest.raises(BundleError, match="expected kind 'emoji'"):
        EmojiPredictor.load(language_bundle)


def test_a_session_offers_emoji_and_suggests_the_same_words(
    language_bundle: Path, small: EmojiPredictor
) -> None:
    plain = Keyboard.load(language_bundle).session(learn=False)
    session = Keyboard.load(language_bundle, emoji=small).session(learn=False)
    for character in "we want green tea":
        session.type(character)
        plain.type(character)
        offered = session.emoji(2)
        assert session.suggestions() == plain.suggestions()
    assert "🍵" in emoji(offered)
    assert offered == small.suggest(session.text, 2)
    session.type(" 🍵")
    session.backspace()
    session.backspace()
    assert session.emoji(2) == offered


def test_a_keyboard_without_emoji_says_so(language_bundle: Path) -> None:
    session = Keyboard.load(language_bundle).session(learn=False)
    with pytest.raises(StateError, match="EmojiPredictor"):
        session.emoji()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("pizza tonight?", "🍕"),
        ("happy birthday!!", "🎂"),
        ("let's get a coffee", "☕"),
        ("thank you so much", "🙏"),
        ("that is hilarious lol", "😂"),
        ("I love you", "❤️"),
        ("fingers crossed, good luck!", "🤞"),
        ("see you at the beach tomorrow", "🏖️"),
        ("I miss him so much, I am so sad", "😢"),
    ],
)
def test_the_shipped_bundle_offers_what_people_expect(
    shipped: EmojiPredictor, text: str, wanted: str
) -> None:
    assert wanted in emoji(shipped.suggest(text, 3))


@pytest.mark.parametrize(
    "text", ["you are a fucking idiot", "my grandmother died", "he has cancer", "they shot him with a gun"]
)
def test_the_shipped_bundle_makes_no_jokes(shipped: EmojiPredictor, text: str) -> None:
    assert shipped.suggest(text, 5) == ()


def test_the_shipped_bundle_has_nothing_to_add_to_plain_words(shipped: EmojiPredictor) -> None:
    assert shipped.suggest("what time is it") == ()
    laughing = {"😂", "🤣", "😆"}
    assert laughing.isdisjoint(emoji(shipped.suggest("the results will be sent to you on Monday", 9)))
    assert laughing.isdisjoint(emoji(shipped.suggest("I am so worried about my mother", 9)))


def test_the_shipped_bundle_is_small_and_has_every_label() -> None:
    bundle = Bundle.open(DEFAULT_EMOJI)
    required = [one.size_bytes for one in bundle.manifest.graphs.values() if one.required]
    assert sum(required) + sum(one.size_bytes for one in bundle.manifest.files.values()) < 3_000_000
    assert sum(file.stat().st_size for file in DEFAULT_EMOJI.iterdir()) < 4_000_000
    assert len(bundle.manifest.tokens["tone"]) == 28
    assert {one.task for one in bundle.manifest.measurements} >= {"tone", "emoji"}
