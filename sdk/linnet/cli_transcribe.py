"""``linnet transcribe``: recordings in, text out."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from linnet.audio_file import AudioFile
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
from linnet.cli_speech import Expected, Models, expected_from
from linnet.events import Event, Final
from linnet.recognizer import Recognizer
from linnet_runtime.errors import AudioFormatError


def transcribe(
    files: Annotated[list[Path], typer.Argument(help="Recordings: wav, flac, ogg, opus, mp3.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per final.")] = False,
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
    realtime: Annotated[bool, typer.Option("--realtime", help="No faster than it was spoken.")] = False,
) -> None:
    """Print the text of recordings with start and end in seconds.

    Of a damaged recording what can be decoded is printed. A file that cannot be used does not stop the
    others; the exit code is 2 then.
    """
    recognizer = Models(bundle, language, pronunciation, letters).load()
    failed = False
    with expected_from(phrases, boost, personal, grammar) as expected:
        for path in files:
            events = listen_to_file(recognizer, expected, path, realtime)
            captions = Captions(f"{path}: " if len(files) > 1 else "", words=words, alternatives=alternatives)
            try:
                _print_json(path, events) if as_json else _print_text(captions, events)
            except AudioFormatError as error:
                print(f"linnet: {error}", file=sys.stderr)
                failed = True
    if failed:
        raise typer.Exit(2)


def listen_to_file(recognizer: Recognizer, expected: Expected, path: Path, realtime: bool) -> Iterator[Event]:
    """The events of a recording, read block by block.

    Raises:
        AudioFormatError: the file cannot be used; or, after the events of what could be decoded, it is
            damaged.
    """
    with AudioFile.open(path) as clip:
        stream = expected.stream(recognizer, clip.sample_rate_hz)
        damage = None
        try:
            for samples in clip.blocks(realtime=realtime):
                yield from stream.accept(samples)
        except AudioFormatError as error:
            damage = error
        yield from stream.finish()
    if damage:
        raise damage


def final_json(path: Path, final: Final) -> str:
    """One final as a JSON object in one line; numbers rounded to thousandths."""
    values = _rounded(dataclasses.asdict(final))
    return json.dumps({"file": str(path), **values}, ensure_ascii=False)


def _rounded(value: Any) -> Any:
    """A value for JSON with all its numbers rounded."""
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(one) for one in value]
    return round(value, 3) if isinstance(value, float) else value


def _print_json(path: Path, events: Iterator[Event]) -> None:
    """One line for each final, as soon as it is known."""
    for event in events:
        if isinstance(event, Final):
            print(final_json(path, event), flush=True)


def _print_text(captions: Captions, events: Iterator[Event]) -> None:
    """Finals as lines; partials too when someone watches."""
    with captions:
        for event in events:
            captions.show(event)
