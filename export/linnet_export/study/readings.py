"""What the study's results say: single numbers, and the sentences that follow from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from linnet_export.study.costs import DEPTHS, PRECISIONS
from linnet_export.study.parts import Results
from linnet_export.study.tasks import TASKS

SOLVED = 0.25
"""A lag is mastered where the loss is below this share of what a model without memory gets."""
FADED = 0.01
"""A gradient has faded where it is below this share of what it was at the output."""

_LAST = float("inf")
_UNLEARNED = 0.8
"""Share of phone errors above which a model has learned next to nothing."""


def longest_mastered(losses: Mapping[str, float], without_memory: float) -> int:
    """The longest lag up to which every lag is mastered; 0 where none is."""
    longest = 0
    for lag, loss in sorted((int(lag), loss) for lag, loss in losses.items()):
        if not loss < SOLVED * without_memory:
            break
        longest = lag
    return longest


def faded_at(norms: Sequence[float]) -> int | None:
    """The first lag at which a gradient has faded; None where it has not within what was measured."""
    return next((lag for lag, norm in enumerate(norms) if norm < FADED * norms[0]), None)


def dev_mean(part: Mapping[str, Any], prefix: str) -> float:
    """The mean over dev sets of the last epoch's measure whose name begins so."""
    found = [value for name, value in part["dev"][-1].items() if name.startswith(prefix)]
    return float(sum(found) / len(found))


def conclusions(results: Results) -> list[str]:
    """Sentences, each of them made of measured numbers."""
    makers: dict[str, Callable[[Results], list[str]]] = {
        "gradients": _of_gradients,
        **{name: (lambda found, name=name: _of_task(found, name)) for name in TASKS},  # type: ignore[misc]
        "language": _of_language,
        "acoustic": _of_acoustic,
        "costs": _of_costs,
        "latency": _of_latency,
    }
    return [line for part, maker in makers.items() if part in results for line in maker(results)]


def _of_gradients(results: Results) -> list[str]:
    found = results["gradients"]
    lags = {cell: faded_at(part["begin"]) for cell, part in found.items()}
    furthest = len(next(iter(found.values()))["begin"]) - 1
    faded = [f"{cell} after {lag} frames" for cell, lag in _by(lags) if lag is not None]
    kept = [cell for cell, lag in lags.items() if lag is None]
    lines = [f"Before training the gradient falls below {FADED:.0%}: {_list(faded)}."] if faded else []
    if kept:
        left = {cell: found[cell]["begin"][-1] / found[cell]["begin"][0] for cell in kept}
        rest = _list([f"{cell} keeps {share:.0%}" for cell, share in left.items()])
        lines.append(
            f"It does not within {furthest} frames where the cell begins so: {rest} of it at the end."
        )
    return lines + _of_clipping(found)


def _of_clipping(found: Mapping[str, Any]) -> list[str]:
    """What exploded, and whether clipping saved it."""
    lines, calm = [], []
    for cell, part in found.items():
        free, clipped = part["free"], part["clipped"]
        if not _finite(free["loss"]) or free["updates"] < clipped["updates"]:
            after = f"unclipped descent breaks off after {free['updates']} updates"
            lines.append(f"{cell}: {after}; with clipping it ends at a loss of {clipped['loss']:.3f}.")
        elif free["largest"] > 10 * clipped["largest"]:
            times = free["largest"] / clipped["largest"]
            lines.append(f"{cell}: without clipping the largest gradient is {times:.2g} times that with it.")
        else:
            calm.append(f"{cell} ({free['largest']:.2g})")
    if calm:
        lines.append(
            f"Without clipping no gradient explodes in {_list(calm)}; in brackets: the largest norm."
        )
    return lines


def _of_task(results: Results, name: str) -> list[str]:
    found, guess = results[name], TASKS[name].without_memory
    mastered = {cell: longest_mastered(part["losses"], guess) for cell, part in found.items()}
    ranked = [f"{cell} {lag}" for cell, lag in reversed(_by(mastered)) if lag]
    none = [cell for cell, lag in mastered.items() if not lag]
    rule = f"loss below {SOLVED:.0%} of a guess's"
    lines = [f"{name.capitalize()}, longest lag mastered ({rule}): {_list(ranked) or 'none by any cell'}."]
    if none and ranked:
        lines.append(f"{name.capitalize()}: {_list(none)} {_do(none)} not master the shortest lag.")
    return lines


