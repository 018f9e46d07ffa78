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
