"""A graph without state that is given a whole input at once, such as a word or a stretch of speech."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import onnxruntime as ort
from numpy.typing import NDArray

from .errors import BundleError
from .onnx_external_data import external_tensors
from .step_model import session_options


class WholeModel:
    """One input, one output, no state. It serves every stream and every thread."""

    def __init__(self, path: Path, input_name: str, output_name: str, threads: int = 1) -> None:
        """Load a verified file. Raises `BundleError` for one that has other inputs or outputs."""
        if external := external_tensors(path):
            raise BundleError(f"{path}: expected a self-contained graph, {external[:3]} are in other files")
        try:
            self._session = ort.InferenceSession(
                str(path), session_options(threads), providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime's own exceptions share no other base
            raise BundleError(
                f"{path}: onnxruntime {ort.__version__} cannot load this graph: {error}"
            ) from error
        inputs, outputs = self._session.get_inputs(), self._session.get_outputs()
        found = ([node.name for node in inputs], [node.name for node in outputs])
        if found != ([input_name], [output_name]):
            raise BundleError(
                f"{path}: expected {input_name!r} to {output_name!r}, got {found[0]} to {found[1]}"
            )
        self.input_shape: tuple[int | str | None, ...] = tuple(inputs[0].shape)
        """As the graph declares it: a name or None stands for any length."""
        self._names = (input_name, output_name)

    def run(self, array: NDArray[Any]) -> NDArray[Any]:
        """Return the output for one input, both with the batch first."""
        name, output = self._names
        (values,) = self._session.run([output], {name: array})
        result: NDArray[Any] = values
        return result
