from __future__ import annotations

import math
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from linnet import (
    Commit,
    InputError,
    Keyboard,
    PersonalStoreError,
    StateError,
    Suggestion,
    SuggestionKind,
    TypingSession,
)


@pytest.fixture(scope="module")
def keyboard(language_bundle: Path) -> Keyboard:
    """Nobody's: no test that uses it learns."""
    return Keyboard.load(language_bundle)


@pytest.fixture
def session(keyboard: Keyboard) -> TypingSession:
    return keyboard.session(learn=False)


def own_keyboard(language_bundle: Path, path: Path | None = None) -> Keyboard:
    return Keyboard.load(language_bundle, path)


def texts(session: TypingSession, k: int = 3) -> list[str]:
    return [one.text for one in session.suggestions(k)]


def tap_word(session: TypingSession, keyboard: Keyboard, word: str, across: float = 0.0) -> None:
    for character in word:
        key = keyboard.layout.keys[character]
        session.tap(key.x + across, key.y)


def test_next_words_are_suggested_before_a_word_is_begun(session: TypingSession) -> None:
    session.type("see you ")
    assert session.suggestions()[0].text == "tomorrow"
    assert {one.kind for one in session.suggestions()} == {SuggestionKind.NEXT_WORD}


def test_the_first_suggestion_is_what_a_space_commits(session: TypingSession) -> None:
    for typed in ("see", "yuo", "tomorow", "xyz@", "WE", "ti"):
        session.type(typed)
        first = session.suggestions(1)[0].text
        assert typed in texts(session, 2)
        assert session.type(" ")[0].text == first


def test_a_space_corrects(session: TypingSession) -> None:
    commits = session.type("see yuo tomorow ")
    assert commits == (Commit("See", "see"), Commit("you", "yuo"), Commit("tomorrow", "tomorow"))
    assert session.text == "See you tomorrow "


@pytest.mark.parametrize("mark", [*" .,!?;)\n\t", "👍", "…", "-"])
def test_every_mark_that_ends_a_word_corrects_it(session: TypingSession, mark: str) -> None:
    assert session.type(f"I liek{mark}")[-1] == Commit("like", "liek")
    assert session.text == f"I like{mark}"


@pytest.mark.parametrize(
    "text", ["see me@home.tomorow ", "#tomorow ", "TOMOROW ", "`tomorow` ", "b2b ", "/tomorow "]
)
def test_what_is_left_alone_stays(session: TypingSession, text: str) -> None:
    session.type("we see " + text)
    assert session.text.endswith(text)


def test_a_word_in_the_context_is_being_typed(keyboard: Keyboard) -> None:
    session = keyboard.session(learn=False, context="see you tom")
    assert session.text == "see you tom"
    assert "tomorrow" in texts(session)
    session.commit("tomorrow")
    assert session.text == "see you tomorrow "


def test_a_suggestion_is_committed_by_itself_by_index_or_by_text(keyboard: Keyboard) -> None:
    context = "see you tom"
    index = texts(keyboard.session(learn=False, context=context)).index("tomorrow")
    offered = keyboard.session(learn=False, context=context).suggestions()[index]
    for choice in (offered, index, offered.text):
        session = keyboard.session(learn=False, context=context)
        assert session.commit(choice) == Commit("tomorrow", "tom")
        assert session.text == "see you tomorrow "


def test_a_next_word_is_committed(session: TypingSession) -> None:
    session.type("see you ")
    assert session.commit(0) == Commit("tomorrow")
    session.type("!")
    assert session.text == "See you tomorrow!"


def test_a_commit_without_a_choice_does_what_a_space_does(keyboard: Keyboard) -> None:
    one, other = keyboard.session(False, "I "), keyboard.session(False, "I ")
    one.type("liek")
    other.type("liek")
    assert (one.commit(),) == other.type(" ")
    assert one.text == other.text == "I like "


def test_a_commit_needs_something_to_commit(session: TypingSession) -> None:
    with pytest.raises(StateError, match="choice"):
        session.commit()
    for choice in (99, -1, "", "  ", True, 1.5, "\ud800"):
        with pytest.raises(InputError):
            session.commit(choice)  # type: ignore[arg-type]
    assert session.text == ""


