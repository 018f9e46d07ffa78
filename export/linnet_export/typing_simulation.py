"""One person types one sentence on a keyboard: see `typing_metrics` for what is counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from linnet_export.typing_engine import Suggestion, TypingEngine, WordModel
from linnet_export.typing_metrics import CorrectionCounts, Counts
from linnet_export.typing_noise import TypedUnit, TypingNoise
from linnet_export.typing_text import Sentence
from linnet_runtime.written import straight

SHOWN = 3
"""Suggestions on the bar."""


@dataclass(frozen=True)
class WordTyped:
    """What one word cost, typed without error with the help of the suggestion bar."""

    next_first: bool
    next_shown: bool
    completed: int
    """Proper prefixes for which the word was on the bar."""
    keys: int
    """The space after the word included."""


@dataclass(frozen=True)
class Simulation:
    """A keyboard and a person; ``model`` is who gives word probabilities, if anyone does."""

    engine: TypingEngine
    noise: TypingNoise
    seed: int
    model: WordModel | None = None

    def type_sentence(self, sentence: Sentence) -> Counts:
        """Predict, complete and correct every word of a sentence, after the text as it is written."""
        indices = range(len(sentence.words))
        words = [self._predict(sentence, index) for index in indices]
        units = self.noise.type_sentence(sentence, self.seed)
        typos = [unit for unit in units if unit.text != sentence.span(unit.first, unit.last)]
        lengths = [len(sentence.word(index)) for index in indices]
        spaces = sum(sentence.space_follows(index) for index in indices)
        return Counts(
            words=len(words),
            next_first=sum(word.next_first for word in words),
            next_shown=sum(word.next_shown for word in words),
            prefixes=sum(length - 1 for length in lengths),
            completed=sum(word.completed for word in words),
            characters=len(sentence.text),
            keys=len(sentence.text) - sum(lengths) - spaces + sum(word.keys for word in words),
            mistyped_words=sum(unit.last - unit.first for unit in typos),
            with_taps=self._correct_all(sentence, units, with_taps=True),
            without_taps=self._correct_all(sentence, units, with_taps=False),
            scored_words=len(words) if self.model else 0,
            log_probability=self._log_probability(sentence),
        )

    def _predict(self, sentence: Sentence, index: int) -> WordTyped:
        """Ask for suggestions before the word and after each of its letters but the last."""
        context, word = sentence.context(index), sentence.word(index)
        following = texts(self.engine.next_words(context, SHOWN))
        bars = [following]
        bars += [texts(self.engine.complete(context, word[:length], SHOWN)) for length in range(1, len(word))]
        shown = [word.lower() in bar for bar in bars]
        space = sentence.space_follows(index)
        return WordTyped(
            next_first=following[:1] == [word.lower()],
            next_shown=shown[0],
            completed=sum(shown[1:]),
            keys=shown.index(True) + 1 if True in shown else len(word) + space,
        )

    def _correct_all(
        self, sentence: Sentence, units: Iterable[TypedUnit], *, with_taps: bool
    ) -> CorrectionCounts:
        counts = CorrectionCounts()
        for unit in units:
            taps = unit.taps if with_taps else None
            found = self.engine.correct(sentence.context(unit.first), unit.text, taps, SHOWN)
            committed = straight(found[0].text) if found else unit.text
            counts += judge(unit.text, sentence.span(unit.first, unit.last), committed)
        return counts

    def _log_probability(self, sentence: Sentence) -> float:
        if self.model is None:
            return 0.0
        return sum(
            self.model.log_probability(sentence.context(index), sentence.word(index))
            for index in range(len(sentence.words))
        )


def texts(suggestions: Iterable[Suggestion]) -> list[str]:
    """The first `SHOWN` suggestions in lower case, as they are compared with the text."""
    return [straight(one.text).lower() for one in suggestions][:SHOWN]


def judge(typed: str, meant: str, committed: str) -> CorrectionCounts:
    """Count one unit: what was typed, what should have been, what the keyboard made of it."""
    right = keeps(committed, meant)
    if typed != meant:
        return CorrectionCounts(typos=1, fixed=int(right))
    return CorrectionCounts(clean=1, spoiled=int(not right), recased=int(right and committed != meant))


def keeps(committed: str, meant: str) -> bool:
    """Tell whether the committed text is the one that was meant, with more capitals at most."""
    return len(committed) == len(meant) and all(
        character in (wanted, wanted.upper()) for character, wanted in zip(committed, meant, strict=True)
    )
