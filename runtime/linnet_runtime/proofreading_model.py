"""The two graphs of a proofreading bundle: one reads a text from both sides, one rewrites it step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .bundle import Bundle
from .edit_actions import ACTIONS
from .errors import BundleError
from .state import State
from .step_model import StepModel
from .whole_model import WholeModel

ENCODERS = {"int8": "encoder", "weight_only": "encoder_weight_only"}
"""By precision, the key of the reading graph in `Manifest.files`."""
READING, CONTEXT, SYMBOLS, OUTPUT = "reading", "context", "symbols", "actions"
"""Inputs and outputs of the graphs."""


@dataclass(frozen=True, eq=False)
class ProofreadingModel:
    """An encoder and a decoder. It holds no state and may be shared by threads."""

    encoder: WholeModel
    decoder: StepModel

    @staticmethod
    def load(bundle: Bundle, precision: str = "int8") -> ProofreadingModel:
        """Load the graphs of a verified bundle of kind "proofreading". Raises `BundleError`."""
        manifest = bundle.manifest
        got = (manifest.kind, manifest.inputs, manifest.outputs, manifest.tokens)
        if got != ("proofreading", (SYMBOLS, CONTEXT), (OUTPUT,), {OUTPUT: ACTIONS}):
            raise BundleError(
                f"{bundle.directory}: expected kind 'proofreading', {SYMBOLS!r} and {CONTEXT!r} to the "
                f"{len(ACTIONS)} {OUTPUT!r} of this version, got {got[0]!r}, {got[1]} to {got[2]}; "
                "use a bundle made for this version of Linnet"
            )
        decoder = StepModel.load(bundle, precision)
        file = bundle.file_path(ENCODERS.get(precision, f"encoder_{precision}"))
        return ProofreadingModel(WholeModel(file, READING, CONTEXT), decoder)

    def encode(self, reading: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return (T, width) what stands where in a text (T, 2), see `proofreading_text.WordReader.read`."""
        context: NDArray[np.float32] = self.encoder.run(reading[np.newaxis])[0]
        return context

    def step(
        self, symbols: Sequence[tuple[int, int]], context: NDArray[np.float32], state: State
    ) -> tuple[NDArray[np.float32], State]:
        """Return log-probabilities (B, actions) of what comes next, and the next state.

        ``symbols`` are the last action of each hypothesis and the label of the last character that it wrote;
        context: (B, width) what stands at its pointer.
        """
        inputs: dict[str, NDArray[Any]] = {
            SYMBOLS: np.array(symbols, np.int64)[:, np.newaxis],
            CONTEXT: context[:, np.newaxis],
        }
        outputs, state = self.decoder.step(inputs, state)
        found: NDArray[np.float32] = outputs[OUTPUT][:, 0]
        return found, state