def test_taps_are_read_where_they_fell(keyboard: Keyboard) -> None:
    session = keyboard.session(False, "see you ")
    tap_word(session, keyboard, "tomorrow", across=0.045)
    assert session.text == "see you tomorrow"
    key = keyboard.layout.keys["y"]
    session = keyboard.session(False, "see ")
    session.tap(key.x - 0.049, key.y)
    assert session.text == "see y"
    assert any(text.startswith("t") for text in texts(session, 16))


def test_a_tap_on_the_space_bar_commits(keyboard: Keyboard) -> None:
    session = keyboard.session(False, "I ")
    tap_word(session, keyboard, "liek")
    bar = keyboard.layout.keys[" "]
    assert session.tap(bar.x, bar.y) == (Commit("like", "liek"),)


def test_a_space_that_slipped_into_a_word_is_taken_out(session: TypingSession) -> None:
    session.type("see the hous")
    assert session.type(" e ")[-1] == Commit("house", "hous e")
    assert session.text == "See the house "
    session.undo()
    assert session.text == "See the hous e "


def test_a_chosen_word_is_not_joined_with_the_next(session: TypingSession) -> None:
    session.type("see the hous")
    session.commit("hous")
    session.type("e ")
    assert session.text.startswith("See the hous ")


def test_backspace_takes_the_last_character_and_brings_back_the_suggestions(session: TypingSession) -> None:
    seen = [(session.text, session.suggestions())]
    for character in "We see tea, the house":
        session.type(character)
        seen.append((session.text, session.suggestions()))
    for text, suggestions in reversed(seen[:-1]):
        session.backspace()
        assert session.text == text
        assert session.suggestions() == suggestions
    session.backspace()
    assert session.text == ""


def test_backspace_brings_back_tapped_words_with_their_taps(keyboard: Keyboard) -> None:
    session = keyboard.session(False, "see the ")
    tap_word(session, keyboard, "day", across=0.045)
    before = session.suggestions(16)
    session.type(" ")
    assert session.text == "see the day "
    session.backspace()
    assert session.suggestions(16) == before
    untapped = keyboard.session(False, "see the day")
    assert untapped.suggestions(16) != before


def test_backspace_into_a_correction_edits_what_stands_there(session: TypingSession) -> None:
    session.type("I liek ")
    session.backspace()
    assert session.text == "I like"
    session.backspace()
    assert session.text == "I lik"
    assert session.type(" ") == (Commit("like", "lik"),)


@pytest.mark.parametrize("character", ["👨‍👩‍👧", "👍🏽", "🇩🇪", "é", "e\u0301", "ש", "\r\n"])
def test_backspace_takes_a_whole_character(session: TypingSession, character: str) -> None:
    session.type(f"a {character}")
    session.backspace()
    assert session.text == "A "


def test_undo_puts_back_what_was_typed_and_never_corrects_it_again(session: TypingSession) -> None:
    session.type("I liek ")
    assert session.undo() == Commit("like", "liek")
    assert session.text == "I liek "
    assert session.undo() is None
    session.type("I liek ")
    assert session.text == "I liek I liek "
    session.type("liek")
    assert session.suggestions()[0].kind is SuggestionKind.LITERAL
    assert "like" in texts(session, 16)


def test_undo_reaches_back_over_what_was_typed_since(session: TypingSession) -> None:
    session.type("I liek tea, good coffe")
    assert session.text == "I like tea, good coffe"
    assert session.undo() == Commit("like", "liek")
    assert session.text == "I liek tea, good coffe"


def test_undo_of_a_choice_brings_back_the_word_being_typed(session: TypingSession) -> None:
    session.type("see you tom")
    before = session.suggestions()
    session.commit("tomorrow")
    session.undo()
    assert session.text == "See you tom"
    assert session.suggestions() == before


def test_undo_of_a_capital_keeps_the_small_letter(session: TypingSession) -> None:
    session.type("see ")
    assert session.text == "See "
    session.undo()
    session.backspace()
    session.type(" you. see ")
    assert session.text == "see you. see "


