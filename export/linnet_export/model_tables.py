"""Measurements of the smaller models as Markdown, a table for each task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from linnet_export.accuracy_table import share, table
from linnet_runtime.measurement import Measurement
from linnet_runtime.typing_accuracy import Measure

_SHARES = {
    "letter-to-sound": {
        "phone errors": "phone_error_rate",
        "word errors": "word_error_rate",
        "none right among three": "word_error_rate_best_of_3",
    },
    "voice-activity": {
        "frames wrong": "frame_error_rate",
        "speech missed": "missed_speech_rate",
        "taken for speech": "false_speech_rate",
    },
}
"""By task, the heads of columns and what they show, in per cent."""
_NUMBERS: dict[str, dict[str, str]] = {
    "letter-to-sound": {},
    "voice-activity": {"seconds until heard": "onset_delay_s", "openings an hour": "openings_per_hour"},
}
"""The same for plain numbers."""
_NOISE = {"words an hour": "words_per_hour", "words": "words"}
_HEAD_LINES = 2


def model_tables(measurements: Sequence[Measurement]) -> dict[str, list[str]]:
    """Return the lines of each table that there are measurements for, by its name."""
    made = {task: _task_table(measurements, task, _SHARES[task], _NUMBERS[task]) for task in _SHARES}
    heard = [one for one in measurements if _NOISE["words"] in one.measures]
    made["noise"] = _task_table(heard, "noise", {}, _NOISE)
    return {name: lines for name, lines in made.items() if len(lines) > _HEAD_LINES}


def _task_table(
    measurements: Sequence[Measurement], task: str, shares: Mapping[str, str], numbers: Mapping[str, str]
) -> list[str]:
    """A row for each data set; "-" for what was not measured of it."""
    rows = []
    for one in (one for one in measurements if one.task == task):
        cells = [_cell(one.measures.get(name), percent=True) for name in shares.values()]
        cells += [_cell(one.measures.get(name), percent=False) for name in numbers.values()]
        rows.append([f"{one.dataset} ({one.split})", *cells])
    return table(("data set", *shares, *numbers), rows)


def _cell(measure: Measure | None, *, percent: bool) -> str:
    if measure is None:
        return "-"
    if percent:
        return share(measure)
    return f"{measure.value:.3g} ({measure.low:.3g} to {measure.high:.3g})"
