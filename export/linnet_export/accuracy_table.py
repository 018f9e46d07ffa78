"""Measured accuracy as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from linnet_runtime.manifest import Accuracy
from linnet_runtime.typing_accuracy import Measure, TypingAccuracy


def accuracy_table(accuracy: Iterable[Accuracy]) -> list[str]:
    """Lines of a Markdown table, a row for each data set and graph, every rate with its count."""
    head = ("data set", "graph", "utterances", "phone errors", "character errors", "word errors")
    rows = [row(head), row(["---"] * len(head))]
    return rows + [row(_cells(one)) for one in accuracy]


def typing_table(accuracy: Iterable[TypingAccuracy]) -> list[str]:
    """Lines of a Markdown table, a row for each data set, hand and graph; ranges are 95 % intervals."""
    head = (
        *(
            "data set",
            "hand",
            "graph",
            "words",
            "next word in top 3",
            "completion in top 3",
            "keystrokes saved",
        ),
        *("correction F0.9", "false corrections", "perplexity per word"),
    )
    rows = [row(head), row(["---"] * len(head))]
    return rows + [row(_typing_cells(one)) for one in accuracy]


def _typing_cells(one: TypingAccuracy) -> list[str]:
    shares = ("next_word_top3", "completion_top3", "keystroke_savings", "correction_f09", "false_corrections")
    return [
        f"{one.dataset} ({one.split})",
        one.noise,
        one.graph,
        f"{one.words:,}",
        *(share(one.measures[name]) for name in shares),
        f"{one.measures['perplexity_per_word'].value:.0f}",
    ]


def share(measure: Measure) -> str:
    """A rate with its 95 % interval, in per cent."""
    return f"{measure.value:.1%} ({measure.low:.1%} to {measure.high:.1%})"


def _cells(one: Accuracy) -> list[str]:
    return [
        f"{one.dataset} ({one.split})",
        one.graph,
        str(one.utterances),
        f"{one.phone_error_rate:.1%} of {one.phones:,} in {one.phone_utterances}",
        f"{one.character_error_rate:.1%} of {one.characters:,}",
        f"{one.word_error_rate:.1%} of {one.words:,}",
    ]


def row(cells: Iterable[str]) -> str:
    """One line of a Markdown table."""
    return f"| {' | '.join(cells)} |"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a Markdown table."""
    return [row(head), row(["---"] * len(head)), *map(row, rows)]
