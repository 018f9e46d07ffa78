"""Real input for any bundle: steps of a recording, of a text or of its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linnet_export.recording import read_mono
from linnet_runtime.bundle import Bundle
from linnet_runtime.errors import InputError
from linnet_runtime.pieces import Pieces
from linnet_runtime.step_model import StepModel
from linnet_runtime.units import LETTERS

Feed = Mapping[str, NDArray[Any]]
LOWEST = -20.0
"""Log-probabilities below mean never."""


@dataclass(frozen=True)
class Source:
    """Where real input is read."""

    audio: Path
    text: Path
    longest: int = 400
    """So many steps at most."""


def feeds(bundle: Bundle, source: Source) -> list[Feed]:
    """The inputs of a run's steps. Raises `InputError` when the source has none."""
    kind = bundle.manifest.kind
    if bundle.manifest.audio:
        found = list(_chunks(bundle, source.audio))
    elif kind == "language":
        pieces = Pieces.load(bundle.file_path("tokenizer"))
        found = [{"pieces": np.array([[piece]], np.int64)} for piece in text_pieces(pieces, source.text)]
    elif kind == "pronunciation":
        found = list(_words(source.text))
    else:
        raise InputError(
            f"expected a bundle of sound, of language or of pronunciation, got one of kind {kind!r}"
        )
    if not found:
        raise InputError(f"expected input for {kind!r} in {source.audio} and {source.text}, found none")
    return found[: source.longest]


def text_pieces(pieces: Pieces, text: Path) -> list[int]:
    """The pieces of a text's lines, the end of a line before each."""
    lines = text.read_text(encoding="utf-8").splitlines()
    return [piece for line in lines if line.strip() for piece in (pieces.end, *pieces.encode(line))]


def run(model: StepModel, steps: list[Feed], *, carried: bool = True) -> dict[str, list[NDArray[np.float32]]]:
    """What each step gives, by output; with ``carried`` each goes on from the state of the one before."""
    state, found = model.initial(), dict[str, list[NDArray[np.float32]]]()
    for feed in steps:
        outputs, after = model.step(feed, state)
        state = after if carried else state
        for name, values in outputs.items():
            found.setdefault(name, []).append(values)
    return found


def _chunks(bundle: Bundle, path: Path) -> Iterator[Feed]:
    audio = bundle.manifest.sound()
    samples = read_mono(path, audio.sample_rate_hz)
    (name,) = bundle.manifest.inputs
    for start in range(0, len(samples) - audio.chunk_samples + 1, audio.chunk_samples):
        yield {name: samples[np.newaxis, start : start + audio.chunk_samples]}


def _words(path: Path) -> Iterator[Feed]:
    """Each different word once."""
    for word in dict.fromkeys(re.findall(r"[a-z']*[a-z][a-z']*", path.read_text(encoding="utf-8").lower())):
        yield {"letters": np.array([[LETTERS.index(letter) for letter in word]], np.int64)}