def test_a_reset_session_equals_a_new_one(keyboard: Keyboard) -> None:
    session, new = keyboard.session(False, "see you "), keyboard.session(False, "see you ")
    session.type("I liek ")
    session.undo()
    session.reset()
    assert session.snapshot() == new.snapshot()
    assert session.suggestions() == new.suggestions()
    session.type("I liek ")
    assert session.text == "see you I like "


def test_a_resumed_session_goes_on_as_if_nothing_had_happened(
    keyboard: Keyboard, language_bundle: Path
) -> None:
    session = keyboard.session(False, "good ")
    tap_word(session, keyboard, "morning", across=0.03)
    session.type(" I liek ")
    session.undo()
    tap_word(session, keyboard, "tomoro", across=-0.03)
    resumed = Keyboard.load(language_bundle).resume(session.snapshot())
    for step in ("", "w", " ", "liek "):
        session.type(step)
        resumed.type(step)
        assert resumed.text == session.text
        assert resumed.suggestions(16) == session.suggestions(16)
    for _ in range(12):
        session.backspace()
        resumed.backspace()
        assert resumed.suggestions(16) == session.suggestions(16)
    resumed.reset()
    assert resumed.text == "good "


def test_a_snapshot_keeps_the_decision_to_learn(keyboard: Keyboard) -> None:
    assert keyboard.resume(keyboard.session(learn=True).snapshot()).learns
    assert not keyboard.resume(keyboard.session(learn=False).snapshot()).learns


def test_damaged_snapshots_are_refused(keyboard: Keyboard) -> None:
    data = keyboard.session(False, "see you ").snapshot()
    for damaged in (b"", data[:-1], data + b"x", b"\0" * len(data), data[:40] + b"\xff" + data[41:]):
        with pytest.raises(StateError):
            keyboard.resume(damaged)


@pytest.mark.parametrize(
    "text", ["👨‍👩‍👧 ", "שלום עולם ", "مرحبا", "x" * 10_000, "\0\x1b[0m", "ﬁ ǆ ", "\u200f", "e\u0301" * 50]
)
def test_no_text_is_too_strange(session: TypingSession, text: str) -> None:
    session.type("see ")
    session.type(text)
    session.suggestions()
    assert session.text == "See " + text
    for _ in range(3):
        session.backspace()
        session.suggestions()


def test_a_context_of_100_000_characters(keyboard: Keyboard) -> None:
    context = "see you tomorrow morning. " * 4_000
    session = keyboard.session(False, context)
    session.type("see yuo ")
    assert session.text == context + "See you "
    assert session.suggestions() == keyboard.next_words(context + "See you ")


@pytest.mark.parametrize("text", [None, 3, b"a", "a\ud800"])
def test_what_is_no_text_changes_nothing(session: TypingSession, text: object) -> None:
    session.type("see y")
    before = session.snapshot()
    with pytest.raises(InputError):
        session.type(text)  # type: ignore[arg-type]
    assert session.snapshot() == before


@pytest.mark.parametrize(
    "tap",
    [(math.nan, 0.1), (0.1, math.inf), (-0.2, 0.5), (0.5, 1.5), (None, 0.1), ("0.1", 0.1), (1e300, 0.1)],
)
def test_a_tap_that_is_none_changes_nothing(session: TypingSession, tap: tuple[object, object]) -> None:
    session.type("see y")
    before = session.snapshot()
    with pytest.raises(InputError):
        session.tap(*tap)  # type: ignore[arg-type]
    assert session.snapshot() == before


def test_only_the_last_words_are_kept(keyboard: Keyboard) -> None:
    session = keyboard.session(False)
    session.type("we like tea " * 100)
    assert len(session.snapshot()) < 3 * len(session.text) + 2_000


