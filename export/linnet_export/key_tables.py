"""The keys of a manifest as Markdown: read from the dataclasses and the docstrings of their fields."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import itertools
import textwrap

from linnet_export.accuracy_table import table
from linnet_runtime.compose_weights import ComposeWeights
from linnet_runtime.manifest import (
    Accuracy,
    AudioSettings,
    DataFile,
    GraphFile,
    Manifest,
    Parity,
    Quantization,
    StateTensor,
)
from linnet_runtime.measurement import Measurement
from linnet_runtime.speech_weights import SpeechWeights
from linnet_runtime.typing_accuracy import Measure, TypingAccuracy
from linnet_runtime.typing_weights import TypingWeights

OBJECTS = (
    *(Manifest, GraphFile, DataFile, AudioSettings, StateTensor, Quantization, Parity),
    *(Accuracy, TypingAccuracy, Measurement, Measure, SpeechWeights, TypingWeights),
    ComposeWeights,
)
"""Every object of a manifest."""


def key_tables() -> dict[str, list[str]]:
    """Return the table of each object's keys, named "keys-Manifest" and so on."""
    return {f"keys-{one.__name__}": _key_table(one) for one in OBJECTS}


def _key_table(value: type) -> list[str]:
    """A row for each field; a field of the bundle's own objects is said to be one."""
    meanings: dict[str, str] = {}
    for ancestor in reversed(value.__mro__[:-1]):
        meanings |= _docstrings(ancestor)
    rows = [
        (f"`{one.name}`", f"`{_json_type(str(one.type))}`", _one_line(meanings.get(one.name, "")))
        for one in dataclasses.fields(value)
    ]
    return table(("key", "type", "meaning"), rows)


def _docstrings(value: type) -> dict[str, str]:
    """The string below each field, as `ast` finds it in the class's source."""
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(value))).body
    assert isinstance(body, ast.ClassDef)
    return {
        field.target.id: str(text.value.value)
        for field, text in itertools.pairwise(body.body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
    }


def _json_type(annotation: str) -> str:
    """A Python type as JSON has it."""
    return annotation.replace("tuple[", "list[").replace(", ...]", "]").replace("None", "null")


def _one_line(text: str) -> str:
    """A docstring as the cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")
