"""What a word being typed may become, and what may come next."""

from __future__ import annotations

import math
from collections.abc import Set
from functools import partial

import numpy as np

from linnet.continuations import Continuations
from linnet.emoji_predictor import EmojiPredictor
from linnet.offers import Offers
from linnet.place import Followers, Place, end_of, previous_word
from linnet.shown_words import MOST_SUGGESTIONS, allowed, distinct, shown
from linnet.spelling_path import SpellingPath
from linnet.suggestion import Suggestion
from linnet.typed_text import Keystroke, written
from linnet.vocabulary import Vocabulary
from linnet.word_characters import begins_sentence
from linnet_runtime.compose_weights import ComposeWeights
from linnet_runtime.language_model import LanguageModel
from linnet_runtime.touch import TouchModel
from linnet_runtime.typing_ranking import Evidence, Reading
from linnet_runtime.written import LONGEST_WORD

_SPARE = 16
"""Further next words that are looked at, since some may not be suggested."""
_NEXT_WORD_WIDTH = 9.0
"""Next words this much (natural log) less probable than the likeliest are not looked at."""


class WordFinder:
    """The parts that all sessions of a keyboard share. None of them changes, so threads share it too."""

    def __init__(
        self,
        model: LanguageModel,
        touch: TouchModel,
        compose: ComposeWeights = ComposeWeights(),  # noqa: B008 (frozen)
        emoji: EmojiPredictor | None = None,
    ) -> None:
        self.touch = touch
        self.compose = compose
        """How sure phrases must be."""
        self.emoji = emoji
        """What offers emoji, if anything does."""
        self._model = model

    def place(self, before: str, vocabulary: Vocabulary, followers: Followers) -> Place:
        """Read the text before a word; of a long one only the end."""
        context = self._model.context(end_of(before))
        previous = previous_word(before)
        scores = vocabulary.scores(self._model, context, followers(previous) if previous else {})
        spelled = partial(self._model.spelled_score, context)
        return Place(end_of(before), vocabulary, scores, spelled, begins_sentence(end_of(before)))

    def continuations(self, place: Place, followers: Followers) -> Continuations:
        """A new cache of the words that may follow in a place."""
        return Continuations(self._model, place, self._model.context(place.before), followers)

    def path(self, vocabulary: Vocabulary) -> SpellingPath:
        """A new cache of the search in a vocabulary."""
        return SpellingPath(self.touch, vocabulary.searches)

    def next_words(self, place: Place) -> tuple[Suggestion, ...]:
        """The words that may come next, most probable first."""
        found = []
        for number, scores in enumerate(place.scores):
            near = np.flatnonzero(scores.words >= scores.words.max() - _NEXT_WORD_WIDTH)
            best = near[np.argsort(-scores.words[near])[: MOST_SUGGESTIONS + _SPARE]]
            found += [
                Reading(number, (word,), 0.0, score, score, True, False, math.exp(score))
                for word, score in zip(best.tolist(), scores.words[best].tolist(), strict=True)
            ]
        found.sort(key=lambda reading: -reading.total)
        return distinct((shown(place, "", one) for one in allowed(place, found)), MOST_SUGGESTIONS)

    def offers(
        self, place: Place, keys: tuple[Keystroke, ...], path: SpellingPath, refused: Set[str] = frozenset()
    ) -> Offers:
        """What the word being typed may become.

        Args:
            place: where it stands.
            keys: its keystrokes, at least one.
            path: a cache for the vocabulary of the place.
            refused: texts, in small letters, that it is not to be corrected to.
        """
        beams = path.beams(keys) if len(keys) <= LONGEST_WORD else ()
        readable = (
            bool(beams) and beams[0].sharpest > -np.inf
        )  # or no lexicon spells with one of the characters
        parts = zip(path.searches, beams, place.scores, strict=True) if readable else ()
        return Offers(place, written(keys), [Evidence(*part) for part in parts], refused)
