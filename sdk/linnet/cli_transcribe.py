"""``linnet transcribe``: recordings in, text out."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from linnet.audio_file import AudioFile
from linnet.captions import Captions
from linnet.cli_options import BundleOption
from linnet.events import Event, Final
from linnet.recognizer import Recognizer
from linnet_runtime.errors import AudioFormatError


def transcribe(
    files: Annotated[list[Path], typer.Argument(help="Recordings: wav, flac, ogg, opus, mp3.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per final.")] = False,
    bundle: BundleOption = None,
    realtime: Annotated[bool, typer.Option("--realtime", help="No faster than it was spoken.")] = False,
) -> None:
    """Print the text of recordings with start and end in seconds.

    Of a damaged recording what can be decoded is printed. A file that cannot be used does not stop the
    others; the exit code is 2 then.
    """
    recognizer = Recognizer.load(bundle)
    failed = False
    for path in files:
        try:
            events = listen_to_file(recognizer, path, realtime)
            if as_json:
                _print_json(path, events)
            else:
                _print_text(f"{path}: " if len(files) > 1 else "", events)
        except AudioFormatError as error:
            print(f"linnet: {error}", file=sys.stderr)
            failed = True
    if failed:
        raise typer.Exit(2)


def listen_to_file(recognizer: Recognizer, path: Path, realtime: bool) -> Iterator[Event]:
    """The events of a recording, read block by block.

    Raises:
        AudioFormatError: the file cannot be used; or, after the events of what could be decoded, it is
            damaged.
    """
    with AudioFile.open(path) as clip:
        stream = recognizer.stream(clip.sample_rate_hz)
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
    """One final as a JSON object in one line; times in seconds, rounded to milliseconds."""
    words = [
        {key: value if key == "text" else round(value, 3) for key, value in dataclasses.asdict(word).items()}
        for word in final.words
    ]
    start_s, end_s = round(final.start_s, 3), round(final.end_s, 3)
    return json.dumps(
        {"file": str(path), "text": final.text, "start_s": start_s, "end_s": end_s, "words": words}
    )


def _print_json(path: Path, events: Iterator[Event]) -> None:
    """One line for each final, as soon as it is known."""
    for event in events:
        if isinstance(event, Final):
            print(final_json(path, event), flush=True)


def _print_text(prefix: str, events: Iterator[Event]) -> None:
    """Finals as lines; partials too when someone watches."""
    with Captions(prefix) as captions:
        for event in events:
            captions.show(event)
