"""The study's report: Markdown and HTML with pictures, all of it made of the results."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from linnet_export.accuracy_table import table
from linnet_export.study.costs import DEPTHS, PRECISIONS
from linnet_export.study.parts import Results
from linnet_export.study.pictures import draw
from linnet_export.study.readings import conclusions, dev_mean, faded_at
from linnet_export.study.recipe import StudyRecipe
from linnet_export.study.tasks import TASKS

_MEGABYTE = 1e6
_CAPTIONS = {
    "gradients": "How gradients fade or grow on the way back, and what clipping changes",
    "lags": "Loss by lag, and training at the shortest",
    "learning": "Training losses on real text and speech",
    "costs": "Speed, size and memory by depth",
    "latency": "One direction against both",
}
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif }}
table {{ border-collapse: collapse; font-size: .875rem; display: block; overflow-x: auto }}
td, th {{ border: 1px solid #8888; padding: .25rem .5rem; text-align: right }}
td:first-child, th:first-child {{ text-align: left }}
img {{ max-width: 100% }}
</style>
{body}</html>
"""


def write_report(results: Results, recipe: StudyRecipe, path: Path, command: str) -> list[Path]:
    """Write the report and its pictures beside it; returns their paths."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pictures = draw(results, path.with_suffix(""))
    lines = [
        "# Recurrent cells side by side",
        "",
        f"Made by `{command}`; every sentence and number below is read off its results. The cells: `rnn` "
        "(tanh), `irnn` (ReLU, begun as the identity), `lstm` (forget bias 1), `gru`, and `cifg` (an LSTM "
        "whose forget gate is one minus its input gate). A recipe names one by `cell` under `[model]`.",
        "",
        "## What the numbers say",
        "",
        *(f"- {line}" for line in conclusions(results)),
        "",
        *_how(results, recipe),
    ]
    for picture in pictures:
        name = picture.stem.removeprefix(f"{path.stem}-")
        lines += [f"## {_CAPTIONS[name]}", "", f"![{_CAPTIONS[name]}]({picture.name})", ""]
        lines += _TABLES[name](results)
    text = "\n".join(lines).rstrip() + "\n"
    path.write_text(text, encoding="utf-8")
    page = path.with_suffix(".html")
    page.write_text(as_page(text), encoding="utf-8")
    return [path, page, *pictures]


def as_page(report: str) -> str:
    """Return a report as an HTML page that can be opened as it is, beside its pictures."""
    title = report.split("\n", 1)[0].lstrip("# ")
    body = MarkdownIt("commonmark").enable("table").render(report)
    return _PAGE.format(title=title, body=body)


def _how(results: Results, recipe: StudyRecipe) -> list[str]:
    """How it was measured, in words that hold for this recipe."""
    lags, costs = recipe.lags, recipe.costs
    lines = [
        "## How it was measured",
        "",
        f"- One thread, seed {recipe.seed}, one run of each: differences of a few per cent may be chance. "
        "Times are computing times of one thread, the 10th percentile of many.",
        f"- Adding and copying: one layer of {lags.hidden}, {lags.updates} updates of {lags.batch} sequences "
        f"by Adam, gradients clipped at {lags.clip_norm}; each cell has that one of the rates "
        f"{' and '.join(f'{rate:g}' for rate in lags.learning_rates)} that is better at the shortest lag. "
        f"Losses are of {lags.judged} sequences that were not trained on.",
        f"- Gradients: the adding task, lag {lags.descent_lag}, gradient descent with momentum 0.9 at rate "
        f"{lags.descent_rate:g}: Adam would hide what clipping does. Lines end where a run broke off or "
        "where less than 1e-12 of the gradient is left.",
        f"- Costs: a language model with layers of {costs.hidden}; updates of {costs.batch} texts of "
        f"{costs.frames} pieces.",
    ]
    if "language" in results:
        words = next(iter(results["language"].values()))["words"]
        said = ", ".join(f"{count:,} words and marks of {name}" for name, count in words.items())
        lines.append(
            f"- Language model: one layer of {recipe.language.model.hidden} over "
            f"{recipe.language.model.pieces} pieces; judged on {said}."
        )
    if "acoustic" in results:
        part = next(iter(results["acoustic"].values()))
        lines.append(
            f"- Acoustic model: {recipe.acoustic.model.layers} layers of {recipe.acoustic.model.hidden}, "
            f"{recipe.acoustic.training.epochs} passes over {part['utterances'][0]} utterances "
            f"({part['hours']:.2f} h); judged on {part['phones']:,} phones in {part['utterances'][1]} "
            "utterances. So short a training tells how fast a cell begins to learn, not how good it becomes."
        )
    return [*lines, ""]


def _lag_tables(results: Results) -> list[str]:
    lines = []
    for name, task in TASKS.items():
        if name in results:
            lags = list(next(iter(results[name].values()))["losses"])
            rows = [
                (cell, f"{part['learning_rate']:g}", *(f"{part['losses'][lag]:.4f}" for lag in lags))
                for cell, part in results[name].items()
            ]
            lines += [f"{name.capitalize()}, {task.measure}; without memory {task.without_memory:.4f}:", ""]
            lines += [*table(("cell", "rate", *(f"lag {lag}" for lag in lags)), rows), ""]
    return lines


def _gradient_table(results: Results) -> list[str]:
    rows = []
    for cell, part in results["gradients"].items():
        faded = faded_at(part["begin"])
        rows.append(
            (
                *(cell, str(faded) if faded is not None else f"not within {len(part['begin']) - 1}"),
                *(f"{part[kind]['largest']:.3g}" for kind in ("clipped", "free")),
                *(f"{part[kind]['updates']}" for kind in ("clipped", "free")),
                *(f"{part[kind]['loss']:.4f}" for kind in ("clipped", "free")),
            )
        )
    head = ("cell", "gradient at 1 % after frames", "largest norm, clipped", "unclipped")
    return [*table((*head, "updates, clipped", "unclipped", "loss, clipped", "unclipped"), rows), ""]


def _learning_table(results: Results) -> list[str]:
    rows = []
    for cell in next(results[part] for part in ("language", "acoustic") if part in results):
        cells = [cell]
        if "language" in results:
            part = results["language"][cell]
            cells += [
                f"{part['parameters']:,}",
                f"{dev_mean(part, 'perplexity/'):.1f}",
                f"{part['seconds']:.0f}",
            ]
        if "acoustic" in results:
            part = results["acoustic"][cell]
            cells += [f"{part['parameters']:,}", f"{part['losses'][-1]:.2f}"]
            cells += [f"{dev_mean(part, 'error/phones'):.1%}", f"{part['seconds']:.0f}"]
        rows.append(cells)
    head = ["cell"]
    if "language" in results:
        head += ["language: parameters", "perplexity per word", "s of training"]
    if "acoustic" in results:
        head += ["acoustic: parameters", "last training loss", "dev phone errors", "s of training"]
    return [*table(head, rows), ""]


def _cost_table(results: Results) -> list[str]:
    rows = []
    for cell, depths in results["costs"].items():
        for depth in DEPTHS:
            one = depths[str(depth)]
            rows.append(
                (
                    *(cell, str(depth), f"{one['parameters']:,}"),
                    *(f"{one[precision]['bytes'] / _MEGABYTE:.2f}" for precision in PRECISIONS),
                    *(f"{one[precision]['step_ms']:.3f}" for precision in PRECISIONS),
                    *(f"{one['update_ms']:.0f}", f"{one['kept_bytes'] / _MEGABYTE:.0f}"),
                    f"{one['float32']['resident_bytes'] / _MEGABYTE:.0f}",
                    str(one["state_bytes"]),
                )
            )
    head = ("cell", "layers", "parameters")
    sizes = tuple(f"{precision} MB" for precision in PRECISIONS)
    steps = tuple(f"{precision} ms" for precision in PRECISIONS)
    return [*table((*head, *sizes, *steps, "update ms", "kept MB", "process MB", "state bytes"), rows), ""]


def _latency_table(results: Results) -> list[str]:
    rows = [_latency_row(cell, part) for cell, part in results["latency"].items()]
    return [*table(("cell", "a chunk, one direction", "all chunks", "all at once, both"), rows), ""]


def _latency_row(cell: str, part: Mapping[str, Any]) -> tuple[str, ...]:
    return cell, *(f"{part[name]:.2f} ms" for name in ("one_ms", "one_total_ms", "both_ms"))


_TABLES = {
    "gradients": _gradient_table,
    "lags": _lag_tables,
    "learning": _learning_table,
    "costs": _cost_table,
    "latency": _latency_table,
}
