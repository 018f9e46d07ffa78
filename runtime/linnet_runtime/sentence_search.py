"""The words of a whole sentence at once: what was typed for each, and how well the words go together.

The keyboard decides about a word when it ends, from what stands before it. A text that is finished has both
sides: a beam over the readings of each word, each in the context of the words before it, finds "weather" by
what follows it (Mays, Damerau and Mercer 1991, "Context based spelling correction").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from .language_model import Context, LanguageModel
from .lexicon import OFFENSIVE
from .sentence_weights import SentenceWeights
from .sound_alikes import SoundAlikes
from .touch import TouchModel
from .typing_beam import Beam
from .typing_decision import FURTHEST
from .typing_evidence import Evidence, ModelScores
from .typing_ranking import Reading, rank_finished
from .typing_readings import NO_LEXICON, scored
from .typing_search import TypingSearch
from .written import is_word, tokens

_READINGS = 6
"""Of one word in one context."""


class Token(NamedTuple):
    """A word, number or mark of a sentence."""

    text: str
    """As it was typed, with straight apostrophes."""
    may_change: bool
    """Whether another word may be put in its place."""


class _Hypothesis(NamedTuple):
    context: Context
    score: float
    chosen: tuple[str, ...]
    """What stands for each token so far: the lexicon's form, or "" where it is kept."""


class _Followed(NamedTuple):
    before: _Hypothesis
    score: float
    text: str
    """What the language model reads."""
    chosen: str


class SentenceSearch:
    """The search with one language. Nothing in it changes: threads may share it."""

    def __init__(
        self,
        model: LanguageModel,
        search: TypingSearch,
        touch: TouchModel,
        sounds: SoundAlikes,
        weights: SentenceWeights = SentenceWeights(),  # noqa: B008 (frozen)
    ) -> None:
        self.weights = weights
        self._model, self._search, self._touch, self._sounds = model, search, touch, sounds
        self._beam = lru_cache(1 << 10)(self._read)

    def with_weights(self, weights: SentenceWeights) -> SentenceSearch:
        """Return a search with the same language that is surer, or less sure, of changes."""
        return SentenceSearch(self._model, self._search, self._touch, self._sounds, weights)

    def knows(self, word: str) -> bool:
        """Tell whether the lexicon has a word."""
        return self._search.lexicon.find(word.lower()) is not None

    def words(self, sentence: Sequence[Token]) -> tuple[str, ...]:
        """Return what should stand for each token of a sentence: words of the lexicon, "" to keep it."""
        live = [_Hypothesis(self._model.start(), 0.0, ())]
        for token in sentence:
            followed = [after for one in live for after in self._followed(one, token)]
            live = self._gone_on(self._kept(followed))
        end = self._model.pieces.end
        return max(live, key=lambda one: one.score + float(one.context.piece_scores[end])).chosen

    def mark_scores(self, text: str, marks: Sequence[str]) -> list[float]:
        """Return the natural-log probability of each mark after a text."""
        context = self._model.context(text)
        return [self._mark_score(context, mark) for mark in marks]

    def _followed(self, one: _Hypothesis, token: Token) -> Iterator[_Followed]:
        """Yield what may stand for a token in a context."""
        kept = " ".join(tokens(token.text))
        if not token.may_change:
            yield _Followed(one, one.score + self._score_as_it_is(one.context, kept), kept, "")
            return
        for reading in self._readings(one.context, token):
            text = "" if reading.literal else " ".join(map(self._search.lexicon.display, reading.words))
            yield _Followed(one, one.score + reading.total, text.lower() or kept, text)

    def _score_as_it_is(self, context: Context, token: str) -> float:
        """Return the log-probability of a mark; words and numbers that nobody changes cost all the same."""
        if not token or " " in token or is_word(token):
            return 0.0
        return self._mark_score(context, token)

    def _mark_score(self, context: Context, mark: str) -> float:
        return float(context.piece_scores[self._model.pieces.encode(mark)[0]])

    def _readings(self, context: Context, token: Token) -> Iterator[Reading]:
        """Yield what a word may be; the totals of those that change it hold the margins."""
        typed, search = token.text.lower(), self._search
        beam = self._beam(typed)
        evidence = Evidence(search, beam, ModelScores(self._model, context, search.lexicon))
        word = search.lexicon.find(typed)
        known = word is not None or typed in search.lexicon.misspellings
        spelled = None if known else self._model.spelled_score(context, typed)
        found = rank_finished(typed, [evidence], _READINGS, spelled=spelled)
        if word is not None:
            found += self._alike(evidence, word)
        literal = next(one for one in found if one.literal)
        margin = self._margin(token, context, is_unknown=literal.lexicon == NO_LEXICON)
        for one in found:
            if one.literal:
                yield one
            elif literal.channel - one.channel <= FURTHEST and self._may_write(one.words):
                apart = self.weights.two_words * (len(one.words) - 1)
                yield one._replace(total=one.total - margin - apart)

    def _margin(self, token: Token, context: Context, *, is_unknown: bool) -> float:
        """Return how much likelier another word must be."""
        if not is_unknown:
            return self.weights.known_word
        is_name = token.text[0].isupper() and bool(context.words)
        return self.weights.unknown_word + self.weights.name * is_name

    def _alike(self, evidence: Evidence, word: int) -> list[Reading]:
        """Return the readings that a word was meant which sounds like the one that was typed."""
        channel = evidence.beam.sharpest + self.weights.sound
        return [
            scored(evidence, 0, (other,), channel, float(evidence.scores.words[other]))
            for other in self._sounds.of(word)
        ]

    def _may_write(self, words: Sequence[int]) -> bool:
        """Tell whether words may be put in: nobody is made to write an offensive one."""
        return not any(self._search.lexicon.flags[word] & OFFENSIVE for word in words)

    def _kept(self, followed: list[_Followed]) -> list[_Followed]:
        """Return the best ways to go on, each text once."""
        ordered = sorted(followed, key=lambda one: -one.score)
        least = ordered[0].score - self.weights.beam_width
        different: dict[tuple[int, str], _Followed] = {}
        for one in ordered:
            if one.score >= least:
                different.setdefault((id(one.before), one.text), one)
        return list(different.values())[: self.weights.hypotheses]

    def _gone_on(self, followed: Sequence[_Followed]) -> list[_Hypothesis]:
        """Read what was chosen; all contexts are stepped together."""
        words = [one.text.split() for one in followed]
        contexts = [one.before.context for one in followed]
        for place in range(max(map(len, words), default=0)):
            longer = [number for number, text in enumerate(words) if len(text) > place]
            read = self._model.read_all(
                [contexts[number] for number in longer], [words[number][place] for number in longer]
            )
            for number, context in zip(longer, read, strict=True):
                contexts[number] = context
        return [
            _Hypothesis(context, one.score, (*one.before.chosen, one.chosen))
            for one, context in zip(followed, contexts, strict=True)
        ]

    def _read(self, typed: str) -> Beam:
        """Return the beam of a whole word."""
        beam = self._search.start()
        for character in typed:
            beam = self._search.advance(beam, self._touch.character(character))
        return beam
