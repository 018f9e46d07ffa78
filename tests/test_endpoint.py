from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet_runtime.endpoint import EndpointRules
from linnet_runtime.errors import InputError

RULES = EndpointRules(pause_s=0.8, longest_s=20.0, limit_s=30.0, nothing_s=5.0)
SECONDS = st.floats(0.0, 100.0)


@pytest.mark.parametrize(
    ("silent_s", "spoken_s", "between_words", "stretch_s", "ends"),
    [
        (0.0, 0.0, False, 0.0, False),
        (99.0, 0.0, False, 4.9, False),  # nothing was said yet
        (99.0, 0.0, False, 5.0, True),
        (0.79, 2.0, True, 99.0, False),
        (0.8, 2.0, False, 2.0, True),
        (0.0, 19.9, True, 99.0, False),
        (0.0, 20.0, True, 99.0, True),
        (0.0, 20.0, False, 99.0, False),
        (0.0, 30.0, False, 99.0, True),
    ],
)
def test_each_rule_ends_a_stretch(
    silent_s: float, spoken_s: float, between_words: bool, stretch_s: float, ends: bool
) -> None:
    assert RULES.ends(silent_s, spoken_s, between_words, stretch_s) is ends


@given(SECONDS, SECONDS, st.booleans(), SECONDS, SECONDS)
def test_what_has_ended_does_not_begin_again_by_waiting(
    silent_s: float, spoken_s: float, between_words: bool, stretch_s: float, more_s: float
) -> None:
    if RULES.ends(silent_s, spoken_s, between_words, stretch_s):
        later_s = spoken_s + more_s if spoken_s else 0.0
        assert RULES.ends(silent_s + more_s, later_s, between_words, stretch_s + more_s)


@given(SECONDS, SECONDS, st.booleans(), SECONDS)
def test_no_stretch_is_longer_than_its_rules_allow(
    silent_s: float, spoken_s: float, between_words: bool, stretch_s: float
) -> None:
    ends = RULES.ends(silent_s, spoken_s, between_words, stretch_s)
    assert ends or max(spoken_s, 0.0 if spoken_s else stretch_s) < RULES.limit_s


@given(SECONDS, SECONDS, st.booleans(), SECONDS)
def test_a_longer_pause_never_ends_sooner(
    silent_s: float, spoken_s: float, between_words: bool, stretch_s: float
) -> None:
    patient = replace(RULES, pause_s=1.6, nothing_s=9.0)
    if patient.ends(silent_s, spoken_s, between_words, stretch_s):
        assert RULES.ends(silent_s, spoken_s, between_words, stretch_s)


def test_a_voice_that_goes_on_delays_the_end_but_not_for_ever() -> None:
    rules = EndpointRules(pause_s=0.8, hesitation_s=1.6, quiet_s=0.2)
    assert not rules.ends(1.0, 3.0, False, voiceless_s=0.1)
    assert rules.ends(1.0, 3.0, False, voiceless_s=0.2)
    assert rules.ends(1.6, 3.0, False, voiceless_s=0.0)
    patient = EndpointRules(pause_s=3.0)
    assert not patient.ends(2.0, 3.0, False, voiceless_s=0.0)


@pytest.mark.parametrize(
    "rules",
    [
        (0.0, 20.0, 30.0, 5.0),
        (-1.0, 20.0, 30.0, 5.0),
        (21.0, 20.0, 30.0, 5.0),
        (0.8, 31.0, 30.0, 5.0),
        (0.8, 20.0, 30.0, 0.0),
        (0.8, 20.0, float("inf"), 5.0),
        (float("nan"), 20.0, 30.0, 5.0),
        ("0.8", 20.0, 30.0, 5.0),
    ],
)
def test_impossible_endpoint_rules_are_refused(rules: tuple[float, float, float, float]) -> None:
    pause_s, longest_s, limit_s, nothing_s = rules
    with pytest.raises(InputError, match="expected"):
        EndpointRules(pause_s, longest_s, limit_s, nothing_s=nothing_s)


@pytest.mark.parametrize("rules", [{"quiet_s": -0.1}, {"hesitation_s": 0.0}])
def test_impossible_hesitation_is_refused(rules: dict[str, float]) -> None:
    with pytest.raises(InputError, match="hesitation_s"):
        EndpointRules(**rules)