class TestLearning:
    def test_a_word_typed_twice_is_suggested_and_protected(self, language_bundle: Path) -> None:
        session = own_keyboard(language_bundle).session(learn=True, context="see ")
        for _ in range(2):
            session.type("zorblax")
            session.commit("zorblax") if session.suggestions()[0].text != "zorblax" else session.type(" ")
        session.type("zorb")
        assert "zorblax" in texts(session)
        session.type("lxa ")
        assert session.text.endswith("zorblax ")

    def test_it_is_a_next_word_where_it_was_typed(self, language_bundle: Path) -> None:
        keyboard = own_keyboard(language_bundle)
        session = keyboard.session(learn=True)
        for _ in range(4):
            session.type("my friend ")
            session.commit("Zorblax")
            session.type("\n")
        assert keyboard.next_words("my friend ", 1)[0].text == "Zorblax"
        assert "Zorblax" not in [one.text for one in keyboard.next_words("see you ", 3)]

    def test_a_capital_at_the_beginning_of_a_sentence_is_not_learned(self, language_bundle: Path) -> None:
        keyboard = own_keyboard(language_bundle)
        session = keyboard.session(learn=True)
        session.commit("Zorblax")
        assert [word.display for word in keyboard.personal.words()] == ["zorblax"]

    def test_a_name_keeps_its_capital_at_the_beginning_of_a_sentence(self, language_bundle: Path) -> None:
        keyboard = own_keyboard(language_bundle)
        session = keyboard.session(learn=True)
        session.type("see ")
        session.commit("Zorblax")
        session.type("\n")
        session.commit("Zorblax")
        assert "Zorblax" in [word.display for word in keyboard.personal.words()]

    def test_nothing_is_learned_from_corrections_or_words_left_alone(self, language_bundle: Path) -> None:
        keyboard = own_keyboard(language_bundle)
        session = keyboard.session(learn=True, context="zorblax")
        session.type(" see hunter2 me@zorb.example `zorblax` https://zorb.example/plax tomorow ")
        known = {word.written for word in keyboard.personal.words()}
        assert known == {"see"}

    def test_a_word_opened_again_counts_once(self, language_bundle: Path) -> None:
        keyboard = own_keyboard(language_bundle)
        session = keyboard.session(learn=True, context="we ")
        session.type("like ")
        session.backspace()
        session.type(" ")
        assert keyboard.personal.unigram() == {}

    def test_an_undone_correction_is_never_made_again(self, language_bundle: Path, tmp_path: Path) -> None:
        keyboard = own_keyboard(language_bundle, tmp_path / "words.db")
        session = keyboard.session(learn=True, context="I ")
        session.type("liek ")
        session.undo()
        keyboard.personal.close()
        later = own_keyboard(language_bundle, tmp_path / "words.db").session(learn=False, context="I ")
        later.type("liek ")
        assert later.text == "I liek "

    def test_an_undone_correction_teaches_the_word_and_an_undone_choice_nothing(
        self, language_bundle: Path
    ) -> None:
        keyboard = own_keyboard(language_bundle)
        session = keyboard.session(learn=True, context="I ")
        session.type("liek ")
        session.undo()
        session.type("tom")
        session.commit("tomorrow")
        session.undo()
        assert keyboard.personal.unigram().keys() == {"liek", "tomorrow"}

    def test_a_word_too_odd_to_remember_is_taken_back_all_the_same(self, language_bundle: Path) -> None:
        session = own_keyboard(language_bundle).session(learn=True, context="I ")
        for typed in ("x" * 200, "a\u200d"):
            session.type(typed)
            session.commit("tea")
            session.undo()
            assert session.text == "I " + typed
            session.type("\n")
            session.reset()

    def test_a_session_that_does_not_learn_writes_nothing(
        self, language_bundle: Path, tmp_path: Path
    ) -> None:
        path = tmp_path / "words.db"
        keyboard = own_keyboard(language_bundle, path)
        keyboard.personal.add("zorblax")
        keyboard.personal.close()
        before = path.read_bytes()
        keyboard = own_keyboard(language_bundle, path)
        session = keyboard.session(learn=False)
        session.type("see zorblax. I liek ")
        session.undo()
        session.commit("Zorblax")
        assert keyboard.personal.words() == (keyboard.personal.find("zorblax"),)
        keyboard.personal.close()
        assert path.read_bytes() == before

    def test_what_is_forgotten_is_as_if_never_learned(self, language_bundle: Path) -> None:
        keyboard, fresh = own_keyboard(language_bundle), own_keyboard(language_bundle)
        session = keyboard.session(learn=True, context="see ")
        session.commit("zorblax")
        assert keyboard.complete("see ", "zorb", 1)[0].text == "zorblax"
        keyboard.personal.forget("zorblax")
        for ask in (
            lambda one: one.next_words("see ", 16),
            lambda one: one.complete("see ", "zorb", 16),
            lambda one: one.correct("see ", "zorblax", None, 16),
        ):
            assert ask(keyboard) == ask(fresh)

    def test_blocked_words_are_never_suggested(self, language_bundle: Path) -> None:
        keyboard = own_keyboard(language_bundle)
        keyboard.personal.block("tomorrow")
        assert "tomorrow" not in [one.text for one in keyboard.next_words("see you ", 16)]
        assert "tomorrow" not in [one.text for one in keyboard.complete("see you ", "tom", 16)]
        assert keyboard.correct("see you ", "tomorow")[0].text == "tomorow"

    def test_two_sessions_learn_at_once(self, language_bundle: Path, tmp_path: Path) -> None:
        path = tmp_path / "words.db"
        one, other = (own_keyboard(language_bundle, path) for _ in range(2))
        first, second = one.session(learn=True, context="see "), other.session(learn=True, context="see ")
        for _ in range(3):
            first.commit("zorblax")
            second.commit("quuxly")
        assert first.personal_error is second.personal_error is None
        assert {"zorblax", "quuxly"} <= one.personal.unigram().keys() & other.personal.unigram().keys()
        first.type("quu")
        assert "quuxly" in texts(first)

    def test_sessions_in_two_threads_share_a_keyboard(self, language_bundle: Path, tmp_path: Path) -> None:
        keyboard = own_keyboard(language_bundle, tmp_path / "words.db")

        def type_messages(word: str) -> TypingSession:
            session = keyboard.session(learn=True, context="see ")
            for _ in range(5):
                session.type("see yuo ")
                session.commit(word)
                session.suggestions()
            return session

        with ThreadPoolExecutor(2) as pool:
            sessions = list(pool.map(type_messages, ("zorblax", "quuxly")))
        for session, word in zip(sessions, ("zorblax", "quuxly"), strict=True):
            assert session.text == "see " + f"see you {word} " * 5
            assert session.personal_error is None
            assert keyboard.personal.unigram()[word] == pytest.approx(10, rel=1e-3)


