"""Manifests with one JSON object a line: id, audio, duration_s, and where known text, speaker, dataset."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from linnet_export.utterance import CorpusError, Utterance


def read_jsonl(manifest: Path) -> list[Utterance]:
    """Read `manifest`; a relative `audio` is taken from the manifest's folder, unknown keys are ignored.

    Raises `CorpusError` with file and line for anything that is not such an object. Audio is not opened.
    """
    utterances = []
    for number, line in enumerate(_lines(manifest), start=1):
        if line.strip():
            utterances.append(_utterance(line, manifest.parent, f"{manifest}:{number}"))
    return utterances


def write_jsonl(manifest: Path, utterances: Iterable[Utterance]) -> None:
    """Write `utterances`, with audio below the manifest's folder relative to it, else absolute."""
    folder = manifest.parent.resolve()
    lines = [json.dumps(_record(utterance, folder), ensure_ascii=False) for utterance in utterances]
    manifest.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _lines(manifest: Path) -> list[str]:
    try:
        return manifest.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{manifest}: expected a UTF-8 JSONL manifest: {error}") from error


def _utterance(line: str, folder: Path, where: str) -> Utterance:
    try:
        record: Any = json.loads(line)
    except json.JSONDecodeError as error:
        raise CorpusError(f"{where}: expected one JSON object a line: {error}") from error
    if not isinstance(record, dict):
        raise CorpusError(f"{where}: expected a JSON object, got {type(record).__name__}")
    missing = [key for key in ("id", "audio", "duration_s") if record.get(key) is None]
    if missing:
        raise CorpusError(f"{where}: missing {', '.join(missing)}")
    if isinstance(record["duration_s"], bool) or not isinstance(record["duration_s"], int | float):
        raise CorpusError(
            f"{where}: expected a number of seconds in duration_s, got {record['duration_s']!r}"
        )
    speaker = record.get("speaker")
    return Utterance(
        id=str(record["id"]),
        audio=folder / str(record["audio"]),
        duration_s=float(record["duration_s"]),
        text=str(record.get("text") or ""),
        speaker=None if speaker is None else str(speaker),
        dataset=str(record.get("dataset") or ""),
    )


def _record(utterance: Utterance, folder: Path) -> dict[str, object]:
    audio = utterance.audio.resolve()
    return {
        "id": utterance.id,
        "audio": str(audio.relative_to(folder) if audio.is_relative_to(folder) else audio),
        "duration_s": utterance.duration_s,
        "text": utterance.text,
        "speaker": utterance.speaker,
        "dataset": utterance.dataset,
    }
