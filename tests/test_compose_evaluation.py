"""How phrases are measured: what counts as an offer, as right, and which keys are saved."""

from __future__ import annotations

import math
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from linnet_export.cli import run
from linnet_export.compose_evaluation import all_offers, halves, measure_all, type_all
from linnet_export.compose_simulation import Offer
from linnet_export.compose_tuning import lowest_threshold, recalibrated
from linnet_export.typing_engine import Guess
from linnet_export.typing_text import Sentence
from linnet_runtime.bundle import Bundle
from linnet_runtime.compose_weights import ComposeWeights
from small_talk import write_text


@dataclass(frozen=True)
class Phrase:
    text: str
    probability: float


class Engine:
    """Knows "you" unasked, and one phrase that it is 60 % sure of from the first letter on."""

    def __init__(self, phrase: str) -> None:
        self._phrase = phrase

    def next_words(self, _context: str, k: int) -> list[Guess]:
        return [Guess("you")][:k]

    def complete(self, _context: str, prefix: str, _k: int) -> list[Guess]:
        return [Guess("tomorrow")] if prefix == "tom" else []

    def compose(self, _context: str, prefix: str, least: float) -> Phrase | None:
        begins = prefix and self._phrase.lower().startswith(prefix.lower())
        return Phrase(self._phrase, 0.6) if begins and least <= 0.6 else None


def test_a_right_phrase_saves_its_letters() -> None:
    typed = type_all(Engine("tomorrow morning"), [Sentence.of("See you tomorrow morning.")], (0.5, 0.7))
    (few,), (none,) = typed[0.5], typed[0.7]
    counts = few.counts()
    # S, e, e, space; you in one key; t and the phrase in two; the full stop
    assert counts.keys == 4 + 1 + 2 + 1
    # tomorrow in "tom" and a key, morning letter by letter: it is the last word
    assert counts.keys_without == 4 + 1 + 4 + 7 + 1
    assert (counts.offers, counts.right, counts.offered_words, counts.words) == (1, 1, 2, 4)
    assert none.counts().keys == counts.keys_without
    assert none.counts().offers == 0


def test_a_wrong_phrase_costs_nothing_and_is_counted_once() -> None:
    typed = type_all(Engine("tomorrow night"), [Sentence.of("see you tomorrow morning")], (0.5,))
    counts = typed[0.5][0].counts()
    assert (counts.offers, counts.right) == (1, 0)
    assert counts.keys == counts.keys_without


def test_words_must_follow_with_one_space_and_whatever_capitals() -> None:
    engine = Engine("tomorrow morning")
    sentences = [Sentence.of(one) for one in ("Tomorrow Morning", "tomorrow, morning", "tomorrow")]
    found = [one.counts().right for one in type_all(engine, sentences, (0.5,))[0.5]]
    assert found == [1, 0, 0]


def test_measures_have_their_counts_and_times() -> None:
    sentences = [Sentence.of("see you tomorrow morning")] * 5
    found = measure_all(type_all(Engine("tomorrow morning"), sentences, (0.5,)), seed=1)[0.5]
    assert (found["acceptance_precision"].value, found["acceptance_precision"].count) == (1.0, 5)
    assert (found["offers_per_word"].value, found["offers_per_word"].count) == (0.25, 20)
    assert found["words_per_offer"].value == 2
    added = found["keystroke_savings"].value - found["keystroke_savings_without_phrases"].value
    assert found["savings_added_by_phrases"].value == pytest.approx(added)
    assert found["compose_p95_ms"].count == 5 * (4 + 4 + 9 + 8)


def test_halves_are_different_and_all() -> None:
    sentences = [Sentence.of(f"sentence number {number} here") for number in range(200)]
    chosen, judged = (halves(sentences, choose=choose) for choose in (True, False))
    assert len(chosen) + len(judged) == 200
    assert 60 < len(chosen) < 140
    assert not {one.text for one in chosen} & {one.text for one in judged}


def offers(probability: float, right: int, count: int) -> list[Offer]:
    return [Offer(0, "a b", probability, index < right, 2, 0) for index in range(count)]


def test_the_lowest_threshold_that_is_right_often_enough() -> None:
    found = {
        0.3: offers(0.3, 10, 40),
        0.5: offers(0.5, 30, 40),
        0.7: offers(0.7, 38, 40),
        0.9: offers(0.9, 0, 3),
    }
    assert lowest_threshold(found, 0.6) == 0.5
    assert lowest_threshold(found, 0.9) == 0.7
    assert lowest_threshold(found, 0.2) == 0.3


def test_calibration_makes_probabilities_shares_and_keeps_what_is_offered() -> None:
    found = offers(0.3, 60, 400) + offers(0.6, 160, 400) + offers(0.9, 300, 400)
    before = ComposeWeights(least=0.6)
    after = recalibrated(before, found)
    for probability, share in ((0.3, 0.15), (0.6, 0.4), (0.9, 0.75)):
        assert after.calibrated(math.log(probability)) == pytest.approx(share, abs=0.05)
    assert after.least_log_probability() == pytest.approx(before.least_log_probability(), abs=0.01)


def test_tuned_and_measured_by_the_commands(
    language_bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = shutil.copytree(language_bundle, tmp_path / "bundle")
    text = write_text(tmp_path / "dev", 60, seed=3) / "talk.txt"
    command = ["--bundle", str(bundle), "--text", str(text), "--sentences", "16", "--write"]
    assert run(["tune", "compose", *command, "--precision-wanted", "0.6"]) == 0
    weights = Bundle.open(bundle).manifest.compose
    assert weights is not None
    assert f"least={weights.least}" in capsys.readouterr().out.replace("\n", "")
    assert run(["evaluate", "compose", *command, "--threshold", "0.5"]) == 0
    assert "acceptance_precision" in capsys.readouterr().out
    (kept,) = Bundle.open(bundle).manifest.measurements
    assert (kept.task, kept.dataset, kept.split) == ("compose", "talk", "dev")
    assert kept.measures["savings_added_by_phrases"].value > 0
    assert all_offers(()) == []
