"""The search for weights goes downhill and stops; the command keeps what it finds in the bundle."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from linnet_export.cli import run
from linnet_export.coordinate_descent import Coordinate
from linnet_export.dictation_alignment import Alignment
from linnet_export.speech_trials import CachedUtterance, Found, SpeechTrials, word_error_rates
from linnet_export.speech_tuning import COORDINATES, begin, calibrate
from linnet_runtime.bundle import Bundle
from linnet_runtime.language_model import LanguageModel
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.speech_weights import SpeechWeights
from linnet_runtime.spoken_lexicon import SpokenLexicon
from linnet_runtime.units import LETTERS, PHONES, WORD_BOUNDARY

WORDS = 1_000
SURE, UNSURE = np.log(0.94).astype(np.float32), np.log(0.06 / 40).astype(np.float32)


def found(dataset: str, errors: int) -> Found:
    return Found(dataset, Alignment(errors, 0, 0, (), ()), WORDS, ())


@dataclass
class Valley:
    """Trials whose errors are known: fewest at language 1.1 and word -0.4."""

    runs: int = 0

    def run(self, weights: SpeechWeights) -> list[Found]:
        self.runs += 1
        distance = abs(weights.language - 1.1) + abs(weights.word + 0.4)
        return [found("a", round(100 * distance)), found("b", 100)]


def test_each_data_set_weighs_the_same() -> None:
    rates = word_error_rates([found("a", 100), found("a", 300), found("b", 0)])
    assert rates == {"a": 0.2, "b": 0.0}


def test_it_finds_the_bottom_and_tells_each_step() -> None:
    valley, lines = Valley(), list[str]()
    start = replace(SpeechWeights(), language=0.5, word=0.0)
    trials: Any = valley
    descent = begin(trials, start, lines.append)
    best = descent.run((Coordinate("language", 0.2), Coordinate("word", 0.4)), rounds=2)
    assert (best.language, best.word) == (pytest.approx(1.1), pytest.approx(-0.4))
    assert replace(best, language=0.5, word=0.0) == start
    assert len(lines) == valley.runs < 25
    assert lines[0].startswith("start: ")
    assert "language 0.7: " in lines[1]


def test_all_coordinates_are_weights() -> None:
    weights = SpeechWeights()
    for coordinate in COORDINATES:
        assert isinstance(getattr(weights, coordinate.field), float)
        assert coordinate.step > 0


def test_confidence_is_fitted_to_one_half_and_measured_on_the_other() -> None:
    right = tuple([True, True, False, True, False] * 40)
    heard = [Found("a", Alignment(0, 0, 0, (), right), 1, (0.95,) * len(right))] * 2
    calibration = calibrate(heard, SpeechWeights())
    assert calibration.words == len(right)
    assert calibration.error_before == pytest.approx(0.35)
    assert calibration.error_after < 0.01
    assert replace(calibration.weights, confidence_slope=1.0, confidence_offset=0.0) == SpeechWeights()


def test_confidence_stays_where_nothing_was_heard() -> None:
    calibration = calibrate([found("a", 3), found("b", 3)], SpeechWeights())
    assert (calibration.weights, calibration.words) == (SpeechWeights(), 0)


@pytest.fixture(scope="module")
def trials(language_bundle: Path) -> SpeechTrials:
    """Sentences of the small language, whose phones are its letters, heard clearly."""
    bundle = Bundle.open(language_bundle)
    lexicon = Lexicon.open(bundle.file_path("lexicon"))
    words = range(len(lexicon))
    spoken = SpokenLexicon.build(lexicon, [(word, phones(lexicon.letters(word)), 0.0) for word in words])
    said = ["the house", "green tea", "i like her letter", "see you tomorrow morning"]
    return SpeechTrials(tuple(map(heard, said)), spoken, LanguageModel.load(bundle, "int8"))


def phones(word: str) -> bytes:
    return bytes(LETTERS.index(letter) for letter in word)


def heard(text: str) -> CachedUtterance:
    """Two frames of each phone and one of blank, with a boundary between words."""
    boundary = bytes([PHONES.index(WORD_BOUNDARY)])
    units = boundary.join(phones(word) for word in text.split())
    frames = [frame for unit in units for frame in (unit, unit, 0)]
    scores = np.full((len(frames), len(PHONES)), UNSURE, np.float32)
    scores[range(len(frames)), frames] = SURE
    letters = np.full((len(frames), len(LETTERS)), -np.log(len(LETTERS)), np.float32)
    return CachedUtterance("talk", tuple(text.split()), scores, letters)


def test_trials_search_with_the_weights_they_are_given(trials: SpeechTrials) -> None:
    assert word_error_rates(trials.run(SpeechWeights())) == {"talk": 0.0}
    assert word_error_rates(trials.run(replace(SpeechWeights(), word=-1_000.0))) != {"talk": 0.0}


def test_the_weights_are_written_into_the_bundle(
    trials: SpeechTrials,
    spelling_bundle: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    bundle = shutil.copytree(spelling_bundle, tmp_path / "bundle")
    monkeypatch.setattr(SpeechTrials, "load", lambda *_: trials)
    others = ["--language", "unused", "--pronunciation", "unused"]
    assert run(["tune", "speech", str(bundle), "unused.jsonl", *others, "--rounds", "0", "--write"]) == 0
    printed = capsys.readouterr().out
    assert "start: 0.00% (talk 0.0%)" in printed
    weights = Bundle.open(bundle).manifest.speech
    assert weights is not None
    assert str(weights) in printed
    assert weights.confidence_offset != 0.0
