"""One text that is formatted while it is dictated."""

from __future__ import annotations

from linnet.formatted import FormattedWord
from linnet.word_formatting import FormatState, WordFormatting
from linnet_runtime.errors import InputError, StateError
from linnet_runtime.written_form import bare


class FormattingSession:
    """Words in, formatted words out, a few words later. :meth:`linnet.Formatter.session` makes one.

    Guarantees:

    - a word that came out never changes; no word more than ``formatter.lookahead_words`` later counts for it;
    - one comes out for each that went in, in order, and all together are what ``formatter.format`` gives;
    - a session after ``reset`` equals a new one; one resumed from ``snapshot`` continues as if nothing had
      happened.

    >>> session = formatter.session()
    >>> for word in "hi anna can you meet me in berlin".split():
    ...     print(*session.accept(word), end=" ")
    >>> print(*session.finish())
    """

    def __init__(self, words: WordFormatting, state: FormatState | None = None) -> None:
        self._words = words
        self._state = words.initial() if state is None else state
        self._finished = False

    def accept(self, word: str) -> list[FormattedWord]:
        """Read one word; returns the words that it decides: one, or none at the beginning.

        Marks at its ends are taken off and capitals it has are kept, see :meth:`linnet.Formatter.format`.

        Raises:
            InputError: it is no text, or empty, or holds spaces only. The session is as it was before.
            StateError: the session is finished.
        """
        self._refuse_finished()
        if not isinstance(word, str) or not word.strip():
            raise InputError(f"expected a word, got {word!r:.60}")
        found, self._state = self._words.step(bare(word) or word.strip(), self._state)
        return found

    def finish(self) -> list[FormattedWord]:
        """End the text and return the words that are left; the last one ends a sentence.

        Raises:
            StateError: the session is finished already.
        """
        self._refuse_finished()
        self._finished = True
        return self._words.finish(self._state)

    def reset(self) -> None:
        """Begin a new text, as a new session would."""
        self._state, self._finished = self._words.initial(), False

    def snapshot(self) -> bytes:
        """The session as bytes for :meth:`linnet.Formatter.resume`; the session itself goes on unchanged.

        They hold the last words: keep them as private as these.

        Raises:
            StateError: the session is finished, there is nothing to continue.
        """
        self._refuse_finished()
        return self._words.to_bytes(self._state)

    def _refuse_finished(self) -> None:
        """Raise StateError after the end."""
        if self._finished:
            raise StateError("expected a session that goes on, this one is finished; call reset()")
