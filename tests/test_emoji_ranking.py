"""Emoji by words and tone: what stands for what, which text means which, and where nothing is offered."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path

import numpy as np
import pytest

from linnet_runtime.emoji_ranking import rank_emoji
from linnet_runtime.emoji_table import EmojiTable, EmojiWeights, Keyword
from linnet_runtime.errors import BundleError
from linnet_runtime.tone_model import tone_tokens

LABELS = ("joy", "sadness")
TABLE = EmojiTable(
    names={"😊": "smile", "😢": "tear", "🍕": "pizza", "🍦": "soft ice cream", "🧊": "ice"},
    keywords={
        "pizza": Keyword(1.0, {"🍕": 1.0}),
        "ice": Keyword(1.0, {"🧊": 1.0}),
        "ice cream": Keyword(1.0, {"🍦": 0.8, "🧊": 0.2}),
        ": )": Keyword(0.5, {"😊": 1.0}),
    },
    tones={"joy": {"😊": 1.0}, "sadness": {"😢": 0.5}},
    thresholds={"joy": 0.5, "sadness": 0.5},
    quiet=("darn",),
    weights=EmojiWeights(keyword=0.8, fading=0.5, tone=0.5, spread=1.0, least=0.01),
)


def ranked(text: str, joy: float = 0.0, sadness: float = 0.0, **weights: float) -> dict[str, float]:
    table = dataclasses.replace(TABLE, weights=dataclasses.replace(TABLE.weights, **weights))
    found = rank_emoji(table, tone_tokens(text), LABELS, np.array([joy, sadness], np.float32))
    return {one.emoji: round(one.probability, 4) for one in found}


def test_a_word_and_the_tone_share_the_probability() -> None:
    assert ranked("pizza", joy=0.6, sadness=0.2) == {
        "🍕": 0.8,
        "😊": round(0.2 * 0.5 * 0.75, 4),
        "😢": round(0.2 * 0.5 * 0.25 * 0.5, 4),
    }


def test_what_was_said_earlier_fades_and_marks_do_not_count() -> None:
    assert ranked("pizza tonight") == {"🍕": 0.4}
    assert ranked("pizza?!") == {"🍕": 0.8}


def test_the_longest_keyword_counts_alone() -> None:
    assert ranked("ice cream") == {"🍦": 0.64, "🧊": 0.16}
    assert list(ranked("pizza and ice")) == ["🧊", "🍕"]


def test_plurals_and_smileys_are_found() -> None:
    assert ranked("Pizzas") == ranked("pizza")
    assert ranked("hi :)") == {"😊": 0.4}


def test_two_keywords_make_an_emoji_surer_than_one() -> None:
    both = ranked("pizza pizza")["🍕"]
    assert both == round(1 - (1 - 0.4) * (1 - 0.8), 4)


def test_spread_favours_the_likeliest_label() -> None:
    plain, sharp = ranked("so", joy=0.6, sadness=0.4), ranked("so", joy=0.6, sadness=0.4, spread=2.0)
    assert sharp["😊"] > plain["😊"]
    assert sharp["😢"] < plain["😢"]


@pytest.mark.parametrize("text", ["", "   ", "😊", "darn pizza", "Darn!"])
def test_nothing_is_offered_for_nothing_and_at_insults(text: str) -> None:
    assert ranked(text, joy=0.9) == {}


def test_what_is_improbable_is_not_offered() -> None:
    assert ranked("so", joy=0.9, sadness=0.01, least=0.02) == {"😊": pytest.approx(0.4945, abs=1e-3)}


def test_probabilities_never_exceed_one() -> None:
    for text in ("pizza ice cream pizza", "ice ice ice :) :)"):
        assert 0 < math.fsum(ranked(text, joy=1.0, sadness=1.0, tone=1.0).values()) <= 1


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    TABLE.save(tmp_path / "emoji.json")
    assert EmojiTable.open(tmp_path / "emoji.json") == TABLE


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"pizza":{', '"pizza":{"x":1,', "unknown key 'keywords.pizza.x'"),
        ('"least":0.01', '"least":"0.01"', "expected float"),
        ('"🍦":0.8', '"🍨":0.8', "expected a name for each emoji, '🍨' has none"),
        ('{"names"', '["names"', "expected JSON"),
    ],
)
def test_a_damaged_table_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    file = tmp_path / "emoji.json"
    TABLE.save(file)
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BundleError, match=said):
        EmojiTable.open(file)


def test_an_absent_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match="expected a readable UTF-8 file"):
        EmojiTable.open(tmp_path / "emoji.json")
