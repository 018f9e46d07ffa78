from __future__ import annotations

import pytest

from linnet import Alternative, Command, Final, Partial, Word
from linnet.captions import NOTHING_FITS, Captions, partial_text

FINAL = Final(
    "see you",
    0.5,
    1.25,
    (Word("see", 0.5, 0.75, 0.98), Word("you", 0.8, 1.25, 0.4)),
    (Alternative("see you", 0.7), Alternative("sea view", 0.3)),
)


def shown(capsys: pytest.CaptureFixture[str], captions: Captions, *events: Final | Partial) -> list[str]:
    with captions:
        for event in events:
            captions.show(event)
    return capsys.readouterr().out.splitlines()


def test_piped_only_finals_are_lines(capsys: pytest.CaptureFixture[str]) -> None:
    events = (Partial("see", 0), Partial("see you", 3), FINAL)
    assert shown(capsys, Captions(), *events) == ["   0.50    1.25  see you"]
    assert shown(capsys, Captions("a.wav: "), FINAL) == ["a.wav:    0.50    1.25  see you"]


def test_words_and_alternatives_have_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, Captions(words=True, alternatives=True), FINAL) == [
        "   0.50    1.25  see you",
        "   0.50    0.75  0.98  see",
        "   0.80    1.25  0.40  you",
        "                 0.70  see you",
        "                 0.30  sea view",
    ]


def test_a_command_is_shown_and_that_there_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    command = Command("timer", {"minutes": 5}, "see you", 0.9)
    meant = Final("see you", 0.5, 1.25, FINAL.words, (), command)
    assert shown(capsys, Captions(), meant)[1] == "                 0.90  timer(minutes=5)"
    assert shown(capsys, Captions(), Final("", 0.5, 1.25, ())) == [f"   0.50    1.25  {NOTHING_FITS}"]


def test_what_may_change_of_a_partial_is_dim() -> None:
    text = partial_text(Partial("see you there", 7))
    assert text.plain == "see you there"
    assert [(span.start, span.end, span.style) for span in text.spans] == [(7, 13, "dim")]
