"""What the keyboard makes of keystrokes, for other languages' runtimes to make the same of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from linnet import Commit, Keyboard, PersonalDictionary, Suggestion, TypingSession, blending
from linnet.personal_decay import HALF_LIFE_S
from linnet.vocabulary import PERSONAL_SCORE
from linnet_runtime import typing_confusions
from linnet_runtime.key_layout import KeyLayout
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.touch import TouchModel
from linnet_runtime.units import LETTERS

NOW_S = 1_700_000_000.0
"""The time at which everything is typed; an hour and a half later for the second half of what is learned."""
_LATER_S = 5_400.0
_DIGITS = 6
_COUNT = 3

Step = tuple[str, Sequence[Any]]
"""The name of a method of `TypingSession` and what it is given."""

_TYPED = (
    ("", "i wnat to go to teh beahc tomorow. its realy nice their"),
    ("Well. ", "thisis a goodnday, th is is definatly not wrnog "),
    ("See you ", "on friday\nthansk for teh recieve pshyco alot"),
    ("We ", "dont know, I'm at the cafe with Muller and José, ok? wi th adn "),
    ("", "mail ann@exmaple.org or see www.exmaple.org/teh, getItem() 3x `teh` LOL teh"),
    (
        "\U0001f600 ",
        "ok \U0001f469\u200d\U0001f4bb שלום e\u0301te\u0301 “teh” I\u2019d rather nto go “hello world’",
    ),
)
"""The text before, and what is typed letter by letter with suggestions at each."""
_TAPPED = (("", "thank you for the message"), ("I will be ", "there around noon tomorrow"))
_EDITED: tuple[tuple[str, tuple[Step, ...]], ...] = (
    (
        "I left ",
        (
            ("type", "teh "),
            ("undo", ()),
            ("type", "keys. teh "),
            ("backspace", ()),
            ("backspace", ()),
            ("backspace", ()),
            ("type", "e"),
            ("commit", [1]),
            ("type", ", "),
        ),
    ),
    (
        "Thanks, see you ",
        (
            ("commit", [0]),
            ("type", "."),
            ("type", " Ask jon"),
            ("commit", [2]),
            ("type", "abuot "),
            ("type", "it"),
            ("undo", ()),
            ("undo", ()),
            ("commit", ["Kowalczyk"]),
            ("backspace", ()),
            ("backspace", ()),
            ("type", "k!"),
            ("commit", [1]),
            ("reset", ()),
        ),
    ),
)
_LEARNED = (
    ("type", "I met McQuillan. "),
    ("type", "McQuillan was there. "),
    ("type", "mcq"),
    ("commit", [1]),
    ("type", "and shiit Xyzzzzzzz hunter2 O'Rourke-Smith came "),
    ("type", "teh "),
    ("undo", ()),
    ("type", "o'rourke"),
)


def typing_vectors(precision: str = "weight_only") -> dict[str, Any]:
    """Sessions step by step, answers without a session, what was learned, and the numbers of the models."""
    keyboard = Keyboard.load(personal=_dictionary(lambda: NOW_S), precision=precision)
    typed = [_session(keyboard, context, _letters(text)) for context, text in _TYPED]
    tapped = [_session(keyboard, context, _taps(text)) for context, text in _TAPPED]
    edited = [_session(keyboard, context, steps) for context, steps in _EDITED]
    return {
        "sessions": [*typed, *tapped, *edited],
        "asked": _asked(keyboard),
        "learned": _learned(precision),
        "numbers": _numbers(),
    }


def _letters(text: str) -> list[Step]:
    return [("type", character) for character in text]


def _taps(text: str) -> list[Step]:
    """Taps beside the keys, as a thumb makes them."""
    layout, random = KeyLayout.load("qwerty"), np.random.default_rng(6)
    steps: list[Step] = []
    for character in text:
        key = layout.keys[character]
        x, y = random.normal((key.x, key.y), (0.03, 0.06))
        steps.append(("tap", [round(float(np.clip(x, 0, 1)), 4), round(float(np.clip(y, 0, 1)), 4)]))
    return steps


def _session(
    keyboard: Keyboard, context: str, steps: Iterable[Step], *, learn: bool = False
) -> dict[str, Any]:
    """The answers of one text field to each step."""
    session = keyboard.session(learn=learn, context=context)
    return {"context": context, "steps": [_step(session, *step) for step in steps]}


def _step(session: TypingSession, method: str, given: Sequence[Any]) -> dict[str, Any]:
    """One call, what it returned, and what can be seen afterwards."""
    arguments = [given] if isinstance(given, str) else list(given)
    returned = getattr(session, method)(*arguments)
    commits = [returned] if isinstance(returned, Commit) else list(returned or ())
    return {
        "call": [method, *arguments],
        "commits": [[one.text, one.corrected_from] for one in commits],
        "text": session.text,
        "suggestions": _shown(session.suggestions(_COUNT)),
    }


def _shown(suggestions: Iterable[Suggestion]) -> list[list[Any]]:
    return [[one.text, str(one.kind), round(one.probability, _DIGITS)] for one in suggestions]


def _asked(keyboard: Keyboard) -> list[dict[str, Any]]:
    """Answers that need no session."""
    layout = keyboard.layout
    taps = [(round(layout.keys[letter].x + 0.04, 4), layout.keys[letter].y) for letter in "message"]
    calls: list[tuple[str, Callable[..., tuple[Suggestion, ...]], list[Any]]] = [
        ("nextWords", keyboard.next_words, ["see you ", 16]),
        ("nextWords", keyboard.next_words, ["I went home. ", 8]),
        ("complete", keyboard.complete, ["you are a ", "shi", 8]),
        ("complete", keyboard.complete, ["see you ", "tom", 16]),
        ("complete", keyboard.complete, ["I ", "w", 16]),
        ("correct", keyboard.correct, ["I left ", "teh", None, 16]),
        ("correct", keyboard.correct, ["I left ", "th is", None, 8]),
        ("correct", keyboard.correct, ["oh ", "shit", None, 4]),
        ("correct", keyboard.correct, ["Thank you for the ", "message", taps, 4]),
    ]
    return [{"call": [name, *given], "suggestions": _shown(ask(*given))} for name, ask, given in calls]


def _learned(precision: str) -> dict[str, Any]:
    """Sessions that learn, at two times, with a dictionary that knew words, and all that it then knows."""
    now = [NOW_S]
    personal = _dictionary(lambda: now[0])
    before = personal.export_json()
    keyboard = Keyboard.load(personal=personal, precision=precision)
    first = _session(keyboard, "", _LEARNED, learn=True)
    now[0] += _LATER_S
    second = _session(keyboard, "Then ", _LEARNED, learn=True)
    words = [
        [one.display, round(one.weight, _DIGITS), one.established, one.added] for one in personal.words()
    ]
    return {
        "before": json.loads(before),
        "times_s": [NOW_S, now[0]],
        "sessions": [first, second],
        "after": json.loads(personal.export_json()),
        "words": words,
        "unigram": {word: round(weight, _DIGITS) for word, weight in personal.unigram().items()},
        "followers": {word: round(weight, _DIGITS) for word, weight in personal.after("met").items()},
    }


def _dictionary(clock: Callable[[], float]) -> PersonalDictionary:
    """Some words, one that the language has, one that is blocked, and a correction that was refused."""
    personal = PersonalDictionary(None, clock)
    for word in ("Wrzesniak", "beach", "Łódź", "שלום"):
        personal.add(word)
    personal.learn_text("ask Siobhan about Siobhan's beahcwear")
    personal.learn("definatly")
    personal.block("nice")
    personal.keep("realy", "really")
    return personal


def _numbers() -> dict[str, Any]:
    """What both have written down, and what the touch model says about a tap and a character."""
    touch = TouchModel(KeyLayout.load("qwerty"), Lexicon.build([], LETTERS).alphabet)
    return {
        "substituted": typing_confusions.SUBSTITUTED,
        "missed": typing_confusions.MISSED,
        "extra": typing_confusions.EXTRA,
        "digraphs": typing_confusions.DIGRAPHS,
        "doubled": typing_confusions.DOUBLED,
        "singled": typing_confusions.SINGLED,
        "wordTrust": blending.WORD_TRUST,
        "wordHalfway": blending.WORD_HALFWAY,
        "pairTrust": blending.PAIR_TRUST,
        "pairHalfway": blending.PAIR_HALFWAY,
        "halfLifeS": HALF_LIFE_S,
        "personalScore": PERSONAL_SCORE,
        "tap": _scores(touch.tap(0.33, 0.4)),
        "spaceTap": _scores(touch.tap(0.3, 0.8)),
        "character": _scores(touch.character("g")),
        "space": _scores(touch.character(" ")),
    }


def _scores(scores: Iterable[float]) -> list[float | None]:
    """Log-likelihoods for JSON, which has no minus infinity."""
    return [round(float(score), _DIGITS) if np.isfinite(score) else None for score in scores]
