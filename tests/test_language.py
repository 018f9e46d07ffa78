from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from linnet import BundleError, Keyboard, Language, Recognizer
from linnet.dictation import DEFAULT_PRONUNCIATION
from linnet_runtime.bundle import Bundle


def test_keyboard_and_recognizer_share_a_language(language_bundle: Path) -> None:
    language = Language.load(language_bundle)
    assert Language.of(language) is language
    first, second = Keyboard.load(language), Keyboard.load(language)
    assert first.manifest is second.manifest is language.manifest
    assert [one.text for one in first.next_words("I ")] == [
        one.text for one in Keyboard.load(language_bundle).next_words("I ")
    ]


def test_other_bundles_are_refused(spelling_bundle: Path) -> None:
    with pytest.raises(BundleError, match="'language'"):
        Language.load(spelling_bundle)


def test_pronunciations_of_other_words_are_refused(language_bundle: Path) -> None:
    with pytest.raises(BundleError, match="lexicon"):
        Recognizer.load(language=language_bundle, pronunciation=DEFAULT_PRONUNCIATION)


def test_words_of_another_language_are_refused(spelling_bundle: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(spelling_bundle, tmp_path / "bundle")
    french = replace(Bundle.open(copy).manifest, language="fr")
    (copy / "manifest.json").write_text(french.to_json(), encoding="utf-8")
    with pytest.raises(BundleError, match=r"'fr'.*load_letters"):
        Recognizer.load(copy)
    assert Recognizer.load_letters(copy).manifest.language == "fr"
