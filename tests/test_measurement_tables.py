"""Tables of the README hold what the manifest holds."""

from __future__ import annotations

from linnet_export.measurement_tables import measurement_tables
from linnet_runtime.measurement import Measurement
from linnet_runtime.typing_accuracy import Measure

DICTATION = {
    **{"word_error_rate": 0.3, "substitutions": 0.2, "deletions": 0.06, "insertions": 0.04},
    **{"sentence_error_rate": 0.8, "oracle_word_error_rate": 0.25, "greedy_word_error_rate": 0.6},
    **{"gain_on_greedy": 0.5, "out_of_vocabulary": 0.02, "expected_calibration_error": 0.05},
    **{"real_time_factor": 0.0512, "times_the_graph": 6.0, "chunk_p50_ms": 3.0, "chunk_p99_ms": 20.0},
    **{"final_p50_ms": 30.0, "final_p99_ms": 90.0},
}
PHRASES = {
    **{"recall_without": 0.4, "recall": 0.7, "recall_gain": 0.75, "other_word_error_rate_without": 0.3},
    **{"other_word_error_rate": 0.303, "other_change": 0.01, "false_alarms": 0.002},
    **{"real_time_factor_without": 0.05, "real_time_factor": 0.06, "opening_ms": 40.0},
}


def measured(task: str, dataset: str, values: dict[str, float]) -> Measurement:
    measures = {name: Measure(value, value, value, 1_000) for name, value in values.items()}
    return Measurement(task, dataset, "dev", "int8", measures, "the command", "all of it")


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_nothing_measured_gives_no_table() -> None:
    assert measurement_tables([]) == {}


def test_other_recognizers_stand_beside_where_they_were_measured() -> None:
    peer = measured("dictation by other", "a", {"word_error_rate": 0.9, "real_time_factor": 0.35})
    own = [measured("dictation", dataset, DICTATION) for dataset in "ab"]
    tables = measurement_tables([peer, *own])
    head, _, first, second = map(cells, tables["dictation"])
    assert head[:6] == [
        "data set",
        "graph",
        "words",
        "word errors",
        "other",
        "substituted / deleted / inserted",
    ]
    rate = "30.0% (30.0% to 30.0%)"
    assert first[:5] == ["a (dev)", "int8", "1,000", rate, "90.0% (90.0% to 90.0%)"]
    assert second[:6] == ["b (dev)", "int8", "1,000", rate, "-", "20.0% / 6.0% / 4.0%"]
    assert dict(zip(head, first, strict=True))["fewer than greedy"] == "50.0% (50.0% to 50.0%)"
    _, _, speed, _ = map(cells, tables["dictation-speed"])
    assert speed == ["a (dev)", "int8", "0.0512", "0.35", "6", "3.0 ms / 20.0 ms", "30.0 ms / 90.0 ms"]


def test_lists_of_phrases_are_in_the_order_of_their_length() -> None:
    without_gain = {name: value for name, value in PHRASES.items() if name != "recall_gain"}
    found = [measured(f"phrases-{count}", "all", PHRASES) for count in (1_000, 100)]
    table = measurement_tables([*found, measured("phrases-10", "all", without_gain)])["phrases"]
    head, _, *rows = map(cells, table)
    assert [row[0] for row in rows] == ["10", "100", "1000"]
    assert [dict(zip(head, row, strict=True))["gain"][:5] for row in rows] == ["-", "75.0%", "75.0%"]
    assert rows[1][-2:] == ["0.050 / 0.060", "40 ms"]
