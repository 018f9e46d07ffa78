"""How a word that no dictionary has may sound: a graph from letters to phones, and initials by rule."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .bundle import Bundle
from .ctc_labels import best_labels
from .errors import BundleError, InputError
from .initials import spelled_out
from .lexicon import spelling
from .spoken_lexicon import LAST_PHONE
from .step_model import StepModel
from .units import LETTERS, PHONES

_INPUT, _OUTPUT = "letters", "phones"
_UNITS = PHONES[: LAST_PHONE + 1]
_LABEL = {letter: label for label, letter in enumerate(LETTERS) if len(letter) == 1 and letter != " "}
LONGEST_WORD = 60
"""Letters; nobody says longer words."""


@dataclass(frozen=True)
class Pronounced:
    """One way to say a word."""

    phones: bytes
    """Indices into `linnet_runtime.units.PHONES`, without blank and boundary."""
    score: float
    """Natural-log probability of these phones, given the spelling."""


class LetterToSound:
    """Letters in, phones out. It holds no state and may be shared by threads.

    letters = LetterToSound.load(Bundle.open(path))
    for one in letters.pronounce("Anouk"):
        print([PHONES[phone] for phone in one.phones], one.score)
    """

    def __init__(self, model: StepModel) -> None:
        """Wrap a graph without state that takes "letters" (1, T) and returns "phones" (1, frames, units)."""
        self._model = model

    @staticmethod
    def load(bundle: Bundle, precision: str = "int8") -> LetterToSound:
        """Load the graph of a verified bundle of kind "pronunciation". Raises `BundleError`."""
        manifest = bundle.manifest
        got = (manifest.kind, manifest.inputs, manifest.outputs, manifest.tokens, manifest.states)
        if got != ("pronunciation", (_INPUT,), (_OUTPUT,), {_OUTPUT: _UNITS}, ()):
            raise BundleError(
                f"{bundle.directory}: expected kind 'pronunciation', 'letters' to the {len(_UNITS)} 'phones' "
                f"of this version and no states, got {got}; use a bundle made for this version of Linnet"
            )
        return LetterToSound(StepModel.load(bundle, precision))

    def pronounce(self, word: str, best: int = 3) -> list[Pronounced]:
        """Return up to ``best`` ways to say a word, most probable first.

        Accents are taken off and capitals do not matter, except where they mark initials, see `initials`.
        Raises `InputError` for what is not spelled with a-z and the apostrophe, or too long.

        >>> letters.pronounce("Søren", best=1)                                            # doctest: +SKIP
        [Pronounced(phones=b'...', score=-0.4)]
        """
        letters = spelling(word, _LABEL)
        if letters is None or not letters.strip("'") or len(letters) > LONGEST_WORD:
            raise InputError(
                f"expected a word of 1 to {LONGEST_WORD} letters a-z and apostrophes, got {word[:80]!r}; "
                "write it as it is said"
            )
        if best < 1:
            raise InputError(f"expected to be asked for at least 1 pronunciation, got {best}")
        found = {phones: math.exp(score) for phones, score in best_labels(self.frames(letters), best + 1)}
        found.pop(b"", None)
        if initials := spelled_out(word):
            found = _mixed(found, *initials)
        ranked = sorted(found.items(), key=lambda one: (-one[1], one[0]))[:best]
        return [Pronounced(phones, math.log(probability)) for phones, probability in ranked]

    def frames(self, letters: str) -> NDArray[np.float32]:
        """Return natural-log probabilities (frames, units) of "phones" for letters of `LETTERS`."""
        inputs = np.array([[_LABEL[letter] for letter in letters]], np.int64)
        outputs, _ = self._model.step({_INPUT: inputs}, self._model.initial())
        log_probabilities: NDArray[np.float32] = outputs[_OUTPUT][0]
        return log_probabilities


def _mixed(found: dict[bytes, float], initials: bytes, probability: float) -> dict[bytes, float]:
    """Return the probabilities of phones, when with this probability the word is said letter by letter."""
    mixed = {phones: (1 - probability) * one for phones, one in found.items()}
    mixed[initials] = mixed.get(initials, 0.0) + probability
    return {phones: one for phones, one in mixed.items() if one > 0}
