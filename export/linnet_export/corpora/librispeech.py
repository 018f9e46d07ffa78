"""LibriSpeech (https://www.openslr.org/12) and corpora laid out like it: *.trans.txt beside FLAC."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from linnet_export.recording import duration_s
from linnet_export.utterance import CorpusError, Utterance


def read_librispeech(folder: Path, dataset: str = "librispeech") -> list[Utterance]:
    """Read every `*.trans.txt` below `folder`, in order of path.

    Raises `CorpusError` when there is none, when a line is not "ID WORDS" or a FLAC file is missing, and
    `AudioFormatError` for one that is damaged.
    """
    transcripts = sorted(folder.rglob("*.trans.txt"))
    if not transcripts:
        raise CorpusError(f"{folder}: expected LibriSpeech's READER/CHAPTER/*.trans.txt below it, found none")
    return [utterance for path in transcripts for utterance in _read_chapter(path, dataset)]


def _read_chapter(transcript: Path, dataset: str) -> Iterator[Utterance]:
    for number, line in enumerate(transcript.read_text(encoding="utf-8").splitlines(), start=1):
        name, _, text = line.partition(" ")
        audio = transcript.parent / f"{name}.flac"
        if not text.strip() or not audio.is_file():
            raise CorpusError(
                f"{transcript}:{number}: expected an id, its words and {audio.name}, got {line!r}"
            )
        yield Utterance(
            id=name,
            audio=audio,
            duration_s=duration_s(audio),
            text=text.strip(),
            speaker=name.split("-")[0],
            dataset=dataset,
        )
