"""State is a value: read-only, stacked and split without loss, and the same after a trip through bytes."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linnet_runtime import state_bytes
from linnet_runtime.errors import StateError
from linnet_runtime.state import State, StateSpec, TensorSpec

SPEC = StateSpec((TensorSpec("h", (2, 1, 3), 1, "float32"), TensorSpec("steps", (1,), 0, "int64")))


def random_state(seed: int, batch: int = 1) -> State:
    rng = np.random.default_rng(seed)
    hidden = rng.standard_normal((2, batch, 3)).astype(np.float32)
    return State({"h": hidden, "steps": rng.integers(0, 100, batch)})


def test_initial_state_is_zeros_of_the_layout() -> None:
    state = SPEC.initial(4)
    assert state["h"].shape == (2, 4, 3)
    assert state["h"].dtype == np.float32
    assert state["steps"].shape == (4,)
    assert not any(array.any() for array in state.values())


def test_state_cannot_be_written_into() -> None:
    values = np.zeros(1)
    state = State({"a": values})
    with pytest.raises(ValueError, match="read-only"):
        state["a"][0] = 1
    with pytest.raises(ValueError, match="read-only"):
        values[0] = 1
    with pytest.raises(TypeError):
        state["a"] = values  # type: ignore[index]


def test_states_are_equal_by_value_and_dtype() -> None:
    assert random_state(1) == random_state(1)
    assert random_state(1) != random_state(2)
    assert State({"a": np.zeros(1, np.float32)}) != State({"a": np.zeros(1, np.int64)})
    assert State({"a": np.zeros(1)}) != State({"b": np.zeros(1)})
    assert State({}) != {}


def test_repr_tells_layout_not_values() -> None:
    assert repr(random_state(1)) == "State(h: float32(2, 1, 3), steps: int64(1,))"


@pytest.mark.parametrize("count", [1, 2, 5])
def test_split_undoes_stack(count: int) -> None:
    states = [random_state(seed) for seed in range(count)]
    assert SPEC.split(SPEC.stack(states)) == states


def test_stack_takes_states_of_several_streams() -> None:
    stacked = SPEC.stack([random_state(1, batch=2), random_state(2)])
    assert SPEC.check(stacked) == 3
    assert SPEC.split(stacked)[2] == random_state(2)


def test_split_states_do_not_keep_the_batch_alive() -> None:
    assert all(array.base is None for array in SPEC.split(random_state(1, batch=8))[0].values())


def test_stack_of_nothing_is_refused() -> None:
    with pytest.raises(StateError, match="at least one"):
        SPEC.stack([])


def test_empty_batch_is_refused() -> None:
    with pytest.raises(StateError, match="at least 1, got 0"):
        SPEC.initial(0)


@pytest.mark.parametrize(
    "arrays",
    [
        {},
        {"h": np.zeros((2, 1, 3), np.float32)},
        {"h": np.zeros((2, 1, 3), np.float32), "other": np.zeros(1, np.int64)},
        {"h": np.zeros((2, 1, 3), np.float64), "steps": np.zeros(1, np.int64)},
        {"h": np.zeros((2, 1, 4), np.float32), "steps": np.zeros(1, np.int64)},
        {"h": np.zeros((2, 2, 3), np.float32), "steps": np.zeros(1, np.int64)},
        {"h": np.zeros(2, np.float32), "steps": np.zeros(1, np.int64)},
        {"h": np.zeros((2, 0, 3), np.float32), "steps": np.zeros(0, np.int64)},
    ],
)
def test_state_of_another_layout_is_refused(arrays: dict[str, np.ndarray]) -> None:
    with pytest.raises(StateError, match="expected"):
        SPEC.check(State(arrays))
    with pytest.raises(StateError, match="expected"):
        SPEC.from_bytes(State(arrays).to_bytes())


def test_model_without_state_is_possible() -> None:
    spec = StateSpec(())
    assert spec.from_bytes(spec.initial().to_bytes()) == spec.initial()


@given(seed=st.integers(0, 1000), batch=st.integers(1, 4))
@settings(max_examples=25, deadline=None)
def test_bytes_give_the_same_state_back(seed: int, batch: int) -> None:
    state = random_state(seed, batch)
    restored = SPEC.from_bytes(state.to_bytes())
    assert restored == state
    assert not any(array.flags.writeable for array in restored.values())


def test_bytes_keep_special_floats_and_transposed_arrays() -> None:
    values = np.array([[np.inf, -0.0], [np.nan, 1e-45]], np.float32)
    read = state_bytes.unpack("k", state_bytes.pack("k", {"a": values.T, "none": np.zeros((0, 3), np.uint8)}))
    assert read["a"].tobytes() == values.T.tobytes()
    assert read["none"].shape == (0, 3)


def test_every_flipped_bit_is_noticed() -> None:
    data = random_state(1).to_bytes()
    for position in range(len(data)):
        damaged = bytearray(data)
        damaged[position] ^= 1 << (position % 8)
        with pytest.raises(StateError):
            SPEC.from_bytes(bytes(damaged))


def test_every_cut_is_noticed() -> None:
    data = random_state(1).to_bytes()
    for length in range(len(data)):
        with pytest.raises(StateError):
            SPEC.from_bytes(data[:length])
    with pytest.raises(StateError):
        SPEC.from_bytes(data + b"\0")


def test_snapshot_of_another_kind_is_refused() -> None:
    with pytest.raises(StateError, match="expected a snapshot of kind 'state', got 'other'"):
        SPEC.from_bytes(state_bytes.pack("other", random_state(1)))


def test_snapshot_of_another_format_is_refused() -> None:
    data = random_state(1).to_bytes()
    with pytest.raises(StateError, match="expected snapshot format 1, got 2"):
        SPEC.from_bytes(data[:4] + struct.pack("<I", 2) + data[8:])


def forged(header: bytes, values: bytes = b"") -> bytes:
    """Return a snapshot with a correct checksum around any header."""
    checked = struct.pack("<I", len(header)) + header + values
    return struct.pack("<4sII", b"LNST", 1, zlib.crc32(checked)) + checked


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"[]",
        b"[" * 100_000,
        b'{"kind": "state"}',
        b'{"kind": "state", "arrays": [["h", "object", [1]]]}',
        b'{"kind": "state", "arrays": [["h", "float32", [-1]]]}',
        b'{"kind": "state", "arrays": [["h", "float32", [-1]], ["i", "float32", [1]]]}',
        b'{"kind": "state", "arrays": [["h", "float32", [1000000000000]]]}',
        b'{"kind": "state", "arrays": [["h", "float32", [1e400]]]}',
        b'{"kind": "state", "arrays": [["h", "uint8", [0, 99999999999999999999]]]}',
        b'{"kind": "state", "arrays": [["h", ["float32"], [1]]]}',
        b'{"kind": "state", "arrays": [["h", "float32", 1]]}',
        b'{"kind": "state", "arrays": 7}',
    ],
)
def test_forged_header_is_refused(header: bytes) -> None:
    with pytest.raises(StateError):
        SPEC.from_bytes(forged(header))


@pytest.mark.parametrize("dtype", [object, np.complex64, "U4", "datetime64[s]"])
def test_array_that_snapshots_do_not_hold_is_refused(dtype: str | type) -> None:
    with pytest.raises(StateError, match="'a': expected one of"):
        state_bytes.pack("k", {"a": np.zeros(1, dtype)})