class TestBrokenStores:
    def test_a_damaged_dictionary_is_kept_aside(self, language_bundle: Path, tmp_path: Path) -> None:
        path = tmp_path / "words.db"
        path.write_bytes(b"this is no database" * 1_000)
        keyboard = own_keyboard(language_bundle, path)
        session = keyboard.session(learn=True)
        with pytest.warns(match="damaged"):
            session.type("see you ")
        assert session.text == "See you "
        assert keyboard.personal.recovered_from is not None
        assert keyboard.personal.recovered_from.read_bytes().startswith(b"this is no database")

    def test_a_dictionary_that_cannot_be_opened_costs_no_text(
        self, language_bundle: Path, tmp_path: Path
    ) -> None:
        (tmp_path / "file").write_text("not a folder")
        session = own_keyboard(language_bundle, tmp_path / "file" / "words.db").session(learn=True)
        session.type("see you tomorow ")
        assert session.text == "See you tomorrow "
        assert session.suggestions()
        assert isinstance(session.personal_error, PersonalStoreError)
        session.reset()
        assert session.personal_error is None

    def test_a_read_only_file_is_read(self, language_bundle: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A superuser may write anywhere, so the refusal is SQLite's own."""
        keyboard = own_keyboard(language_bundle)
        keyboard.personal.add("zorblax")

        def refuse(*_: object, **__: object) -> None:
            raise PersonalStoreError("it cannot be written to") from sqlite3.OperationalError("readonly")

        monkeypatch.setattr(keyboard.personal, "learn", refuse)
        monkeypatch.setattr(keyboard.personal, "keep", refuse)
        session = keyboard.session(learn=True, context="see ")
        session.type("zorblax tomorow ")
        session.undo()
        assert session.text == "see zorblax tomorow "
        assert "cannot be written" in str(session.personal_error)
        session.type("zorb")
        assert "zorblax" in texts(session)


def test_suggestions_are_values(session: TypingSession) -> None:
    session.type("see")
    first = session.suggestions()
    assert first == session.suggestions()
    assert isinstance(first[0], Suggestion)
    assert first[0].kind == "correction"
