"""A language: its words and how they follow each other. Speech and typing share one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from linnet_runtime.bundle import Bundle
from linnet_runtime.language_model import LanguageModel
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.manifest import Manifest
from linnet_runtime.typing_search import TypingSearch
from linnet_runtime.typing_weights import TypingWeights

DEFAULT_LANGUAGE = Path(__file__).parent / "bundles" / "en-language"
"""The English language bundle that comes with Linnet."""


@dataclass(frozen=True, eq=False)
class Language:
    """A loaded language bundle. It never changes: a recognizer and a keyboard may share it.

    >>> language = Language.load()
    >>> recognizer = Recognizer.load(language=language)
    >>> keyboard = Keyboard.load(language)
    """

    manifest: Manifest
    """What the bundle says about itself."""
    model: LanguageModel
    """How probable each word is after others."""
    lexicon: Lexicon
    """The words."""

    @classmethod
    def load(cls, bundle: str | Path | None = None, precision: str = "int8") -> Language:
        """Open a bundle, verify it and load it. Reads files only, never the network.

        Args:
            bundle: directory of a language bundle; None for the English one that comes with Linnet.
            precision: which graph, "int8" or, where the bundle has it, "float32".

        Raises:
            BundleError: the bundle is damaged, incomplete, unsafe or of another kind.
        """
        opened = Bundle.open(Path(bundle) if bundle is not None else DEFAULT_LANGUAGE)
        model = LanguageModel.load(opened, precision)
        return cls(opened.manifest, model, Lexicon.open(opened.file_path("lexicon")))

    def typing_search(self, weights: TypingWeights | None = None) -> TypingSearch:
        """Return the search for typed words; without ``weights`` with what the bundle says."""
        return TypingSearch(self.lexicon, weights or self.manifest.typing or TypingWeights())

    @classmethod
    def of(cls, source: Language | str | Path | None, precision: str = "int8") -> Language:
        """Return a language that is loaded already, or load one."""
        return source if isinstance(source, Language) else cls.load(source, precision)
