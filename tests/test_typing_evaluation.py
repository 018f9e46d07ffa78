"""Keyboards by name, several processes, and the command `linnet-export evaluate typing`."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import pytest

from linnet_export.cli import run
from linnet_export.engine_source import EngineError, EngineSource
from linnet_export.typing_evaluation import Person, Trial, type_sentences
from linnet_export.typing_noise import Setting, SlipRates
from linnet_export.typing_text import Sentence
from linnet_export.typing_words import BundleWords, ModelSource
from linnet_runtime.bundle import Bundle

TYPISTS = Path(__file__).parent / "typists.py"
PERSON = Person("qwerty", Setting.THUMB.sigma_share, {}, SlipRates(), seed=1)
SENTENCES = [
    Sentence.of(text) for text in ("the cat is here", "a cat and the dog", "I'm in London", "yes")
] * 4


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("dev")
    text, typos = folder / "talk.txt", folder / "typos.tsv"
    text.write_text("\n".join(one.text for one in SENTENCES), encoding="utf-8")
    typos.write_text("typo\tcorrect\tsource\nteh\tthe\tx\n", encoding="utf-8")
    return {"--text": str(text), "--typos": str(typos), "--engine": str(TYPISTS)}


def command(bundle: Path | str, options: dict[str, str], *more: str) -> list[str]:
    named = {"--bundle": str(bundle)} | options
    return ["evaluate", "typing", *(word for pair in named.items() for word in pair), *more]


def test_a_keyboard_is_found_in_a_file_and_in_a_module() -> None:
    by_file = EngineSource.parse(str(TYPISTS), "bundle", precision="float32")
    by_module = EngineSource.parse("typists:load", precision="float32")
    assert (by_file.name, by_module.name) == ("typists", "typists")
    for source in (by_file, by_module):
        assert [one.text for one in source.load().next_words("", 3)] == ["the", "float32", "qwerty"]


@pytest.mark.parametrize(
    "reference", ["absent.py", "no_such_module", "typists:nothing", "typists:load.deeper"]
)
def test_a_keyboard_that_is_not_there_is_an_error_with_its_name(reference: str) -> None:
    with pytest.raises(EngineError, match=Path(reference.partition(":")[0]).stem):
        EngineSource.parse(reference).load()


def test_several_processes_count_the_same() -> None:
    trial = Trial(EngineSource.parse(str(TYPISTS)), PERSON)
    assert type_sentences(trial, SENTENCES, processes=2) == type_sentences(trial, SENTENCES, processes=1)


def test_the_same_sentence_is_typed_alike_wherever_it_stands() -> None:
    trial = Trial(EngineSource.parse(str(TYPISTS)), PERSON)
    counts = type_sentences(trial, SENTENCES, processes=1)
    assert counts[:4] * 4 == counts
    assert type_sentences(trial, SENTENCES[2:3], processes=1) == counts[2:3]


def test_a_bundle_scores_words_as_its_model_does(language_bundle: Path) -> None:
    words = BundleWords.load(ModelSource(language_bundle, "float32"))
    model = words.model
    before = model.context("the cat ")
    assert words.log_probability("the cat ", "The") == pytest.approx(model.spelled_score(before, "the"))
    assert words.log_probability("", "zzyzx") < math.log(1e-3)


def test_the_command_prints_a_table(files: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(command("unused", files, "--peer", f"{TYPISTS}=x", "--setting", "thumb")) == 0
    output = capsys.readouterr().out
    assert "16 sentences (52 words) of talk.txt, thumb" in output
    rows = [line.replace("│", " ").split() for line in output.splitlines() if "next_word_top3" in line]
    assert rows[0][:2] == ["next_word_top3", "52"]
    assert "perplexity_per_word" in output


def test_peers_that_are_not_installed_are_skipped_with_a_message(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(command("unused", files, "--peer", "absent.py")) == 0
    assert "skipped: absent: " in capsys.readouterr().out


def test_the_measures_are_written_into_the_bundle_once(
    language_bundle: Path, files: dict[str, str], tmp_path: Path
) -> None:
    bundle = shutil.copytree(language_bundle, tmp_path / "bundle")
    for sentences in ("8", "16"):
        assert run(command(bundle, files, "--write", "--sentences", sentences)) == 0
    (accuracy,) = Bundle.open(bundle).manifest.typing_accuracy
    assert (accuracy.dataset, accuracy.noise, accuracy.seed, accuracy.words) == ("talk", "careful", 1, 52)
    assert accuracy.measures["perplexity_per_word"].value == pytest.approx(4.0)
    assert accuracy.measures["next_word_top3"].count == 52


def test_a_bundle_without_a_keyboard_is_an_error(
    files: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(command("absent", {**files, "--engine": "no_such_module:load"})) == 2
    assert capsys.readouterr().err.startswith("linnet-export: no_such_module: ")
