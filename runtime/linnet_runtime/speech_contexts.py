"""The language model after the words of a hypothesis, each context computed once."""

from __future__ import annotations

from functools import lru_cache

from .language_model import Context, LanguageModel

KEPT_CONTEXTS = 512
"""With 16,384 pieces some 40 MB."""


class SpeechContexts:
    """Contexts by the words before. Which are kept changes only the cost of answers: searches share one."""

    def __init__(self, language: LanguageModel) -> None:
        self._language = language
        self.after = lru_cache(KEPT_CONTEXTS)(self._after)

    def _after(self, before: tuple[str, ...]) -> Context:
        """Return the context after some words, as `Lexicon.written` has them.

        One step at a time: from the int8 graph several at once would depend on each other.
        """
        if not before:
            return self._language.start()
        (context,) = self._language.read_each(self.after(before[:-1]), [before[-1]])
        return context
