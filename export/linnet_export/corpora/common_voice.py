"""Common Voice releases (https://commonvoice.mozilla.org): train.tsv, dev.tsv ... next to clips/."""

from __future__ import annotations

import csv
from pathlib import Path

from linnet_export.recording import duration_s
from linnet_export.utterance import CorpusError, Utterance


def read_common_voice(tsv: Path, dataset: str = "common_voice") -> list[Utterance]:
    """Read one TSV of a release; clips are in `clips/` beside it.

    Lengths come from the release's `clip_durations.tsv` where it has one, else from the clips. Raises
    `CorpusError` for missing columns or clips and `AudioFormatError` for a damaged clip.
    """
    durations_s = _read_durations(tsv.with_name("clip_durations.tsv"))
    return [
        _utterance(row, f"{tsv}:{number}", tsv.parent / "clips", durations_s, dataset)
        for number, row in enumerate(_read_rows(tsv, ("path", "sentence")), start=2)
    ]


def _utterance(
    row: dict[str, str], where: str, clips: Path, durations_s: dict[str, float], dataset: str
) -> Utterance:
    name = row["path"]
    audio = clips / (name if Path(name).suffix else f"{name}.mp3")  # the first releases left ".mp3" out
    if not audio.is_file():
        raise CorpusError(f"{where}: expected the clip {audio}, found none")
    return Utterance(
        id=audio.stem,
        audio=audio,
        duration_s=durations_s[audio.name] if audio.name in durations_s else duration_s(audio),
        text=row["sentence"],
        speaker=row.get("client_id") or None,
        dataset=dataset,
    )


def _read_durations(tsv: Path) -> dict[str, float]:
    if not tsv.is_file():
        return {}
    rows = _read_rows(tsv, ("clip", "duration[ms]"))
    return {row["clip"]: float(row["duration[ms]"]) / 1000.0 for row in rows}


def _read_rows(tsv: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """Read tab-separated rows under a header that has `columns`; quotation marks mean themselves."""
    try:
        with tsv.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, restval="")
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            if missing:
                raise CorpusError(f"{tsv}: expected the columns {', '.join(columns)}, missing {missing}")
            return list(reader)
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{tsv}: expected a UTF-8 TSV of Common Voice: {error}") from error
