"""Model state as a value: a step takes one and returns a new one; nothing is ever written into a state.

state = spec.initial()                # reset
outputs, state = model.step(x, state)
data = state.to_bytes()               # snapshot
state = spec.from_bytes(data)         # resume
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import state_bytes
from .errors import StateError

_KIND = "state"


@dataclass(frozen=True)
class TensorSpec:
    """One state tensor's layout."""

    name: str
    """Name of the state, such as "lstm.0.cell"."""
    shape: tuple[int, ...]
    """Shape for batch 1."""
    batch_axis: int
    """Which axis of `shape` counts streams; its length in `shape` is 1."""
    dtype: str
    """Numpy name of the element type: "float32", "int64", ..."""

    def shape_for(self, batch: int) -> tuple[int, ...]:
        """Return the shape for `batch` streams, e.g. (2, 1, 400), batch_axis 1 and batch 8: (2, 8, 400)."""
        return (*self.shape[: self.batch_axis], batch, *self.shape[self.batch_axis + 1 :])


class State(Mapping[str, NDArray[Any]]):
    """A read-only mapping from state name to array.

    It takes ownership: the arrays given to it become read-only.
    """

    def __init__(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        self._arrays = dict(arrays)
        for array in self._arrays.values():
            array.flags.writeable = False

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._arrays[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def __eq__(self, other: object) -> bool:
        """Two states are equal when names, dtypes, shapes and every value are."""
        if not isinstance(other, State):
            return NotImplemented
        return self.keys() == other.keys() and all(
            array.dtype == other[name].dtype and np.array_equal(array, other[name])
            for name, array in self.items()
        )

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"State({', '.join(f'{name}: {array.dtype}{array.shape}' for name, array in self.items())})"

    def to_bytes(self) -> bytes:
        """Return a snapshot that `StateSpec.from_bytes` reads back; the format is in `state_bytes`."""
        return state_bytes.pack(_KIND, self._arrays)


@dataclass(frozen=True)
class StateSpec:
    """The layout of a model's whole state; the model owns it, each stream owns a current `State`."""

    tensors: tuple[TensorSpec, ...]

    def initial(self, batch: int = 1) -> State:
        """Return the state of `batch` streams that have heard nothing: all zeros."""
        if batch < 1:
            raise StateError(f"expected a batch of at least 1, got {batch}")
        return State({t.name: np.zeros(t.shape_for(batch), t.dtype) for t in self.tensors})

    def check(self, state: State) -> int:
        """Return the number of streams in `state`; `StateError` when names, dtypes or shapes do not fit."""
        if len(state) != len(self.tensors) or any(t.name not in state for t in self.tensors):
            raise StateError(f"expected states {sorted(t.name for t in self.tensors)}, got {sorted(state)}")
        batch = self._batch_of(state)
        if batch < 1:
            raise StateError("expected the state of at least 1 stream, got 0")
        for tensor in self.tensors:
            array, shape = state[tensor.name], tensor.shape_for(batch)
            if array.shape != shape or array.dtype != tensor.dtype:
                raise StateError(
                    f"state {tensor.name!r}: expected {tensor.dtype}{shape}, got {array.dtype}{array.shape}; "
                    "use a state made by this model"
                )
        return batch

    def stack(self, states: Sequence[State]) -> State:
        """Put the streams of `states` side by side in one state, to step them in one call."""
        if not states:
            raise StateError("expected at least one state to stack, got none")
        for state in states:
            self.check(state)
        return State(
            {t.name: np.concatenate([state[t.name] for state in states], t.batch_axis) for t in self.tensors}
        )

    def split(self, state: State) -> list[State]:
        """Undo `stack`: one state of batch 1 per stream, copied so that none keeps the whole batch alive."""
        batch = self.check(state)
        first = {t.name: np.moveaxis(state[t.name], t.batch_axis, 0) for t in self.tensors}
        return [
            State({t.name: first[t.name][i].reshape(t.shape).copy() for t in self.tensors})
            for i in range(batch)
        ]

    def pick(self, state: State, streams: Sequence[int]) -> State:
        """Return some streams of a state, in this order, as `split` and `stack` would; one may come twice."""
        return State({t.name: np.take(state[t.name], streams, t.batch_axis) for t in self.tensors})

    def from_bytes(self, data: bytes) -> State:
        """Read a snapshot written by `State.to_bytes`.

        Raises `StateError` when it is damaged or was taken from a model with another layout.
        """
        state = State(state_bytes.unpack(_KIND, data))
        self.check(state)
        return state

    def _batch_of(self, state: State) -> int:
        """Read the batch from the first tensor (1 for a model without state)."""
        if not self.tensors:
            return 1
        first = self.tensors[0]
        shape = state[first.name].shape
        return shape[first.batch_axis] if len(shape) == len(first.shape) else 1
