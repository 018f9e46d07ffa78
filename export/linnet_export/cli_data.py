"""``linnet-export synthesize``."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Annotated

import typer

from linnet_export.synthetic import sample_sentences, synthesize


def synthesize_command(
    folder: Annotated[Path, typer.Argument(help="Recordings and their manifest go here.")],
    text: Annotated[list[Path], typer.Option(help="Sentences, .txt or .txt.xz; may be repeated.")],
    count: Annotated[int, typer.Option(help="How many sentences.")] = 1000,
    sample_rate_hz: Annotated[int, typer.Option(help="Rate of the recordings.")] = 16000,
    seed: Annotated[int, typer.Option(help="Chooses sentences, voices, rates and pitches.")] = 1,
    workers: Annotated[int, typer.Option(help="Sentences spoken at a time.")] = 1,
) -> None:
    """Speak sentences with espeak-ng and flite, as a manifest to train on."""
    sentences = sample_sentences(text, count, random.Random(seed))
    print(synthesize(sentences, folder, sample_rate_hz, seed, workers))
