"""An emoji bundle and the texts that it is tuned or judged on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linnet_export import emoji_evaluation as emoji
from linnet_export import tone_baselines as baselines
from linnet_export.emoji_lists import EmojiFinder
from linnet_export.labelled_text import EncodedText, LabelledText, Part, encode_texts, read_labelled
from linnet_export.metric import Measured
from linnet_export.tone_metrics import choose_thresholds, measure_tone
from linnet_runtime.bundle import Bundle
from linnet_runtime.emoji_table import EmojiTable
from linnet_runtime.measurement import Measurement
from linnet_runtime.pieces import Pieces
from linnet_runtime.tone_model import ToneModel

OWN = "linnet"
_LONGEST = 64
_TIMED_TEXTS = 200


@dataclass(frozen=True, eq=False)
class EmojiTrial:
    """What is asked, and of whom."""

    model: ToneModel
    table: EmojiTable
    pieces: Pieces
    texts: Sequence[LabelledText]

    @staticmethod
    def of(bundle: Bundle, labelled: Path, precision: str, part: Part | None = None) -> EmojiTrial:
        """Load a bundle and one part of a file of texts; None: all of it."""
        model, table = ToneModel.load(bundle, precision), EmojiTable.open(bundle.file_path("emoji"))
        texts = read_labelled(labelled, len(model.labels))
        kept = [one for one in texts if part is None or one.part is part]
        return EmojiTrial(model, table, Pieces.load(bundle.file_path("tokenizer")), kept)

    def probabilities(self) -> NDArray[np.float64]:
        """What the model finds, (texts, labels)."""
        return np.stack([self.model.tone_of(one.text).probabilities for one in self.texts]).astype(np.float64)

    def given(self) -> NDArray[np.float64]:
        """What the texts have, (texts, labels)."""
        return baselines.given_labels(self.encoded(), len(self.model.labels))

    def encoded(self) -> list[EncodedText]:
        """The texts as pieces."""
        return encode_texts(self.texts, self.pieces, _LONGEST)

    def illustrated(self) -> list[emoji.Illustrated]:
        """The texts without their emoji."""
        return emoji.illustrated(self.texts, EmojiFinder(self.table.names))


def compare_tone(trial: EmojiTrial, known: EmojiTrial, chosen: EmojiTrial, seed: int) -> dict[str, Measured]:
    """Measure the model's labels beside those of baselines that are trained and tuned on the same texts."""
    labels, train = trial.model.labels, known.encoded()
    classifiers = {
        "most frequent": baselines.most_frequent(train, len(labels)),
        "naive Bayes": baselines.naive_bayes(train, len(labels), len(trial.pieces)),
        "logistic regression": baselines.logistic_regression(train, len(labels), len(trial.pieces)),
    }
    thresholds = np.array([trial.table.thresholds[label] for label in labels])
    measured = {OWN: measure_tone(trial.probabilities(), trial.given(), thresholds, labels, seed)}
    for name, classify in classifiers.items():
        limits = choose_thresholds(classify(chosen.encoded()), chosen.given())
        measured[name] = measure_tone(classify(trial.encoded()), trial.given(), limits, labels, seed)
    return measured


def compare_emoji(trial: EmojiTrial, known: EmojiTrial, seed: int) -> dict[str, Measured]:
    """Measure suggestions beside the most frequent emoji, keywords alone and tone alone."""
    table, texts = trial.table, trial.illustrated()
    model = trial.model
    tones = {one.text: model.tone_of(one.text).probabilities for one in texts}
    no_tone = replace(table, weights=replace(table.weights, tone=0.0, least=1e-9))
    no_keywords = replace(table, weights=replace(table.weights, keyword=0.0))
    own, without_words, without_tone = (
        emoji.suggester(tones.__getitem__, model.labels, one) for one in (table, no_keywords, no_tone)
    )
    measured = {
        OWN: emoji.measure_emoji(own, texts, seed),
        "most frequent": emoji.measure_emoji(emoji.most_frequent_emoji(known.illustrated()), texts, seed),
        "keywords alone": emoji.measure_emoji(without_tone, texts, seed),
        "tone alone": emoji.measure_emoji(without_words, texts, seed),
    }
    whole = emoji.suggester(lambda text: model.tone_of(text).probabilities, model.labels, table)
    times = emoji.measure_times(whole, [one.text for one in texts[:_TIMED_TEXTS]])
    return {**measured, OWN: {**measured[OWN], **times}}


def record(
    task: str, measured: Mapping[str, Measured], split: str, precision: str, command: str, data: str
) -> list[Measurement]:
    """Say what was measured, that of others under a task of their own."""
    return [
        Measurement(
            task if name == OWN else f"{task}, {name}",
            "goemotions",
            split,
            precision,
            dict(measures),
            command,
            data,
        )
        for name, measures in measured.items()
    ]
