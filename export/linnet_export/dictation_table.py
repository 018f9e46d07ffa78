"""Measures of several recognizers side by side."""

from __future__ import annotations

from collections.abc import Mapping

from rich.table import Table

from linnet_export.metric import Measured
from linnet_runtime.typing_accuracy import Measure

PLAIN_RATIOS = ("real_time_factor", "times_the_graph", "words_per_offer")
"""Measures that are shown as numbers; milliseconds and microseconds are, too, all others in per cent."""


def dictation_table(title: str, measured: Mapping[str, Measured]) -> Table:
    """One row for each measure with its count, one column for each recognizer: 31.2 (30.0 to 32.4)."""
    table = Table("measure", "counted", *measured, title=title, title_justify="left")
    for name in dict.fromkeys(name for measures in measured.values() for name in measures):
        found = [measures.get(name) for measures in measured.values()]
        counts = dict.fromkeys(str(one.count) for one in found if one)
        table.add_row(name, " ".join(counts), *(_cell(name, one) if one else "-" for one in found))
    return table


def _cell(name: str, one: Measure) -> str:
    values = (one.value, one.low, one.high)
    if name in PLAIN_RATIOS or "_an_hour" in name:
        value, low, high = (f"{number:.3g}" for number in values)
    else:
        scale = 1 if name.endswith(("_ms", "_us")) else 100
        value, low, high = (f"{scale * number:.1f}" for number in values)
    return f"{value} ({low} to {high})"
