"""``linnet-export synthesize``, ``manifest``, ``shard`` and ``transcripts``: recordings to train on."""

from __future__ import annotations

import enum
import random
from pathlib import Path
from typing import Annotated

import typer

from linnet_export.corpora import read_common_voice, read_jsonl, read_librispeech, write_jsonl
from linnet_export.synthetic import sample_sentences, synthesize
from linnet_export.transcripts import transcripts


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


class CorpusLayout(enum.StrEnum):
    """How a corpus lies on disk."""

    LIBRISPEECH = "librispeech"
    COMMON_VOICE = "common-voice"


def manifest_command(
    layout: Annotated[CorpusLayout, typer.Argument(help="How the corpus is laid out.")],
    corpus: Annotated[Path, typer.Argument(help="LibriSpeech: a folder. Common Voice: such as train.tsv.")],
    manifest: Annotated[Path, typer.Argument(help="The JSONL manifest to write.")],
    dataset: Annotated[str | None, typer.Option(help="Its name in reports; else that of the layout.")] = None,
) -> None:
    """List the recordings of LibriSpeech or Common Voice, as `train`, `shard` and `evaluate` read them."""
    read = read_librispeech if layout is CorpusLayout.LIBRISPEECH else read_common_voice
    utterances = read(corpus, dataset or layout.replace("-", "_"))
    write_jsonl(manifest, utterances)
    hours = sum(one.duration_s for one in utterances) / 3600
    print(f"{manifest}: {len(utterances)} recordings, {hours:.1f} h")


def shard_command(
    manifests: Annotated[list[Path], typer.Argument(help="JSONL manifests to read.")],
    out: Annotated[Path, typer.Option(help="Folder of the shards.")],
    megabytes: Annotated[int, typer.Option(help="Of each shard, about.")] = 256,
    seed: Annotated[int, typer.Option(help="Of the order of the recordings.")] = 1,
) -> None:
    """Put the recordings of manifests into shards, for `train --shards`: a corpus that memory cannot hold."""
    from linnet_export.shards import write_shards

    utterances = [one for manifest in manifests for one in read_jsonl(manifest)]
    shards = write_shards(utterances, out, megabytes * 1_000_000, seed)
    hours = float(shards.duration_s.sum(dtype="float64")) / 3600
    count = int(shards.shard[-1]) + 1
    print(f"{out}: {len(shards)} of {len(utterances)} recordings, {hours:.1f} h, {count} shards")


def transcripts_command(
    out: Annotated[Path, typer.Argument(help="The text file to write, a sentence a line.")],
    manifests: Annotated[list[Path], typer.Argument(help="JSONL manifests of transcribed recordings.")],
    dataset: Annotated[list[str] | None, typer.Option(help="Only this one; may be repeated.")] = None,
    held_out: Annotated[
        list[Path] | None, typer.Option(help="Manifest of what is judged on: its sentences stay out.")
    ] = None,
) -> None:
    """Write down what people said in recordings, each sentence once, for `train-language --text`."""
    said, judged = (
        [one for manifest in some for one in read_jsonl(manifest)] for some in (manifests, held_out or [])
    )
    lines = transcripts(said, dataset or (), judged)
    out.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    print(f"{out}: {len(lines)} sentences, {sum(len(line.split()) for line in lines)} words")
