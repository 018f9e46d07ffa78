"""The commands from text to a language bundle, and how they say what is wrong."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import pytest

import small_talk as language
from linnet.cli import run as linnet
from linnet_export.cli import run
from linnet_export.pack import with_typing_accuracy
from linnet_runtime.bundle import Bundle
from linnet_runtime.language_model import LanguageModel
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.typing_accuracy import Measure, TypingAccuracy
from linnet_runtime.typing_weights import TypingWeights
from small_talk import RECIPE, SmallTalk


def test_from_text_to_a_bundle_that_predicts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = str(language.write_text(tmp_path / "text", 1500, seed=1))
    dev = str(language.write_text(tmp_path / "dev", 60, seed=2))
    tokenizer, lexicon = str(tmp_path / "pieces.model"), str(tmp_path / "words.lexicon")
    assert run(["tokenizer", tokenizer, "--text", text, "--recipe", str(RECIPE), "--tiny"]) == 0
    assert "144 pieces for " in capsys.readouterr().out
    options = [
        "--text",
        text,
        "--dev",
        dev,
        "--tokenizer",
        tokenizer,
        "--cache",
        str(tmp_path / "cache"),
        "--tiny",
    ]
    train = [
        "train-language",
        str(RECIPE),
        str(tmp_path / "run"),
        *options,
        "--precision",
        "32-true",
        "--threads",
        "1",
    ]
    assert run(train) == 0
    language.write_lexicon(Path(lexicon), Path(tokenizer))
    checkpoint, bundle = str(tmp_path / "run" / "last.ckpt"), str(tmp_path / "bundle")
    pack = [
        "pack-language",
        checkpoint,
        bundle,
        "--tokenizer",
        tokenizer,
        "--lexicon",
        lexicon,
        "--credit",
        "nobody",
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["linnet-export", *pack])
        assert run(pack) == 0
    assert "torch and ONNX differ by at most " in capsys.readouterr().out
    opened = Bundle.open(bundle)
    manifest = opened.manifest
    assert (manifest.kind, manifest.name, manifest.credits) == ("language", "tiny", ("nobody",))
    assert manifest.made_by.startswith(
        "linnet-export pack-language last.ckpt bundle --tokenizer pieces.model"
    )
    assert str(tmp_path) not in json.dumps(dataclasses.asdict(manifest))
    assert manifest.typing == TypingWeights()
    model, words = LanguageModel.load(opened), Lexicon.open(opened.file_path("lexicon"))
    assert words.written(int(model.word_scores(model.context("how are"), words).argmax())) == "you"


def test_inspect_shows_a_language_bundle(language_bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert linnet(["inspect", str(language_bundle)]) == 0
    output = capsys.readouterr().out
    for part in (
        "kind          language",
        "pieces.model",
        "words.lexicon",
        "language.float32.onnx",
        "pieces -> log_probs",
    ):
        assert part in output
    assert "audio" not in output


def test_inspect_shows_measures_of_typing(
    small_talk: SmallTalk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(small_talk.bundle, tmp_path / "bundle")
    measures = {
        "next_word_top3": Measure(0.31, 0.3, 0.32, 99),
        "perplexity_per_word": Measure(120, 110, 130, 99),
    }
    accuracy = TypingAccuracy("talk", "dev", "int8", "thumb", 1, 99, measures, "none", "none")
    with_typing_accuracy(Bundle.open(tmp_path / "bundle"), [accuracy])
    assert linnet(["inspect", str(tmp_path / "bundle")]) == 0
    output = capsys.readouterr().out
    for part in ("next word top3", "31.0%", "30.0% - 32.0%", "120.0", "thumb"):
        assert part in output
    assert "not measured" not in output.split("Files")[1]


def test_inspect_tells_of_a_damaged_lexicon(
    small_talk: SmallTalk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(small_talk.bundle, tmp_path / "bundle")
    (tmp_path / "bundle" / "words.lexicon").write_bytes(b"x")
    assert linnet(["inspect", str(tmp_path / "bundle")]) == 2
    assert "words.lexicon: expected" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["tokenizer", "pieces.model", "--text", "absent", "--recipe", str(RECIPE)],
        ["tokenizer", "pieces.model", "--text", "text", "--recipe", "absent.toml"],
        ["tokenizer", "pieces.model", "--text", "text", "--recipe", str(RECIPE)],
        ["train-language", str(RECIPE), "run", "--text", "text", "--dev", "text", "--tokenizer", "absent"],
        ["train-language", str(RECIPE), "run", "--text", "absent", "--dev", "text", "--tokenizer", "absent"],
        ["pack-language", "absent.ckpt", "bundle", "--tokenizer", "absent", "--lexicon", "absent"],
        ["pack-language", "text/talk.txt", "bundle", "--tokenizer", "absent", "--lexicon", "absent"],
        ["train-language"],
    ],
    ids=lambda arguments: " ".join(Path(word).name for word in arguments),
)
def test_an_error_is_one_line_and_exit_2(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    language.write_text(tmp_path / "text", 5, seed=0)
    monkeypatch.chdir(tmp_path)
    assert run(arguments) == 2
    output = capsys.readouterr()
    assert output.err.startswith("linnet-export: ")
    assert output.err.count("\n") == 1
    assert output.out == ""
