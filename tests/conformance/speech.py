"""What the recognizer makes of a short recording, for other languages' runtimes to make the same of it."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linnet import (
    AudioFile,
    EndpointRules,
    Event,
    Final,
    Language,
    PersonalDictionary,
    Recognizer,
    SpeechStream,
)
from linnet.acoustics import Acoustics
from linnet.decoder import Frame
from linnet.dictation import DEFAULT_PRONUNCIATION
from linnet_runtime.bundle import Bundle
from linnet_runtime.speech_hypothesis import SpokenHypothesis
from linnet_runtime.speech_search import SpeechSearch
from linnet_runtime.speech_weights import SpeechWeights
from linnet_runtime.spoken_lexicon import SpokenLexicon

CLIP = Path(__file__).parents[2] / "demos" / "clip.opus"
HEARD_S = 4.3
"""So much of the clip: "like most of the Batman family Stephanie Brown has no"."""
SEARCHED_FRAMES = 100
BLOCK_SAMPLES = 1_600
NEW_WORD = "Bathmann"
"""A personal word that the lexicon lacks and that sounds like one of the clip's."""
PAUSING = {"pause_s": 0.15, "quiet_s": 0.0}
"""Endpoint rules by which a pause in the clip ends a stretch: there are two finals."""
SILENCE_S = 3.5
"""Before the clip, where there is silence: longer than a beam of nothing is kept."""
SPELLED_MARGIN = -100.0
"""With it no word is safe from being written as its letters are heard."""
_DIGITS = 4


def search_vectors(precision: str = "weight_only") -> dict[str, Any]:
    """Phone and letter log-probabilities, (frames, 41) and (frames, 29), and the words found in them."""
    acoustics = Acoustics.load(None, precision)
    state, frames = acoustics.initial(), []
    chunk_samples = acoustics.audio.chunk_samples
    samples = _clip().astype(np.float32) / np.float32(2**15)
    for first in range(0, len(samples) - chunk_samples, chunk_samples):
        heard, state = acoustics.step(samples[first : first + chunk_samples], state)
        frames += heard
    phones, letters = (_stacked(frames, head) for head in ("phones", "letters"))
    found = _searched(acoustics, phones, letters, precision)
    return {"precision": precision, "phones": _rows(phones), "letters": _rows(letters), **found}


def recognizer_vectors(precision: str = "weight_only") -> dict[str, Any]:
    """Sound, 16-bit at 16 kHz in base64, and the events of streams that hear it in blocks."""
    recognizer = Recognizer.load(precision=precision)
    personal = PersonalDictionary(None)
    personal.add(NEW_WORD)
    none: list[str] = []
    streams = [
        (none, {}, 0.0, recognizer.stream()),
        (none, PAUSING, SILENCE_S, recognizer.stream(endpoint=EndpointRules(**PAUSING))),
        ([NEW_WORD], {}, 0.0, recognizer.stream(personal=personal)),
    ]
    clip, rate_hz = _clip(), recognizer.sample_rate_hz
    return {
        "precision": precision,
        "samples": base64.b64encode(clip.tobytes()).decode(),
        "sample_rate_hz": rate_hz,
        "block_samples": BLOCK_SAMPLES,
        "streams": [
            {
                "personal": words,
                "endpoint": rules,
                "silence_s": silence_s,
                "events": _events(stream, np.pad(clip, (round(silence_s * rate_hz), 0))),
            }
            for words, rules, silence_s, stream in streams
        ],
    }


def _clip() -> NDArray[np.int16]:
    """Return the beginning of the clip, (samples,)."""
    with AudioFile.open(CLIP) as clip:
        samples = np.concatenate([block[:, 0] for block in clip.blocks()])
        count = round(HEARD_S * clip.sample_rate_hz)
    return np.round(samples[:count] * 2**15).clip(-(2**15), 2**15 - 1).astype("<i2")


def _stacked(frames: Sequence[Frame], head: str) -> NDArray[np.float32]:
    """Return the first frames of a head (frames, units) as they are written down."""
    stacked = np.stack([frame[head] for frame in frames[:SEARCHED_FRAMES]])
    return stacked.round(_DIGITS).astype(np.float32)


def _searched(
    acoustics: Acoustics, phones: NDArray[np.float32], letters: NDArray[np.float32], precision: str
) -> dict[str, Any]:
    """Return what the search finds in frames, and its partials after every tenth of them."""
    language = Language.load(precision=precision)
    pronunciation = Bundle.open(DEFAULT_PRONUNCIATION)
    spoken = SpokenLexicon.open(pronunciation.file_path("pronunciations"), language.lexicon)
    search = SpeechSearch([spoken], language.model, acoustics.manifest.speech or SpeechWeights())
    beam, partials = search.start(), []
    for number, (phone, letter) in enumerate(zip(phones, letters, strict=True), 1):
        beam = search.advance(beam, phone, letter)
        if number % 10 == 0:
            partial = search.partial(beam)
            partials.append([" ".join(word.text for word in partial.words), partial.stable])
    spelling = SpeechSearch([spoken], language.model, replace(search.weights, spelled_margin=SPELLED_MARGIN))
    return {
        "partials": partials,
        "hypotheses": [_hypothesis(one) for one in search.finish(beam)],
        "spelled_margin": SPELLED_MARGIN,
        "spelled": _hypothesis(spelling.finish(beam)[0])["words"],
    }


def _hypothesis(one: SpokenHypothesis) -> dict[str, Any]:
    """Return words as text, first and last frame, confidence; and the scores."""
    return {
        "words": [[w.text, w.start_frame, w.end_frame, round(w.confidence, _DIGITS)] for w in one.words],
        "acoustic": round(one.acoustic, _DIGITS),
        "language": round(one.language, _DIGITS),
        "total": round(one.total, _DIGITS),
        "posterior": round(one.posterior, _DIGITS),
    }


def _events(stream: SpeechStream, clip: NDArray[np.int16]) -> list[dict[str, Any]]:
    """Return what a stream tells of the whole clip."""
    blocks = range(0, len(clip), BLOCK_SAMPLES)
    found = [event for first in blocks for event in stream.accept(clip[first : first + BLOCK_SAMPLES])]
    return [_event(event) for event in found + stream.finish()]


def _event(event: Event) -> dict[str, Any]:
    if not isinstance(event, Final):
        return {"kind": "partial", "text": event.text, "stable_length": event.stable_length}
    words = [[w.text, w.start_s, w.end_s, round(w.confidence, _DIGITS)] for w in event.words]
    alternatives = [[one.text, round(one.confidence, _DIGITS)] for one in event.alternatives]
    return {"kind": "final", "text": event.text, "words": words, "alternatives": alternatives}


def _rows(frames: NDArray[np.float32]) -> list[list[float]]:
    """Return frames as numbers of few digits."""
    return [[round(value, _DIGITS) for value in frame] for frame in frames.tolist()]
