"""Merging the hypotheses of one frame and keeping the best."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet_runtime.speech_rows import Rows


def rows(*columns: tuple[int, int, float, int]) -> Rows:
    """Return rows from history, node, log-probability (which is the prospect, too) and the last frame."""
    history, node, score, heard = (np.array(column) for column in zip(*columns, strict=True))
    score = score.astype(np.float64)
    return Rows(history, node, score - 1.0, score - 2.0, np.zeros_like(heard), heard, score)


def test_hypotheses_of_one_history_and_node_add_up_and_the_best_gives_the_rest() -> None:
    merged = rows((1, 5, -3.0, 7), (0, 5, -1.0, 8), (1, 5, -2.0, 9), (1, 4, -4.0, 3)).merged()
    assert merged.history.tolist() == [0, 1, 1]
    assert merged.node.tolist() == [5, 4, 5]
    assert merged.heard.tolist() == [8, 3, 9]
    assert merged.blank.tolist() == pytest.approx([-2.0, -5.0, np.logaddexp(-4.0, -3.0)])
    assert merged.nonblank.tolist() == pytest.approx([-3.0, -6.0, np.logaddexp(-5.0, -4.0)])


def test_of_histories_of_one_kind_only_the_best_stays_at_each_node() -> None:
    found = rows((0, 5, -3.0, 1), (1, 5, -2.0, 2), (2, 5, -4.0, 3), (0, 6, -9.0, 4))
    best = found.best_of_each(np.array([0, 0, 1]))
    assert sorted(zip(best.history.tolist(), best.node.tolist(), strict=True)) == [(0, 6), (1, 5), (2, 5)]


def test_the_largest_keep_their_order() -> None:
    found = rows((0, 1, -3.0, 0), (0, 2, -1.0, 0), (0, 3, -9.0, 0), (0, 4, -2.0, 0))
    assert found.largest(3).node.tolist() == [1, 2, 4]
    assert found.largest(4) is found
    assert found.best() == -1.0
    assert found.take(np.zeros(4, np.bool_)).best() == -np.inf


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3), st.sampled_from([-1.0, -2.0, -np.inf]))))
def test_rows_are_in_the_order_of_a_sort_by_group_node_and_prospect(
    columns: list[tuple[int, int, float]],
) -> None:
    found = rows(*((*column, at) for at, column in enumerate([*columns, (1, 2, -1.5)])))
    order, first = found._grouped(found.history)
    expected = np.lexsort((-found.prospect, found.node, found.history))
    assert order.tolist() == expected.tolist()
    pairs = list(zip(found.history[order].tolist(), found.node[order].tolist(), strict=True))
    assert first.tolist() == [at for at, pair in enumerate(pairs) if pair not in pairs[:at]]
