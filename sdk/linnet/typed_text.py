"""The text of a typing session: what is settled, and the word being typed. A value; edits return others."""

from __future__ import annotations

from dataclasses import dataclass, replace

from linnet.characters import LONGEST_CHARACTER, characters, continues, last_character
from linnet.suggestion import Commit
from linnet.word_characters import CLOSING, trailing_word

REMEMBERED_WORDS = 8
"""Finished words whose keystrokes are kept for undo and backspace; older ones are read from the text."""
SPACE = " "


@dataclass(frozen=True)
class Keystroke:
    """One character of the word being typed."""

    character: str
    tap: tuple[float, float] | None = None
    """Where it was tapped, in shares of the keyboard's width and height; None when that is not known."""


@dataclass(frozen=True)
class FinishedWord:
    """A word that was committed, and how it was typed."""

    start: int
    """Where it begins in the text."""
    keys: tuple[Keystroke, ...]
    commit: Commit
    chosen: bool
    """Whether somebody decided on it: by choosing it, or by taking a correction back."""

    @property
    def end(self) -> int:
        """Where the text goes on after it."""
        return self.start + len(self.commit.text)

    @property
    def typed(self) -> str:
        """What was typed."""
        return written(self.keys)

    @property
    def is_changed(self) -> bool:
        """Whether something else than what was typed stands in the text."""
        return self.commit.text != self.typed


@dataclass(frozen=True)
class TypedText:
    """Everything in the text field up to the cursor.

    ``typed`` always is the word that stands at the end of ``text``, so any two ways to the same text agree
    about where the word being typed begins.
    """

    settled: str = ""
    """The text before the word being typed."""
    keys: tuple[Keystroke, ...] = ()
    """The word being typed."""
    past: tuple[FinishedWord, ...] = ()
    """The last words committed here, oldest first."""
    spaced: bool = False
    """Whether ``settled`` ends in a space that nobody typed: it gives way to a full stop."""
    known: str = ""
    """The word being typed as it stood here before: a word opened again is no news about its writer."""

    @classmethod
    def of(cls, context: str) -> TypedText:
        """Text that was there before; a word at its very end is the word being typed."""
        return _opened(context, ())

    @property
    def typed(self) -> str:
        """The word being typed, as typed."""
        return written(self.keys)

    @property
    def text(self) -> str:
        """All of it."""
        return self.settled + self.typed

    def continues(self, point: str) -> bool:
        """Tell whether a code point typed now becomes a part of the last character, as an accent does."""
        end = self.keys[-1].character if self.keys else self.settled[-LONGEST_CHARACTER:]
        return continues(end, point)

    def press(self, key: Keystroke) -> TypedText:
        """Add a character to the word being typed."""
        return replace(self, keys=(*self.keys, key), spaced=False)

    def extend(self, point: str) -> TypedText:
        """Add a code point, such as an accent, to the last character of the text."""
        if not self.keys:
            return replace(self, settled=self.settled + point, spaced=False)
        last = Keystroke(self.keys[-1].character + point)
        return replace(self, keys=(*self.keys[:-1], last))

    def mark(self, character: str) -> TypedText:
        """Add a character that is of no word, after a finished one.

        A space typed on an automatic one is that space, and a closing mark takes its place.
        """
        if self.spaced and character == SPACE:
            return replace(self, spaced=False)
        kept = self.settled[:-1] if self.spaced and character in CLOSING else self.settled
        return replace(self, settled=kept + character, spaced=False)

    def finish(self, text: str, *, chosen: bool) -> TypedText:
        """Commit the word being typed as ``text``; one that was chosen is followed by an automatic space."""
        commit = Commit(text, self.typed if self.typed not in ("", text) else None)
        word = FinishedWord(len(self.settled), self.keys, commit, chosen)
        settled = self.settled + text + (SPACE if chosen else "")
        return TypedText(settled, (), (*self.past, word)[-REMEMBERED_WORDS:], spaced=chosen)

    def before_space(self) -> FinishedWord | None:
        """The word before the one being typed, if a typed space, and nothing that was decided, is between."""
        last = self.past[-1] if self.past and self.keys and not self.spaced else None
        undecided = last is not None and last.keys and not last.chosen
        return last if last is not None and undecided and self.settled[last.end :] == SPACE else None

    def joined(self, first: FinishedWord) -> TypedText:
        """Make the word :meth:`before_space` a part of the one being typed, to be finished as one word."""
        keys = (*first.keys, Keystroke(SPACE), *self.keys)
        return TypedText(self.settled[: first.start], keys, self.past[:-1])

    def erase(self) -> TypedText:
        """Take away the last character; at the end of an earlier word, that word is being typed again.

        One that stands as it was typed comes back with its keystrokes; one that was changed, as if its
        characters had been typed.
        """
        if self.keys:
            return replace(self, keys=self.keys[:-1])
        shorter = self.settled[: len(self.settled) - len(last_character(self.settled))]
        return _opened(shorter, self.past)

    def last_change(self) -> FinishedWord | None:
        """The last word that :meth:`revert` can take back."""
        changed = [word for word in self.past if word.is_changed and (word.keys or self._ends_with(word))]
        return changed[-1] if changed else None

    def revert(self, word: FinishedWord) -> TypedText:
        """Put back what was typed for a word of ``past``.

        The text is then what the keys alone would have made of it. If nothing was typed since a choice, the
        automatic space goes too and the word is being typed again.
        """
        earlier = tuple(other for other in self.past if other.start < word.start)
        if self._ends_with(word):
            first, space, last = word.typed.rpartition(SPACE)
            keys = word.keys[len(word.keys) - len(characters(last)) :]
            return TypedText(self.settled[: word.start] + first + space, keys, earlier)
        shift = len(word.typed) - len(word.commit.text)
        later = tuple(replace(w, start=w.start + shift) for w in self.past if w.start > word.start)
        restored = FinishedWord(word.start, word.keys, Commit(word.typed), chosen=True)
        settled = self.settled[: word.start] + word.typed + self.settled[word.end :]
        return replace(self, settled=settled, past=(*earlier, restored, *later))

    def _ends_with(self, word: FinishedWord) -> bool:
        """Whether nothing but an automatic space follows a finished word."""
        return self.spaced and not self.keys and len(self.settled) == word.end + 1


def written(keys: tuple[Keystroke, ...]) -> str:
    """The characters of keystrokes."""
    return "".join(key.character for key in keys)


def _opened(text: str, past: tuple[FinishedWord, ...]) -> TypedText:
    """Text whose last word is being typed again."""
    word = trailing_word(text)
    start = len(text) - len(word)
    same = [w for w in past if w.start == start and w.commit.text == word == w.typed]
    keys = same[-1].keys if same else tuple(map(Keystroke, characters(word)))
    return TypedText(text[:start], keys, tuple(w for w in past if w.end <= start), known=word)
