"""Emoji for what is written, and what it sounds like."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from linnet.keyboard_input import checked_count, checked_text
from linnet_runtime.bundle import Bundle
from linnet_runtime.emoji_ranking import rank_emoji
from linnet_runtime.emoji_table import EmojiTable
from linnet_runtime.manifest import Manifest
from linnet_runtime.tone_model import ToneModel, tone_tokens

DEFAULT_EMOJI = Path(__file__).parent / "bundles" / "en-emoji"
"""The English emoji bundle that comes with Linnet."""


@dataclass(frozen=True)
class EmojiSuggestion:
    """One emoji that is offered."""

    emoji: str
    probability: float
    """In 0..1: that it is the one that is meant, if one is."""
    name: str
    """What a screen reader says."""


class EmojiPredictor:
    """A loaded emoji bundle. It never changes: threads and keyboards share one.

    >>> predictor = EmojiPredictor.load()
    >>> predictor.suggest("pizza tonight?", 1)
    (EmojiSuggestion(emoji='🍕', probability=0.59, name='pizza'),)
    >>> max(predictor.tone("thank you so much").items(), key=lambda one: one[1])
    ('gratitude', 0.97)
    """

    def __init__(self, manifest: Manifest, model: ToneModel, table: EmojiTable) -> None:
        self.manifest = manifest
        """What the bundle says about itself."""
        self.table = table
        """Which emoji stand for which words and tones."""
        self._model = model

    @classmethod
    def load(cls, bundle: str | Path | None = None, precision: str = "int8") -> EmojiPredictor:
        """Open a bundle, verify it and load it. Reads files only, never the network.

        Args:
            bundle: directory of an emoji bundle; None for the English one that comes with Linnet.
            precision: which graph, "int8" or another that the bundle has.

        Raises:
            BundleError: the bundle is damaged, incomplete, unsafe or of another kind.
        """
        opened = Bundle.open(Path(bundle) if bundle is not None else DEFAULT_EMOJI)
        model = ToneModel.load(opened, precision)
        return cls(opened.manifest, model, EmojiTable.open(opened.file_path("emoji")))

    def suggest(self, text: str, k: int = 3) -> tuple[EmojiSuggestion, ...]:
        """The emoji that fit a text best, most probable first; none where none fits, or at an insult.

        Args:
            text: what is written so far. Of a long text the end counts.
            k: at most so many, from 1.

        Raises:
            InputError: not text, or k below 1.
        """
        checked_count(k)
        found = tone_tokens(checked_text(text, "text"))
        tone = self._model.tone_of(text).probabilities
        ranked = rank_emoji(self.table, found, self._model.labels, tone)
        return tuple(
            EmojiSuggestion(one.emoji, one.probability, self.table.names[one.emoji]) for one in ranked[:k]
        )

    def tone(self, text: str) -> dict[str, float]:
        """How probable each label is for a text, the most probable first; a text may have several.

        The labels are those of GoEmotions, "neutral" among them; `EmojiTable.thresholds` says from which
        probability on a text counts as having one.

        Raises:
            InputError: not text.
        """
        found = self._model.tone_of(checked_text(text, "text")).probabilities.tolist()
        return dict(sorted(zip(self._model.labels, found, strict=True), key=lambda one: -one[1]))
