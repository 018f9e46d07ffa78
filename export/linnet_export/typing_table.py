"""Measures of several keyboards side by side."""

from __future__ import annotations

from collections.abc import Mapping

from rich.table import Table

from linnet_export.metric import Measured
from linnet_export.typing_metrics import METRICS
from linnet_runtime.typing_accuracy import Measure


def typing_table(title: str, measured: Mapping[str, Measured]) -> Table:
    """One row for each measure with its count, one column for each keyboard: 31.2 (30.0 to 32.4)."""
    table = Table("measure", "counted", *measured, title=title, title_justify="left")
    for metric in METRICS:
        found = [measures.get(metric.name) for measures in measured.values()]
        counts = sorted({one.count for one in found if one})
        if counts:
            cells = [_cell(metric.name, one) if one else "-" for one in found]
            table.add_row(metric.name, " ".join(str(count) for count in counts), *cells)
    return table


def _cell(name: str, one: Measure) -> str:
    """Shares in per cent; the perplexity as it is."""
    scale = 1 if name == "perplexity_per_word" else 100
    value, low, high = (scale * number for number in (one.value, one.low, one.high))
    return f"{value:.1f} ({low:.1f} to {high:.1f})"
