"""Training of the letter-to-sound model: the split, the batches, it learns, a killed run goes on exactly."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import torch
from lightning import Callback, Trainer

from killing import KillAt, KilledError
from linnet_export.greedy import best_variant
from linnet_export.pronunciation import Phones
from linnet_export.pronunciation_data import SpelledWord, Split, WordBatches, learnable, split_of, words_of
from linnet_export.pronunciation_training import PronunciationData, train
from linnet_export.whole_epochs import EpochRun, falling_rate
from small_sounds import PRECISION, sounds, tiny_recipe


class Errors(Callback):
    """Remembers the errors on dev after each epoch."""

    def __init__(self) -> None:
        self.found: list[tuple[float, float]] = []

    def on_validation_end(self, trainer: Trainer, *_: Any) -> None:
        metrics = trainer.callback_metrics
        self.found.append((float(metrics["phone_error"]), float(metrics["word_error"])))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> PronunciationData:
    return sounds(tmp_path_factory.mktemp("data"))


def run(data: PronunciationData, folder: Path, *callbacks: Callback, **training: Any) -> dict[str, Any]:
    """Train or go on; returns the last checkpoint."""
    settings = EpochRun(folder, 1, PRECISION, progress=False, callbacks=callbacks)
    train(tiny_recipe(**training), data, settings)
    return load(folder)


def load(folder: Path) -> dict[str, Any]:
    checkpoint: dict[str, Any] = torch.load(folder / "last.ckpt", weights_only=True)
    return checkpoint


@pytest.fixture(scope="module")
def finished(data: PronunciationData, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The tiny recipe, uninterrupted, for two epochs."""
    return run(data, tmp_path_factory.mktemp("finished"), epochs=2)


def test_it_learns_the_spelling(data: PronunciationData, tmp_path: Path) -> None:
    dev = Errors()
    run(data, tmp_path, dev, epochs=10)
    phones, words = dev.found[-1]
    assert phones < 0.1
    assert words < 0.3
    assert dev.found[0][0] > 2 * phones


@pytest.mark.parametrize("updates_into_epoch", [0, 3])
def test_a_killed_run_goes_on_exactly(
    data: PronunciationData, finished: dict[str, Any], tmp_path: Path, updates_into_epoch: int
) -> None:
    epoch = finished["global_step"] // 2
    with pytest.raises(KilledError):
        run(data, tmp_path, KillAt(epoch + updates_into_epoch), epochs=2)
    assert load(tmp_path)["global_step"] == epoch
    again = run(data, tmp_path, epochs=2)
    for key in ("state_dict", "optimizer_states"):
        torch.testing.assert_close(again[key], finished[key], rtol=0, atol=0, msg=key)


def test_the_recipe_is_in_the_checkpoint(finished: dict[str, Any]) -> None:
    assert finished["recipe"] == dataclasses.asdict(tiny_recipe(epochs=2))


def test_the_rate_rises_stays_and_falls() -> None:
    rates = [2.0 * falling_rate(step, 1000, 10, 0.7) for step in (0, 4, 9, 300, 650, 999, 1000, 1001)]
    assert rates == pytest.approx([0.2, 1.0, 2.0, 2.0, 1.0, 2 / 700, 0.0, 0.0])


# The data


def spelled(word: str, *variants: Phones) -> SpelledWord:
    return SpelledWord(word, variants)


def test_a_word_is_in_one_part_whatever_else_there_is() -> None:
    words = [f"word{number}" for number in range(4000)]
    shares = Counter(map(split_of, words))
    assert shares[Split.TEST] == pytest.approx(200, abs=50)
    assert shares[Split.DEV] == pytest.approx(200, abs=50)
    entries = dict.fromkeys(words, ((1,),))
    parts = [{one.word for one in words_of(entries, split)} for split in Split]
    assert set().union(*parts) == set(words)
    assert sum(map(len, parts)) == len(words)


def test_what_ctc_cannot_emit_is_not_learnt() -> None:
    words = [
        spelled("w", (9, 3, 2, 3, 4, 6, 5)),
        spelled("ab", (1, 2, 3, 4)),
        spelled("c", (5, 5), (5, 5, 5)),
    ]
    assert learnable(words, 2) == [words[1]]  # two equal phones need a blank between them
    assert learnable(words, 3) == [words[1], spelled("c", (5, 5))]


def test_a_pass_reads_every_word_once_in_batches_of_one_length(data: PronunciationData) -> None:
    batches = WordBatches(data.train, 16, (1, 0))
    read = Counter[tuple[int, ...]]()
    for batch in batches:
        assert batch.letters.shape[1] == len(batch.phone_counts) <= 16
        assert len(batch.phones) == batch.phone_counts.sum()
        read.update(map(tuple, batch.letters.t().tolist()))
    assert read == Counter(tuple(one.letters) for one in data.train)


def test_batches_are_a_function_of_the_seed(data: PronunciationData) -> None:
    one, again, other = (
        [batch.letters.tolist() for batch in WordBatches(data.train, 16, seed)]
        for seed in ((1, 0), (1, 0), (1, 1))
    )
    assert one == again != other


def test_variants_are_drawn_evenly() -> None:
    words = [spelled("ab", (1,), (2,), (3,))] * 300
    drawn = Counter(phone for batch in WordBatches(words, 50, (1,)) for phone in batch.phones.tolist())
    assert sorted(drawn) == [1, 2, 3]
    assert min(drawn.values()) > 70


def test_errors_count_against_the_variant_that_fits_best() -> None:
    assert best_variant([(1, 2, 3), (1, 5)], [1, 4]) == (1, 2)
    assert best_variant([(1, 2, 3), (1, 2)], [1, 2, 3]) == (0, 3)
    assert best_variant([(1, 2, 3, 4), (7, 8)], [1]) == (3, 4)
