"""The search for the words of a sentence, with a language model whose opinion is written down here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from linnet_runtime.key_layout import KeyLayout
from linnet_runtime.language_model import LanguageModel
from linnet_runtime.lexicon import OFFENSIVE, Lexicon, LexiconWord
from linnet_runtime.sentence_search import SentenceSearch, Token
from linnet_runtime.sentence_weights import SentenceWeights
from linnet_runtime.sound_alikes import SoundAlikes
from linnet_runtime.spoken_lexicon import SpokenLexicon
from linnet_runtime.touch import TouchModel
from linnet_runtime.typing_search import TypingSearch
from linnet_runtime.units import LETTERS, PHONES

PIECES = ("\n", "<unknown>", ".", "?")
SAID = {
    "the": "DH AH",
    "whether": "W EH DH ER",
    "weather": "W EH DH ER",
    "is": "IH Z",
    "nice": "N AY S",
    "or": "AO R",
    "oar": "AO R",
    "not": "N AA T",
    "a": "AH",
    "lot": "L AA T",
    "dam": "D AE M",
    "damn": "D AE M",
}
LEXICON = Lexicon.build(
    [LexiconWord(word, -4.0, (1,), OFFENSIVE if word == "damn" else 0) for word in SAID], LETTERS
)
TYPING = TypingSearch(LEXICON)
TOUCH = TouchModel(KeyLayout.load("qwerty"), LETTERS)


class Heard(NamedTuple):
    """A context is what was read."""

    words: tuple[str, ...]
    piece_scores: NDArray[np.float32]


class Pieces:
    end = 0

    def encode(self, token: str) -> tuple[int, ...]:
        return (PIECES.index(token) if token in PIECES else 1,)


class Opinion:
    """Pairs of words are as likely as they are told to be; all others by themselves."""

    pieces = Pieces()

    def __init__(self, **likely: float) -> None:
        self._likely = {tuple(pair.split("_")): score for pair, score in likely.items()}

    def start(self) -> Heard:
        return Heard((), np.zeros(len(PIECES), np.float32))

    def read_all(self, contexts: Sequence[Heard], tokens: Sequence[str]) -> list[Heard]:
        return [one._replace(words=(*one.words, token)) for one, token in zip(contexts, tokens, strict=True)]

    def read_each(self, context: Heard, tokens: Sequence[str]) -> list[Heard]:
        return self.read_all([context] * len(tokens), tokens)

    def word_scores(self, context: Heard, lexicon: Lexicon) -> NDArray[np.float32]:
        scores = lexicon.scores.copy()
        for (before, word), score in self._likely.items():
            found = lexicon.find(word)
            if context.words[-1:] == (before,) and found is not None:
                scores[found] = score
        return scores

    def spelled_score(self, _context: Heard, token: str) -> float:
        return -4.0 * len(token)

    def context(self, text: str) -> Heard:
        scores = np.array([0, -9, -3, -1 if "is the" in text else -6], np.float32)
        return Heard(tuple(text.split()), scores)


def spoken() -> SpokenLexicon:
    said = [(word, bytes(map(PHONES.index, SAID[LEXICON.written(word)].split())), 0.0) for word in range(12)]
    return SpokenLexicon.build(LEXICON, said)


def search(weights: SentenceWeights = SentenceWeights(), **likely: float) -> SentenceSearch:  # noqa: B008
    model = cast(LanguageModel, cast(Any, Opinion(**likely)))
    return SentenceSearch(model, TYPING, TOUCH, SoundAlikes(spoken()), weights)


def put_right(text: str, one: SentenceSearch) -> str:
    tokens = [Token(word, word[0].isalpha() and word != "KEPT") for word in text.split()]
    found = zip(tokens, one.words(tokens), strict=True)
    return " ".join(word or token.text for token, word in found)


def test_slips_are_put_right_and_the_rest_stays() -> None:
    assert put_right("teh weather is ncie .", search()) == "the weather is nice ."
    assert put_right("the weather is nice .", search()) == "the weather is nice ."


def test_words_that_follow_decide_between_words_that_sound_alike() -> None:
    likely = {"weather_is": -0.5, "whether_or": -0.5}
    assert put_right("the whether is nice", search(**likely, whether_is=-14.0)) == "the weather is nice"
    assert put_right("weather or not", search(**likely, weather_or=-14.0)) == "whether or not"
    assert put_right("the whether is nice", search()) == "the whether is nice"


def test_a_missed_space_makes_two_words() -> None:
    assert put_right("alot", search(a_lot=-0.1)) == "a lot"
    assert put_right("alot", search(SentenceWeights(two_words=30.0), a_lot=-0.1)) == "lot"


def test_a_change_must_be_sure() -> None:
    never = SentenceWeights(unknown_word=80.0, known_word=80.0)
    assert put_right("teh whether is ncie", search(never, weather_is=-0.1)) == "teh whether is ncie"


def test_what_may_not_change_is_read_and_kept() -> None:
    assert put_right("KEPT teh 12", search()) == "KEPT the 12"
    assert put_right("", search()) == ""


def test_nobody_is_made_to_swear() -> None:
    swears = search(SentenceWeights(sound=0.0, known_word=0.0), the_damn=-0.01)
    assert put_right("the dam", swears) == "the dam"
    assert put_right("the damn", swears) == "the damn"


def test_other_weights_make_another_search() -> None:
    one = search()
    assert put_right("teh", one.with_weights(replace(SentenceWeights(), unknown_word=90.0))) == "teh"
    assert put_right("teh", one) == "the"


def test_marks_are_as_likely_as_the_language_model_says() -> None:
    assert search().mark_scores("is the weather nice", ".?") == [-3.0, -1.0]


@pytest.mark.parametrize(
    ("word", "alike"), [("weather", {"whether"}), ("or", {"oar"}), ("nice", set()), ("dam", {"damn"})]
)
def test_words_sound_alike_that_share_a_usual_pronunciation(word: str, alike: set[str]) -> None:
    found = LEXICON.find(word)
    assert found is not None
    assert {LEXICON.written(other) for other in SoundAlikes(spoken()).of(found)} == alike


def test_a_rare_pronunciation_makes_no_sound_alikes() -> None:
    cat, cot = Lexicon.build([LexiconWord(word, -4.0, (1,)) for word in ("cat", "cot")], LETTERS), 1
    said = [bytes(map(PHONES.index, phones.split())) for phones in ("K AE T", "K AA T")]
    rare = SpokenLexicon.build(cat, [(0, said[0], 0.0), (0, said[1], -3.0), (cot, said[1], 0.0)])
    assert SoundAlikes(rare).of(0) == SoundAlikes(rare).of(cot) == ()
    usual = SpokenLexicon.build(cat, [(0, said[0], 0.0), (0, said[1], -0.5), (cot, said[1], 0.0)])
    assert SoundAlikes(usual).of(0) == (cot,)
