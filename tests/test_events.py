from __future__ import annotations

import dataclasses

import pytest

from linnet import Final, Partial, Transcript, Word

WORD = Word("hello", 0.5, 0.9, 0.8)
FINAL = Final("hello", 0.5, 0.9, (WORD,))


@pytest.mark.parametrize("value", [WORD, FINAL, Partial("hel", 3), Transcript.of((FINAL,), 1.0)])
def test_events_never_change(value: Word | Final | Partial | Transcript) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        value.text = "other"  # type: ignore[misc]
    assert hash(value) == hash(dataclasses.replace(value))


def test_a_transcript_joins_its_finals() -> None:
    world = Final("big world", 2.0, 3.0, (Word("big", 2.0, 2.2, 0.9), Word("world", 2.4, 3.0, 0.9)))
    transcript = Transcript.of((FINAL, world), 3.5)
    assert transcript.text == "hello big world"
    assert [word.text for word in transcript.words] == ["hello", "big", "world"]
    assert Transcript.of((), 0.0).text == ""
