"""``linnet inspect``: what a bundle says about itself, and whether it is true."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from linnet.acoustics import DEFAULT_BUNDLE
from linnet_runtime.bundle import Bundle, FileCheck, FileStatus
from linnet_runtime.errors import BundleError
from linnet_runtime.manifest import Accuracy, AudioSettings, Manifest

PIPED_WIDTH = 160
"""Characters in a line when nobody's terminal says otherwise: no table is cut."""


def inspect(
    bundle: Annotated[
        Path, typer.Argument(help="Bundle directory; default: the English one.", show_default=False)
    ] = DEFAULT_BUNDLE,
) -> None:
    """Show what a bundle holds, and verify it.

    Manifest, file sizes, states, parity and measured accuracy. The exit code is 2 when a file is not what the
    manifest says.
    """
    opened = Bundle.read(bundle)
    manifest, checks = opened.manifest, opened.verify()
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=PIPED_WIDTH)
    for line in _facts(opened.directory, manifest):
        console.print(line, soft_wrap=True, markup=False)
    console.print(_files(manifest, checks))
    console.print(_states(manifest))
    measured = _measured(manifest)
    for table in measured:
        console.print(table)
    if not measured:
        console.print("accuracy      not measured")
    bad = [check.problem for check in checks if check.status is FileStatus.BAD]
    if bad:
        raise BundleError("; ".join(bad))


def _facts(directory: Path, manifest: Manifest) -> list[str]:
    """The single values of a manifest, a line each."""
    parity, quantization = manifest.parity, manifest.quantization
    operators = ", ".join(quantization.operators) or "no operators"
    granularity = "per channel" if quantization.per_channel else "per tensor"
    heads = "".join(f", {len(tokens)} {name}" for name, tokens in manifest.tokens.items())
    return [
        f"bundle        {directory}",
        f"name          {manifest.name}, format {manifest.format}",
        f"kind          {manifest.kind}, language {manifest.language}",
        f"licence       {manifest.licence}",
        f"credits       {'; '.join(manifest.credits) or 'none'}",
        *([_sound(manifest.audio)] if manifest.audio else ()),
        f"graph         {', '.join(manifest.inputs)} -> {', '.join(manifest.outputs)}{heads}",
        f"quantization  {quantization.method}, {granularity}, {operators}",
        f"parity        {parity.max_abs_difference:.1e} over {parity.steps} steps ({parity.command})",
        f"made by       {manifest.made_by}",
    ]


def _sound(audio: AudioSettings) -> str:
    """What sound a model takes, in milliseconds."""
    chunk_ms, hop_ms, lookahead_ms = (
        1000 * samples / audio.sample_rate_hz
        for samples in (audio.chunk_samples, audio.frame_hop_samples, audio.lookahead_samples)
    )
    return (
        f"audio         {audio.sample_rate_hz} Hz, chunk {chunk_ms:g} ms, frame {hop_ms:g} ms, "
        f"look-ahead {lookahead_ms:g} ms"
    )


def _files(manifest: Manifest, checks: tuple[FileCheck, ...]) -> Table:
    """Files, sizes and what verification found."""
    files = manifest.all_files()
    table = Table("", "file", "MB", "sha256", "verified", title="Files", title_justify="left")
    for check in checks:
        file = files[check.key]
        table.add_row(
            check.key, file.file, f"{file.size_bytes / 1e6:.2f}", file.sha256[:16], check.status.value
        )
    return table


def _states(manifest: Manifest) -> Table:
    """The tensors a stream carries."""
    table = Table("state", "shape", "batch axis", "dtype", title="States", title_justify="left")
    for state in manifest.states:
        table.add_row(state.name, " x ".join(map(str, state.shape)), str(state.batch_axis), state.dtype)
    return table


def _measured(manifest: Manifest) -> list[Table]:
    """What was measured, of speech or of typing."""
    tables = [_accuracy(manifest)] if manifest.accuracy else []
    return tables + ([_typing_accuracy(manifest)] if manifest.typing_accuracy else [])


def _typing_accuracy(manifest: Manifest) -> Table:
    """Measures of simulated typing, each with its 95 % interval and its count."""
    columns = ("data set", "split", "graph", "noise", "measure", "value", "interval", "count")
    table = Table(*columns, title="Measured typing", title_justify="left")
    for row in manifest.typing_accuracy:
        for name, one in row.measures.items():
            shown = "{:.1f}" if "perplexity" in name else "{:.1%}"
            value, low, high = (shown.format(number) for number in (one.value, one.low, one.high))
            cells = (row.dataset, row.split, row.graph, row.noise, name.replace("_", " "))
            table.add_row(*cells, value, f"{low} - {high}", str(one.count))
    return table


def _accuracy(manifest: Manifest) -> Table:
    """Measured error rates, each with its count."""
    columns = ("data set", "split", "graph", "utterances", "phone errors", "letter errors", "word errors")
    table = Table(*columns, title="Measured accuracy", title_justify="left")
    for row in manifest.accuracy:
        table.add_row(row.dataset, row.split, row.graph, str(row.utterances), *_rates(row))
    return table


def _rates(row: Accuracy) -> tuple[str, str, str]:
    """Error rates as percentages of counts."""
    return (
        f"{row.phone_error_rate:.1%} of {row.phones}",
        f"{row.character_error_rate:.1%} of {row.characters}",
        f"{row.word_error_rate:.1%} of {row.words}",
    )
