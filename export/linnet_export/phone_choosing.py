"""Running an acoustic model over a corpus to choose pronunciations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch

from linnet_export.model import AcousticModel
from linnet_export.phone_bigram import phone_bigram
from linnet_export.phone_choice import Chosen, Variants, choose, joined
from linnet_export.pronunciation import Phones
from linnet_export.recording import read_mono
from linnet_export.text import normalise
from linnet_export.utterance import Utterance

TAIL_S = 0.12
"""Silence after an utterance, as in training."""


def choose_phones(
    model: AcousticModel, utterances: Sequence[Utterance], variants: Variants
) -> Iterator[tuple[str, Chosen]]:
    """Yield id and pronunciation of every utterance whose words all have one."""
    sentences = {one.id: variants.sentence(normalise(one.text).split()) for one in utterances if one.text}
    known = {name: words for name, words in sentences.items() if words}
    bigram = phone_bigram(_usual(words) for words in known.values())
    model.eval()
    for utterance in utterances:
        if words := known.get(utterance.id):
            with torch.inference_mode():
                yield utterance.id, choose(_phones(model, utterance), words, bigram)


def _usual(words: Sequence[Sequence[Phones]]) -> Phones:
    return joined(words, [0] * len(words))


def _phones(model: AcousticModel, utterance: Utterance) -> torch.Tensor:
    """Log-probabilities (frames, units) of one utterance."""
    rate_hz, hop = model.settings.frontend.sample_rate_hz, model.settings.frame_hop_samples
    samples = read_mono(utterance.audio, rate_hz)
    length = len(samples) + round(TAIL_S * rate_hz)
    padded = np.zeros(-(-length // hop) * hop, np.float32)
    padded[: len(samples)] = samples
    phones: torch.Tensor = model(torch.from_numpy(padded[np.newaxis]), model.initial(1))[0]
    return phones[0]
