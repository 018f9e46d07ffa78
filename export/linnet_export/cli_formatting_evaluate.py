"""``linnet-export evaluate formatting``: capitals, marks and entities put back, beside what rules do."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from linnet_export.cli_bundle import command_line
from linnet_export.dictation_table import dictation_table
from linnet_export.engine_source import EngineSource
from linnet_export.entity_corpora import read_conll, split_sentences
from linnet_export.formatting_baseline import RuleFormatter
from linnet_export.formatting_engine import Format
from linnet_export.formatting_evaluation import Reference, measure_formatting
from linnet_export.formatting_sets import entity_set, speech_set
from linnet_export.gazetteer import Gazetteer
from linnet_export.metric import Measured
from linnet_runtime.bundle import Bundle
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.measurement import Measurement
from linnet_runtime.typing_accuracy import Measure

TASK = "formatting"
_OWN = "linnet:Formatter.load"
_OF_LOOKAHEADS = ("marks_f1", "capitals_f1", "time_f1", "person_f1", "place_f1")
_WIDE = 200


def evaluate_formatting_command(
    bundle: Annotated[Path, typer.Argument(help="Directory of a formatting bundle.")],
    lexicon: Annotated[Path, typer.Option(help="words.lexicon, for the rules beside it.")],
    text: Annotated[list[Path] | None, typer.Option(help="Text of a dev set; may be repeated.")] = None,
    entities: Annotated[
        list[Path] | None, typer.Option(help="CoNLL file trained on but for a fifth: that is judged.")
    ] = None,
    entities_dev: Annotated[
        list[Path] | None, typer.Option(help="CoNLL file that was not trained on; may be repeated.")
    ] = None,
    most_words: Annotated[int, typer.Option(help="So many words of each text.")] = 20_000,
    lookahead: Annotated[list[int] | None, typer.Option(help="Also with these look-aheads.")] = None,
    precision: Annotated[str, typer.Option(help="int8, weight_only or float32.")] = "int8",
    seed: Annotated[int, typer.Option(help="Of the pieces of speech and the bootstrap's draws.")] = 1,
    write: Annotated[bool, typer.Option(help="Write the measures into the bundle's manifest.")] = False,
) -> None:
    """Measure precision, recall and F1 of each mark, of capitals and of entities, beside rules."""
    opened = Bundle.open(bundle)
    engines = _engines(bundle, precision, lookahead or [], lexicon)
    sets: dict[str, tuple[str, Sequence[Reference]]] = {}
    for path in text or []:
        found = speech_set(path, seed, most_words)
        kept = f"{found.careful} of {found.lines} lines of {path.name}"
        data = f"{len(found.speeches)} pieces of speech, from {kept}"
        sets[path.stem] = data, found.speeches
    for path in entities or []:
        judged = split_sentences(read_conll(path))[1]
        sets[path.stem] = f"{len(judged)} sentences, each fifth of {path.name}", entity_set(judged)
    for path in entities_dev or []:
        judged = read_conll(path)
        sets[path.stem] = f"{len(judged)} sentences of {path.name}", entity_set(judged)
    measurements = []
    for name, (data, references) in sets.items():
        measured = {task: measure_formatting(references, engine, seed) for task, engine in engines.items()}
        _show(f"{name}: {data}", measured)
        measurements += [
            Measurement(task, name, "dev", precision, _kept(task, one), command_line(), data)
            for task, one in measured.items()
        ]
    if write:
        from linnet_export.pack import with_measurements  # here, because it takes torch along

        with_measurements(opened, measurements)


def _engines(bundle: Path, precision: str, lookahead: Sequence[int], lexicon: Path) -> dict[str, Format]:
    """Return the formatter, rules, and the formatter with other look-aheads, by the name of their task."""
    rules = RuleFormatter.of(Lexicon.open(lexicon), Gazetteer.load())
    own = EngineSource.parse(_OWN, str(bundle), precision=precision)
    found: dict[str, Format] = {TASK: own.load().format_words, f"{TASK}-rules": rules}
    for words in lookahead:
        later = EngineSource.parse(_OWN, str(bundle), precision=precision, lookahead_words=words)
        found[f"{TASK}-lookahead-{words}"] = later.load().format_words
    return found


def _kept(task: str, measured: Measured) -> dict[str, Measure]:
    """Return what a manifest keeps: of the formatter as it ships everything, of others F1."""
    if task == TASK:
        return dict(measured)
    kept = {name: one for name, one in measured.items() if name.endswith("_f1")}
    if task.startswith(f"{TASK}-lookahead"):
        return {name: one for name, one in kept.items() if name in _OF_LOOKAHEADS}
    return kept


def _show(title: str, measured: Mapping[str, Measured]) -> None:
    """Print a table."""
    console = Console(width=None if sys.stdout.isatty() else _WIDE)
    console.print(dictation_table(title, measured))
