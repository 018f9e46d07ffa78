"""A second hearing of a stretch of speech that has ended, from both sides: better phones for the n-best."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .bundle import Bundle
from .errors import BundleError
from .whole_model import WholeModel

FILE = "second_pass"
"""Key of the graph in `Manifest.files` of an acoustic bundle: it reads the trunk of just this bundle."""


class SecondPass:
    """A bidirectional graph over what the streaming graph made of the sound."""

    def __init__(self, model: WholeModel) -> None:
        self._model = model

    @staticmethod
    def load(bundle: Bundle) -> SecondPass | None:
        """Load the second pass of an acoustic bundle; None when it has none. Raises `BundleError`."""
        if FILE not in bundle.manifest.files:
            return None
        if "trunk" not in bundle.manifest.outputs:
            raise BundleError(f"{bundle.directory}: expected an output 'trunk' for the second pass")
        return SecondPass(WholeModel(bundle.file_path(FILE), "trunk", "phones"))

    def phones(self, trunk: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return phone log-probabilities (frames, units) of the trunk (frames, hidden) of a whole stretch."""
        scores: NDArray[np.float32] = self._model.run(trunk[np.newaxis])[0]
        return scores
