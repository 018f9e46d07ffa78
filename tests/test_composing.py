"""Phrases: which are offered, when, and what taking one does."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from linnet import BundleError, Composition, InputError, Keyboard, PersonalDictionary
from linnet_export.pack import update
from linnet_runtime import strict_json
from linnet_runtime.bundle import Bundle
from linnet_runtime.compose_weights import ComposeWeights
from linnet_runtime.language_model import LanguageModel
from linnet_runtime.manifest import Manifest
from linnet_runtime.written import tokens
from small_talk import BAD, sentences

RAW = ComposeWeights(least=0.3)
"""The probabilities as the model has them."""


@pytest.fixture(scope="module")
def keyboard(language_bundle: Path) -> Keyboard:
    return Keyboard.load(language_bundle, compose=RAW)


@pytest.fixture(scope="module")
def model(language_bundle: Path) -> LanguageModel:
    return LanguageModel.load(Bundle.open(language_bundle))


def offered(keyboard: Keyboard, least: float | None = None) -> list[tuple[str, Composition]]:
    """Every place of some texts where a phrase is offered."""
    found = []
    for text in sentences(12, seed=7):
        for end in range(len(text)):
            context, _, typed = text[:end].rpartition(" ")
            phrase = keyboard.compose(f"{context} " if context else "", typed, least)
            if phrase:
                found.append((text[:end], phrase))
    return found


def test_a_sure_phrase_is_offered_and_honours_what_is_typed(keyboard: Keyboard) -> None:
    whole = keyboard.compose("see you ", "")
    assert whole is not None
    assert whole.text == whole.rest == "tomorrow morning"
    begun = keyboard.compose("see you ", "tom")
    assert begun is not None
    assert (begun.text, begun.rest) == ("tomorrow morning", "orrow morning")
    assert begun.probability >= whole.probability


def test_nothing_is_offered_where_nothing_is_sure(keyboard: Keyboard) -> None:
    assert keyboard.compose("", "") is None
    assert keyboard.compose("see you ", "xq") is None
    assert keyboard.compose("see you ", "TOM") is None  # capitals are deliberate
    assert keyboard.compose("http://let.me/", "kno") is None


def test_every_phrase_is_two_words_or_more_that_begin_as_typed(keyboard: Keyboard) -> None:
    found = offered(keyboard)
    assert len(found) > 20
    for text, phrase in found:
        typed = text.rpartition(" ")[2]
        assert phrase.text.lower().startswith(typed.lower())
        assert typed + phrase.rest == typed + phrase.text[len(typed) :]
        assert len(phrase.text.split(" ")) >= 2
        assert RAW.least <= phrase.probability <= 1


def test_a_higher_threshold_offers_less(keyboard: Keyboard) -> None:
    few, many = offered(keyboard, 0.8), offered(keyboard, 0.2)
    assert 0 < len(few) < len(many)
    assert {text for text, _ in few} <= {text for text, _ in many}
    assert all(phrase.probability >= 0.8 for _, phrase in few)


def test_the_probability_is_the_product_of_the_words(keyboard: Keyboard, model: LanguageModel) -> None:
    phrase = keyboard.compose("see you ", "", 0.05)
    assert phrase is not None
    context, expected = model.context("see you "), 0.0
    for token in tokens(phrase.text):
        expected += model.spelled_score(context, token)
        context = model.read(context, [token])
    assert phrase.probability == pytest.approx(math.exp(expected), rel=0.1)  # words of several pieces


def test_no_surer_phrase_is_missed(keyboard: Keyboard, language_bundle: Path) -> None:
    wide = Keyboard.load(language_bundle, compose=replace(RAW, width=40))
    assert offered(wide) == offered(keyboard)


def test_offensive_words_are_never_in_a_phrase(keyboard: Keyboard) -> None:
    # a tenth of what is seen, liked and bought is "the damn train"
    found = offered(keyboard, 0.02)
    found += [("", one) for one in [keyboard.compose("I like the ", "", 0.02)] if one]
    found += [("", one) for one in [keyboard.compose("I like the ", "dam", 0.001)] if one]
    assert found
    assert not any(BAD in phrase.text.lower().split() for _, phrase in found)


def test_blocked_words_are_not_offered_and_personal_ones_are(language_bundle: Path) -> None:
    words = PersonalDictionary(None)
    keyboard = Keyboard.load(language_bundle, words, compose=replace(RAW, least=0.1))
    before = keyboard.compose("see you ", "tom")
    assert before is not None
    assert before.text == "tomorrow morning"
    for _ in range(12):
        words.learn_text("meet Zebedee Quux now")
    phrase = keyboard.compose("meet ", "zeb")
    assert phrase is not None
    assert phrase.text.startswith("Zebedee Quux")
    words.block("morning")
    blocked = keyboard.compose("see you ", "tom")
    assert blocked is None or "morning" not in blocked.text


def test_a_session_offers_the_same_and_a_key_changes_no_answer(keyboard: Keyboard) -> None:
    session = keyboard.session(learn=False)
    for character in "see you tom":
        session.type(character)
        before = session.suggestions()
        phrase = session.compose()
        assert session.suggestions() == before
        context, _, typed = session.text.rpartition(" ")
        assert phrase == keyboard.compose(f"{context} " if context else "", typed)
    assert phrase is not None
    session.type("x")
    session.backspace()
    assert session.compose() == phrase
    assert keyboard.resume(session.snapshot()).compose() == phrase


def test_taking_a_phrase_writes_all_of_it_and_undo_takes_it_back(keyboard: Keyboard) -> None:
    session = keyboard.session(learn=False, context="see you ")
    session.type("to")
    phrase = session.compose()
    assert phrase is not None
    assert session.commit(phrase).text == phrase.text
    assert session.text == "see you tomorrow morning "
    session.type(".")
    assert session.text == "see you tomorrow morning."
    session.undo()
    assert session.text.startswith("see you to")


def test_a_taken_phrase_is_learnt_word_by_word(language_bundle: Path) -> None:
    words = PersonalDictionary(None)
    session = Keyboard.load(language_bundle, words, compose=RAW).session(True, "see you ")
    phrase = session.compose()
    assert phrase is not None
    session.commit(phrase)
    assert {"tomorrow", "morning"} <= {one.display for one in words.words()}


@pytest.mark.parametrize("least", [0.0, 1.0, -1, 2, math.nan])
def test_an_impossible_threshold_is_refused(keyboard: Keyboard, least: float) -> None:
    with pytest.raises(InputError, match="expected a probability above 0 and below 1"):
        keyboard.compose("see you ", "", least)
    with pytest.raises(InputError):
        keyboard.session(learn=False).compose(least)


def test_calibration_rises_and_the_threshold_is_its_inverse() -> None:
    weights = ComposeWeights(least=0.4, slope=1.3, offset=-0.5)
    values = [weights.calibrated(score) for score in np.linspace(-5, -0.01, 50)]
    assert values == sorted(values)
    assert weights.calibrated(weights.least_log_probability()) == pytest.approx(0.4)
    assert ComposeWeights().calibrated(math.log(0.3)) == pytest.approx(0.3)
    assert ComposeWeights(least=0.3).least_log_probability() == pytest.approx(math.log(0.3))


def test_a_manifest_without_weights_is_read_and_has_the_defaults(language_bundle: Path) -> None:
    text = (language_bundle / "manifest.json").read_text(encoding="utf-8")
    value = strict_json.parse(text, "manifest.json")
    del value["compose"]
    assert strict_json.read(Manifest, value, "manifest.json").compose is None
    assert Keyboard.load(language_bundle).compose("see you ") is not None


def test_weights_are_kept_in_the_manifest_and_checked(language_bundle: Path) -> None:
    weights = ComposeWeights(least=0.9, slope=0.8)
    bundle = Bundle.open(language_bundle)
    text = replace(bundle.manifest, compose=weights).to_json()
    assert Manifest.from_json(text).compose == weights
    for bad in (replace(weights, least=1.0), replace(weights, slope=0.0), replace(weights, width=0)):
        with pytest.raises(BundleError, match="key 'compose'"):
            replace(bundle.manifest, compose=bad).to_json()
    with pytest.raises(BundleError, match="key 'compose'"):
        update(bundle, kind="acoustic", compose=weights)
