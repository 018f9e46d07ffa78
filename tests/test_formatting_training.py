"""From text to a formatting bundle by the commands: the same after an interruption, measured, and refused."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import lightning
import numpy as np
import pytest
import torch
from lightning.pytorch.callbacks import Callback

from linnet.language import DEFAULT_LANGUAGE
from linnet_export.cli import run
from linnet_export.formatting_baseline import RuleFormatter
from linnet_export.formatting_data import FormattingBatches, FormattingData, part_of_pass
from linnet_export.formatting_evaluation import Reference, measure_formatting
from linnet_export.formatting_pack import FormattingParts, load_model, mixed_forms, pack_formatting
from linnet_export.formatting_training import FormattingTraining, delayed, learning_rate, train
from linnet_export.gazetteer import Gazetteer
from linnet_export.marked_text import UNKNOWN, marked_words
from linnet_export.new_manifest import BundleInfo
from linnet_export.piece_embeddings import piece_embeddings
from linnet_export.recipe import RecipeError
from linnet_export.whole_epochs import EpochRun
from linnet_runtime.bundle import Bundle
from linnet_runtime.errors import BundleError, InputError
from linnet_runtime.formatting_labels import UNITS
from linnet_runtime.formatting_model import Writing
from linnet_runtime.formatting_words import END_ROW
from linnet_runtime.lexicon import Lexicon, LexiconWord
from small_formatting import PRECISION, RECIPE, SmallFormatting, recipe


class _KilledError(Exception):
    pass


class KillAt(Callback):
    """Kills a run when an epoch begins."""

    def __init__(self, epoch: int) -> None:
        self.epoch = epoch

    def on_train_epoch_start(self, trainer: lightning.Trainer, pl_module: lightning.LightningModule) -> None:  # noqa: ARG002
        if trainer.current_epoch == self.epoch:
            raise _KilledError


@pytest.fixture(scope="module")
def data(small_formatting: SmallFormatting) -> FormattingData:
    return FormattingData.read(small_formatting.files, recipe().data, None)


def test_the_manifest_says_what_the_bundle_is(small_formatting: SmallFormatting) -> None:
    manifest = Bundle.open(small_formatting.bundle).manifest
    assert (manifest.kind, manifest.inputs, manifest.outputs) == ("formatting", ("pieces",), tuple(UNITS))
    assert manifest.tokens == UNITS
    assert [(one.name, one.shape) for one in manifest.states] == [("h", (1, 1, 64)), ("c", (1, 1, 64))]
    assert manifest.parity.max_abs_difference < 1e-4
    assert sorted(manifest.files) == ["tokenizer", "writing"]


def test_a_run_that_was_stopped_goes_on_to_the_same_weights(data: FormattingData, tmp_path: Path) -> None:
    training = dataclasses.replace(recipe().training, parts=12, epochs=4)
    short = dataclasses.replace(recipe(), training=training)
    whole = train(short, data, EpochRun(tmp_path / "whole", 1, PRECISION, progress=False))
    parts = EpochRun(tmp_path / "parts", 1, PRECISION, progress=False)
    with pytest.raises(_KilledError):
        train(short, data, dataclasses.replace(parts, callbacks=(KillAt(2),)))
    resumed = train(short, data, parts)
    for one, other in zip(whole.model.parameters(), resumed.model.parameters(), strict=True):
        assert torch.equal(one, other)


def test_a_batch_holds_each_piece_of_speech_once_and_ends(data: FormattingData) -> None:
    text, speeches = part_of_pass(data, recipe().data, 1, 1, 0)
    batches = FormattingBatches(text, speeches, 128, (1, 0))
    words = 0
    for place in range(len(batches)):
        batch = batches[place]
        known = (batch.labels[..., 2] != UNKNOWN).sum() + (batch.labels == UNKNOWN).all(-1).sum()
        assert known <= batch.labels[..., 0].numel()
        assert torch.equal(batch.pieces[-1, 0], torch.tensor(END_ROW))
        assert batch.pieces.shape[0] * batch.pieces.shape[1] <= 128 + batch.pieces.shape[0]
        words += int((batch.pieces[..., 0] != END_ROW[0]).sum())
    assert words == int((speeches[:, 1] - speeches[:, 0]).sum())


def test_delayed_labels_come_later() -> None:
    found = delayed(torch.tensor([[3], [4], [5], [6], [7]]))
    assert found[:3, 0, :3].tolist() == [[3, UNKNOWN, UNKNOWN], [4, 3, UNKNOWN], [5, 4, 3]]
    assert found[4, 0].tolist() == [7, 6, 5, 4, 3]


def test_the_rate_rises_stays_and_falls() -> None:
    training = dataclasses.replace(recipe().training, learning_rate=1.0, warmup_steps=10, decay_share=0.5)
    rates = [
        learning_rate(training, step, share) for step, share in ((0, 0.0), (50, 0.4), (90, 0.75), (99, 1.0))
    ]
    assert rates == [0.1, 1.0, 0.5, 0.0]


def test_embeddings_of_a_language_model_begin_a_run(data: FormattingData) -> None:
    language = Bundle.open(DEFAULT_LANGUAGE)
    first = piece_embeddings(language, 16)
    assert first.shape == (16384, 16)
    model = dataclasses.replace(recipe().model, pieces=16384, embedding=16)
    other = dataclasses.replace(data, pieces=16384)
    begun = FormattingTraining(dataclasses.replace(recipe(), model=model), other, first)
    table = begun.model.table.detach().numpy()
    np.testing.assert_allclose(table[1:] / first[1:], 0.3, rtol=1e-5)
    assert not table[0].any()
    with pytest.raises(BundleError, match="at least 129"):
        piece_embeddings(language, 129)


def test_other_pieces_are_refused(data: FormattingData, small_formatting: SmallFormatting) -> None:
    with pytest.raises(RecipeError, match="tokenizer of 80 pieces, got one of 81"):
        FormattingTraining(recipe(), dataclasses.replace(data, pieces=81))
    model, _ = load_model(small_formatting.checkpoint)
    with pytest.raises(InputError, match="look-ahead of 0 to 4 words, got 5"):
        pack_formatting(
            model,
            small_formatting.folder / "none",
            BundleInfo("a", "en", "CC0-1.0", (), "a test"),
            FormattingParts(small_formatting.files.tokenizer, Writing(5, ())),
        )


def test_forms_are_the_words_with_capitals_inside() -> None:
    words = [LexiconWord(word, -2.0, (3,)) for word in ("iPhone", "London", "NASA", "dog", "McDonald")]
    assert mixed_forms(Lexicon.build(words)) == ("McDonald", "iPhone")


def test_the_commands_train_pack_and_measure(
    small_formatting: SmallFormatting,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    files, names = small_formatting.files, str(small_formatting.files.entities[0])
    train = ["train-formatter", str(RECIPE), str(tmp_path / "run"), "--tiny", "--precision", PRECISION]
    train += ["--text", str(files.text), "--dev", str(files.dev), "--tokenizer", str(files.tokenizer)]
    assert run([*train, "--entities", names, "--cache", str(tmp_path / "cache")]) == 0
    assert len(list((tmp_path / "cache").iterdir())) == 2
    lexicon, bundle = str(DEFAULT_LANGUAGE / "words.lexicon"), str(tmp_path / "bundle")
    pack = ["pack-formatter", str(tmp_path / "run" / "last.ckpt"), bundle, "--lexicon", lexicon]
    assert run([*pack, "--tokenizer", str(files.tokenizer), "--graph", "int8", "--lookahead", "2"]) == 0
    assert sorted(Bundle.open(bundle).manifest.graphs) == ["int8"]
    evaluate = ["evaluate", "formatting", bundle, "--lexicon", lexicon, "--entities", names, "--write"]
    assert run([*evaluate, "--text", str(files.dev / "talk.txt"), "--lookahead", "0"]) == 0
    assert "full_stop_f1" in capsys.readouterr().out
    found = {(one.task, one.dataset): one.measures for one in Bundle.open(bundle).manifest.measurements}
    assert {task for task, _ in found} == {"formatting", "formatting-rules", "formatting-lookahead-0"}
    talk, rules = found["formatting", "talk"], found["formatting-rules", "talk"]
    assert talk["marks_f1"].value > 0.9 > rules["marks_f1"].value
    assert talk["capitals_f1"].value > 0.9
    assert talk["word_us"].value > 0
    assert found["formatting", "names"]["person_f1"].count == 4


def test_what_is_right_given_and_there_is_counted() -> None:
    lists = Gazetteer(frozenset(["anna"]), frozenset(), frozenset([("paris",)]))
    rules = RuleFormatter({"anna": "Anna", "paris": "Paris", "will": "will"}, lists)
    words = marked_words("Yes, Anna saw two men in Paris. Did they see her?")
    tags = (0, 5, 0, 1, 0, 0, 7, 0, 0, 0, 0)
    measured = measure_formatting([Reference(tuple(words), tags, ("number", "person", "place"))], rules, 1)
    found = {
        name: one.value for name, one in measured.items() if name.endswith(("f1", "recall", "precision"))
    }
    assert found["comma_recall"] == found["question_mark_recall"] == 0.0
    assert (found["full_stop_recall"], found["full_stop_precision"]) == (0.0, 0.0)
    assert found["capitals_precision"] == 1.0
    assert found["capitals_recall"] == 3 / 4
    assert found["capitals_inside_f1"] == 1.0
    assert found["number_f1"] == found["person_f1"] == found["place_f1"] == 1.0
    assert "time_f1" not in found
    assert measured["marks_f1"].count == 3
    assert str(rules(["anna", "will", "come"])) == "Anna will come."
    assert str(rules(["did", "anna", "come"])) == "Did Anna come?"
