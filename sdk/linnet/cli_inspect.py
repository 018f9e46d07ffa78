"""``linnet inspect``: what a bundle says about itself, and whether it is true."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from linnet.recognizer import DEFAULT_BUNDLE
from linnet_runtime.bundle import Bundle, FileCheck, FileStatus
from linnet_runtime.errors import BundleError
from linnet_runtime.manifest import Accuracy, Manifest

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
    console.print(_graphs(manifest, checks))
    console.print(_states(manifest))
    console.print(_accuracy(manifest) if manifest.accuracy else "accuracy      not measured")
    bad = [check.problem for check in checks if check.status is FileStatus.BAD]
    if bad:
        raise BundleError("; ".join(bad))


def _facts(directory: Path, manifest: Manifest) -> list[str]:
    """The single values of a manifest, a line each."""
    audio, parity, quantization = manifest.audio, manifest.parity, manifest.quantization
    rate = audio.sample_rate_hz
    ms = {
        key: 1000 * getattr(audio, key) / rate
        for key in ("chunk_samples", "frame_hop_samples", "lookahead_samples")
    }
    operators = ", ".join(quantization.operators) or "no operators"
    granularity = "per channel" if quantization.per_channel else "per tensor"
    heads = ", ".join(f"{len(tokens)} {name}" for name, tokens in manifest.tokens.items())
    return [
        f"bundle        {directory}",
        f"name          {manifest.name}, format {manifest.format}",
        f"kind          {manifest.kind}, language {manifest.language}",
        f"licence       {manifest.licence}",
        f"credits       {'; '.join(manifest.credits) or 'none'}",
        f"audio         {rate} Hz, chunk {ms['chunk_samples']:g} ms, frame {ms['frame_hop_samples']:g} ms, "
        f"look-ahead {ms['lookahead_samples']:g} ms",
        f"graph         {', '.join(manifest.inputs)} -> {', '.join(manifest.outputs)}; {heads}",
        f"quantization  {quantization.method}, {granularity}, {operators}",
        f"parity        {parity.max_abs_difference:.1e} over {parity.steps} steps ({parity.command})",
        f"made by       {manifest.made_by}",
    ]


def _graphs(manifest: Manifest, checks: tuple[FileCheck, ...]) -> Table:
    """Files, sizes and what verification found."""
    table = Table("graph", "file", "MB", "sha256", "verified", title="Graphs", title_justify="left")
    for check in checks:
        graph = manifest.graphs[check.precision]
        size_mb = f"{graph.size_bytes / 1e6:.2f}"
        table.add_row(check.precision, graph.file, size_mb, graph.sha256[:16], check.status.value)
    return table


def _states(manifest: Manifest) -> Table:
    """The tensors a stream carries."""
    table = Table("state", "shape", "batch axis", "dtype", title="States", title_justify="left")
    for state in manifest.states:
        table.add_row(state.name, " x ".join(map(str, state.shape)), str(state.batch_axis), state.dtype)
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
