"""Recipes: everything that decides how a model is trained, as one frozen value read from TOML."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from linnet_export.augment import AugmentSettings
from linnet_export.model import AcousticSettings
from linnet_runtime.errors import LinnetError

T = TypeVar("T")


class RecipeError(LinnetError):
    """A recipe has an unknown key or a value of the wrong kind; the message names both."""


@dataclass(frozen=True)
class DataSettings:
    """Which recordings are trained on. Folders are arguments of the command, never part of a recipe."""

    longest_s: float = 15.5
    """Longer utterances are left out: they make one padded batch as slow as ten."""
    batch_s: float = 64.0
    """Padded seconds of audio in one update, all processes together."""
    tail_s: float = 0.12
    """Silence after every utterance: the time the model may take to report the last phone."""
    simulated_rooms: int = 60
    repeats: dict[str, int] = field(default_factory=dict)
    """How often a dataset is seen in one pass; 1 where it is not named, 0 leaves it out."""
    parts: int = 1
    """A pass over shards is read in so many epochs: a checkpoint, and a look at dev, after each."""
    pool_s: float = 7200.0
    """Seconds of recordings from shards that are shuffled and put into batches together."""


@dataclass(frozen=True)
class TrainingSettings:
    """How the weights are found."""

    epochs: int = 20
    """Passes over the training set."""
    learning_rate: float = 2e-3
    weight_decay: float = 1e-2
    warmup_steps: int = 500
    decay_share: float = 0.3
    """The learning rate is constant, then falls linearly to zero over this last share of the updates."""
    clip_norm: float = 1.0
    letters_weight: float = 0.5
    """Weight of the letter CTC loss; the phone CTC loss has weight 1."""
    middle_weight: float = 0.4
    """Weight of the phone CTC loss on the middle layer."""
    denominator_weight: float = 0.0
    """0: the phones are learnt by CTC; 1: by CTC-CRF, which also lowers the sum over all other sequences."""
    denominator_from_epoch: int = 0
    """CTC alone before: the denominator needs outputs that mean something."""
    average_decay: float = 0.999
    """Decay of the running average of the weights that is validated and exported."""
    mask_from_step: int = 1500
    """SpecAugment starts here; from the first step on it delays everything."""
    time_masks: int = 2
    time_mask_s: float = 0.25
    mel_masks: int = 2
    mel_mask_bands: int = 15


@dataclass(frozen=True)
class SpeechRecipe:
    """What the recipes of all models trained on recorded speech have."""

    name: str
    seed: int = 1
    data: DataSettings = field(default_factory=DataSettings)
    augment: AugmentSettings = field(default_factory=AugmentSettings)
    training: TrainingSettings = field(default_factory=TrainingSettings)


@dataclass(frozen=True)
class AcousticRecipe(SpeechRecipe):
    """One acoustic model: its sizes, its data and its training."""

    model: AcousticSettings = field(default_factory=AcousticSettings)


def load_recipe(path: Path, cls: type[T], *, tiny: bool = False) -> T:
    """Read a recipe of class ``cls``, such as `AcousticRecipe`; raises `RecipeError` for anything else.

    With ``tiny`` its ``[tiny]`` table overrides it: a model for tests, trained in seconds.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise RecipeError(f"{path}: expected a TOML recipe: {error}") from error
    override = _checked(table.pop("tiny", {}), dict, f"{path}: tiny")
    return recipe_from_table(_merged(table, override) if tiny else table, cls)


def recipe_from_table(table: Mapping[str, Any], cls: type[T]) -> T:
    """Build a recipe from nested tables, as TOML or a checkpoint holds them. Raises `RecipeError`."""
    return _build(cls, _checked(table, Mapping, "recipe"), "recipe")


def _merged(table: dict[str, Any], override: dict[str, Any]) -> dict[str, Any]:
    merged = dict(table)
    for key, value in override.items():
        below = merged.get(key)
        merged[key] = _merged(below, value) if isinstance(value, dict) and isinstance(below, dict) else value
    return merged


def _build(cls: type[T], table: Mapping[str, Any], where: str) -> T:
    """Build dataclass ``cls``; keys left out keep their default."""
    kinds = get_type_hints(cls)
    unknown = sorted(set(table) - set(kinds))
    if unknown:
        raise RecipeError(f"{where}: unknown key {unknown[0]!r}; expected one of {', '.join(sorted(kinds))}")
    values = {key: _value(kinds[key], value, f"{where}.{key}") for key, value in table.items()}
    try:
        return cls(**values)
    except (TypeError, ValueError) as error:
        raise RecipeError(f"{where}: {error}") from error


def _value(kind: Any, value: Any, where: str) -> Any:
    """Check ``value`` against the type ``kind`` of its field; a list becomes a tuple."""
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return _build(kind, _checked(value, Mapping, where), where)
    if get_origin(kind) is tuple:
        kinds, values = get_args(kind), tuple(_checked(value, (list, tuple), where))
        if len(values) != len(kinds):
            raise RecipeError(f"{where}: expected {len(kinds)} values, got {value!r}")
        return tuple(_value(one, item, where) for one, item in zip(kinds, values, strict=True))
    if get_origin(kind) is dict:
        table, (_, below) = _checked(value, Mapping, where), get_args(kind)
        return {key: _value(below, item, f"{where}.{key}") for key, item in table.items()}
    return _checked(value, (int, float) if kind is float else kind, where)


def _checked(value: Any, kind: Any, where: str) -> Any:
    """Return ``value`` if it is of ``kind`` (types as isinstance takes them); a bool is no number."""
    if isinstance(value, kind) and (kind is bool or not isinstance(value, bool)):
        return value
    names = " or ".join(one.__name__ for one in (kind if isinstance(kind, tuple) else (kind,)))
    raise RecipeError(f"{where}: expected {names}, got {value!r}")
