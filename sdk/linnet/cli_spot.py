"""``linnet spot``: keywords in recordings or from the microphone."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from numpy.typing import ArrayLike

from linnet.audio_file import AudioFile
from linnet.cli_options import BundleOption, LanguageOption, PronunciationOption
from linnet.detection import Detection
from linnet.microphone import Microphone
from linnet.spotter import DEFAULT_SENSITIVITY, Spotter, SpotterModels
from linnet_runtime.errors import AudioFormatError


def spot(
    keyword: Annotated[list[str], typer.Option(help="Word or phrase to listen for; may be repeated.")],
    files: Annotated[
        list[Path] | None, typer.Argument(help="Recordings: wav, flac, ogg, opus, mp3; none: the microphone.")
    ] = None,
    sensitivity: Annotated[float, typer.Option(help="Above 0 and below 1.")] = DEFAULT_SENSITIVITY,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per detection.")] = False,
    bundle: BundleOption = None,
    language: LanguageOption = None,
    pronunciation: PronunciationOption = None,
) -> None:
    """Print where keywords are said: start and end in seconds, score, keyword.

    A file that cannot be used does not stop the others; the exit code is 2 then.
    """
    models = SpotterModels.load(bundle, language, pronunciation)
    if not files:
        with Microphone.open() as microphone:
            spotter = Spotter(keyword, sensitivity, microphone.sample_rate_hz, models)
            _print(None, _heard(spotter, microphone.blocks()), as_json)
        return
    failed = False
    for path in files:
        try:
            with AudioFile.open(path) as clip:
                spotter = Spotter(keyword, sensitivity, clip.sample_rate_hz, models)
                _print(path, _heard(spotter, clip.blocks()), as_json)
        except AudioFormatError as error:
            print(f"linnet: {error}", file=sys.stderr)
            failed = True
    if failed:
        raise typer.Exit(2)


def _heard(spotter: Spotter, blocks: Iterable[ArrayLike]) -> Iterator[Detection]:
    """The detections in blocks of samples, up to their end or Ctrl-C; of damaged ones those before."""
    damage = None
    try:
        with contextlib.suppress(KeyboardInterrupt):  # the way to end it
            for samples in blocks:
                yield from spotter.accept(samples)
    except AudioFormatError as error:
        damage = error
    yield from spotter.finish()
    if damage:
        raise damage


def _print(path: Path | None, detections: Iterable[Detection], as_json: bool) -> None:
    """One line for each detection, as soon as it is known."""
    for one in detections:
        if as_json:
            values = {
                key: round(value, 3) if isinstance(value, float) else value
                for key, value in dataclasses.asdict(one).items()
            }
            named = {"file": str(path)} if path else {}
            print(json.dumps({**named, **values}, ensure_ascii=False), flush=True)
        else:
            prefix = f"{path}: " if path else ""
            line = f"{one.start_s:7.2f} {one.end_s:7.2f}  {one.score:4.2f}  {one.keyword}"
            print(prefix + line, flush=True)
