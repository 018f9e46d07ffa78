"""What a voice-activity model learns from: labelled utterances, noises and rooms."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linnet_export.augment_banks import Banks, load_rooms, simulate_rooms
from linnet_export.corpora.jsonl import read_jsonl
from linnet_export.evaluation import Listening
from linnet_export.recording import read_mono
from linnet_export.utterance import CorpusError, Utterance
from linnet_export.voice_labels import LabelSettings, label_speech
from linnet_export.voice_mixing import Clip, Mixer
from linnet_export.voice_recipe import VoiceRecipe, is_held_out

_DEV_SHARE = 10
"""One utterance to validate on for so many to train on."""


def training_mixer(
    recipe: VoiceRecipe, listening: Listening, speech: Sequence[Path], noise: Path, rooms: Path | None
) -> Mixer:
    """What is trained on: utterances of ``speech`` and the noises that are not held out."""
    rate_hz = recipe.model.frontend.sample_rate_hz
    responses = simulate_rooms(recipe.data.simulated_rooms, rate_hz, np.random.default_rng(recipe.seed))
    if rooms:
        responses = (*responses, *load_rooms(rooms, rate_hz))
    banks = Banks(rate_hz, read_noises(recipe, noise, held_out=False), responses)
    return _mixer(recipe, listening, speech, banks, recipe.data.clips)


def dev_mixer(recipe: VoiceRecipe, listening: Listening, speech: Path, noise: Path) -> Mixer:
    """What is validated on: other speakers and the held-out noises."""
    rate_hz = recipe.model.frontend.sample_rate_hz
    banks = Banks(rate_hz, read_noises(recipe, noise, held_out=True))
    return _mixer(recipe, listening, [speech], banks, -(-recipe.data.clips // _DEV_SHARE))


def read_noises(recipe: VoiceRecipe, noise: Path, *, held_out: bool) -> tuple[NDArray[np.float16], ...]:
    """Decode the noises of a manifest that are, or are not, kept for judging; in half precision."""
    rate_hz = recipe.model.frontend.sample_rate_hz
    clips = (
        read_mono(one.audio, rate_hz)
        for one in read_jsonl(noise)
        if is_held_out(one.id, recipe.data.held_out) == held_out
    )
    return tuple(clip.astype(np.float16) for clip in clips if clip.any())


def labelled(
    utterance: Utterance, listening: Listening, rate_hz: int, hop_samples: int, settings: LabelSettings
) -> Clip:
    """Decode an utterance and say where in it someone speaks."""
    samples = read_mono(utterance.audio, rate_hz)
    return Clip(samples, label_speech(listening, samples, hop_samples, rate_hz, settings))


def draw(utterances: Sequence[Utterance], count: int, longest_s: float, seed: int) -> list[Utterance]:
    """Draw utterances, of each data set the same number as far as it goes; at most ``count``."""
    rng = np.random.default_rng(seed)
    by_dataset: dict[str, list[Utterance]] = {}
    for utterance in utterances:
        if utterance.duration_s <= longest_s:
            by_dataset.setdefault(utterance.dataset, []).append(utterance)
    each = -(-count // max(len(by_dataset), 1))
    return [
        found[index] for found in by_dataset.values() for index in rng.permutation(len(found))[:each].tolist()
    ]


def _mixer(
    recipe: VoiceRecipe, listening: Listening, speech: Sequence[Path], banks: Banks, count: int
) -> Mixer:
    """Label ``count`` utterances drawn of the manifests."""
    data, hop = recipe.data, recipe.model.frame_hop_samples
    utterances = [one for manifest in speech for one in read_jsonl(manifest)]
    drawn = draw(utterances, count, data.longest_s, recipe.seed)
    clips = [labelled(one, listening, banks.sample_rate_hz, hop, recipe.labels) for one in drawn]
    clips = [clip for clip in clips if clip.speech.any()]
    if not clips:
        raise CorpusError(f"{', '.join(map(str, speech))}: expected utterances with speech, found none")
    return Mixer(clips, banks, hop, recipe.mix)
