"""What the bundles that come along hear, in real and synthetic speech; words shared with the keyboard."""

from __future__ import annotations

import difflib
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from conftest import REPOSITORY
from hearing import check_guarantees, finals, hear
from linnet import AudioFile, Keyboard, Language, PersonalDictionary, Recognizer, Transcript
from test_demos import SENTENCE

REAL = REPOSITORY / "demos" / "clip.opus"
SYNTHETIC = REPOSITORY / "tests" / "data" / "flite_belkasim.opus"
NAME = "Belkasim"
"""A name in SYNTHETIC that the language lacks."""


@pytest.fixture(scope="module")
def language() -> Language:
    return Language.load()


@pytest.fixture(scope="module")
def recognizer(language: Language) -> Recognizer:
    return Recognizer.load(language=language)


def transcribed(recognizer: Recognizer, path: Path, personal: PersonalDictionary | None = None) -> Transcript:
    with AudioFile.open(path) as clip:
        return recognizer.transcribe(
            np.concatenate(list(clip.blocks())), clip.sample_rate_hz, personal=personal
        )


def type_twice(keyboard: Keyboard, word: str) -> None:
    for _ in range(2):
        keyboard.session(learn=True).type(f"I talked to {word} today. ")


def test_a_real_sentence_is_heard(recognizer: Recognizer) -> None:
    transcript = transcribed(recognizer, REAL)
    assert difflib.SequenceMatcher(None, transcript.text.lower(), SENTENCE).ratio() > 0.9
    assert [word.text for word in transcript.words] == transcript.text.split()
    for final in transcript.finals:
        assert final.alternatives[0].text == final.text


def test_partials_grow_into_the_final(recognizer: Recognizer) -> None:
    with AudioFile.open(REAL) as clip:
        events = hear(recognizer.stream(clip.sample_rate_hz), clip.blocks())
    check_guarantees(events)
    assert len(events) > 5


def test_a_snapshot_in_mid_word_gives_the_same_finals(recognizer: Recognizer) -> None:
    with AudioFile.open(REAL) as clip:
        blocks, rate_hz = list(clip.blocks(0.31)), clip.sample_rate_hz
    stream, events = recognizer.stream(rate_hz), []
    for block in blocks:
        events += stream.accept(block)
        stream = recognizer.resume(stream.snapshot())
    assert events + stream.finish() == hear(recognizer.stream(rate_hz), blocks)


@pytest.mark.parametrize("name", ["Stephanie", "Stefani"])
def test_of_names_that_sound_alike_the_typed_one_is_written(
    recognizer: Recognizer, language: Language, name: str
) -> None:
    with PersonalDictionary(None) as personal:
        type_twice(Keyboard.load(language, personal), name)
        assert name in transcribed(recognizer, REAL, personal).text.split()


def test_a_word_typed_twice_is_recognised(recognizer: Recognizer, language: Language) -> None:
    assert language.lexicon.find(NAME.lower()) is None
    assert NAME not in transcribed(recognizer, SYNTHETIC).text
    with PersonalDictionary(None) as personal:
        type_twice(Keyboard.load(language, personal), NAME)
        assert NAME in transcribed(recognizer, SYNTHETIC, personal).text.split()


def test_a_dictated_and_accepted_name_is_suggested(recognizer: Recognizer, language: Language) -> None:
    with PersonalDictionary(None) as personal, AudioFile.open(SYNTHETIC) as clip:
        keyboard = Keyboard.load(language, personal)
        assert NAME not in offered(keyboard, "Send it to ", "belk")
        stream = recognizer.stream(clip.sample_rate_hz, phrases=[NAME])
        for final in finals(hear(stream, clip.blocks())):
            personal.learn_text(final.text)
        assert NAME in offered(keyboard, "Send it to ", "belk")


def test_words_of_an_accepted_sentence_are_suggested_one_after_the_other(
    recognizer: Recognizer, language: Language
) -> None:
    with PersonalDictionary(None) as personal:
        keyboard = Keyboard.load(language, personal)
        words = transcribed(recognizer, REAL).text.split()
        pairs = [(f"{first} ", second) for first, second in pairwise(words)]
        before = [second in offered(keyboard, first) for first, second in pairs]
        assert not all(before)
        personal.learn_text(" ".join(words))
        assert all(second in offered(keyboard, first) for first, second in pairs)


def offered(keyboard: Keyboard, context: str, prefix: str = "") -> list[str]:
    """What the keyboard suggests, in the display form that speech has, too."""
    return [one.text for one in keyboard.complete(context, prefix)]
