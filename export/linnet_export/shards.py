"""Speech corpora that do not fit in memory: tar files of recordings as they are, and an index of all of them.

    OUT/shards.json      format, data sets, how many recordings and seconds
    OUT/index.npz        for each recording: shard, offset and size of its audio, seconds, data set, text
    OUT/00000.tar ...    1-2-0003.flac, ...: any tar program reads them

Recordings are dealt out to shards at random: what lies side by side in one has nothing else in common.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linnet_export.recording import decode_mono
from linnet_export.text import normalise
from linnet_export.utterance import CorpusError, Utterance

FORMAT = 1
_INDEX, _TABLE = "index.npz", "shards.json"
_COLUMNS = {
    "shard": "uint32",
    "start": "int64",
    "size": "int64",
    "duration_s": "float32",
    "dataset": "uint16",
}


@dataclass(frozen=True)
class Shards:
    """An index in memory, about 30 bytes and the text for each recording; the audio stays on disk."""

    folder: Path
    datasets: tuple[str, ...]
    shard: NDArray[np.uint32]
    """(recordings,) which file each is in; those of one file are neighbours, in the order of its bytes."""
    start: NDArray[np.int64]
    size: NDArray[np.int64]
    duration_s: NDArray[np.float32]
    dataset: NDArray[np.uint16]
    """(recordings,) index into ``datasets``."""
    texts: NDArray[np.uint8]
    """(bytes,) all texts, one after the other, in UTF-8."""
    text_start: NDArray[np.int64]
    """(recordings + 1,)"""

    @staticmethod
    def open(folder: Path) -> Shards:
        """Read an index. Raises `CorpusError` for anything that `write_shards` did not write."""
        try:
            table: dict[str, Any] = json.loads((folder / _TABLE).read_text(encoding="utf-8"))
            with np.load(folder / _INDEX) as arrays:
                columns = {name: arrays[name] for name in (*_COLUMNS, "texts", "text_start")}
            if table["format"] != FORMAT:
                raise CorpusError(f"{folder}: expected shards of format {FORMAT}, got {table['format']}")
            return Shards(folder, tuple(table["datasets"]), **columns)
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise CorpusError(
                f"{folder}: expected what `linnet-export shard` writes: {type(error).__name__}: {error}"
            ) from error

    def __len__(self) -> int:
        return len(self.shard)

    def __deepcopy__(self, memo: dict[int, Any]) -> Shards:
        """The same value: the weight average of a training copies the whole module."""
        return self

    def text(self, index: int) -> str:
        """What was said, as the corpus gives it."""
        first, after = self.text_start[index : index + 2]
        return self.texts[first:after].tobytes().decode("utf-8")

    def read(self, index: int, sample_rate_hz: int) -> NDArray[np.float32]:
        """Decode one recording to (samples,). Raises `AudioFormatError`, or `OSError` for a missing file."""
        path = _path(self.folder, int(self.shard[index]))
        with path.open("rb") as file:
            file.seek(int(self.start[index]))
            data = file.read(int(self.size[index]))
        return decode_mono(io.BytesIO(data), sample_rate_hz, f"{path}, byte {self.start[index]}")

    def fingerprint(self) -> str:
        """Which recordings these are, in which order: a run goes on only with the same."""
        digest = hashlib.sha256(self.texts.tobytes())
        for column in (self.shard, self.start, self.size):
            digest.update(column.tobytes())
        return digest.hexdigest()[:16]


def write_shards(utterances: Iterable[Utterance], folder: Path, shard_bytes: int, seed: int) -> Shards:
    """Copy recordings into shards of about ``shard_bytes``; those whose text cannot be spelled are left out.

    The index comes last: a folder without one was not finished. Raises `CorpusError` when nothing is left.
    """
    kept = [one for one in utterances if normalise(one.text).split()]
    if not kept:
        raise CorpusError("expected utterances whose text can be spelled, found none")
    order = np.random.default_rng(seed).permutation(len(kept))
    shuffled = [kept[int(index)] for index in order]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _INDEX).unlink(missing_ok=True)
    datasets = sorted({one.dataset for one in kept})
    places = _write_tars(shuffled, folder, shard_bytes)
    _write_index(folder, shuffled, places, datasets)
    return Shards.open(folder)


def _write_tars(utterances: Sequence[Utterance], folder: Path, shard_bytes: int) -> NDArray[np.int64]:
    """Return (recordings, 3): shard, start and size of each."""
    places: list[tuple[int, int, int]] = []
    remaining = list(reversed(utterances))
    number = 0
    while remaining:
        with tarfile.open(_path(folder, number), "w", format=tarfile.USTAR_FORMAT) as tar:
            while remaining and tar.offset < shard_bytes:
                start, size = _add(tar, len(places), remaining.pop())
                places.append((number, start, size))
        number += 1
    return np.array(places, np.int64)


def _add(tar: tarfile.TarFile, number: int, utterance: Utterance) -> tuple[int, int]:
    """Copy one recording into a tar file; returns where its bytes begin, and how many there are."""
    data = utterance.audio.read_bytes()
    member = tarfile.TarInfo(f"{number:08d}{utterance.audio.suffix}")
    member.size = len(data)
    tar.addfile(member, io.BytesIO(data))
    padded = -(-len(data) // tarfile.BLOCKSIZE) * tarfile.BLOCKSIZE
    return tar.offset - padded, len(data)


def _write_index(
    folder: Path, utterances: Sequence[Utterance], places: NDArray[np.int64], datasets: Sequence[str]
) -> None:
    texts = [one.text.encode("utf-8") for one in utterances]
    columns = {
        "shard": places[:, 0],
        "start": places[:, 1],
        "size": places[:, 2],
        "duration_s": [one.duration_s for one in utterances],
        "dataset": [datasets.index(one.dataset) for one in utterances],
    }
    table = {
        "format": FORMAT,
        "datasets": list(datasets),
        "recordings": len(utterances),
        "seconds": round(sum(one.duration_s for one in utterances), 1),
        "shards": int(places[-1, 0]) + 1,
    }
    (folder / _TABLE).write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    partly = folder / "index.partly.npz"
    np.savez(
        partly,
        texts=np.frombuffer(b"".join(texts), np.uint8),
        text_start=np.cumsum([0, *map(len, texts)], dtype=np.int64),
        allow_pickle=False,
        **{name: np.asarray(column, _COLUMNS[name]) for name, column in columns.items()},
    )
    partly.replace(folder / _INDEX)


def _path(folder: Path, number: int) -> Path:
    return folder / f"{number:05d}.tar"
