"""``linnet listen``: the microphone in, text out."""

from __future__ import annotations

import contextlib

from linnet.captions import Captions
from linnet.cli_options import (
    AlternativesOption,
    BoostOption,
    BundleOption,
    GrammarOption,
    LanguageOption,
    LettersOption,
    PhrasesOption,
    PronunciationOption,
    SpeakerOption,
    WordsOption,
)
from linnet.cli_speech import Models, expected_from
from linnet.microphone import Microphone
from linnet.stream import SpeechStream


def listen(
    words: WordsOption = False,
    alternatives: AlternativesOption = False,
    phrases: PhrasesOption = None,
    boost: BoostOption = None,
    personal: SpeakerOption = None,
    grammar: GrammarOption = None,
    bundle: BundleOption = None,
    language: LanguageOption = None,
    pronunciation: PronunciationOption = None,
    letters: LettersOption = False,
) -> None:
    """Show what is said into the microphone, until Ctrl-C. What may still change is dim."""
    recognizer = Models(bundle, language, pronunciation, letters).load()
    with expected_from(phrases, boost, personal, grammar) as expected, Microphone.open() as microphone:
        stream = expected.stream(recognizer, microphone.sample_rate_hz)
        with Captions(words=words, alternatives=alternatives) as captions:
            _show(stream, microphone, captions)


def _show(stream: SpeechStream, microphone: Microphone, captions: Captions) -> None:
    """Show events until Ctrl-C, and the last words after it."""
    with contextlib.suppress(KeyboardInterrupt):  # the way to end it; the last words still count
        for samples in microphone.blocks():
            for event in stream.accept(samples):
                captions.show(event)
    for event in stream.finish():
        captions.show(event)
