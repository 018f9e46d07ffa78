"""Capitals, marks and entities for dictated words."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from linnet.formatted import Formatted, FormattedWord
from linnet.formatting_session import FormattingSession
from linnet.word_formatting import WordFormatting
from linnet_runtime.bundle import Bundle
from linnet_runtime.errors import InputError
from linnet_runtime.formatting_model import FormattingModel
from linnet_runtime.manifest import Manifest
from linnet_runtime.written_form import bare

DEFAULT_FORMATTING = Path(__file__).parent / "bundles" / "en-formatting"
"""The English formatting bundle that comes with Linnet."""


class Formatter:
    """A loaded formatting bundle. Nothing in it changes: load it once and share it.

    >>> formatter = Formatter.load()
    >>> formatter.format("hi anna can you meet me in berlin").text
    'Hi Anna, can you meet me in Berlin?'
    >>> recognizer = Recognizer.load(formatter=formatter)   # its finals have a ``formatted``
    """

    def __init__(self, words: WordFormatting, manifest: Manifest) -> None:
        self._words = words
        self._manifest = manifest

    @classmethod
    def load(
        cls, bundle: str | Path | None = None, precision: str = "int8", lookahead_words: int | None = None
    ) -> Formatter:
        """Open and verify a bundle and load a graph. Reads files only, never the network.

        Args:
            bundle: directory of a formatting bundle; None for the English one that comes with Linnet.
            precision: which graph, "int8" or, where the bundle has it, "weight_only" or "float32".
            lookahead_words: how many words later a word is decided, 0 to 4; None for the bundle's own. More
                is better, fewer is sooner, see the measures in the manifest.

        Raises:
            BundleError: the bundle is damaged, incomplete, unsafe or of another kind.
            InputError: a look-ahead that the graph does not have.
        """
        opened = Bundle.open(Path(bundle) if bundle is not None else DEFAULT_FORMATTING)
        model = FormattingModel.load(opened, precision)
        chosen = model.lookahead_words if lookahead_words is None else lookahead_words
        if chosen not in range(model.delays):
            raise InputError(f"expected a look-ahead of 0 to {model.delays - 1} words, got {chosen!r}")
        return cls(WordFormatting(model, chosen), opened.manifest)

    @property
    def manifest(self) -> Manifest:
        """What the bundle says about itself."""
        return self._manifest

    @property
    def lookahead_words(self) -> int:
        """How many words a session waits before it decides a word."""
        return self._words.lookahead_words

    def format(self, text: str) -> Formatted:
        """Format a whole text: words with spaces between them, as a recognizer gives them.

        Marks at the ends of words are taken off and decided anew; capitals that words have already are kept,
        as a recognizer gives them to names. Line ends count as spaces. The last word gets a full stop, a
        question mark or an exclamation mark. An empty text stays empty.

        Raises:
            InputError: it is no text.
        """
        if not isinstance(text, str):
            raise InputError(f"expected a text, got {type(text).__name__}")
        return self.format_words(filter(bare, text.split()))

    def format_words(self, words: Iterable[str]) -> Formatted:
        """Format words; ``formatted.words`` has one for each of them, also for one that is only marks.

        Raises:
            InputError: one is no text or is empty.
        """
        session = self.session()
        found: list[FormattedWord] = []
        for word in words:
            found += session.accept(word)
        return Formatted.of(found + session.finish())

    def session(self) -> FormattingSession:
        """Begin a text that comes word by word."""
        return FormattingSession(self._words)

    def resume(self, data: bytes) -> FormattingSession:
        """Continue the session whose ``snapshot`` returned ``data``.

        Raises:
            StateError: ``data`` is damaged, or was taken with another bundle or look-ahead.
        """
        return FormattingSession(self._words, self._words.from_bytes(data))
