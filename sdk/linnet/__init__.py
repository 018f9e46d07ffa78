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
from linnet.events import Event, Final, Partial, Word
from linnet.keyboard import Keyboard
from linnet.microphone import Microphone
from linnet.personal_dictionary import PersonalDictionary
from linnet.personal_file import PersonalStoreWarning
from linnet.personal_word import Evidence, PersonalWord
from linnet.recognizer import Recognizer
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
from linnet_runtime.key_layout import KeyLayout

__all__ = [
    "AudioFile",
    "AudioFormatError",
    "BundleError",
    "Commit",
    "EndpointRules",
    "Event",
    "Evidence",
    "Final",
    "InputError",
    "KeyLayout",
    "Keyboard",
    "LinnetError",
    "Microphone",
    "MissingExtraError",
    "Partial",
    "PersonalDictionary",
    "PersonalStoreError",
    "PersonalStoreWarning",
    "PersonalWord",
    "Recognizer",
    "SpeechStream",
    "StateError",
    "Suggestion",
    "SuggestionKind",
    "Transcript",
    "TypingSession",
    "Word",
]