def _of_language(results: Results) -> list[str]:
    found = {cell: dev_mean(part, "perplexity/") for cell, part in results["language"].items()}
    ranked = [f"{cell} {value:.1f}" for cell, value in _by(found)]
    return [f"Language model, perplexity per word, best first: {_list(ranked)}."]


def _of_acoustic(results: Results) -> list[str]:
    found = {cell: part["losses"][-1] for cell, part in results["acoustic"].items()}
    errors = {cell: dev_mean(part, "error/phones") for cell, part in results["acoustic"].items()}
    ranked = [f"{cell} {value:.2f} ({errors[cell]:.0%})" for cell, value in _by(found) if _finite(value)]
    lines = [f"Acoustic model, CTC loss at the end (dev phone errors), best first: {_list(ranked)}."]
    broken = [cell for cell, value in found.items() if not _finite(value)]
    if broken:
        lines.append(f"Acoustic model: the loss of {_list(broken)} is no number any more.")
    if min(errors.values()) > _UNLEARNED:
        least, most = min(errors.values()), max(errors.values())
        lines.append(f"No cell hears phones after so short a training: {least:.0%} to {most:.0%} errors.")
    return lines


def _of_costs(results: Results) -> list[str]:
    found, deepest = results["costs"], str(DEPTHS[-1])
    lstm = found["lstm"][deepest]
    shares = [
        f"{cell} {part[deepest]['parameters'] / lstm['parameters']:.0%}"
        for cell, part in found.items()
        if cell != "lstm"
    ]
    lines = [f"Parameters of {deepest} layers, as shares of an LSTM's: {_list(shares)}."]
    for cell, part in found.items():
        steps = {precision: part[deepest][precision]["step_ms"] for precision in PRECISIONS}
        kind = min(steps, key=lambda precision: steps[precision])
        gain = steps["float32"] / steps["int8"]
        lines.append(
            f"{cell}: the int8 graph steps {gain:.1f} times as fast as float and takes "
            f"{part[deepest]['int8']['bytes'] / part[deepest]['float32']['bytes']:.0%} of its size; "
            f"fastest: {kind}, {steps[kind]:.3f} ms."
        )
    growth = {
        cell: part[deepest]["float32"]["step_ms"] / part["1"]["float32"]["step_ms"]
        for cell, part in found.items()
    }
    lines.append(
        f"A float step of {deepest} layers takes "
        + _list([f"{value:.1f} times ({cell})" for cell, value in growth.items()])
        + " that of one; the first layer reads a narrower input."
    )
    return lines


def _of_latency(results: Results) -> list[str]:
    found = results["latency"]
    lstm = found["lstm"]
    same = abs(found["cifg"]["one_total_ms"] / lstm["one_total_ms"] - 1)
    both_s = lstm["utterance_s"] + lstm["both_ms"] / 1000
    one_s = lstm["chunk_s"] + lstm["one_ms"] / 1000
    work = [f"{cell} {part['both_ms'] / part['one_total_ms']:.2f}" for cell, part in found.items()]
    return [
        f"lstm and cifg run the same operators; their streaming times differ by {same:.0%}: that is chance.",
        f"LSTM: the first output comes {one_s:.2f} s after a sound begins in one direction, and in both "
        f"{both_s:.2f} s after an utterance of {lstm['utterance_s']:.1f} s begins.",
        f"Computing both directions at once takes so many times what streaming one takes: {_list(work)}.",
    ]


def _by(values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Smallest first; what is None or no number last."""
    return sorted(values.items(), key=lambda one: one[1] if one[1] is not None and _finite(one[1]) else _LAST)


def _finite(value: float) -> bool:
    return value == value and abs(value) != float("inf")


def _do(names: Sequence[str]) -> str:
    return "does" if len(names) == 1 else "do"


def _list(parts: Sequence[str]) -> str:
    return ", ".join(parts)
