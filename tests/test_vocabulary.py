from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from linnet import PersonalDictionary
from linnet.personal_word import Evidence
from linnet.vocabulary import Vocabulary, VocabularySource
from linnet_runtime.bundle import Bundle
from linnet_runtime.language_model import LanguageModel
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.typing_search import TypingSearch
from small_talk import BAD


@pytest.fixture(scope="module")
def model(language_bundle: Path) -> LanguageModel:
    return LanguageModel.load(Bundle.open(language_bundle))


@pytest.fixture(scope="module")
def search(language_bundle: Path) -> TypingSearch:
    return TypingSearch(Lexicon.open(Bundle.open(language_bundle).file_path("lexicon")))


@pytest.fixture
def personal() -> PersonalDictionary:
    return PersonalDictionary(None, clock=lambda: 1e9)


@pytest.fixture
def source(search: TypingSearch, model: LanguageModel, personal: PersonalDictionary) -> VocabularySource:
    return VocabularySource(search, model, personal)


def displays(vocabulary: Vocabulary) -> list[str]:
    return [one.lexicon.display(i) for one in vocabulary.searches[1:] for i in range(len(one.lexicon))]


def test_nobodys_vocabulary_is_the_languages(source: VocabularySource, search: TypingSearch) -> None:
    vocabulary = source.read()
    assert vocabulary.searches == (search,)
    assert not vocabulary.own
    assert source.read() is vocabulary


def test_own_words_that_the_language_lacks_make_a_lexicon(
    source: VocabularySource, personal: PersonalDictionary
) -> None:
    for word in ("Zorblax", "house", "Ærø", "שלום", "quux-ly"):
        personal.add(word)
    vocabulary = source.read()
    assert displays(vocabulary) == ["Ærø", "Zorblax"]
    assert set(vocabulary.own) == {"zorblax", "house", "ærø", "שלום", "quux-ly"}
    assert vocabulary.ids[0][vocabulary.own["house"]] == 0
    assert vocabulary.ids[0][vocabulary.own["zorblax"]] == 1
    assert vocabulary.ids[0][vocabulary.own["שלום"]] == -1


def test_the_lexicon_is_built_anew_only_for_other_words(
    source: VocabularySource, personal: PersonalDictionary
) -> None:
    personal.add("zorblax")
    first = source.read()
    personal.learn("zorblax", "the")
    personal.learn("house", "the", Evidence.TAPPED)
    second = source.read()
    assert second is not first
    assert second.searches == first.searches
    assert second.counts[second.own["zorblax"]] > first.counts[first.own["zorblax"]]
    personal.forget("zorblax")
    assert displays(source.read()) == []


def test_a_word_on_probation_is_not_in_it(source: VocabularySource, personal: PersonalDictionary) -> None:
    personal.learn("zorblax")
    assert displays(source.read()) == []
    personal.learn("zorblax")
    assert displays(source.read()) == ["zorblax"]


def test_scores_stay_probabilities(
    source: VocabularySource, personal: PersonalDictionary, model: LanguageModel
) -> None:
    context = model.context("see the ")
    plain = source.read().scores(model, context, {})
    for word in ("zorblax", "house"):
        personal.learn(word, "the", Evidence.TAPPED)
    vocabulary = source.read()
    blended = vocabulary.scores(model, context, personal.after("the"))
    zorblax = vocabulary.searches[1].lexicon.find("zorblax")
    assert zorblax is not None
    assert np.exp(blended[1].words[zorblax]) > 0.05
    total = sum(float(np.exp(scores.words).sum()) for scores in blended)
    assert total <= float(np.exp(plain[0].words).sum()) + 0.25
    assert total <= 1.001


def test_offensive_and_blocked_words_are_held_back(
    source: VocabularySource, personal: PersonalDictionary, search: TypingSearch
) -> None:
    bad, house = search.lexicon.find(BAD), search.lexicon.find("house")
    assert bad is not None
    assert house is not None
    assert not source.read().may_suggest(0, bad)
    assert source.read().is_offensive(BAD)
    personal.block("house")
    assert not source.read().may_suggest(0, house)
    personal.add(BAD)
    assert source.read().may_suggest(0, bad)
    personal.block(BAD)
    assert not source.read().may_suggest(0, bad)
