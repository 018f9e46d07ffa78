from __future__ import annotations

import pytest

from linnet_runtime.endpoint import EndpointRules

RULES = EndpointRules(pause_s=0.8, longest_s=20.0, limit_s=30.0)


@pytest.mark.parametrize(
    ("silent_s", "spoken_s", "between_words", "ends"),
    [
        (0.0, 0.0, False, False),
        (99.0, 0.0, False, False),  # nothing was said yet
        (0.79, 2.0, True, False),
        (0.8, 2.0, False, True),
        (0.0, 19.9, True, False),
        (0.0, 20.0, True, True),
        (0.0, 20.0, False, False),
        (0.0, 30.0, False, True),
    ],
)
def test_each_rule_ends_a_stretch(silent_s: float, spoken_s: float, between_words: bool, ends: bool) -> None:
    assert RULES.ends(silent_s, spoken_s, between_words) is ends


@pytest.mark.parametrize(
    "rules", [(0.0, 20.0, 30.0), (-1.0, 20.0, 30.0), (21.0, 20.0, 30.0), (0.8, 31.0, 30.0)]
)
def test_rules_that_contradict_each_other_are_refused(rules: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="pause_s <= longest_s <= limit_s"):
        EndpointRules(*rules)
