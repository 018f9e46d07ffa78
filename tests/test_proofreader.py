"""The public class and the command, on the bundle that comes along."""

from __future__ import annotations

import io
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import linnet
from linnet.cli import run
from linnet.cli_proofread import marked
from linnet.proofreader import DEFAULT_PROOFREADING
from linnet_runtime.proofreading_weights import ProofreadingWeights
from linnet_runtime.sentence_weights import SentenceWeights

LARGEST_BYTES = 8_000_000


@pytest.fixture(scope="module")
def proofreader() -> linnet.Proofreader:
    return _loaded()


def test_the_shipped_bundle_is_small_and_measured(proofreader: linnet.Proofreader) -> None:
    assert sum(file.stat().st_size for file in DEFAULT_PROOFREADING.iterdir()) <= LARGEST_BYTES
    assert {one.task.removeprefix("proofreading-") for one in proofreader.manifest.measurements} >= {
        "clean",
        "typing",
        "careless",
        "pairs",
    }


def test_measured_errors_are_fewer_after_than_before(proofreader: linnet.Proofreader) -> None:
    for one in proofreader.manifest.measurements:
        before, after = (one.measures[name].value for name in ("word_error_rate_before", "word_error_rate"))
        if one.task == "proofreading-clean":
            assert (before, after < 0.02) == (0.0, True), one.dataset
        elif (
            one.task != "proofreading-pairs"
        ):  # some of these lists are of children's and other hard spellings
            assert after < 0.6 * before, one.dataset


def test_typos_are_corrected(proofreader: linnet.Proofreader) -> None:
    assert proofreader.correct("Thanks for teh coffee.").text == "Thanks for the coffee."
    assert str(proofreader.correct("i dont think so.")) == "I don't think so."


def test_words_are_chosen_by_those_around_them(proofreader: linnet.Proofreader) -> None:
    assert proofreader.correct("whats the whether tomorow").text == "What's the weather tomorrow?"
    assert proofreader.correct("I wonder whether he will come.").edits == ()
    assert "receive a lot" in proofreader.correct("I will recieve alot of mail.").text


def test_language_and_proofreader_may_share_what_is_loaded(proofreader: linnet.Proofreader) -> None:
    shared = linnet.Proofreader.load(language=linnet.Language.load())
    assert shared.correct("teh tea") == proofreader.correct("teh tea")


def test_words_of_ones_own_stay(tmp_path: Path, proofreader: linnet.Proofreader) -> None:
    text = "I will see Tomorow and teh tomorow people."
    assert "tomorow" not in proofreader.correct(text).text
    with linnet.PersonalDictionary(tmp_path / "words.db") as own:
        own.add("tomorow")
    knows = linnet.Proofreader.load(personal=tmp_path / "words.db")
    assert knows.correct(text).text == text.replace("teh", "the")


def test_words_without_their_sounds_are_refused(language_bundle: Path) -> None:
    with pytest.raises(linnet.BundleError, match="not of this lexicon"):
        linnet.Proofreader.load(language=language_bundle)


def test_edits_say_what_was_changed_where(proofreader: linnet.Proofreader) -> None:
    text = "  Thanks for teh coffee.\r\n\r\nIt is 5 pm ,  ok\t"
    correction = proofreader.correct(text)
    assert correction.edits
    rebuilt, shift = text, 0
    for edit in correction.edits:
        assert text[edit.start : edit.end] == edit.before != edit.after
        rebuilt = rebuilt[: edit.start + shift] + edit.after + rebuilt[edit.end + shift :]
        shift += len(edit.after) - len(edit.before)
    assert rebuilt == correction.text
    assert correction.text.startswith("  Thanks for the coffee.\r\n\r\n")
    assert correction.text.endswith("\t")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t\n",
        "The train to London leaves at 10:35.",
        "12,5 + 7 = 19.5",
        "https://exmaple.org/teh?q=recieve",
        "NASA",
        "日本語のテキスト",
        "Ich habe heute keine Zeit, aber morgen komme ich.",
        "Ms. Wrzesniak met Bob's child ' s aunt.",
        "😀😀 👍🏽",
    ],
)
def test_what_is_right_or_no_english_stays(proofreader: linnet.Proofreader, text: str) -> None:
    assert proofreader.correct(text) == linnet.Correction(text, ())


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=60))
def test_any_text_comes_through_with_its_foreign_characters(text: str) -> None:
    corrected = _loaded().correct(text).text
    kept = [[one for one in both if not one.isascii() or one.isdigit()] for both in (text, corrected)]
    assert kept[0] == kept[1]
    assert [line.strip() == "" for line in text.split("\n")] == [
        line.strip() == "" for line in corrected.split("\n")
    ]


@cache
def _loaded() -> linnet.Proofreader:
    return linnet.Proofreader.load()


def test_a_long_text_is_read_sentence_by_sentence(proofreader: linnet.Proofreader) -> None:
    once = proofreader.correct("Thanks for teh coffee.").text
    text = " ".join(["Thanks for teh coffee."] * 12) + "x" * 400
    assert proofreader.correct(text).text.startswith(" ".join([once] * 11))


def test_the_surer_it_must_be_the_less_it_changes(proofreader: linnet.Proofreader) -> None:
    words = SentenceWeights(unknown_word=50, known_word=50)
    weights = ProofreadingWeights(unknown_word=50, known_word=50, mark=50, words=words)
    never = proofreader.with_weights(weights)
    assert never.correct("i dont liek teh tea").edits == ()


@pytest.mark.parametrize("nothing", [None, 7, b"teh"])
def test_what_is_no_text_is_refused(proofreader: linnet.Proofreader, nothing: Any) -> None:
    with pytest.raises(linnet.InputError, match="expected text to correct"):
        proofreader.correct(nothing)


def test_another_bundle_is_refused(language_bundle: Path) -> None:
    with pytest.raises(linnet.BundleError, match="kind 'proofreading'"):
        linnet.Proofreader.load(language_bundle)
    with pytest.raises(linnet.BundleError, match="float32"):
        linnet.Proofreader.load(precision="float32")


def test_both_graphs_agree_on_nearly_everything(proofreader: linnet.Proofreader) -> None:
    exact = linnet.Proofreader.load(precision="weight_only")
    texts = ["Thanks for teh coffee.", "I will see you tomorrow.", "i dont think so."]
    assert sum(exact.correct(text) == proofreader.correct(text) for text in texts) >= 2


def test_lines_come_out_corrected(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("Thanks for teh coffee.\n\nok"))
    assert run(["proofread"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["Thanks for the coffee.", ""]
    assert len(lines) == 3
    file = tmp_path / "note.txt"
    file.write_text("Thanks for teh coffee.")
    assert run(["proofread", "--edits", str(file)]) == 0
    assert capsys.readouterr().out == "Thanks for [-teh-]{+the+} coffee.\n"


def test_a_bad_file_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "note.txt"
    file.write_bytes(b"\xff\xfe")
    for name in (file, tmp_path / "absent.txt"):
        assert run(["proofread", str(name)]) == 2
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        assert str(name) in err


def test_markup_in_a_text_is_text() -> None:
    correction = linnet.Correction("[red]the", (linnet.Edit(5, 8, "teh", "the"),))
    assert marked("[red]teh", correction).plain == "[red][-teh-]{+the+}"
