"""What the English keyboard that comes along does with typical text: judged by what people would say."""

from __future__ import annotations

import numpy as np
import pytest

from linnet.keyboard import Keyboard


@pytest.fixture(scope="module")
def keyboard() -> Keyboard:
    return Keyboard.load()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (
            "i wnat to go to teh beahc tomorow. what doyou thnk ",
            "I want to go to the beach tomorrow. What do you think ",
        ),
        ("its definately alot of work, dont you thikn? ", "Its definitely a lot of work, don't you think? "),
        ("thisis where i recieved it. ", "This is where I received it. "),
        ("we met in london on monday ", "We met in London on Monday "),
        ("keep th is untill friday ", "Keep this until Friday "),
    ],
)
def test_sentences_with_typical_mistakes_are_put_right(keyboard: Keyboard, typed: str, meant: str) -> None:
    session = keyboard.session(learn=False)
    session.type(typed)
    assert session.text == meant


@pytest.mark.parametrize(
    "text",
    [
        "I'd like to see you on Friday, if that's okay. ",
        "You can mail me at ann@example.org or see http://example.org/a_b ",
        "The getItem() call costs 3x what b2b does. LOL ",
        "Ask Jonson about his dota team. ",
        "El Niño is over, says Müller at the café. ",
        "I met Wrzesniak, Kowalczyk and Siobhan in Llanelli. ",
        "שלום 😀 ",
    ],
)
def test_what_is_meant_stays(keyboard: Keyboard, text: str) -> None:
    session = keyboard.session(learn=False, context="Well. ")
    session.type(text)
    assert session.text[len("Well. ") :].lower() == text.lower()


def test_taps_beside_the_keys_spell_the_word_that_fits(keyboard: Keyboard) -> None:
    session = keyboard.session(learn=False, context="Thank you for the ")
    random = np.random.default_rng(1)
    for letter in "message":
        key = keyboard.layout.keys[letter]
        session.tap(key.x + random.normal(0, 0.03), key.y + random.normal(0, 0.06))
    assert session.commit().text == "message"


def test_a_sentence_begins_anew_after_a_full_stop(keyboard: Keyboard) -> None:
    after = [one.text for one in keyboard.next_words("I went home. ", 3)]
    assert "I" in after
    assert all(text[0].isupper() for text in after)


def test_no_offensive_word_is_offered(keyboard: Keyboard) -> None:
    for prefix in ("f", "fu", "fuc", "sh", "shi", "bi", "bit", "bitc", "as", "assh"):
        offered = {one.text.lower() for one in keyboard.complete("you are a ", prefix, 16)}
        assert not offered & {"fuck", "fucking", "shit", "bitch", "asshole"}
    assert keyboard.correct("oh ", "shit", k=1)[0].text == "shit"
