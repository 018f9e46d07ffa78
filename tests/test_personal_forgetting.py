from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linnet.personal_dictionary import PersonalDictionary
from linnet.personal_word import Evidence
from personal_trials import WORDS, Clock, everything, files_hold


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["in memory", "in a file"])
def personal(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> PersonalDictionary:
    return PersonalDictionary(None if request.param == "in memory" else tmp_path / "personal.db", clock)


MARKS = st.sampled_from((*WORDS, None))
STEPS = st.tuples(st.sampled_from(WORDS), MARKS, st.sampled_from(Evidence), st.floats(0, 1e7))


def type_words(
    personal: PersonalDictionary,
    clock: Clock,
    steps: Iterable[tuple[str, str | None, Evidence, float]],
    never: frozenset[str] = frozenset(),
) -> None:
    """Learn word after word, without those in `never`."""
    for word, previous, evidence, pause_s in steps:
        clock.now_s += pause_s
        if word not in never:
            personal.learn(word, None if previous in never else previous, evidence)


@settings(max_examples=60, deadline=None)
@given(st.lists(STEPS, max_size=25), st.frozensets(st.sampled_from(WORDS)))
def test_forgotten_is_never_learned(
    steps: list[tuple[str, str | None, Evidence, float]], forgotten: frozenset[str]
) -> None:
    one_clock, other_clock = Clock(), Clock()
    one, other = PersonalDictionary(None, one_clock), PersonalDictionary(None, other_clock)
    type_words(one, one_clock, steps)
    for word in forgotten:
        one.forget(word.upper())
    type_words(other, other_clock, steps, never=forgotten)
    assert everything(one) == everything(other)


def test_forgetting_takes_the_block_the_pairs_and_the_refusals_along(personal: PersonalDictionary) -> None:
    personal.learn("hello", evidence=Evidence.TAPPED)
    before = everything(personal)
    personal.add("Linnet")
    personal.learn("linnet", "hello")
    personal.block("linnet")
    personal.keep("linet", "linnet")
    personal.keep("linnethello", "linnet hello")
    assert personal.forget("LINNET")
    assert everything(personal) == before
    assert not personal.forget("linnet")


def test_forgetting_all_leaves_nothing(personal: PersonalDictionary, clock: Clock) -> None:
    for word in WORDS:
        personal.learn(word, "hello", Evidence.TAPPED)
    personal.block("wren")
    personal.keep("teh", "the")
    personal.forget_all()
    assert everything(personal) == everything(PersonalDictionary(None, clock))


@pytest.mark.parametrize("everything_else", [0, 400])
def test_a_forgotten_word_is_gone_from_the_bytes_of_all_files(everything_else: int, tmp_path: Path) -> None:
    personal = PersonalDictionary(tmp_path / "personal.db")
    for number in range(everything_else):
        filler = "filler" + "".join(chr(ord("a") + int(digit)) for digit in str(number))
        personal.learn(filler, "zyzzyvax" if number % 3 else None, Evidence.TAPPED)
        personal.learn("Zyzzyvax", filler)
    personal.learn("Zyzzyvax", "the", Evidence.TAPPED)
    personal.keep("zyzzyvx", "zyzzyvax")
    personal.block("zyzzyvax")
    assert files_hold(tmp_path, "zyzzyvax")
    personal.forget("zyzzyvax")
    assert files_hold(tmp_path, "zyzzyv") == []
    assert len(personal.words()) == everything_else
    personal.learn("finch", "the")  # the file goes on
    personal.close()
    assert files_hold(tmp_path, "zyzzyv") == []


def test_forgetting_all_empties_the_bytes(tmp_path: Path) -> None:
    with PersonalDictionary(tmp_path / "personal.db") as personal:
        personal.learn("Zyzzyvax", "qwertyish", Evidence.TAPPED)
        personal.forget_all()
        assert files_hold(tmp_path, "zyzzyvax") == files_hold(tmp_path, "qwertyish") == []


def test_a_display_form_that_was_replaced_is_gone_after_forgetting_too(tmp_path: Path) -> None:
    with PersonalDictionary(tmp_path / "personal.db") as personal:
        personal.learn("zyzzyVAX")
        personal.learn("Zyzzyvax")
        personal.forget("zyzzyvax")
        assert files_hold(tmp_path, "zyzzyvax") == []
