"""Everything that a tone model is trained on, from files."""

from __future__ import annotations

from pathlib import Path

from linnet_export.labelled_text import Part, encode_texts, read_labelled, read_labels
from linnet_export.recipe import RecipeError
from linnet_export.tone_embeddings import tone_embeddings
from linnet_export.tone_recipe import EmojiRecipe
from linnet_export.tone_training import ToneData
from linnet_runtime.bundle import Bundle
from linnet_runtime.pieces import Pieces


def read_tone_data(recipe: EmojiRecipe, labelled: Path, labels: Path, language: Bundle) -> ToneData:
    """Read texts, and the tokenizer and embeddings of a language bundle.

    Raises `RecipeError` when they do not fit the recipe, `CorpusError` for texts without labels.
    """
    settings, names = recipe.model, read_labels(labels)
    pieces = Pieces.load(language.file_path("tokenizer"))
    if (len(names), len(pieces)) != (settings.labels, settings.pieces):
        raise RecipeError(
            f"expected {settings.labels} labels and a tokenizer of {settings.pieces} pieces, "
            f"got {len(names)} and {len(pieces)}"
        )
    texts = read_labelled(labelled, len(names))
    parts = {
        part: encode_texts((one for one in texts if one.part is part), pieces, recipe.training.longest)
        for part in Part
    }
    table = tone_embeddings(language, settings.embedding)
    return ToneData(parts[Part.TRAIN], parts[Part.CHOOSE], pieces.unknown, table)
