"""The shipped pronunciations: every word of the lexicon can be said, common ones rightly, new ones too."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from linnet_runtime.bundle import Bundle
from linnet_runtime.letter_to_sound import LetterToSound
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.spoken_lexicon import SpokenLexicon
from linnet_runtime.units import PHONES

BUNDLES = Path(__file__).parent.parent / "sdk" / "linnet" / "bundles"


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return Bundle.open(BUNDLES / "en-pronunciation")


@pytest.fixture(scope="module")
def spoken(bundle: Bundle) -> SpokenLexicon:
    lexicon = Lexicon.open(Bundle.open(BUNDLES / "en-language").file_path("lexicon"))
    return SpokenLexicon.open(bundle.file_path("pronunciations"), lexicon)


@pytest.fixture(scope="module")
def letters(bundle: Bundle) -> LetterToSound:
    return LetterToSound.load(bundle)


def said(phones: bytes) -> str:
    return " ".join(PHONES[phone] for phone in phones)


def test_it_is_small(bundle: Bundle) -> None:
    assert bundle.manifest.graphs["int8"].size_bytes < 2 << 20
    assert bundle.manifest.files["pronunciations"].size_bytes < 3 << 20


def test_every_word_has_one_pronunciation_that_costs_nothing(spoken: SpokenLexicon) -> None:
    best = np.full(len(spoken.lexicon), -np.inf, np.float32)
    np.maximum.at(best, spoken.word, spoken.cost)
    assert best.min() == best.max() == 0.0
    assert np.bincount(spoken.word).max() <= 12


@pytest.mark.parametrize(
    ("word", "phones"),
    [
        ("the", "DH AH"),
        ("i'm", "AY M"),
        ("café", "K AH F EY"),
        ("tv", "T IY V IY"),
        ("usa", "Y UW EH S EY"),
        ("nasa", "N AE S AH"),
        ("dvds", "D IY V IY D IY Z"),
        ("npcs", "EH N P IY S IY Z"),
        ("colour", "K AH L ER"),
        ("organise", "AO R G AH N AY Z"),
        ("noobs", "N UW B Z"),
        ("asperger's", "AE S P ER G ER Z"),
        ("gps", "JH IY P IY EH S"),
        ("could've", "K UH D AH V"),
    ],
)
def test_words_are_said_as_people_say_them(spoken: SpokenLexicon, word: str, phones: str) -> None:
    number = spoken.lexicon.find(word)
    assert number is not None
    assert said(spoken.phones(spoken.of_word(number)[0])) == phones


@pytest.mark.parametrize(
    ("word", "phones"),
    [
        ("blicking", "B L IH K IH NG"),
        ("snorter", "S N AO R T ER"),
        ("Shanker", "SH AE NG K ER"),
        ("DVDs", "D IY V IY D IY Z"),
        ("XQZ", "EH K S K Y UW Z IY"),
    ],
)
def test_new_words_are_said_as_they_are_spelled(letters: LetterToSound, word: str, phones: str) -> None:
    assert phones in [said(one.phones) for one in letters.pronounce(word)]


def test_a_new_word_can_be_said_at_once(letters: LetterToSound) -> None:
    words, times_ms = ("Anouk", "Zbigniew", "Aleksandrovich", "Llanfairpwllgwyngyll"), []
    for word in words * 3:
        start = time.process_time()
        letters.pronounce(word)
        times_ms.append(1000 * (time.process_time() - start))
    assert np.median(times_ms) < 20


def test_opening_takes_no_time(bundle: Bundle, spoken: SpokenLexicon) -> None:
    times_ms = []
    for _ in range(5):
        start = time.process_time()
        SpokenLexicon.open(bundle.file_path("pronunciations"), spoken.lexicon)
        times_ms.append(1000 * (time.process_time() - start))
    assert min(times_ms) < 60
