"""Linnet: on-device speech recognition.

>>> import linnet
>>> recognizer = linnet.Recognizer.load()
>>> stream = recognizer.stream()
>>> for samples in microphone:
...     for event in stream.accept(samples):
...         print(event)
"""

from linnet.audio_file import AudioFile
from linnet.events import Event, Final, Partial, Word
from linnet.microphone import Microphone
from linnet.recognizer import Recognizer
from linnet.stream import SpeechStream
from linnet.transcript import Transcript
from linnet_runtime.endpoint import EndpointRules
from linnet_runtime.errors import (
    AudioFormatError,
    BundleError,
    LinnetError,
    MissingExtraError,
    PersonalStoreError,
    StateError,
)

__all__ = [
    "AudioFile",
    "AudioFormatError",
    "BundleError",
    "EndpointRules",
    "Event",
    "Final",
    "LinnetError",
    "Microphone",
    "MissingExtraError",
    "Partial",
    "PersonalStoreError",
    "Recognizer",
    "SpeechStream",
    "StateError",
    "Transcript",
    "Word",
]
