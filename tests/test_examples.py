"""Batches: each utterance once a pass, bounded, the same for the same seed, shared without overlap."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import tones
from linnet_export.augment import AugmentSettings
from linnet_export.augment_banks import Banks
from linnet_export.corpora.jsonl import write_jsonl
from linnet_export.examples import (
    Batch,
    BatchDataset,
    BatchSettings,
    Corpus,
    Targets,
    number_copies,
    pad,
    plan_epoch,
    read_corpus,
    select,
    share,
)
from linnet_export.utterance import CorpusError, Utterance
from linnet_runtime.units import LETTERS, PHONES

HOP = 480
SPREAD = 1.15 / 0.85
"""How much longer an utterance of an earlier batch may be than one of a later batch, in the first pass."""
plans = st.lists(st.floats(0.1, 30.0), min_size=1, max_size=60)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return tones.corpus(tmp_path_factory.mktemp("examples"))


def batch_settings(seed: int = 1, augmented: bool = False) -> BatchSettings:
    noise = np.random.default_rng(0).normal(0, 0.1, 5000).astype(np.float16)
    return BatchSettings(
        sample_rate_hz=tones.RATE_HZ,
        frame_hop_samples=HOP,
        tail_samples=1000,
        seed=seed,
        augment=AugmentSettings(noise_probability=1.0) if augmented else None,
        banks=Banks(tones.RATE_HZ, noises=(noise,)) if augmented else None,
    )


@given(plans, st.floats(1.0, 60.0), st.integers(0, 3))
def test_a_pass_has_every_utterance_once_and_no_batch_is_too_long(
    durations_s: list[float], batch_s: float, epoch: int
) -> None:
    plan = plan_epoch(durations_s, range(len(durations_s)), batch_s, seed=1, epoch=epoch)
    assert sorted(index for batch in plan for index in batch) == list(range(len(durations_s)))
    for batch in plan:
        assert len(batch) == 1 or len(batch) * max(durations_s[i] for i in batch) <= batch_s


@given(plans)
def test_the_first_pass_goes_from_short_to_long(durations_s: list[float]) -> None:
    plan = plan_epoch(durations_s, range(len(durations_s)), 20.0, seed=1, epoch=0)
    longest_s = 0.0
    for batch in plan:
        assert min(durations_s[i] for i in batch) * SPREAD * (1 + 1e-9) >= longest_s
        longest_s = max(longest_s, *(durations_s[i] for i in batch))


def test_plans_are_a_function_of_seed_and_pass() -> None:
    durations_s = list(np.random.default_rng(0).uniform(1, 10, 200))

    def plan(seed: int, epoch: int) -> list[list[int]]:
        return plan_epoch(durations_s, range(200), 40.0, seed, epoch)

    assert plan(1, 2) == plan(1, 2)
    assert plan(1, 2) != plan(1, 3)
    assert plan(1, 2) != plan(2, 2)


def test_select_leaves_out_the_long_and_repeats_data_sets() -> None:
    lengths = [("a", 1.0), ("b", 2.0), ("c", 2.0), ("a", 9.0)]
    targets = [Targets(dataset, duration_s, (), (), ()) for dataset, duration_s in lengths]
    assert select(targets, longest_s=5.0, repeats={"b": 3, "c": 0}) == [0, 1, 1, 1]


@given(st.lists(st.lists(st.integers(), min_size=2, max_size=9), max_size=9))
def test_two_processes_share_each_batch(batches: list[list[int]]) -> None:
    halves = [list(share(batches, rank, 2)) for rank in (0, 1)]
    assert [len(half) for half in halves] == [len(batches)] * 2
    for batch, first, second in zip(batches, *halves, strict=True):
        assert Counter([*first, *second]) == Counter(batch)
        assert 0 <= len(first) - len(second) <= 1


def test_a_process_never_goes_without_work() -> None:
    assert [list(share([[7]], rank, 2)) for rank in (0, 1)] == [[[7]], [[7]]]


def test_one_process_does_everything() -> None:
    assert list(share([[1, 2], [3]], 0, 1)) == [[1, 2], [3]]


def test_pad_adds_the_tail_and_whole_groups_of_frames() -> None:
    settings = batch_settings()
    audio, lengths = pad([np.ones(100, np.float32), np.ones(2841, np.float32)], settings)
    assert lengths.tolist() == [1100, 3841]
    assert audio.shape == (2, 16 * HOP)
    assert audio.shape[1] % (8 * HOP) == 0
    assert audio.sum(dim=1).tolist() == [100, 2841]
    exact, _ = pad([np.ones(8 * HOP - 1000, np.float32)], settings)
    assert exact.shape == (1, 8 * HOP)


def test_targets_are_letters_and_phones(corpus: Corpus) -> None:
    for text, target in zip(tones.sentences(12, seed=0), corpus.targets, strict=True):
        assert "".join(LETTERS[unit] for unit in target.letters) == text == " ".join(target.words)
        phones = " | ".join(tones.WORDS[word] for word in text.split())
        assert " ".join(PHONES[unit] for unit in target.phones) == phones


def test_unspellable_text_is_left_out_and_unknown_words_have_no_phones(tmp_path: Path) -> None:
    clips = tones.write_corpus(tmp_path, count=1).parent
    texts = ["bad", "плохо", "", "bad xyzzyq"]
    manifest = clips / "texts.jsonl"
    write_jsonl(manifest, [Utterance(str(i), clips / "0.wav", 1.0, text) for i, text in enumerate(texts)])
    targets = read_corpus([manifest], tones.pronunciations(tmp_path), tones.RATE_HZ, tmp_path).targets
    assert [target.words for target in targets] == [("bad",), ("bad", "xyzzyq")]
    assert [bool(target.phones) for target in targets] == [True, False]


def test_a_corpus_without_any_text_is_refused(tmp_path: Path) -> None:
    manifest = tmp_path / "silent.jsonl"
    write_jsonl(manifest, [Utterance("0", tmp_path / "0.wav", 1.0)])
    with pytest.raises(CorpusError, match=r"silent\.jsonl: expected utterances"):
        read_corpus([manifest], tones.pronunciations(tmp_path), tones.RATE_HZ, tmp_path)


def test_a_batch_is_what_was_recorded(corpus: Corpus) -> None:
    batch = BatchDataset(corpus, number_copies([[3, 5]]), batch_settings())[0]
    for row, index in enumerate((3, 5)):
        samples = corpus.audio.read(index)
        assert batch.samples[row] == len(samples) + 1000
        assert torch.equal(batch.audio[row, : len(samples)], torch.from_numpy(samples))
        assert not batch.audio[row, len(samples) :].any()
        assert tuple(batch.letters[row].tolist()) == corpus.targets[index].letters
        assert tuple(batch.phones[row].tolist()) == corpus.targets[index].phones
    assert batch.datasets == (tones.DATASET,) * 2


def test_augmentation_is_a_function_of_seed_pass_and_utterance(corpus: Corpus) -> None:
    def batch(indices: list[int], seed: int = 1, epoch: int = 2) -> Batch:
        return BatchDataset(corpus, number_copies([indices]), batch_settings(seed, augmented=True), epoch)[0]

    first = batch([3, 5])
    assert torch.equal(first.audio, batch([3, 5]).audio)
    length = int(first.samples[1]) - 1000
    assert torch.equal(batch([5]).audio[0, :length], first.audio[1, :length])
    for other in (batch([3, 5], epoch=3), batch([3, 5], seed=2)):
        assert not torch.equal(other.samples, first.samples)


def test_copies_of_an_utterance_in_one_pass_sound_different(corpus: Corpus) -> None:
    draws = number_copies([[3, 5], [3]])
    assert draws == [[(3, 0), (5, 0)], [(3, 1)]]
    batches = BatchDataset(corpus, draws, batch_settings(augmented=True))
    assert batches[0].letters[0].equal(batches[1].letters[0])
    assert not batches[0].samples[0].equal(batches[1].samples[0])
