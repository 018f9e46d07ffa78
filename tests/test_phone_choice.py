"""Choosing the pronunciation that was said."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

import tones
from linnet_export.corpora.jsonl import read_jsonl
from linnet_export.examples import read_corpus
from linnet_export.model import AcousticModel
from linnet_export.phone_bigram import phone_bigram
from linnet_export.phone_choice import Chosen, Variants, choose, read_choices, write_choices
from linnet_export.phone_choosing import choose_phones
from linnet_export.pronunciation import Pronunciations
from linnet_export.utterance import CorpusError
from linnet_runtime.units import PHONES, WORD_BOUNDARY

BOUNDARY = PHONES.index(WORD_BOUNDARY)


def ids(phones: str) -> tuple[int, ...]:
    return tuple(PHONES.index(phone) for phone in phones.split())


def heard(phones: tuple[int, ...]) -> torch.Tensor:
    """Log-probabilities of frames in which these phones are nearly sure, a blank after each."""
    rows = torch.full((2 * len(phones), len(PHONES)), 0.001)
    for frame, phone in enumerate(phones):
        rows[2 * frame, phone] = rows[2 * frame + 1, 0] = 1.0
    return (rows / rows.sum(1, keepdim=True)).log()


@pytest.fixture
def dictionary(tmp_path: Path) -> Pronunciations:
    path = tmp_path / "small.dict"
    path.write_text("the DH AH\nthe(2) DH IY\nend EH N D\n", encoding="utf-8")
    return Pronunciations.load(path)


def test_what_was_said_is_chosen(dictionary: Pronunciations) -> None:
    variants = Variants(dictionary, None).sentence(["the", "end"])
    assert variants is not None
    said = (*ids("DH IY"), BOUNDARY, *ids("EH N D"))
    bigram = phone_bigram([said, (*ids("DH AH"), BOUNDARY, *ids("EH N D"))])
    found = choose(heard(said), variants, bigram)
    assert found.phones == said
    assert -0.5 < found.score <= 0.0
    other = choose(heard(ids("K L UW Z S OW N")), variants, bigram)
    assert other.score < -2.0


def test_a_word_that_nobody_can_say_leaves_the_sentence_out(dictionary: Pronunciations) -> None:
    assert Variants(dictionary, None).sentence(["the", "quux"]) is None


def test_choices_come_back_from_disk(tmp_path: Path) -> None:
    path, said = tmp_path / "phones.jsonl", ids("DH IY")
    write_choices(path, [("a", Chosen(said, -0.25)), ("b", Chosen(said, -3.0))])
    assert read_choices(path, worst=-2.0) == {"a": said, "b": ()}
    path.write_text('{"id": "a"}\n', encoding="utf-8")
    with pytest.raises(CorpusError, match=r"phones\.jsonl:1: expected id, phones"):
        read_choices(path, worst=-2.0)


def test_a_corpus_takes_the_chosen_phones(tmp_path: Path) -> None:
    manifest, dictionary = tones.write_corpus(tmp_path, 3), tones.pronunciations(tmp_path)
    model = AcousticModel(tones.tiny_recipe().model)
    chosen = dict(choose_phones(model, read_jsonl(manifest), Variants(dictionary, None)))
    assert chosen.keys() == {"0", "1", "2"}
    corpus = read_corpus([manifest], dictionary, tones.RATE_HZ, tmp_path, {"0": ids("B AE D"), "1": ()})
    assert corpus.targets[0].phones == ids("B AE D")
    assert corpus.targets[1].phones == ()
    assert corpus.targets[2].phones == chosen["2"].phones  # words of one pronunciation each


def test_utterances_that_are_run_together_are_chosen_as_each_alone(tmp_path: Path) -> None:
    manifest, dictionary = tones.write_corpus(tmp_path, 4), tones.pronunciations(tmp_path)
    model, variants = AcousticModel(tones.tiny_recipe().model), Variants(dictionary, None)
    utterances = read_jsonl(manifest)
    together = dict(choose_phones(model, utterances, variants))
    for one in utterances:
        ((name, alone),) = choose_phones(model, [one], variants)
        assert (name, alone.phones) == (one.id, together[one.id].phones)
