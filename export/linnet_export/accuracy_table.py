"""Measured accuracy as Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from linnet_runtime.manifest import Accuracy


def accuracy_table(accuracy: Iterable[Accuracy]) -> list[str]:
    """Lines of a Markdown table, a row for each data set and graph, every rate with its count."""
    head = ("data set", "graph", "utterances", "phone errors", "character errors", "word errors")
    rows = [_row(head), _row(["---"] * len(head))]
    return rows + [_row(_cells(one)) for one in accuracy]


def _cells(one: Accuracy) -> list[str]:
    return [
        f"{one.dataset} ({one.split})",
        one.graph,
        str(one.utterances),
        f"{one.phone_error_rate:.1%} of {one.phones:,} in {one.phone_utterances}",
        f"{one.character_error_rate:.1%} of {one.characters:,}",
        f"{one.word_error_rate:.1%} of {one.words:,}",
    ]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
