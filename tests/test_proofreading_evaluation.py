from __future__ import annotations

from pathlib import Path

import pytest

from conftest import REPOSITORY
from linnet_export.careless_writing import CarelessWriter
from linnet_export.cli import run
from linnet_export.coordinate_descent import Coordinate
from linnet_export.proofreading_engines import word_by_word
from linnet_export.proofreading_metrics import measure_proofreading, proofread
from linnet_export.proofreading_recipe import WritingSettings
from linnet_export.proofreading_sets import Spoiling, TypedSet, TypedText, pair_sets, well_written
from linnet_export.proofreading_tuning import COORDINATES, begin
from linnet_export.typing_engine import Guess
from linnet_export.typing_noise import SlipRates, TypingNoise
from linnet_runtime.bundle import Bundle
from linnet_runtime.key_layout import KeyLayout
from linnet_runtime.proofreading_weights import ProofreadingWeights
from linnet_runtime.sentence_weights import SentenceWeights
from small_notes import learn, sentences

CONFUSIONS = REPOSITORY / "export" / "recipes" / "en" / "confusions.txt"


def test_measures_are_errors_before_and_after() -> None:
    texts = [TypedText("teh tea", "the tea"), TypedText("see me", "see me"), TypedText("no", "now")]
    answers = {"teh tea": "the tea", "see me": "sea me", "no": "no"}
    found = measure_proofreading(proofread(answers.__getitem__, texts), seed=1)
    values = {name: one.value for name, one in found.items() if not name.endswith("_ms")}
    assert values == pytest.approx(
        {
            "character_error_rate_before": 3 / 16,
            "character_error_rate": 2 / 16,
            "word_error_rate_before": 2 / 5,
            "word_error_rate": 2 / 5,
            "changed": 2 / 3,
            "right_before": 1 / 3,
            "right": 1 / 3,
            "worse": 1 / 3,
        }
    )
    assert found["character_error_rate"].count == 16
    assert found["text_p95_ms"].count == 3


def test_only_well_written_lines_are_meant(tmp_path: Path) -> None:
    file = tmp_path / "dev.txt"
    file.write_text("We see.\nwe see.\nWe see\nWhat i see.\n1 and 2.\nIt’s tea!\n")
    assert well_written(file, 9, 1) == ["We see.", "It's tea!"]
    assert len(well_written(file, 1, 1)) == 1


def test_texts_are_typed_and_written_without_care() -> None:
    never = TypingNoise(
        KeyLayout.load("qwerty"), 0.0, {"see": ("sea",)}, SlipRates(*[0.0] * 7, misspelled=1.0)
    )
    habits = CarelessWriter(WritingSettings(no_end=1.0, lower_all=1.0, no_commas=1.0), {}, {}, {})
    clean, typed, careless = Spoiling(never, habits, 1).sets("notes", ["Now, we see. Today."])
    assert [one.noise for one in (clean, typed, careless)] == ["clean", "typing", "careless"]
    assert clean.texts == (TypedText("Now, we see. Today.", "Now, we see. Today."),)
    assert typed.texts[0].typed == "Now, we sea. Today."
    assert careless.texts[0] == TypedText("now we sea. today", "Now, we see. Today.")


def test_misspellings_are_put_where_their_word_is_meant(tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.tsv"
    pairs.write_text("typo\tcorrect\tsource\nteh\tthe\ta\nSeee\tsee\tb\nxx\tno\ta\na lot\talot\ta\n")
    found = pair_sets(pairs, ["The tea.", "We see."], 5, 1)
    assert found == [
        TypedSet("pairs", "a", (TypedText("Teh tea.", "The tea."),)),
        TypedSet("pairs", "b", (TypedText("We seee.", "We see."),)),
    ]


def test_a_corrector_of_words_keeps_what_is_between_them() -> None:
    class Keys:
        def next_words(self, _context: str, _k: int) -> list[Guess]:
            raise AssertionError

        complete = next_words

        def correct(self, _context: str, typed: str, _taps: object, _k: int) -> list[Guess]:
            return [Guess("the")] if typed == "teh" else []

    assert word_by_word(Keys())("Is  teh, 7 teh?") == "Is  the, 7 the?"


def test_weights_move_while_that_helps() -> None:
    sets = [TypedSet("typing", "x", (TypedText("a", "b"),)), TypedSet("clean", "x", (TypedText("c", "c"),))]

    def correct(weights: ProofreadingWeights, typed: str) -> str:
        return {"a": "b" if weights.mark < 0.5 else "a", "c": "d" if weights.mark < -0.5 else "c"}[typed]

    lines: list[str] = []
    descent = begin(correct, sets, ProofreadingWeights(mark=1.0), lines.append)
    best = descent.run([Coordinate("mark", 1.0)], rounds=1)
    assert (best.mark, descent.cost) == (0.0, 0.0)
    assert lines[0] == "start: 1 wrong words (typing 100.00%, clean 0.00%)"


def test_weights_of_the_words_move_too() -> None:
    sets = [TypedSet("typing", "x", (TypedText("a", "b"),))]

    def correct(weights: ProofreadingWeights, typed: str) -> str:
        return "b" if weights.words.sound > -6 else typed

    start = ProofreadingWeights(words=SentenceWeights(sound=-7.0))
    best = begin(correct, sets, start, print).run(COORDINATES, 1)
    assert best == ProofreadingWeights(words=SentenceWeights(sound=-5.0))


def test_the_commands_measure_and_tune_a_bundle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle, text, typos = learn(tmp_path / "run", epochs=1).bundle, tmp_path / "notes.txt", tmp_path / "t.tsv"
    text.write_text("\n".join(sentences(4, 3)))
    typos.write_text("typo\tcorrect\tsource\nteh\tthe\ta\n")
    data = [
        "--bundle",
        str(bundle),
        "--text",
        str(text),
        "--typos",
        str(typos),
        "--confusions",
        str(CONFUSIONS),
    ]
    assert run(["tune", "proofreading", *data, "--sentences", "2", "--rounds", "0", "--write"]) == 0
    assert run(["evaluate", "proofreading", *data, "--sentences", "3", "--write"]) == 0
    measured = Bundle.open(bundle).manifest.measurements
    assert {(one.task, one.dataset) for one in measured} == {
        ("proofreading-clean", "notes"),
        ("proofreading-typing", "notes"),
        ("proofreading-careless", "notes"),
        ("proofreading-pairs", "a"),
    }
    assert "character_error_rate_before" in capsys.readouterr().out
