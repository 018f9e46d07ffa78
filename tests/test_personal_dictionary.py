from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from linnet.personal_decay import HALF_LIFE_S
from linnet.personal_dictionary import PersonalDictionary
from linnet.personal_word import Evidence, PersonalWord
from linnet_runtime.errors import InputError, PersonalStoreError
from personal_trials import NOON_S, Clock, everything


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["in memory", "in a file"])
def personal(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> PersonalDictionary:
    return PersonalDictionary(None if request.param == "in memory" else tmp_path / "personal.db", clock)


def test_a_word_is_on_probation_until_it_was_typed_twice(personal: PersonalDictionary) -> None:
    assert personal.learn("McAllister")
    assert "mcallister" not in personal
    assert personal.unigram() == {}
    assert personal.find("MCALLISTER") == PersonalWord("McAllister", 1.0, established=False, added=False)
    assert personal.learn("McAllister")
    assert "McAllister" in personal
    assert personal.unigram() == {"mcallister": 2.0}
    assert personal.words() == (PersonalWord("McAllister", 2.0, established=True, added=False),)


def test_a_tapped_word_counts_double_and_an_autocorrected_one_not_at_all(
    personal: PersonalDictionary,
) -> None:
    assert personal.learn("Linnet", "the", Evidence.TAPPED)
    assert not personal.learn("finch", "the", Evidence.AUTOCORRECTED)
    assert personal.unigram() == personal.after("the") == {"linnet": 2.0}
    assert personal.find("finch") is None


def test_pairs_follow_the_word_before(personal: PersonalDictionary) -> None:
    for _ in range(2):
        personal.learn("Linnet", "Hello")
    personal.learn("linnet", "goodbye")
    assert personal.after("hello") == {"linnet": 2.0}
    assert personal.after("GOODBYE") == {"linnet": 1.0}
    assert personal.after("linnet") == {}


def test_a_pair_with_a_word_on_probation_is_not_suggested(personal: PersonalDictionary) -> None:
    personal.learn("linnet", "hello")
    assert personal.after("hello") == {}
    personal.learn("linnet")
    assert personal.after("hello") == {"linnet": 1.0}


def test_the_display_form_is_as_last_typed(personal: PersonalDictionary) -> None:
    personal.learn("o’hara")
    personal.learn("O'Hara")
    assert [word.display for word in personal.words()] == ["O'Hara"]


@pytest.mark.parametrize("word", ["hunter2", "123", "", "x" * 41, "two words", "🙂"])
def test_what_is_no_word_is_neither_learned_nor_paired(word: str, personal: PersonalDictionary) -> None:
    assert not personal.learn(word)
    assert personal.learn("linnet", previous=word)
    assert [found.written for found in personal.words()] == ["linnet"]
    assert '"pairs": []' in personal.export_json()


def test_weights_halve_in_sixty_days_but_words_stay_established(
    personal: PersonalDictionary, clock: Clock
) -> None:
    personal.learn("linnet", "hello", Evidence.TAPPED)
    clock.now_s += HALF_LIFE_S
    assert personal.unigram()["linnet"] == pytest.approx(1.0, rel=1e-3)
    assert personal.after("hello")["linnet"] == pytest.approx(1.0, rel=1e-3)
    personal.learn("linnet", "hello")
    assert personal.find("linnet") == PersonalWord("linnet", 2.0, established=True, added=False)
    clock.now_s += 100 * HALF_LIFE_S
    assert "linnet" in personal


def test_a_clock_that_was_wrong_does_no_lasting_harm(personal: PersonalDictionary, clock: Clock) -> None:
    clock.now_s += 1_000 * HALF_LIFE_S
    personal.learn("linnet", evidence=Evidence.TAPPED)
    clock.now_s = NOON_S
    personal.learn("linnet")
    assert personal.unigram() == {"linnet": 3.0}


def test_a_word_added_by_hand_is_established_at_once_and_never_fades(
    personal: PersonalDictionary, clock: Clock
) -> None:
    personal.add("Linnet")
    personal.add("Linnet")
    assert personal.words() == (PersonalWord("Linnet", 2.0, established=True, added=True),)
    clock.now_s += 100 * HALF_LIFE_S
    assert personal.unigram() == {"linnet": 1.0}


def test_what_is_no_word_is_not_added(personal: PersonalDictionary) -> None:
    with pytest.raises(InputError, match="letters"):
        personal.add("two words")
    assert personal.words() == ()


def test_a_blocked_word_is_not_suggested_but_still_known(personal: PersonalDictionary) -> None:
    personal.learn("Linnet", "hello", Evidence.TAPPED)
    personal.block("LINNET")
    assert personal.blocked() == {"linnet"}
    assert personal.unigram() == personal.after("hello") == {}
    assert "linnet" in personal
    personal.unblock("linnet")
    assert personal.unigram() == personal.after("hello") == {"linnet": 2.0}


def test_a_refused_correction_is_remembered(personal: PersonalDictionary) -> None:
    assert personal.keep("Teh", "the")
    assert personal.keep("thecat", "the  cat")
    assert personal.kept("teh") == {"the"}
    assert personal.kept("THECAT") == {"the cat"}
    assert personal.kept("the") == personal.kept("x" * 10_000) == frozenset()
    assert not personal.keep("", "the")
    assert not personal.keep("x" * 81, "the")


@pytest.mark.parametrize("text", ["", "\0", "\ud800", "🙂", "مرحبا بالعالم", "x" * 10_000, "a\nb", "%_'\""])
def test_any_text_may_be_asked_for(text: str, personal: PersonalDictionary) -> None:
    personal.add("linnet")
    before = everything(personal)
    assert text not in personal
    assert personal.find(text) is None
    assert personal.after(text) == {}
    assert personal.kept(text) == frozenset()
    assert not personal.forget(text)
    personal.unblock(text)
    assert not personal.learn("finch", text, Evidence.AUTOCORRECTED)
    assert everything(personal) == before


def test_the_revision_grows_with_each_change(personal: PersonalDictionary, clock: Clock) -> None:
    changes: list[Callable[[], object]] = [
        lambda: personal.learn("linnet"),
        lambda: personal.add("finch"),
        lambda: personal.block("wren"),
        lambda: personal.unblock("wren"),
        lambda: personal.keep("teh", "the"),
        lambda: personal.forget("finch"),
        lambda: personal.import_json(PersonalDictionary(None, clock).export_json()),
        personal.forget_all,
    ]
    for change in changes:
        before = personal.revision
        assert personal.revision == before
        change()
        assert personal.revision > before


def test_the_vocabulary_revision_grows_only_with_what_may_be_suggested(
    personal: PersonalDictionary, clock: Clock
) -> None:
    def grows(change: Callable[[], object]) -> bool:
        before = personal.vocabulary_revision
        change()
        return personal.vocabulary_revision > before

    assert not grows(lambda: personal.learn("linnet"))
    assert grows(lambda: personal.learn("linnet"))
    assert not grows(lambda: personal.learn("linnet", "hello"))
    assert grows(lambda: personal.learn("Linnet"))
    assert grows(lambda: personal.block("wren"))
    assert not grows(lambda: personal.keep("teh", "the"))
    clock.now_s += HALF_LIFE_S
    assert not grows(lambda: personal.revision)
    assert grows(personal.forget_all)


def test_what_was_given_out_does_not_change_any_more(personal: PersonalDictionary) -> None:
    personal.learn("linnet", "hello", Evidence.TAPPED)
    weights, after = personal.unigram(), personal.after("hello")
    personal.learn("linnet", "hello")
    personal.forget("linnet")
    assert weights == after == {"linnet": 2.0}
    with pytest.raises(TypeError):
        weights["linnet"] = 3.0  # type: ignore[index]


def test_a_dictionary_touches_no_file_until_it_is_used(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "personal.db"
    with PersonalDictionary(path) as personal:
        assert list(tmp_path.iterdir()) == []
        assert personal.words() == ()
        assert path.stat().st_mode & 0o077 == 0  # for nobody else to read
    assert [file.name for file in path.parent.iterdir()] == ["personal.db"]


def test_a_file_remembers_and_memory_does_not(tmp_path: Path) -> None:
    for path, expected in ((tmp_path / "personal.db", {"linnet": 2.0}), (None, {})):
        with PersonalDictionary(path, Clock()) as personal:
            personal.add("linnet")
        assert personal.unigram() == expected


def test_the_least_valuable_words_are_dropped(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> None:
    from dataclasses import replace

    from linnet import personal_dictionary, personal_tables

    small = tuple(replace(rule, limit=10) for rule in personal_tables._PRUNING)
    monkeypatch.setattr(personal_tables, "_PRUNING", small)
    monkeypatch.setattr(personal_dictionary, "_LEARNED_BETWEEN_PRUNINGS", 5)
    personal = PersonalDictionary(None, clock)
    personal.add("added")
    letters = [first + second for first in "abcdefgh" for second in "aeiou"]
    for letter in letters:
        clock.now_s += 86_400
        personal.learn(letter, "after", Evidence.TAPPED)
        personal.learn("linnet")
        personal.learn("once" + letter, letter)
    known = {word.written for word in personal.words()}
    assert {"added", "linnet", letters[-1]} <= known
    assert letters[0] not in known
    assert "once" + letters[0] not in known
    assert len(known) <= 10 + 5 + 1
    assert set(personal.after("after")) <= known


def milliseconds(work: Callable[[], object], times: int) -> float:
    """Median processor time of some work: other programs on the machine do not count."""
    taken = []
    for _ in range(times):
        begin = time.process_time()
        work()
        taken.append(1_000 * (time.process_time() - begin))
    return statistics.median(taken)


def test_it_is_quick_with_five_thousand_words(tmp_path: Path) -> None:
    path = tmp_path / "personal.db"
    words = [
        f"{a}{b}{c}{d}" for a in "bcdfgklmnp" for b in "aeiou" for c in "bcdfgklmnp" for d in "aeioubcdfg"
    ]
    with PersonalDictionary(path) as personal:
        entries = ",".join(
            f'{{"display": "{w}", "weight": 2.0, "seen_s": 1e9, "seen": 2, "added": false}}' for w in words
        )
        personal.import_json(f'{{"format": 1, "words": [{entries}], "pairs": [], "blocked": [], "kept": []}}')
        following = iter(words * 2)
        assert milliseconds(lambda: personal.learn(next(following), "hello"), 500) < 1.0
        assert len(personal.after("hello")) == 500
        assert milliseconds(lambda: personal.after("hello"), 500) < 0.1
        assert milliseconds(lambda: personal.revision, 500) < 0.1

    def reopen() -> None:
        with PersonalDictionary(path) as opened:
            assert len(opened.unigram()) == 5_000

    assert milliseconds(reopen, 5) < 50


def test_a_use_after_an_error_goes_on(tmp_path: Path) -> None:
    (tmp_path / "personal.db").mkdir()
    personal = PersonalDictionary(tmp_path / "personal.db")
    with pytest.raises(PersonalStoreError, match="cannot be opened"):
        personal.learn("linnet")
    (tmp_path / "personal.db").rmdir()
    assert personal.learn("linnet")


def test_a_text_is_learned_word_by_word(personal: PersonalDictionary) -> None:
    assert personal.learn_text("Call Zofia Wrzesniak, at 9: zofia.w@example.org!") == 8
    assert personal.find("Wrzesniak") is not None
    assert "wrzesniak" in personal.after("Zofia")
    assert "at" not in personal.after("Wrzesniak")  # not after a comma
    assert personal.learn_text("") == personal.learn_text("12 :-)") == 0
