"""Measures of proofreading as a Markdown table."""

from __future__ import annotations

from collections.abc import Sequence

from linnet_export.accuracy_table import share, table
from linnet_runtime.measurement import Measurement

TASK = "proofreading-"
_HEAD = (
    *(
        "text",
        "spoilt by",
        "graph",
        "texts",
        "words wrong before",
        "after",
        "characters wrong before",
        "after",
    ),
    *("texts changed", "made worse", "time for a text, p50 / p95"),
)
_MEASURES = (
    *("word_error_rate_before", "word_error_rate", "character_error_rate_before", "character_error_rate"),
    *("changed", "worse"),
)


def proofreading_table(measurements: Sequence[Measurement]) -> list[str]:
    """Errors before and after by data set and noise; none when nothing was measured."""
    rows = []
    for one in measurements:
        if not one.task.startswith(TASK):
            continue
        times = " / ".join(f"{one.measures[f'text_p{percent}_ms'].value:.0f}" for percent in (50, 95))
        rates = [share(one.measures[name]) for name in _MEASURES]
        count = f"{one.measures['changed'].count:,}"
        rows.append([one.dataset, one.task.removeprefix(TASK), one.graph, count, *rates, f"{times} ms"])
    return table(_HEAD, rows) if rows else []
