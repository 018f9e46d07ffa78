"""Linnet: on-device speech recognition and keyboard prediction.

>>> import linnet
>>> recognizer = linnet.Recognizer.load()
>>> stream = recognizer.stream()
>>> for samples in microphone:
...     for event in stream.accept(samples):
...         print(event)
>>> keyboard = linnet.Keyboard.load()
>>> session = keyboard.session(learn=False)
>>> session.type("see you tomo")
>>> session.suggestions()
"""

from importlib import import_module
from typing import TYPE_CHECKING

import linnet_runtime  # noqa: F401 (at once, since it turns off what onnxruntime reports)

if TYPE_CHECKING:
    from linnet.audio_file import AudioFile
    from linnet.command import Command
    from linnet.composition import Composition
    from linnet.correction import Correction, Edit
    from linnet.detection import Detection
    from linnet.emoji_predictor import EmojiPredictor, EmojiSuggestion
    from linnet.events import Alternative, Event, Final, Partial, Word
    from linnet.formatted import Entity, Formatted, FormattedWord
    from linnet.formatter import Formatter
    from linnet.formatting_session import FormattingSession
    from linnet.keyboard import Keyboard
    from linnet.language import Language
    from linnet.microphone import Microphone
    from linnet.personal_dictionary import PersonalDictionary
    from linnet.personal_file import PersonalStoreWarning
    from linnet.personal_word import Evidence, PersonalWord
    from linnet.proofreader import Proofreader
    from linnet.recognizer import Recognizer
    from linnet.spotter import Spotter, SpotterModels
    from linnet.stream import SpeechStream
    from linnet.suggestion import Commit, Suggestion, SuggestionKind
    from linnet.transcript import Transcript
    from linnet.typing_session import TypingSession
    from linnet_runtime.endpoint import EndpointRules
    from linnet_runtime.errors import (
        AudioFormatError,
        BundleError,
        InputError,
        LinnetError,
        MissingExtraError,
        PersonalStoreError,
        StateError,
    )
    from linnet_runtime.grammar import Grammar
    from linnet_runtime.key_layout import KeyLayout

__all__ = [
    "Alternative",
    "AudioFile",
    "AudioFormatError",
    "BundleError",
    "Command",
    "Commit",
    "Composition",
    "Correction",
    "Detection",
    "Edit",
    "EmojiPredictor",
    "EmojiSuggestion",
    "EndpointRules",
    "Entity",
    "Event",
    "Evidence",
    "Final",
    "Formatted",
    "FormattedWord",
    "Formatter",
    "FormattingSession",
    "Grammar",
    "InputError",
    "KeyLayout",
    "Keyboard",
    "Language",
    "LinnetError",
    "Microphone",
    "MissingExtraError",
    "Partial",
    "PersonalDictionary",
    "PersonalStoreError",
    "PersonalStoreWarning",
    "PersonalWord",
    "Proofreader",
    "Recognizer",
    "SpeechStream",
    "Spotter",
    "SpotterModels",
    "StateError",
    "Suggestion",
    "SuggestionKind",
    "Transcript",
    "TypingSession",
    "Word",
]

_HOMES = {
    "Alternative": "linnet.events",
    "AudioFile": "linnet.audio_file",
    "AudioFormatError": "linnet_runtime.errors",
    "BundleError": "linnet_runtime.errors",
    "Command": "linnet.command",
    "Commit": "linnet.suggestion",
    "Composition": "linnet.composition",
    "Correction": "linnet.correction",
    "Detection": "linnet.detection",
    "Edit": "linnet.correction",
    "EmojiPredictor": "linnet.emoji_predictor",
    "EmojiSuggestion": "linnet.emoji_predictor",
    "EndpointRules": "linnet_runtime.endpoint",
    "Entity": "linnet.formatted",
    "Event": "linnet.events",
    "Evidence": "linnet.personal_word",
    "Final": "linnet.events",
    "Formatted": "linnet.formatted",
    "FormattedWord": "linnet.formatted",
    "Formatter": "linnet.formatter",
    "FormattingSession": "linnet.formatting_session",
    "Grammar": "linnet_runtime.grammar",
    "InputError": "linnet_runtime.errors",
    "KeyLayout": "linnet_runtime.key_layout",
    "Keyboard": "linnet.keyboard",
    "Language": "linnet.language",
    "LinnetError": "linnet_runtime.errors",
    "Microphone": "linnet.microphone",
    "MissingExtraError": "linnet_runtime.errors",
    "Partial": "linnet.events",
    "PersonalDictionary": "linnet.personal_dictionary",
    "PersonalStoreError": "linnet_runtime.errors",
    "PersonalStoreWarning": "linnet.personal_file",
    "PersonalWord": "linnet.personal_word",
    "Proofreader": "linnet.proofreader",
    "Recognizer": "linnet.recognizer",
    "SpeechStream": "linnet.stream",
    "Spotter": "linnet.spotter",
    "SpotterModels": "linnet.spotter",
    "StateError": "linnet_runtime.errors",
    "Suggestion": "linnet.suggestion",
    "SuggestionKind": "linnet.suggestion",
    "Transcript": "linnet.transcript",
    "TypingSession": "linnet.typing_session",
    "Word": "linnet.events",
}
"""Where each public name is defined. It is imported at its first use: a keyboard needs none of what a
recognizer does, and phones have little memory."""


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
