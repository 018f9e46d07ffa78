"""Back from ONNX to PyTorch: a language bundle's model, to go on training with."""

from __future__ import annotations

from pathlib import Path

from linnet_export.graph_weights import FloatGraph, lstm_state
from linnet_export.language_model import LanguageModel, LanguageSettings
from linnet_export.language_pack import load_model
from linnet_runtime.bundle import Bundle
from linnet_runtime.errors import BundleError


def language_model(bundle: Bundle) -> LanguageModel:
    """Return the model of a language bundle, as `language_export.export_float` wrote it; in mode eval.

    Raises:
        BundleError: the bundle is of another kind, or its float32 graph is absent or of another shape.
    """
    if bundle.manifest.kind != "language":
        raise BundleError(f"{bundle.directory}: expected a language bundle, got {bundle.manifest.kind!r}")
    if "float32" not in bundle.manifest.graphs:
        raise BundleError(
            f"{bundle.directory}: expected a float32 graph to begin with, got only "
            f"{', '.join(bundle.manifest.graphs)}; installed bundles lack it, those of the sources have it"
        )
    graph = FloatGraph(bundle.graph_path("float32"))
    try:
        (lstm,) = graph.weights("LSTM")
        weights = {**graph.named(), **lstm_state("lstm.", *lstm)}
        pieces, embedding = weights["table"].shape
        hidden = weights["lstm.weight_hh_l0"].shape[1]
        model = LanguageModel(LanguageSettings(pieces, embedding, hidden))
        model.load_state_dict(weights, strict=True)
    except (LookupError, RuntimeError, ValueError) as error:
        raise BundleError(
            f"{bundle.directory}: expected the graph of a language model with one LSTM: {error}"
        ) from error
    return model.eval()


def language_start(path: Path) -> LanguageModel:
    """Return the model of a language bundle, when ``path`` is a directory, or of a checkpoint.

    Raises:
        BundleError: the directory is no language bundle with a float graph.
        RecipeError: the file is no checkpoint of a language model.
    """
    return language_model(Bundle.open(path)) if path.is_dir() else load_model(path)[0]
