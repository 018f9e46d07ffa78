"""The language model after the words of a hypothesis, each context computed once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence

from .language_model import Context, LanguageModel

KEPT_CONTEXTS = 512
"""With 16,384 pieces some 40 MB."""
_Before = tuple[str, ...]
"""Words, as `Lexicon.written` has them."""


class SpeechContexts:
    """Contexts by the words before. Which are kept changes only the cost of answers: searches share one."""

    def __init__(self, language: LanguageModel) -> None:
        self._language = language
        self._kept: OrderedDict[_Before, Context] = (
            OrderedDict()
        )  # the one that was asked for last comes last
        self._lock = threading.Lock()

    def after(self, before: _Before) -> Context:
        """Return the context after some words."""
        (context,) = self.after_each([before])
        return context

    def after_each(self, befores: Sequence[_Before]) -> list[Context]:
        """Return the context after each of several sequences of words, the new ones stepped together.

        They are stepped one at a time where a context would depend on the others in a call.
        """
        found = self._known(befores)
        new = [before for before in dict.fromkeys(befores) if before not in found]
        if new:
            shorter = dict(zip(new, self.after_each([before[:-1] for before in new]), strict=True))
            found |= self._known(new)  # those that others begin with
            new = [before for before in new if before not in found]
            made = self._read([shorter[before] for before in new], [before[-1] for before in new])
            found |= self._keep(dict(zip(new, made, strict=True)))
        return [found[before] for before in befores]

    def end_scores(self, befores: Sequence[_Before]) -> list[float]:
        """Return the natural-log probability that a sentence ends after each of some sequences of words."""
        return [self._language.end_score(context) for context in self.after_each(befores)]

    def _known(self, befores: Sequence[_Before]) -> dict[_Before, Context]:
        """Those contexts that need not be computed."""
        found: dict[_Before, Context] = {(): self._language.start()}
        with self._lock:
            for before in befores:
                if before in self._kept:
                    found[before] = self._kept[before]
                    self._kept.move_to_end(before)
        return found

    def _keep(self, made: dict[_Before, Context]) -> dict[_Before, Context]:
        """Remember contexts, forget those that were longest not asked for, and return the new ones."""
        with self._lock:
            self._kept |= made
            while len(self._kept) > KEPT_CONTEXTS:
                self._kept.popitem(last=False)
        return made

    def _read(self, contexts: Sequence[Context], words: Sequence[str]) -> list[Context]:
        """Go on from each context by a word."""
        if self._language.several_at_once:
            return self._language.read_all(contexts, words)
        pairs = zip(contexts, words, strict=True)
        return [one for context, word in pairs for one in self._language.read_all([context], [word])]
