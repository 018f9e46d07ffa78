"""Running a voice-activity bundle over recordings, and comparing it with the labels frame by frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linnet_export.augment import Samples, add_noise, crop_noise
from linnet_export.corpora.jsonl import read_jsonl
from linnet_export.evaluation import Listening
from linnet_export.voice_data import labelled
from linnet_export.voice_labels import LabelSettings, Mask
from linnet_export.voice_metrics import HeardActivity
from linnet_export.voice_mixing import Clip, whole_snr_db
from linnet_runtime.bundle import Bundle
from linnet_runtime.speech_gate import SpeechGate
from linnet_runtime.voice_activity import VoiceActivity

_BEFORE_S = 1.0
_AFTER_S = 1.5


@dataclass(frozen=True)
class VoiceTrial:
    """A voice-activity graph and the gate behind it, as they are measured."""

    voice: VoiceActivity
    gate: SpeechGate = field(default_factory=SpeechGate)

    @property
    def hop_s(self) -> float:
        """Seconds from frame to frame."""
        return self.voice.audio.frame_hop_samples / self.voice.audio.sample_rate_hz

    def probabilities(self, samples: Samples) -> NDArray[np.float32]:
        """P(speech) of each whole frame of a recording (samples,), streamed: (frames,)."""
        chunk = self.voice.audio.chunk_samples
        padded = np.pad(samples, (0, -len(samples) % chunk)).astype(np.float32)
        state, parts = self.voice.initial(), []
        for start in range(0, len(padded), chunk):
            speech, state = self.voice.step(padded[start : start + chunk], state)
            parts.append(speech)
        return np.concatenate(parts)[: len(samples) // self.voice.audio.frame_hop_samples]

    def hear(self, clip: Clip) -> HeardActivity:
        """Judge a recording: frames against the sound that they tell of, delays as a user feels them."""
        speech = self.probabilities(clip.samples)
        late = self.voice.audio.lookahead_samples // self.voice.audio.frame_hop_samples
        opened, closed = self._moves(speech)
        onset, offset = _delays(clip.speech, opened, closed)
        return HeardActivity(
            speech=speech[late:],
            truth=clip.speech[: len(speech) - late],
            openings=len(opened),
            onset_s=None if onset is None else onset * self.hop_s,
            offset_s=None if offset is None else offset * self.hop_s,
        )

    def _moves(self, speech: NDArray[np.float32]) -> tuple[list[int], list[int]]:
        """The frames in which the gate opened and closed."""
        state = self.gate.initial()
        opened: list[int] = []
        closed: list[int] = []
        for frame, probability in enumerate(speech.tolist()):
            _, after = self.gate.step(probability, {}, state)
            if after.is_open != state.is_open:
                (opened if after.is_open else closed).append(frame)
            state = after
        return opened, closed


def padded(clip: Clip, rate_hz: int, noise: Samples | None, snr_db: float, rng: np.random.Generator) -> Clip:
    """A clip with a second before and a second and a half after it, in silence or in noise (samples,)."""
    hop = len(clip.samples) // max(len(clip.speech), 1)
    before, after = (int(seconds * rate_hz) // hop for seconds in (_BEFORE_S, _AFTER_S))
    kept = clip.samples[: len(clip.speech) * hop]
    samples = np.pad(kept, (before * hop, after * hop))
    speech = np.pad(clip.speech, (before, after))
    if noise is not None:
        samples = add_noise(samples, crop_noise(noise, len(samples), rng), whole_snr_db(snr_db, speech))
    return Clip(np.clip(samples, -1.0, 1.0), speech)


def labelled_clips(acoustic: Bundle, speech: Path, every: int) -> list[Clip]:
    """Label every so many-th utterance of a manifest; those in which no speech is found are left out."""
    listening, audio = Listening.of(acoustic, "int8"), acoustic.manifest.sound()
    clips = [
        labelled(one, listening, audio.sample_rate_hz, audio.frame_hop_samples, LabelSettings())
        for one in read_jsonl(speech)[::every]
    ]
    return [clip for clip in clips if clip.speech.any()]


def speech_sets(
    clips: Sequence[Clip], noises: Sequence[Samples], rate_hz: int, ratios_db: Sequence[float], seed: int
) -> dict[str, list[Clip]]:
    """The same utterances in silence and in noise at several ratios."""
    rng = np.random.default_rng(seed)
    sets = {"speech in silence": [padded(clip, rate_hz, None, 0.0, rng) for clip in clips]}
    for ratio_db in ratios_db:
        drawn = [noises[index] for index in rng.integers(len(noises), size=len(clips))]
        sets[f"speech {ratio_db:.0f} dB over noise"] = [
            padded(clip, rate_hz, noise, ratio_db, rng) for clip, noise in zip(clips, drawn, strict=True)
        ]
    return sets


def _delays(truth: Mask, opened: Sequence[int], closed: Sequence[int]) -> tuple[int | None, int | None]:
    """Frames from the first speech to the first opening, and from the last speech to the closing after it."""
    spoken = np.flatnonzero(truth)
    if not len(spoken):
        return None, None
    first, last = int(spoken[0]), int(spoken[-1])
    after = [frame - last for frame in closed if frame >= last]
    return (opened[0] - first if opened else None), (after[0] if after else None)
