"""Piece embeddings of a trained language model, for another model over the same pieces to begin with."""

from __future__ import annotations

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from linnet_export.language_export import TABLE
from linnet_runtime.bundle import Bundle
from linnet_runtime.errors import BundleError


def piece_embeddings(bundle: Bundle, size: int) -> NDArray[np.float32]:
    """Return (pieces, size): the language model's embeddings in the directions in which they differ most.

    These are the first principal components, each piece's share of them of the original scale. Raises
    `BundleError` for a bundle without a float language graph or with smaller embeddings.
    """
    graph = onnx.load(bundle.graph_path("float32")).graph
    tables = [numpy_helper.to_array(one) for one in graph.initializer if one.name == TABLE]
    if not tables or tables[0].shape[1] < size:
        raise BundleError(
            f"{bundle.directory}: expected a language model with embeddings of at least {size} numbers, got "
            f"{[table.shape[1] for table in tables]}"
        )
    centred = tables[0] - tables[0].mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    components = centred @ directions[:, ::-1][:, :size]
    scaled: NDArray[np.float32] = (components / components.std()).astype(np.float32)
    return scaled
