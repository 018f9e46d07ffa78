"""The study's pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np

matplotlib.use("Agg")

from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from linnet_export.study.costs import DEPTHS
from linnet_export.study.parts import Results
from linnet_export.study.tasks import TASKS

COLOURS = {"rnn": "#D55E00", "irnn": "#E69F00", "lstm": "#0072B2", "gru": "#009E73", "cifg": "#CC79A7"}
"""Okabe and Ito 2008: told apart by people who are colour-blind; lines also differ in marks and dashes."""
MARKS = {"rnn": "o", "irnn": "s", "lstm": "^", "gru": "D", "cifg": "v"}
DASHES: dict[str, Any] = {
    "rnn": "-",
    "irnn": (0, (5, 1.5)),
    "lstm": "-",
    "gru": (0, (1, 1)),
    "cifg": (0, (4, 1, 1, 1)),
}
_SMALLEST = 1e-12
"""Share of a gradient that is still drawn."""
_DOTS = 110
_MEGABYTE = 1e6


def draw(results: Results, stem: Path) -> list[Path]:
    """Write a PNG for each part that there are results of; their names begin as ``stem``."""
    drawers: dict[str, tuple[tuple[str, ...], Callable[[Results], Figure]]] = {
        "gradients": (("gradients",), _gradients),
        "lags": (tuple(TASKS), _lags),
        "learning": (("language", "acoustic"), _learning),
        "costs": (("costs",), _costs),
        "latency": (("latency",), _latency),
    }
    written = []
    for name, (parts, drawer) in drawers.items():
        if any(part in results for part in parts):
            figure = drawer(results)
            path = stem.with_name(f"{stem.name}-{name}.png")
            figure.savefig(path, dpi=_DOTS, metadata={"Software": None})
            pyplot.close(figure)
            written.append(path)
    return written


def _figure(columns: int, rows: int = 1) -> tuple[Figure, list[Axes]]:
    figure, axes = pyplot.subplots(
        rows, columns, figsize=(4.6 * columns, 3.7 * rows), squeeze=False, layout="constrained"
    )
    return figure, list(axes.flat)


def _line(axes: Axes, cell: str, x: Sequence[float], y: Sequence[float], **marks: Any) -> None:
    axes.plot(x, y, color=COLOURS[cell], linestyle=DASHES[cell], label=cell, linewidth=1.6, **marks)


def _finish(axes: Axes, title: str, x: str, y: str) -> None:
    axes.set_title(title, fontsize=10)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.grid(alpha=0.25)


def _legend(figure: Figure, axes: Axes) -> None:
    """One legend for all panels, below them."""
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels), frameon=False)


def _gradients(results: Results) -> Figure:
    found = results["gradients"]
    figure, panels = _figure(3, 2)
    kinds: dict[str, Callable[[Mapping[str, Any]], Sequence[float]]] = {
        "before training": lambda part: part["begin"],
        "trained with clipping": lambda part: part["clipped"]["by_lag"],
        "trained without clipping": lambda part: part["free"]["by_lag"],
    }
    for axes, (title, norms) in zip(panels, kinds.items(), strict=False):
        for cell, part in found.items():
            values = np.array(norms(part), dtype=float)
            if len(values) and values[0] > 0:
                shares = values / values[0]
                shares[shares < _SMALLEST] = np.nan
                _line(axes, cell, range(len(shares)), shares, marker=MARKS[cell], markevery=10, markersize=4)
        axes.set_yscale("log")
        axes.set_ylim(_SMALLEST / 3, None)
        _finish(axes, f"Gradient, {title}", "lag, frames", "norm, share of that at lag 0")
    for axes, (kind, title) in zip(panels[3:], (("clipped", "with"), ("free", "without")), strict=False):
        for cell, part in found.items():
            peaks = [norm for norm in part[kind]["norms"] if np.isfinite(norm)]
            every = part[kind]["updates"] / max(len(part[kind]["norms"]), 1)
            _line(axes, cell, [every * place for place in range(len(peaks))], peaks)
        axes.set_yscale("log")
        _finish(axes, f"Each update's gradient {title} clipping", "update", "norm before clipping")
    for cell, part in found.items():
        losses = part["clipped"]["losses"]
        every = part["clipped"]["updates"] / max(len(losses), 1)
        _line(panels[5], cell, [every * place for place in range(len(losses))], losses)
    panels[5].set_yscale("log")
    _finish(panels[5], "Descent with clipping", "update", TASKS["adding"].measure)
    _legend(figure, panels[0])
    return figure


def _lags(results: Results) -> Figure:
    tasks = [name for name in TASKS if name in results]
    figure, panels = _figure(2, len(tasks))
    for row, name in enumerate(tasks):
        by_lag, curve = panels[2 * row], panels[2 * row + 1]
        task, longest = TASKS[name], 0
        for cell, part in results[name].items():
            lags = [int(lag) for lag in part["losses"]]
            losses = [min(loss, 10 * task.without_memory) for loss in part["losses"].values()]
            _line(by_lag, cell, lags, losses, marker=MARKS[cell], markersize=5)
            shortest = str(min(lags))
            longest = int(shortest)
            values = part["curves"][shortest]
            _line(curve, cell, [100 * place / len(values) for place in range(len(values))], values)
        for axes in (by_lag, curve):
            axes.axhline(task.without_memory, color="0.35", linewidth=1, linestyle=":", label="no memory")
            axes.set_yscale("log")
        curve.set_ylim(None, 10 * task.without_memory)
        _finish(by_lag, f"{name.capitalize()}: loss after training", "lag, frames", task.measure)
        _finish(curve, f"{name.capitalize()}: training at lag {longest}", "training done, %", task.measure)
    _legend(figure, panels[0])
    return figure


def _learning(results: Results) -> Figure:
    parts = [part for part in ("language", "acoustic") if part in results]
    figure, panels = _figure(len(parts))
    says = {
        "language": ("Language model", "sampled cross-entropy, nats per piece"),
        "acoustic": ("Acoustic model", "sum of the CTC losses per unit"),
    }
    for axes, part in zip(panels, parts, strict=True):
        for cell, found in results[part].items():
            values = _smooth(found["losses"])
            _line(axes, cell, [100 * place / len(values) for place in range(len(values))], values)
        _finish(axes, f"{says[part][0]}: training loss", "training done, %", says[part][1])
    _legend(figure, panels[0])
    return figure


def _smooth(losses: Sequence[float], width: int = 5) -> list[float]:
    """Means over a few neighbours, so that five curves can be told apart."""
    values = np.array(losses, dtype=float)
    if len(values) < 2 * width:
        return list(losses)
    return list(np.convolve(values, np.ones(width) / width, mode="valid"))


def _costs(results: Results) -> Figure:
    found = results["costs"]
    figure, panels = _figure(3, 2)
    measures: list[tuple[str, str, Callable[[Mapping[str, Any]], float]]] = [
        ("Float step", "ms", lambda one: one["float32"]["step_ms"]),
        ("int8 step", "ms", lambda one: one["int8"]["step_ms"]),
        ("int8 graph", "MB", lambda one: one["int8"]["bytes"] / _MEGABYTE),
        ("One training update", "ms", lambda one: one["update_ms"]),
        ("Kept for the way back", "MB", lambda one: one["kept_bytes"] / _MEGABYTE),
        (
            "Process that steps the float graph",
            "MB more",
            lambda one: one["float32"]["resident_bytes"] / _MEGABYTE,
        ),
    ]
    for axes, (title, unit, measure) in zip(panels, measures, strict=True):
        for cell, depths in found.items():
            values = [measure(depths[str(depth)]) for depth in DEPTHS]
            _line(axes, cell, DEPTHS, values, marker=MARKS[cell], markersize=5)
        axes.set_ylim(0, None)
        axes.set_xticks(DEPTHS)
        _finish(axes, title, "layers", unit)
    _legend(figure, panels[0])
    return figure


def _latency(results: Results) -> Figure:
    found = results["latency"]
    figure, panels = _figure(2)
    places = np.arange(len(found))
    seconds = next(iter(found.values()))["utterance_s"]
    one = [part["one_total_ms"] for part in found.values()]
    both = [part["both_ms"] for part in found.values()]
    for axes in panels:
        axes.set_xticks(places, list(found))
    panels[0].bar(places - 0.2, one, 0.4, color="#0072B2", label="one direction, in chunks")
    panels[0].bar(places + 0.2, both, 0.4, color="#E69F00", hatch="//", label="both, at once")
    _finish(panels[0], f"Computing {seconds:.1f} s of sound", "cell", "ms of one core")
    first = [part["chunk_s"] + part["one_ms"] / 1000 for part in found.values()]
    last = [part["utterance_s"] + part["both_ms"] / 1000 for part in found.values()]
    panels[1].bar(places - 0.2, first, 0.4, color="#0072B2")
    panels[1].bar(places + 0.2, last, 0.4, color="#E69F00", hatch="//")
    panels[1].set_yscale("log")
    _finish(panels[1], "Until the first output", "cell", "s after the sound begins")
    _legend(figure, panels[0])
    return figure
