"""``linnet listen``: the microphone in, text out."""

from __future__ import annotations

import contextlib

from linnet.captions import Captions
from linnet.cli_options import (
    AlternativesOption,
    BoostOption,
    BundleOption,
    FormatOption,
    GrammarOption,
    LanguageOption,
    LettersOption,
    PhrasesOption,
    PronunciationOption,
    SpeakerOption,
    WordsOption,
)
from linnet.cli_speech import Models, expected_from
from linnet.final_lines import FinalLines
from linnet.loading import loading
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
    formatted: FormatOption = False,
) -> None:
    """Show what is said into the microphone, until Ctrl-C, with a level meter. What may still change is dim.

    Piped, only what is final is printed, a line each.
    """
    with expected_from(phrases, boost, personal, grammar) as expected, Microphone.open() as microphone:
        with loading("the models"):  # what is said meanwhile is recorded
            recognizer = Models(bundle, language, pronunciation, letters, formatted).load()
        stream = expected.stream(recognizer, microphone.sample_rate_hz)
        lines = FinalLines(words=words, alternatives=alternatives)
        with Captions(lines, idle="Listening. Ctrl-C ends it.") as captions:
            _show(stream, microphone, captions)


def _show(stream: SpeechStream, microphone: Microphone, captions: Captions) -> None:
    """Show events until Ctrl-C, and the last words after it."""
    with contextlib.suppress(KeyboardInterrupt):  # the way to end it; the last words still count
        for samples in microphone.blocks():
            for event in stream.accept(samples):
                captions.show(event)
            captions.show_level(samples)
    for event in stream.finish():
        captions.show(event)
