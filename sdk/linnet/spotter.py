"""Keyword spotting: any words, without training, in sound that goes on for days."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from linnet.acoustics import Acoustics
from linnet.decoder import FrameClock
from linnet.detection import Detection
from linnet.dictation import DEFAULT_PRONUNCIATION
from linnet.language import DEFAULT_LANGUAGE
from linnet.sound_intake import Chunks, SoundIntake
from linnet_runtime import state_bytes
from linnet_runtime.bundle import Bundle
from linnet_runtime.errors import InputError, StateError
from linnet_runtime.keyword_search import KeywordSearch, Spotted
from linnet_runtime.keyword_state import KeywordState
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.speech_weights import SpeechWeights
from linnet_runtime.state import State
from linnet_runtime.word_sounds import WordSounds
from linnet_runtime.written import WORD, straight

DEFAULT_SENSITIVITY = 0.5
_KIND = "spotter"
_PARTS = ("identity", "intake", "model", "search")


@dataclass(frozen=True, eq=False)
class SpotterModels:
    """What spotters may share. It never changes."""

    acoustics: Acoustics
    sounds: WordSounds
    weights: SpeechWeights

    @classmethod
    def load(
        cls,
        bundle: str | Path | None = None,
        language: str | Path | None = None,
        pronunciation: str | Path | None = None,
        precision: str = "int8",
    ) -> SpotterModels:
        """Open and verify an acoustic, a language and a pronunciation bundle; None for the English ones.

        Raises:
            BundleError: one is damaged, incomplete, unsafe, of another kind or not made for the others.
        """
        acoustics = Acoustics.load(bundle, precision)
        words = Bundle.open(DEFAULT_LANGUAGE if language is None else language)
        said = Bundle.open(DEFAULT_PRONUNCIATION if pronunciation is None else pronunciation)
        sounds = WordSounds.load(said, Lexicon.open(words.file_path("lexicon")), precision)
        return cls(acoustics, sounds, acoustics.manifest.speech or SpeechWeights())


class Spotter:
    """Listens for keywords only. A thread uses it.

    Each time one is said it is told once, a quarter of a second after its end; what is said may overlap what
    another keyword says. Chunks may have any length, the detections are the same. A spotter after ``reset``
    equals a new one; one that resumes a ``snapshot`` goes on as if nothing had happened.

    >>> spotter = linnet.Spotter(keywords=["hey linnet", "stop"], sensitivity={"stop": 0.3})
    >>> for samples in microphone:
    ...     for detection in spotter.accept(samples):
    ...         print(detection.keyword, detection.start_s)
    """

    def __init__(
        self,
        keywords: Sequence[str],
        sensitivity: float | Mapping[str, float] = DEFAULT_SENSITIVITY,
        sample_rate_hz: int | None = None,
        models: SpotterModels | None = None,
    ) -> None:
        """Lay out the keywords.

        Args:
            keywords: words or phrases of letters. Long and rare ones are mistaken for others least.
            sensitivity: above 0 and below 1, for all or by keyword, 0.5 for those not named. At sensitivity s
                keywords have s / (1 - s) false alarms in an hour of other speech on average, short and common
                words more, long and rare ones fewer. Try yours, and raise it where too much is missed.
            sample_rate_hz: rate of the samples it will get, 8,000 to 96,000; None for the model's own.
            models: loaded models; None to read the English ones that come with Linnet from disk.

        Raises:
            InputError: no keyword, one that cannot be spoken or comes twice, or a sensitivity out of range.
            AudioFormatError: a rate outside that range.
            BundleError: the models cannot be loaded.
        """
        models = SpotterModels.load() if models is None else models
        self._keywords = tuple(keywords) if not isinstance(keywords, str) else (keywords,)
        thresholds = [1 - one for one in _sensitivities(self._keywords, sensitivity)]
        spoken = [[models.sounds(word) for word in _words(keyword)] for keyword in self._keywords]
        self._acoustics = models.acoustics
        self._search = KeywordSearch(spoken, thresholds, models.weights)
        own_rate_hz = models.acoustics.audio.sample_rate_hz
        self._sample_rate_hz = own_rate_hz if sample_rate_hz is None else sample_rate_hz
        parts = [models.acoustics.graph_sha256, self._search.graph.fingerprint(), thresholds, models.weights]
        self._identity = hashlib.sha256(repr((self._keywords, parts)).encode()).digest()
        self.reset()

    @property
    def keywords(self) -> tuple[str, ...]:
        """What it listens for."""
        return self._keywords

    @property
    def sample_rate_hz(self) -> int:
        """Rate of the samples that :meth:`accept` takes."""
        return self._sample_rate_hz

    def accept(self, samples: ArrayLike) -> list[Detection]:
        """Hear some more; arguments and errors are those of :meth:`linnet.SpeechStream.accept`.

        Returns:
            The keywords that became certain, mostly none.
        """
        return self._told(self._listen(self._intake.push(samples)), math.inf)

    def finish(self) -> list[Detection]:
        """End the sound and return the rest.

        Raises:
            StateError: it is finished already.
        """
        spotted = self._listen(self._intake.finish())
        return self._told(spotted + self._search.finish(self._state), self._intake.accepted_s)

    def reset(self) -> None:
        """Forget everything, also that the sound was finished: it equals a new spotter afterwards."""
        self._intake = SoundIntake(self._acoustics.audio, self._sample_rate_hz)
        self._model: State = self._acoustics.initial()
        self._state: KeywordState = self._search.start()

    def snapshot(self) -> bytes:
        """The spotter as bytes for :meth:`resume`; it goes on unchanged.

        Raises:
            StateError: it is finished, there is nothing to continue.
        """
        parts = (self._identity, self._intake.to_bytes(), self._model.to_bytes(), self._state.to_bytes())
        arrays = {name: np.frombuffer(part, np.uint8) for name, part in zip(_PARTS, parts, strict=True)}
        return state_bytes.pack(_KIND, arrays)

    def resume(self, data: bytes) -> None:
        """Continue where a spotter with the same keywords, models and rate was when it returned ``data``.

        Raises:
            StateError: the bytes are damaged or another spotter's; this one goes on unchanged.
        """
        arrays = state_bytes.unpack(_KIND, data)
        if arrays.keys() != set(_PARTS) or arrays["identity"].tobytes() != self._identity:
            raise StateError("expected a snapshot of a spotter with these keywords, sensitivities and models")
        intake, model, state = (arrays[name].tobytes() for name in _PARTS[1:])
        restored = (
            SoundIntake.from_bytes(self._acoustics.audio, self._sample_rate_hz, intake),
            self._acoustics.model.spec.from_bytes(model),
            KeywordState.from_bytes(state, self._search.graph, len(self._search)),
        )
        self._intake, self._model, self._state = restored

    def _listen(self, chunks: Chunks) -> list[Spotted]:
        """Hear whole chunks."""
        spotted: list[Spotted] = []
        for chunk in chunks:
            frames, self._model = self._acoustics.step(chunk, self._model)
            for frame in frames:
                new, self._state = self._search.advance(self._state, frame["phones"])
                spotted += new
        return spotted

    def _told(self, spotted: list[Spotted], latest_s: float) -> list[Detection]:
        """Detections with names and times; nothing is later than the end of the sound, once it is known."""
        clock = FrameClock(self._acoustics.audio, latest_s)
        return [
            Detection(
                self._keywords[one.keyword],
                clock.time_s(one.start_frame),
                clock.time_s(one.end_frame),
                one.score,
            )
            for one in spotted
        ]


def _words(keyword: str) -> list[str]:
    """The words of a keyword."""
    text = straight(keyword)
    if not WORD.search(text) or any(letter.isdigit() for letter in text):
        raise InputError(f"expected a keyword of words in letters, got {keyword!r}; write numbers in words")
    return WORD.findall(text)


def _sensitivities(keywords: Sequence[str], given: float | Mapping[str, float]) -> list[float]:
    """The sensitivity of each keyword."""
    if not keywords or len(set(keywords)) != len(keywords):
        raise InputError(f"expected keywords, each once, got {list(keywords)}")
    by_keyword = given if isinstance(given, Mapping) else dict.fromkeys(keywords, given)
    unknown = sorted(by_keyword.keys() - set(keywords))
    if unknown:
        raise InputError(f"expected sensitivities of {list(keywords)}, got one of {unknown[0]!r}")
    found = [by_keyword.get(keyword, DEFAULT_SENSITIVITY) for keyword in keywords]
    for keyword, one in zip(keywords, found, strict=True):
        if not 0.0 < one < 1.0:
            raise InputError(f"{keyword!r}: expected a sensitivity above 0 and below 1, got {one}")
    return found
