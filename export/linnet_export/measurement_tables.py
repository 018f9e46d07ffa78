"""Measurements of a manifest as Markdown, a table for each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from linnet_export.accuracy_table import row, share
from linnet_export.dictation_record import DICTATION, PHRASES, peer_task
from linnet_export.proofreading_table import proofreading_table
from linnet_runtime.measurement import Measurement
from linnet_runtime.typing_accuracy import Measure

_ERRORS = {
    "word errors": "word_error_rate",
    "greedy letters": "greedy_word_error_rate",
    "fewer than greedy": "gain_on_greedy",
    "sentences with errors": "sentence_error_rate",
    "best of the n-best": "oracle_word_error_rate",
    "words not in the lexicon": "out_of_vocabulary",
    "calibration error": "expected_calibration_error",
}
_PHRASES = {
    "recall without": "recall_without",
    "recall": "recall",
    "gain": "recall_gain",
    "other words' errors without": "other_word_error_rate_without",
    "other words' errors": "other_word_error_rate",
    "change": "other_change",
    "false alarms": "false_alarms",
}


def measurement_tables(measurements: Sequence[Measurement]) -> dict[str, list[str]]:
    """Return the lines of each table that there are measurements for, by its name."""
    tables: dict[str, Callable[[Sequence[Measurement]], list[str]]] = {
        "dictation": dictation_table,
        "dictation-speed": speed_table,
        "phrases": phrases_table,
        "proofreading": proofreading_table,
    }
    made = {name: table(measurements) for name, table in tables.items()}
    return {name: lines for name, lines in made.items() if lines}


def dictation_table(measurements: Sequence[Measurement]) -> list[str]:
    """Word errors by data set, those of other recognizers beside them; every rate has its 95 % interval."""
    own, peers = _tasks(measurements, DICTATION), _peers(measurements)
    head = ["data set", "graph", "words", "word errors", *peers, "substituted / deleted / inserted"]
    rows = []
    for one in own:
        kinds = [f"{one.measures[kind].value:.1%}" for kind in ("substitutions", "deletions", "insertions")]
        rates = [share(one.measures[name]) for name in _ERRORS.values()]
        theirs = [_of_peer(measurements, peer, one, "word_error_rate", share) for peer in peers]
        words = f"{one.measures['word_error_rate'].count:,}"
        rows.append([_data(one), one.graph, words, rates[0], *theirs, " / ".join(kinds), *rates[1:]])
    return _table([*head, *list(_ERRORS)[1:]], rows)


def speed_table(measurements: Sequence[Measurement]) -> list[str]:
    """Computing time by data set, as it was on the machine of the measurement."""
    own, peers = _tasks(measurements, DICTATION), _peers(measurements)
    head = [
        "data set",
        "graph",
        "real-time factor",
        *(f"{peer}'s" for peer in peers),
        "times the acoustic graph",
    ]
    rows = [
        [
            *(_data(one), one.graph, _number(one.measures["real_time_factor"])),
            *(_of_peer(measurements, peer, one, "real_time_factor", _number) for peer in peers),
            _number(one.measures["times_the_graph"]),
            *(_milliseconds(one.measures, kind) for kind in ("chunk", "final")),
        ]
        for one in own
    ]
    return _table([*head, "120 ms chunk, p50 / p99", "final, p50 / p99"], rows)


def phrases_table(measurements: Sequence[Measurement]) -> list[str]:
    """What lists of names change, a row for each length."""
    found = [one for one in measurements if one.task.startswith(PHRASES)]
    found.sort(key=lambda one: int(one.task.removeprefix(PHRASES)))
    rows = []
    for one in found:
        count, names = one.task.removeprefix(PHRASES), one.measures["recall"].count
        rates = [share(one.measures[name]) if name in one.measures else "-" for name in _PHRASES.values()]
        times = [f"{one.measures[f'real_time_factor{which}'].value:.3f}" for which in ("_without", "")]
        opening = f"{one.measures['opening_ms'].value:.0f} ms"
        rows.append([count, str(names), *rates, " / ".join(times), opening])
    head = ["names in the list", "said", *_PHRASES, "real-time factor without / with", "to open"]
    return _table(head, rows)


def _tasks(measurements: Iterable[Measurement], task: str) -> list[Measurement]:
    return [one for one in measurements if one.task == task]


def _peers(measurements: Iterable[Measurement]) -> list[str]:
    """The other recognizers, each once."""
    prefix = peer_task("")
    tasks = dict.fromkeys(one.task for one in measurements if one.task.startswith(prefix))
    return [task.removeprefix(prefix) for task in tasks]


def _of_peer(
    measurements: Iterable[Measurement],
    peer: str,
    own: Measurement,
    name: str,
    shown: Callable[[Measure], str],
) -> str:
    """A measure of another recognizer on the same data; "-" where there is none."""
    for one in _tasks(measurements, peer_task(peer)):
        if (one.dataset, one.split, one.data) == (own.dataset, own.split, own.data):
            return shown(one.measures[name])
    return "-"


def _data(one: Measurement) -> str:
    return f"{one.dataset} ({one.split})"


def _number(measure: Measure) -> str:
    return f"{measure.value:.3g}"


def _milliseconds(measures: Mapping[str, Measure], kind: str) -> str:
    return " / ".join(f"{measures[f'{kind}_p{percent}_ms'].value:.1f} ms" for percent in (50, 99))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table; none when it has no rows."""
    return [row(head), row(["---"] * len(head)), *map(row, rows)] if rows else []
