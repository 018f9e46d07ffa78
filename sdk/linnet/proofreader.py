"""Proofreading: a text with typos in, the text as it was meant out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import compress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from linnet.correction import Correction, Edit, applied, composed
from linnet.language import Language
from linnet.personal_dictionary import PersonalDictionary
from linnet.sentence_words import SentenceWords
from linnet_runtime import edit_actions, proofreading_weights
from linnet_runtime.bundle import Bundle
from linnet_runtime.edit_actions import straightened
from linnet_runtime.errors import InputError
from linnet_runtime.key_layout import KeyLayout
from linnet_runtime.lexicon import Lexicon
from linnet_runtime.manifest import Manifest
from linnet_runtime.proofreading_hypothesis import Hypothesis, Rewriter
from linnet_runtime.proofreading_model import ProofreadingModel
from linnet_runtime.proofreading_search import rewrites
from linnet_runtime.proofreading_text import Part, WordReader, parts, protected
from linnet_runtime.proofreading_weights import ProofreadingWeights
from linnet_runtime.written import SENTENCE_ENDS, WORD

DEFAULT_PROOFREADING = Path(__file__).parent / "bundles" / "en-proofreading"
"""The English proofreading bundle that comes with Linnet."""


class Proofreader:
    """A loaded proofreading bundle. It never changes: all threads may share it.

    Two passes over each sentence. The first puts words right with what keyboard and dictation have: one
    lexicon, one language model, how words are mistyped and what they sound like. The second, a model of its
    own, puts in capitals, marks and spaces, and rewrites what the first one left.

    >>> proofreader = Proofreader.load()
    >>> proofreader.correct("whats the whether tomorow").text
    "What's the weather tomorrow?"
    """

    def __init__(
        self,
        manifest: Manifest,
        model: ProofreadingModel,
        reader: WordReader,
        words: SentenceWords,
        weights: ProofreadingWeights,
        personal: PersonalDictionary | None = None,
    ) -> None:
        self.manifest = manifest
        """What the bundle says about itself."""
        self.weights = weights
        """How sure a change must be."""
        self._model = model
        self._reader = reader
        self._words = words
        self._personal = personal

    @classmethod
    def load(
        cls,
        bundle: str | Path | None = None,
        *,
        language: Language | str | Path | None = None,
        pronunciation: str | Path | None = None,
        personal: PersonalDictionary | str | Path | None = None,
        layout: str | KeyLayout = "qwerty",
        precision: str = "int8",
        weights: ProofreadingWeights | None = None,
    ) -> Proofreader:
        """Open bundles, verify them and load them. Reads files only, never the network.

        Args:
            bundle: directory of a proofreading bundle; None for the English one that comes with Linnet.
            language: the words, as the directory of a language bundle or loaded already, to share it with a
                keyboard or a recognizer; None for the English one.
            pronunciation: directory of the bundle that says how they sound; None for the English one.
            personal: words of the person who writes, or the file that has them: they stay as they are. None
                for none.
            layout: of the keys that were typed with, see :meth:`Keyboard.load`.
            precision: which graphs, "int8" or, where the bundles have them, "weight_only".
            weights: how sure a change must be; None for what the bundle says.

        Raises:
            BundleError: a bundle is damaged, incomplete, unsafe, of another kind, or not made for the others.
            InputError: an unknown layout.
        """
        opened = Bundle.open(Path(bundle) if bundle is not None else DEFAULT_PROOFREADING)
        model = ProofreadingModel.load(opened, precision)
        reader = WordReader(Lexicon.open(opened.file_path("lexicon")))
        tuned = weights or ProofreadingWeights.load(opened.file_path(proofreading_weights.FILE))
        words = SentenceWords.load(Language.of(language, precision), pronunciation, layout, tuned.words)
        own = PersonalDictionary(personal) if isinstance(personal, str | Path) else personal
        return cls(opened.manifest, model, reader, words, tuned, own)

    def with_weights(self, weights: ProofreadingWeights) -> Proofreader:
        """Return a proofreader of the same bundles that is surer, or less sure, of changes."""
        words = self._words.with_weights(weights.words)
        return Proofreader(self.manifest, self._model, self._reader, words, weights, self._personal)

    def correct(self, text: str) -> Correction:
        """Correct a text of any length: spelling, words that sound alike, capitals, marks and spaces.

        Sentence by sentence, each by itself. Numbers, addresses, file names, words in capitals and words with
        characters that are not ASCII stay as they are, and so does white space at the ends of lines.

        Raises:
            InputError: not text.
            PersonalStoreError: the personal words cannot be read.
        """
        if not isinstance(text, str):
            raise InputError(f"expected text to correct, got {text!r:.80}")
        edits = tuple(edit for part in parts(text) for edit in self._edits(text, part))
        return Correction(applied(text, edits), edits)

    def _edits(self, text: str, part: Part) -> Iterator[Edit]:
        """Yield what is to be changed in a part of a text."""
        read = text[part.start : part.end]
        kept = self._kept(read)
        if not any(one.isalpha() for one in compress(read, ~kept)):
            return
        words = self._words.edits(read, kept)
        spelled = applied(read, words)
        written = self._rewritten(spelled, is_sentence=part.is_sentence)
        for one in composed(read, words, tuple(_places(spelled, written.actions))):
            yield Edit(part.start + one.start, part.start + one.end, one.before, one.after)

    def _kept(self, text: str) -> NDArray[np.bool_]:
        """Return (characters,) where nothing may be changed."""
        kept = protected(text)
        if (own := self._personal) is not None:
            for place in WORD.finditer(straightened(text)):
                kept[place.start() : place.end()] |= place[0] in own
        return kept

    def _rewritten(self, text: str, *, is_sentence: bool) -> Hypothesis:
        """Return the best way to rewrite a part; the language model has a say in which mark it ends with."""
        kept, reader = self._kept(text), self._reader
        rewriter = Rewriter(text, reader.read(text), kept, reader, self.weights, is_sentence=is_sentence)
        found = rewrites(self._model, rewriter)
        body = found[0].text[:-1]
        others = [one for one in found if one.text[:-1] == body and one.text[-1:] in SENTENCE_ENDS]
        if text[-1] in SENTENCE_ENDS or found[0] not in others:
            return found[0]
        scores = self._words.mark_scores(body, "".join(one.text[-1] for one in others))
        weighed = [self.weights.last_mark * score for score in scores]
        return max(zip(others, weighed, strict=True), key=lambda pair: pair[0].score + pair[1])[0]


def _places(part: str, actions: tuple[int, ...]) -> Iterator[Edit]:
    """Yield the edits that actions make of a part of a text: whole words and the marks beside them.

    A stretch ends where a space is kept; those that are as they were are left out.
    """
    start = pointer = 0
    written = ""
    for action in actions:
        character = part[pointer : pointer + 1]
        if action == edit_actions.KEEP and character in ("", " "):
            if written != part[start:pointer]:
                yield Edit(start, pointer, part[start:pointer], written)
            start, written = pointer + 1, ""
        else:
            written += edit_actions.written(action, character)
        pointer += not edit_actions.is_insert(action)
