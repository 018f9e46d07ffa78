from __future__ import annotations

import pytest

from hearing import cut, finals, hear, noise, two_stretches
from linnet import Recognizer, StateError
from spelling import spell


@pytest.mark.parametrize("rate_hz", [16_000, 8_000, 44_100])
def test_resume_equals_continue(speller: Recognizer, rate_hz: int) -> None:
    chunks = cut(two_stretches(rate_hz), [3_001] * 20)
    stream, events = speller.stream(rate_hz), []
    for chunk in chunks:
        events += stream.accept(chunk)
        stream = speller.resume(stream.snapshot())
    events += stream.finish()
    expected = hear(speller.stream(rate_hz), chunks)
    assert [event.text for event in events] == [event.text for event in expected]
    assert finals(events)[1].end_s == finals(expected)[1].end_s


def test_resume_equals_continue_on_a_random_model(random_recognizer: Recognizer) -> None:
    chunks = cut(noise(1.5), [3_001] * 8)
    stream, events = random_recognizer.stream(), []
    for chunk in chunks:
        events += stream.accept(chunk)
        stream = random_recognizer.resume(stream.snapshot())
    assert events + stream.finish() == hear(random_recognizer.stream(), chunks)


def test_a_snapshot_leaves_the_stream_as_it_was(speller: Recognizer) -> None:
    stream = speller.stream()
    stream.accept(spell("hel"))
    snapshot = stream.snapshot()
    stream.accept(spell("p"))
    assert finals(speller.resume(snapshot).finish())[0].text == "hel"
    assert finals(stream.finish())[0].text == "help"


def test_every_damaged_byte_of_a_snapshot_is_noticed(speller: Recognizer) -> None:
    stream = speller.stream(8_000)
    stream.accept(spell("hello", 8_000))
    data = stream.snapshot()
    for place in range(0, len(data), 97):
        damaged = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        with pytest.raises(StateError):
            speller.resume(damaged)
    for short in (b"", data[:3], data[:-1]):
        with pytest.raises(StateError):
            speller.resume(short)


def test_a_snapshot_of_another_graph_is_refused(speller: Recognizer, random_recognizer: Recognizer) -> None:
    with pytest.raises(StateError, match="bundle it was taken with"):
        random_recognizer.resume(speller.stream().snapshot())
