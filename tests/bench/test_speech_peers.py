"""The recognizers that Linnet is compared with answer as they should; those not installed are skipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from linnet_export.dictation_alignment import align
from linnet_export.dictation_listening import listen
from linnet_export.dictation_text import scored_words
from linnet_export.engine_source import EngineError, EngineSource
from linnet_export.recording import read_mono
from linnet_export.speech_engine import SpeechEngine

RATE_HZ = 16_000
SAID = "Noting that they shared a family name, they began talking."


@pytest.fixture(scope="module")
def pocketsphinx() -> SpeechEngine:
    try:
        engine: SpeechEngine = EngineSource.parse(
            str(Path(__file__).parent / "peers" / "pocketsphinx.py")
        ).load()
    except EngineError as error:
        pytest.skip(str(error))
    return engine


def test_pocketsphinx_hears_a_sentence_alike_each_time(pocketsphinx: SpeechEngine, clip: Path) -> None:
    samples = read_mono(clip, RATE_HZ)
    first, second = (listen(pocketsphinx.stream(RATE_HZ), samples, RATE_HZ) for _ in range(2))
    assert first.words == second.words
    assert align(scored_words(SAID), first.words).errors < 8
    assert len(first.readings[0]) > 1
    assert all(0 <= confidence <= 1 for confidence in first.confidences)


def test_pocketsphinx_wants_its_own_rate(pocketsphinx: SpeechEngine) -> None:
    with pytest.raises(ValueError, match="16000 Hz, got 8000"):
        pocketsphinx.stream(8_000)
