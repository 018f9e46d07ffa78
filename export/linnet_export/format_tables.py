"""Formats and layers as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

from linnet_export.accuracy_table import table
from linnet_export.formats import FormatRow
from linnet_export.layer_errors import LayerError

_MEGABYTE = 1e6


def formats_table(rows: Sequence[FormatRow]) -> list[str]:
    """A row for each format of each bundle."""
    head = (
        "bundle",
        "format",
        "size",
        "to load",
        "a step",
        "largest difference",
        "other best unit",
        "measured",
    )
    return table(head, [_cells(one) for one in rows])


def layers_table(errors: Sequence[LayerError]) -> list[str]:
    """A row for each layer, the costliest of each bundle first."""
    head = ("bundle", "layer", "weights", "error inside, weight-only", "int8", "divergence alone, nats")
    return table(head, [_layer_cells(one) for one in errors])


def costliest_lines(errors: Sequence[LayerError]) -> list[str]:
    """A sentence for each bundle: which layer costs most."""
    lines = []
    for bundle in dict.fromkeys(one.bundle for one in errors):
        layers = [one for one in errors if one.bundle == bundle]
        worst, total = max(layers, key=lambda one: one.alone), sum(one.alone for one in layers)
        share, part = worst.alone / max(total, 1e-12), worst.weights / sum(one.weights for one in layers)
        lines.append(
            f"- {bundle}: `{worst.layer}` costs most, {share:.0%} of what the layers cost one by one, with "
            f"{part:.0%} of the quantized weights."
        )
    return lines


def _cells(one: FormatRow) -> tuple[str, ...]:
    return (
        one.bundle,
        f"`{one.format}`",
        f"{one.size_bytes / _MEGABYTE:.2f} MB",
        f"{one.load_ms:.1f} ms",
        f"{one.step_ms:.3f} ms",
        f"{one.largest_difference:.4f}",
        f"{one.other_best:.1%} of {one.frames:,}",
        one.accuracy or "-",
    )


def _layer_cells(one: LayerError) -> tuple[str, ...]:
    inside = (f"{one.inside[key]:.2%}" if key in one.inside else "-" for key in ("weight_only", "int8"))
    return one.bundle, f"`{one.layer}`", f"{one.weights:,}", *inside, f"{one.alone:.2e}"
