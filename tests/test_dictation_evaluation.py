"""The command `linnet-export evaluate wer`: known mistakes are measured, peers are compared, all is kept."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import soundfile

from linnet_export.cli import run
from linnet_export.corpora.jsonl import write_jsonl
from linnet_export.dictation_evaluation import Sample
from linnet_export.utterance import CorpusError, Utterance
from linnet_runtime.bundle import Bundle
from spelling import RATE_HZ, spell

HEARERS = Path(__file__).parent / "hearers.py"
SPOKEN = [
    ("b", "the tea", "The tea!"),
    ("b", "the car", "The car."),
    ("a", "zzyzx", "Zzyzx"),
    ("a", "the car", "the car"),
    ("a", "uh", "日本"),
]
"""Data set, what is heard, what the text says."""


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, utterances = tmp_path_factory.mktemp("spoken"), []
    for number, (dataset, heard, text) in enumerate(SPOKEN):
        path = folder / f"{number}.wav"
        soundfile.write(path, spell(heard), RATE_HZ, subtype="FLOAT")
        utterances.append(Utterance(str(number), path, 1.0, text, dataset=dataset))
    write_jsonl(folder / "dev.jsonl", utterances)
    return folder / "dev.jsonl"


def command(acoustic: Path, manifest: Path, language: Path, *more: str) -> list[str]:
    own = ["--language", str(language), "--engine", str(HEARERS)]
    return ["evaluate", "wer", str(acoustic), str(manifest), *own, *more]


def test_sets_are_taken_apart_and_sampled(manifest: Path) -> None:
    def ids(sample: Sample) -> dict[str, list[str]]:
        return {name: [one.id for one in found] for name, found in sample.by_dataset().items()}

    assert ids(Sample(manifest)) == {"a": ["2", "3"], "b": ["0", "1"]}
    assert ids(Sample(manifest, ("b",), every=2)) == {"b": ["0"]}
    assert Sample(manifest, every=2).described("b", 1) == "1 utterances of b in dev.jsonl, every 2."
    with pytest.raises(CorpusError, match="of b, c"):
        Sample(manifest, ("b", "c")).by_dataset()


def test_measures_are_printed_and_kept(
    spelling_bundle: Path,
    language_bundle: Path,
    manifest: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    bundle = shutil.copytree(spelling_bundle, tmp_path / "bundle")
    other = tmp_path / "other.py"
    other.write_text("from hearers import load_peer as load")
    peers = ["--peer", str(other), "--peer", "absent.py"]
    for more in ((), peers):
        assert run(command(bundle, manifest, language_bundle, "--write", *more)) == 0
    printed = capsys.readouterr().out
    assert "2 utterances of a in dev.jsonl" in printed
    assert "skipped: absent: " in printed
    kept = {(one.task, one.dataset): one for one in Bundle.open(bundle).manifest.measurements}
    assert {key: round(one.measures["word_error_rate"].value, 3) for key, one in kept.items()} == {
        ("dictation", "a"): 0.333,
        ("dictation", "b"): 0.25,
        ("dictation by other", "a"): 0.333,
        ("dictation by other", "b"): 0.75,
    }
    own = kept["dictation", "a"]
    assert (own.graph, own.split, own.data) == ("int8", "dev", "2 utterances of a in dev.jsonl")
    assert own.command.startswith("linnet-export")
    assert own.measures["oracle_word_error_rate"].value == 0
    assert own.measures["out_of_vocabulary"].value == pytest.approx(1 / 3)
    assert own.measures["greedy_word_error_rate"].value == 0  # the spelling bundle hears what is spelled
    assert own.measures["expected_calibration_error"].value == pytest.approx(0.5 / 3)


def test_a_recognizer_that_is_not_there_is_an_error(
    spelling_bundle: Path, language_bundle: Path, manifest: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*command(spelling_bundle, manifest, language_bundle), "--engine", "nowhere:load"]) == 2
    assert capsys.readouterr().err.startswith("linnet-export: nowhere: ")
