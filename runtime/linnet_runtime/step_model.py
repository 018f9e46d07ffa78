"""A graph that is stepped: inputs and a state in, outputs and the next state out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from .bundle import Bundle
from .errors import AudioFormatError, BundleError, StateError
from .manifest import StateTensor
from .state import State, StateSpec

_FATAL = 4
_DTYPES = {"tensor(float)": "float32", "tensor(int64)": "int64"}


class StepModel:
    """An ONNX graph with its state as inputs and outputs.

    It holds no state of its own: one model serves every stream and every thread.

        model = StepModel.load(Bundle.open(path))
        state = model.initial()
        outputs, state = model.step({"audio": chunk[np.newaxis]}, state)   # chunk: (samples,)
    """

    def __init__(
        self,
        session: ort.InferenceSession,
        inputs: Sequence[str],
        outputs: Sequence[str],
        states: Sequence[StateTensor],
    ) -> None:
        """Wrap a session whose graph has exactly these inputs, outputs and states, or raise `BundleError`."""
        self._session = session
        self._outputs = tuple(outputs)
        self._states = tuple(states)
        self._output_names = [*outputs, *(state.output for state in states)]
        self._spec = StateSpec(self._states)
        _check_names("input", [n.name for n in session.get_inputs()], [*inputs, *(s.input for s in states)])
        _check_names("output", [n.name for n in session.get_outputs()], self._output_names)
        self._inputs = {name: _node(session.get_inputs(), name) for name in inputs}
        for node in self._inputs.values():
            if node.type not in _DTYPES or not node.shape:
                raise BundleError(
                    f"input {node.name!r}: expected a batch of {sorted(_DTYPES)}, got {node.type}"
                )
        for state in states:
            _check_state_node(state, _node(session.get_inputs(), state.input))
            _check_state_node(state, _node(session.get_outputs(), state.output))

    @staticmethod
    def load(bundle: Bundle, precision: str = "int8", threads: int = 1) -> StepModel:
        """Load one graph of a verified bundle. `threads` is how many a single step may use.

        Raises `BundleError` when the graph is absent, cannot be loaded, or has inputs, outputs or states
        other than the manifest's: a state that is computed but not carried would silently spoil every score.
        """
        path = bundle.graph_path(precision)
        try:
            session = ort.InferenceSession(
                str(path), session_options(threads), providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime's own exceptions share no other base
            raise BundleError(
                f"{path}: onnxruntime {ort.__version__} cannot load this graph: {error}"
            ) from error
        manifest = bundle.manifest
        try:
            return StepModel(session, manifest.inputs, manifest.outputs, manifest.states)
        except BundleError as error:
            raise BundleError(f"{path}: {error}") from error

    @property
    def spec(self) -> StateSpec:
        """The layout of this model's state."""
        return self._spec

    @property
    def takes_any_batch(self) -> bool:
        """Whether one call may step several streams. Graphs of dynamic int8 are made for one: they take their
        scales over a whole call, so that the others in it would change what comes out."""
        return not any(isinstance(node.shape[0], int) for node in self._inputs.values())

    def initial(self, batch: int = 1) -> State:
        """Return the state of `batch` streams that have heard nothing."""
        return self._spec.initial(batch)

    def step(self, inputs: Mapping[str, NDArray[Any]], state: State) -> tuple[dict[str, NDArray[Any]], State]:
        """Run one step. Shapes are the graph's, inputs begin with the batch; `state` is left as it was.

        Returns the outputs by name and the next state. Raises `AudioFormatError` for inputs and `StateError`
        for a state that do not fit the graph or each other.
        """
        batch = self._spec.check(state)
        self._check_inputs(inputs, batch)
        feed = {**inputs, **{tensor.input: state[tensor.name] for tensor in self._states}}
        try:
            values = self._session.run(self._output_names, feed)
        except Exception as error:  # onnxruntime's own exceptions share no other base
            raise AudioFormatError(f"the graph refuses these inputs: {error}") from error
        outputs = dict(zip(self._outputs, values, strict=False))
        carried = values[len(self._outputs) :]
        return outputs, State({t.name: value for t, value in zip(self._states, carried, strict=True)})

    def step_each(
        self, inputs: Sequence[Mapping[str, NDArray[Any]]], states: Sequence[State]
    ) -> list[tuple[dict[str, NDArray[Any]], State]]:
        """Run one step of several streams, a batch of 1 each, in one call: weights are read once for all.

        Arguments and errors are those of `step`.
        """
        if len(states) == 1:
            return [self.step(inputs[0], states[0])]
        together = {name: np.concatenate([one[name] for one in inputs]) for name in self._inputs}
        outputs, state = self.step(together, self._spec.stack(states))
        return [
            ({name: values[i : i + 1].copy() for name, values in outputs.items()}, after)
            for i, after in enumerate(self._spec.split(state))
        ]

    def _check_inputs(self, inputs: Mapping[str, NDArray[Any]], batch: int) -> None:
        """Compare names, dtypes, fixed dimensions and batch with the graph's."""
        if inputs.keys() != self._inputs.keys():
            raise AudioFormatError(f"expected inputs {sorted(self._inputs)}, got {sorted(inputs)}")
        for name, node in self._inputs.items():
            array = inputs[name]
            if array.dtype != _DTYPES[node.type] or not _shape_fits(array.shape, node.shape):
                raise AudioFormatError(
                    f"input {name!r}: expected {_DTYPES[node.type]}{node.shape}, "
                    f"got {array.dtype}{list(array.shape)}"
                )
            if array.shape[0] != batch:
                raise StateError(
                    f"input {name!r}: a batch of {array.shape[0]} with the state of {batch} streams"
                )


def session_options(threads: int) -> ort.SessionOptions:
    """Return options for small steps on a device that does other work too.

    No spinning threads, no memory arena (it only grows, and a step needs little), and nothing is printed. The
    weights of a weight-only graph are made float once, here, and no step quantizes anything.
    """
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.log_severity_level = _FATAL
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    return options


def _check_names(what: str, found: Sequence[str], expected: Sequence[str]) -> None:
    """Raise `BundleError` unless the graph has exactly the expected inputs or outputs."""
    missing, unknown = sorted(set(expected) - set(found)), sorted(set(found) - set(expected))
    if missing or unknown:
        raise BundleError(
            f"the graph lacks the {what}s {missing} and has {unknown}, neither declared {what}s nor carried "
            "states; export the graph and its manifest together"
        )


def _node(nodes: Sequence[ort.NodeArg], name: str) -> ort.NodeArg:
    """Return the input or output of this name; `_check_names` has made sure that there is one."""
    return next(node for node in nodes if node.name == name)


def _check_state_node(state: StateTensor, node: ort.NodeArg) -> None:
    """Raise `BundleError` unless dtype and shape of a graph's state fit the manifest."""
    if _DTYPES.get(node.type) != state.dtype or not _shape_fits(state.shape, node.shape):
        raise BundleError(
            f"state {state.name!r} at {node.name!r}: expected {state.dtype}{list(state.shape)}, "
            f"got {node.type}{node.shape}"
        )


def _shape_fits(shape: Sequence[int], declared: Sequence[int | str | None]) -> bool:
    """Compare a shape with a graph's, in which a name or None stands for any length."""
    return len(shape) == len(declared) and all(
        not isinstance(dim, int) or dim == length for length, dim in zip(shape, declared, strict=True)
    )
