"""``linnet transcribe``: recordings in, text out."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from linnet.audio_file import AudioFile
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
from linnet.events import Final
from linnet.final_lines import FinalLines
from linnet.loading import loading
from linnet.stream import SpeechStream
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
    formatted: FormatOption = False,
    realtime: Annotated[bool, typer.Option("--realtime", help="No faster than it was spoken.")] = False,
) -> None:
    """Print the text of recordings with start and end in seconds.

    Of a damaged recording what can be decoded is printed. A file that cannot be used does not stop the
    others; the exit code is 2 then.
    """
    with loading("the models"):
        recognizer = Models(bundle, language, pronunciation, letters, formatted).load()
    failed = False
    with expected_from(phrases, boost, personal, grammar) as expected:
        for path in files:
            name = f"{path}: " if len(files) > 1 else ""
            lines = JsonLines(path) if as_json else FinalLines(name, words, alternatives)
            try:
                with Captions(lines, name) as captions, AudioFile.open(path) as clip:
                    caption(expected.stream(recognizer, clip.sample_rate_hz), clip, captions, realtime)
            except AudioFormatError as error:
                print(f"linnet: {error}", file=sys.stderr)
                failed = True
    if failed:
        raise typer.Exit(2)


def caption(stream: SpeechStream, clip: AudioFile, captions: Captions, realtime: bool) -> None:
    """Show what a stream hears in a recording, read block by block.

    Raises:
        AudioFormatError: it is damaged; what could be decoded was shown.
    """
    try:
        for samples in clip.blocks(realtime=realtime):
            for event in stream.accept(samples):
                captions.show(event)
            captions.show_progress(clip.read_s / clip.duration_s)
    finally:
        for event in stream.finish():
            captions.show(event)


@dataclass(frozen=True)
class JsonLines:
    """A final as one JSON object."""

    file: Path
    """The recording."""

    def __call__(self, final: Final, _: Console) -> Iterator[Text]:
        """Return its line."""
        yield Text(final_json(self.file, final))


def final_json(path: Path, final: Final) -> str:
    """One final as a JSON object in one line; numbers rounded to thousandths."""
    values = _rounded(dataclasses.asdict(final))
    if final.formatted is None:
        del values["formatted"]
    return json.dumps({"file": str(path), **values}, ensure_ascii=False)


def _rounded(value: Any) -> Any:
    """A value for JSON with all its numbers rounded."""
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(one) for one in value]
    return round(value, 3) if isinstance(value, float) else value
