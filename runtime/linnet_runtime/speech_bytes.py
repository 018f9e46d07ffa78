"""A beam of the speech search as bytes, for snapshots inside a word."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from . import state_bytes
from .errors import StateError
from .speech_beam import NOTHING_HEARD, SpeechBeam
from .speech_history import SpeechHistory
from .speech_words import SpokenWords
from .state_bytes import Array
from .units import LETTERS, PHONES

_KIND = "speech-beam"
_COLUMNS = {
    "history": "int32",
    "node": "int32",
    "blank": "float64",
    "nonblank": "float64",
    "began": "int32",
    "heard": "int32",
}


def pack_beam(beam: SpeechBeam, words: SpokenWords) -> bytes:
    """Write a beam whose nodes and words are those of `words`, in the format of `state_bytes`."""
    arrays: dict[str, Array] = {name: getattr(beam, name) for name in _COLUMNS}
    counts = [len(history.words) for history in beam.histories]
    numbers = [number for history in beam.histories for number in history.words]
    return state_bytes.pack(
        _KIND,
        {
            **arrays,
            "words_each": np.array(counts, np.int64),
            "words": np.array(numbers, np.int64),
            "score": np.array([history.score for history in beam.histories], np.float64),
            "bias": np.array([history.bias for history in beam.histories], np.int64),
            "first_frame": np.array([beam.first_frame], np.int64),
            "phones": _stacked(beam.phones, len(PHONES)),
            "letters": _stacked(beam.letters, len(LETTERS)),
            "trunk": _stacked(beam.trunk, len(beam.trunk[0]) if beam.trunk else 1),
            "search": _size(words),
        },
    )


def unpack_beam(data: bytes, words: SpokenWords) -> SpeechBeam:
    """Read what `pack_beam` wrote with the same lexicons. Raises `StateError` for all else."""
    arrays = state_bytes.unpack(_KIND, data)
    try:
        found = arrays["search"].tolist()
        if found != _size(words).tolist():
            raise StateError(
                f"expected a beam over lexicons with {_size(words).tolist()} words and nodes, got {found}; "
                "resume it with the lexicons it was taken with"
            )
        beam = SpeechBeam(
            **{name: _column(arrays, name) for name in _COLUMNS},
            histories=_histories(arrays),
            first_frame=int(arrays["first_frame"].item()),
            phones=_frames(arrays["phones"], len(PHONES)),
            letters=_frames(arrays["letters"], len(LETTERS)),
            trunk=_frames(arrays["trunk"], arrays["trunk"].shape[-1]),
        )
    except (KeyError, ValueError, TypeError, IndexError) as error:
        raise StateError(f"snapshot of a search lacks its values ({error!r}); take a new one") from error
    _check(beam, words)
    return beam


def _size(words: SpokenWords) -> NDArray[np.int64]:
    """Return what two joined lexicons must share for one's beams to be the other's."""
    return np.array([*words.first_word[1:], len(words.label)], np.int64)


def _stacked(frames: Sequence[NDArray[np.float32]], units: int) -> NDArray[np.float32]:
    """Return frames (T, units), also of none."""
    return np.array(frames, np.float32).reshape(-1, units)


def _frames(stacked: Array, units: int) -> tuple[NDArray[np.float32], ...]:
    """Undo `_stacked`."""
    if stacked.dtype != np.float32 or stacked.ndim != 2 or stacked.shape[1] != units:
        raise ValueError(f"{stacked.dtype}{stacked.shape} for frames of {units} units")
    return tuple(stacked)


def _column(arrays: dict[str, Array], name: str) -> Array:
    """Return a column of the hypotheses."""
    column = arrays[name]
    if column.dtype != _COLUMNS[name] or column.shape != arrays["node"].shape or column.ndim != 1:
        raise ValueError(f"{name!r} is {column.dtype}{column.shape}")
    return column


def _histories(arrays: dict[str, Array]) -> tuple[SpeechHistory, ...]:
    """Return the histories from their arrays."""
    bounds = [0, *np.cumsum(arrays["words_each"]).tolist()]
    numbers = arrays["words"].tolist()
    if any(arrays[name].dtype != np.int64 for name in ("words_each", "words", "bias")):
        raise ValueError("types of histories")
    if arrays["words_each"].min() < 0 or bounds[-1] != len(numbers):
        raise ValueError("words of histories")
    words = [tuple(numbers[first:last]) for first, last in pairwise(bounds)]
    rows = zip(words, arrays["score"].tolist(), arrays["bias"].tolist(), strict=True)
    return tuple(SpeechHistory(*row) for row in rows)


def _check(beam: SpeechBeam, words: SpokenWords) -> None:
    """Raise `StateError` when a beam cannot be one of a search over these words."""
    numbers = [number for history in beam.histories for number in history.words]
    frames = [*beam.began.tolist(), *beam.heard.tolist()]
    good = (
        len(beam) > 0
        and _within(beam.history, len(beam.histories))
        and _within(beam.node, len(words.label))
        and _within(numbers, words.first_word[-1])
        and _within(frames, beam.next_frame, NOTHING_HEARD)
        and len(beam.letters) in (0, len(beam.phones))
        and len(beam.trunk) in (0, len(beam.phones))
        and beam.first_frame >= 0
        and not np.isnan([*beam.blank, *beam.nonblank, *beam.worth]).any()
    )
    if not good:
        raise StateError("expected a beam of this search, got indices out of range; take a new snapshot")


def _within(numbers: Sequence[int] | Array, stop: int, start: int = 0) -> bool:
    """Tell whether all numbers are from `start` to one before `stop`."""
    return bool(np.all((np.asarray(numbers) >= start) & (np.asarray(numbers) < stop)))
