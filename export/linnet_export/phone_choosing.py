"""Running an acoustic model over a corpus to choose pronunciations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch

from linnet_export.examples import BatchSettings, pad, plan_epoch
from linnet_export.model import AcousticModel
from linnet_export.phone_bigram import phone_bigram
from linnet_export.phone_choice import Chosen, Variants, choose, joined
from linnet_export.pronunciation import Phones
from linnet_export.recording import read_mono
from linnet_export.text import normalise
from linnet_export.utterance import Utterance

TAIL_S = 0.12
"""Silence after an utterance, as in training."""
BATCH_S = 128.0
"""Padded seconds that are run at once: several times as fast as one by one."""


def choose_phones(
    model: AcousticModel, utterances: Sequence[Utterance], variants: Variants
) -> Iterator[tuple[str, Chosen]]:
    """Yield id and pronunciation of every utterance whose words all have one, the short ones first."""
    sentences = {one.id: variants.sentence(normalise(one.text).split()) for one in utterances if one.text}
    known = {name: words for name, words in sentences.items() if words}
    bigram = phone_bigram(_usual(words) for words in known.values())
    model.eval()
    pronounced = [one for one in utterances if one.id in known]
    durations_s = [one.duration_s for one in pronounced]
    for batch in plan_epoch(durations_s, range(len(pronounced)), BATCH_S, seed=0, epoch=0):
        together = [pronounced[index] for index in batch]
        for utterance, phones in zip(together, _phones(model, together), strict=True):
            yield utterance.id, choose(phones, known[utterance.id], bigram)


def _usual(words: Sequence[Sequence[Phones]]) -> Phones:
    return joined(words, [0] * len(words))


@torch.inference_mode()
def _phones(model: AcousticModel, utterances: Sequence[Utterance]) -> list[torch.Tensor]:
    """Log-probabilities (frames, units) of each utterance."""
    rate_hz, hop = model.settings.frontend.sample_rate_hz, model.settings.frame_hop_samples
    shape = BatchSettings(rate_hz, hop, round(TAIL_S * rate_hz), seed=0)
    audio, lengths = pad([read_mono(one.audio, rate_hz) for one in utterances], shape)
    phones = model(audio, model.initial(len(audio)))[0]
    return [one[: -(-length // hop)] for one, length in zip(phones, lengths.tolist(), strict=True)]
