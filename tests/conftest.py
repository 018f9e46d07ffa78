from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from linnet import Recognizer
    from linnet_runtime.state import State
    from small_formatting import SmallFormatting
    from small_talk import SmallTalk
    from tones import ToneRun

# Before torch or numpy is imported, so imports are inside the fixtures: many threads on few cores make tests
# slower and their times meaningless.
for _variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")
os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # some tests import onnxruntime before Linnet does

REPOSITORY = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def tiny_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small acoustic model with random weights, exported as the real one is: float32 and int8 graphs."""
    from linnet_export.tiny import write_tiny_bundle

    return write_tiny_bundle(tmp_path_factory.mktemp("tiny") / "bundle")


@pytest.fixture(scope="session")
def spelling_bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hand-made bundle of tests/spelling.py."""
    from spelling import write_spelling_bundle

    return write_spelling_bundle(tmp_path_factory.mktemp("spelling") / "bundle")


@pytest.fixture(scope="session")
def speller(spelling_bundle: Path) -> Recognizer:
    """A recognizer that hears exactly what ``spelling.spell`` says."""
    from linnet import Recognizer

    return Recognizer.load_letters(spelling_bundle)


@pytest.fixture(scope="session")
def talker(spelling_bundle: Path, language_bundle: Path) -> Recognizer:
    """A recognizer of a small language that hears exactly what ``talking.say`` says."""
    from linnet import EndpointRules
    from talking import load_talker

    return load_talker(spelling_bundle, language_bundle, EndpointRules())


@pytest.fixture(scope="session")
def random_recognizer(tiny_bundle: Path) -> Recognizer:
    """A recognizer with random weights: its text means nothing, but it depends on every sample."""
    from linnet import EndpointRules, Recognizer

    return Recognizer.load_letters(
        tiny_bundle, endpoint=EndpointRules(pause_s=0.1, longest_s=0.5, limit_s=1.0)
    )


@pytest.fixture(scope="session")
def clip() -> Path:
    """A person reading a sentence: Common Voice, CC0, see tests/data/CREDITS.md."""
    return next((REPOSITORY / "tests" / "data").glob("common_voice_en_*.opus"))


@pytest.fixture(scope="session")
def tone_run(tmp_path_factory: pytest.TempPathFactory) -> ToneRun:
    """A run of the tiny recipe long enough to learn the language of tests/tones.py: about ten seconds."""
    from tones import learn

    return learn(tmp_path_factory.mktemp("tones"))


@pytest.fixture(scope="session")
def small_talk(tmp_path_factory: pytest.TempPathFactory) -> SmallTalk:
    """A run, tokenizer, lexicon and bundle of the language of tests/small_talk.py: about five seconds."""
    from small_talk import learn

    return learn(tmp_path_factory.mktemp("talk"))


@pytest.fixture(scope="session")
def language_bundle(small_talk: SmallTalk) -> Path:
    """A small language bundle of some 90 words, trained and packed as the real one is."""
    return small_talk.bundle


@pytest.fixture(scope="session")
def emoji_bundle(tmp_path_factory: pytest.TempPathFactory, language_bundle: Path) -> Path:
    """A small emoji bundle for the language of tests/small_talk.py, made by the commands."""
    from small_feelings import write_emoji_bundle

    return write_emoji_bundle(tmp_path_factory.mktemp("feelings"), language_bundle)


@pytest.fixture(scope="session")
def small_formatting(tmp_path_factory: pytest.TempPathFactory) -> SmallFormatting:
    """A run and a bundle of the formatter of tests/small_formatting.py: about ten seconds."""
    from small_formatting import learn

    return learn(tmp_path_factory.mktemp("formatting"))


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many states each call of a graph stepped: as many streams, or as many contexts."""
    from linnet_runtime.step_model import StepModel

    counts: list[int] = []
    step = StepModel.step

    def counted(model: StepModel, inputs: dict[str, Any], state: State) -> Any:
        counts.append(model.spec.check(state))
        return step(model, inputs, state)

    monkeypatch.setattr(StepModel, "step", counted)
    return counts
