"""Embeddings of a language bundle's pieces, to begin a smaller model with."""

from __future__ import annotations

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from linnet_export.recipe import RecipeError
from linnet_runtime.bundle import Bundle

_TABLE = "model.table"


def tone_embeddings(bundle: Bundle, width: int) -> NDArray[np.float32]:
    """Return the embeddings of a language bundle's float graph in fewer dimensions, (pieces, width).

    Principal component analysis without centring: the directions that keep most of the squares. They are
    scaled to a root mean square of 0.1 so that training goes on from them as from random ones.
    Raises `RecipeError` for more dimensions than there are, `BundleError` without a float graph.
    """
    graph = onnx.load(bundle.graph_path("float32")).graph
    table = next(numpy_helper.to_array(one) for one in graph.initializer if one.name == _TABLE)
    if width > table.shape[1]:
        raise RecipeError(f"expected at most {table.shape[1]} dimensions of an embedding, got {width}")
    _, directions = np.linalg.eigh(table.T.astype(np.float64) @ table)  # ascending
    found = table @ directions[:, ::-1][:, :width]
    scaled: NDArray[np.float32] = (found * (0.1 / np.sqrt(np.square(found).mean()))).astype(np.float32)
    return scaled
