"""Lists of names, what they change, and the command `linnet-export evaluate phrases`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import soundfile

from linnet_export.cli import run
from linnet_export.corpora.jsonl import write_jsonl
from linnet_export.dictation_listening import Listened
from linnet_export.phrase_lists import PhraseLists
from linnet_export.phrase_metrics import Pair, measure_phrases
from linnet_export.utterance import Utterance
from linnet_runtime.bundle import Bundle
from linnet_runtime.lexicon import Lexicon, LexiconWord
from spelling import RATE_HZ, spell

HEARERS = Path(__file__).parent / "hearers.py"
LEXICON = Lexicon.build(
    [
        LexiconWord(display, score, (1,))
        for display, score in [
            *(("the", -2.0), ("Anna", -8.0), ("London", -9.0), ("I'm", -3.0)),
            *(("Zoe", -11.0), ("Xi", -12.0), ("Yan", -10.0), ("zebra", -11.0)),
        ]
    ]
)
TEXTS = [("the", "zzyzx", "anna"), ("london", "i'm", "xi", "anna")]


def words(names: object) -> list[str]:
    return [name.word for name in names]  # type: ignore[attr-defined]


def test_names_are_unknown_words_and_those_with_a_capital_the_rarest_first() -> None:
    lists = PhraseLists.of(TEXTS, LEXICON, seed=1)
    assert words(lists.said) == ["zzyzx", "xi", "london", "anna", "i'm"]
    assert sorted(words(lists.distractors)) == ["yan", "zoe"]
    assert [name.shown for name in lists.said] == ["zzyzx", "Xi", "London", "Anna", "I'm"]


def test_short_lists_have_names_of_all_degrees_and_long_ones_distractors() -> None:
    lists = PhraseLists.of(TEXTS, LEXICON, seed=1)
    said, distractors = lists.list_of(2)
    assert (words(said), distractors) == (["zzyzx", "london"], ())
    said, distractors = lists.list_of(6)
    assert (len(said), len(distractors)) == (5, 1)
    assert lists.list_of(1_000) == (lists.said, lists.distractors)
    assert lists == PhraseLists.of(reversed(TEXTS), LEXICON, seed=1)


def listened(text: str, compute_s: float) -> Listened:
    heard = tuple(text.split())
    return Listened(heard, (1.0,) * len(heard), ((heard,),), 2.0, compute_s, (), ())


def test_what_a_list_changes_is_counted() -> None:
    pairs = [
        Pair(("call", "anna", "now"), listened("call hannah now", 0.1), listened("call anna now", 0.2)),
        Pair(("see", "xi", "now"), listened("see xi new", 0.1), listened("anna xi now", 0.2)),
    ]
    found = measure_phrases(pairs, {"anna", "xi", "zoe"}, seed=1)
    values = {name: measure.value for name, measure in found.items()}
    assert values == pytest.approx(
        {
            **{"recall_without": 0.5, "recall": 1.0, "recall_gain": 1.0},
            **{"other_word_error_rate_without": 0.25, "other_word_error_rate": 0.25, "other_change": 0.0},
            **{"false_alarms_without": 0.0, "false_alarms": 0.25},
            **{"real_time_factor_without": 0.05, "real_time_factor": 0.1},
        }
    )
    assert (found["recall"].count, found["other_word_error_rate"].count) == (2, 4)


def test_a_gain_over_nothing_is_not_told() -> None:
    pairs = [Pair(("anna",), listened("hannah", 0.1), listened("anna", 0.1))]
    assert "recall_gain" not in measure_phrases(pairs, {"anna"}, seed=1)


def test_the_command_prints_and_keeps_what_lists_change(
    spelling_bundle: Path, language_bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = shutil.copytree(spelling_bundle, tmp_path / "bundle")
    utterances = []
    for number, text in enumerate(("the zzyzx", "the tea", "Anna")):
        path = tmp_path / f"{number}.wav"
        soundfile.write(path, spell(text.lower()), RATE_HZ, subtype="FLOAT")
        utterances.append(Utterance(str(number), path, 1.0, text, dataset="ab"[number % 2]))
    write_jsonl(tmp_path / "dev.jsonl", utterances)
    own = ["--language", str(language_bundle), "--engine", str(HEARERS), "--write"]
    counts = ["--count", "1", "--count", "2"]
    assert run(["evaluate", "phrases", str(bundle), str(tmp_path / "dev.jsonl"), *own, *counts]) == 0
    assert "3 utterances of a, b in dev.jsonl" in capsys.readouterr().out
    kept = {one.task: one for one in Bundle.open(bundle).manifest.measurements}
    assert kept.keys() == {"phrases-1", "phrases-2"}
    one, two = (kept[task].measures for task in sorted(kept))
    assert (one["recall_without"].value, one["recall"].value) == (0.0, 1.0)
    assert (two["recall_without"].value, two["recall"].value, two["recall"].count) == (0.5, 1.0, 2)
    assert two["other_word_error_rate"].value == two["other_word_error_rate_without"].value == 1 / 3
    assert kept["phrases-2"].dataset == "all"
