"""Commands from sound whose words are known."""

from __future__ import annotations

import numpy as np
import pytest

from hearing import cut, finals, hear
from linnet import Command, Final, Grammar, InputError, Partial, Recognizer, StateError
from spelling import silence
from talking import say

GRAMMAR = Grammar(
    {"timer": ["set a timer for {number} minutes [please]"], "light": ["{room} light {state}"]},
    lists={"room": ["kitchen", "living room"], "state": ["on", "off"]},
)


def sound(*texts: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.concatenate([part for text in texts for part in (silence(0.5), say(text), silence(1.2))])


def commands(recognizer: Recognizer, *texts: str) -> list[Final]:
    return finals(hear(recognizer.stream(grammar=GRAMMAR), [sound(*texts)]))


def test_a_sentence_is_a_command(talker: Recognizer) -> None:
    (final,) = commands(talker, "set a timer for twenty five minutes")
    command = final.command
    assert command is not None
    assert (command.intent, command.slots) == ("timer", {"number": 25})
    assert command.text == final.text == "set a timer for twenty five minutes"
    assert command.confidence == final.alternatives[0].confidence > 0.9
    assert str(command) == "timer(number=25)"
    assert hash(command) == hash(Command("timer", {}, command.text, command.confidence))
    assert [word.text for word in final.words] == command.text.split()
    assert final.words[0].start_s == pytest.approx(0.5, abs=0.04)


def test_each_stretch_has_its_own(talker: Recognizer) -> None:
    found = commands(talker, "kitchen light on", "living room light off")
    assert [str(final.command) for final in found] == [
        "light(room='kitchen', state='on')",
        "light(room='living room', state='off')",
    ]


@pytest.mark.parametrize("text", ["what is the time", "kitchen", "kitchen light on and on and on and on"])
def test_other_sentences_are_none(talker: Recognizer, text: str) -> None:
    (final,) = commands(talker, text)
    assert (final.text, final.words, final.command) == ("", (), None)
    assert all(one.confidence < 0.5 for one in final.alternatives)
    assert 0.4 < final.start_s < final.end_s


def test_silence_is_nothing(talker: Recognizer) -> None:
    assert hear(talker.stream(grammar=["stop"]), [silence(3.0)]) == []


def test_partials_are_beginnings_and_never_certain(talker: Recognizer) -> None:
    events = hear(talker.stream(grammar=GRAMMAR), [sound("living room light off")])
    partials = [event for event in events if isinstance(event, Partial)]
    assert [event.text for event in partials][:3] == ["living", "living room", "living room light"]
    assert all("living room light off".startswith(event.text) for event in partials)
    assert {event.stable_length for event in partials} == {0}


@pytest.mark.parametrize("length", [1, 480, 1_931])
def test_any_chunks_give_the_same_commands(talker: Recognizer, length: int) -> None:
    heard = sound("set a timer for nine minutes please")[:60_000]
    chunks = cut(heard, [length] * (2_000 if length == 1 else len(heard) // length))
    assert hear(talker.stream(grammar=GRAMMAR), chunks) == hear(talker.stream(grammar=GRAMMAR), [heard])


def test_reset_equals_new(talker: Recognizer) -> None:
    stream = talker.stream(grammar=GRAMMAR)
    stream.accept(sound("kitchen"))
    stream.reset()
    assert stream.snapshot() == talker.stream(grammar=GRAMMAR).snapshot()


@pytest.mark.parametrize("at_s", [0.3, 1.3, 2.9])
def test_a_snapshot_goes_on_in_mid_word(talker: Recognizer, at_s: float) -> None:
    heard, at = sound("living room light off"), round(at_s * 16_000)
    stream = talker.stream(grammar=GRAMMAR)
    stream.accept(heard[:at])
    resumed = talker.resume(stream.snapshot())
    assert hear(resumed, [heard[at:]]) == hear(stream, [heard[at:]])


def test_damaged_states_are_refused(talker: Recognizer) -> None:
    data = talker.stream(grammar=GRAMMAR).snapshot()
    with pytest.raises(StateError):
        talker.resume(data[:-1])


def test_what_cannot_be_spoken_is_named(talker: Recognizer) -> None:
    with pytest.raises(InputError, match="\u8a71"):
        talker.stream(grammar=["call \u8a71"])
