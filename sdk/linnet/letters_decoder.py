"""Letters as they are heard, without a lexicon: greedy CTC over the acoustic graph's letters."""

from __future__ import annotations

import hashlib

import numpy as np

from linnet.decoder import Frame, FrameClock, Pause
from linnet.events import Final, Partial, Word
from linnet.stream_options import StreamOptions
from linnet_runtime import state_bytes
from linnet_runtime.ctc import CtcDecoder, CtcState, CtcUnit
from linnet_runtime.errors import InputError, StateError

_KIND = "letters"


class Letters:
    """Makes the decoder of every stream of a recognizer that has no language."""

    def __init__(self, tokens: tuple[str, ...]) -> None:
        self._decoder = LettersDecoder(tokens)

    def decoder(self, options: StreamOptions) -> LettersDecoder:
        """The one decoder. Raises InputError when words are expected: none are known."""
        if not options.are_default:
            raise InputError(
                "expected no phrases, personal words or grammar: letters are written as they are heard; "
                "load the recognizer with a language, see Recognizer.load"
            )
        return self._decoder


class LettersDecoder:
    """A :class:`linnet.decoder.Decoder` that writes what it hears. Each letter is stable at once.

    A word's confidence is the mean probability of its letters.
    """

    def __init__(self, tokens: tuple[str, ...]) -> None:
        self.identity = hashlib.sha256("\0".join((_KIND, *tokens)).encode()).hexdigest()
        self._ctc = CtcDecoder(tokens, separator=" ")

    def initial(self) -> CtcState:
        """See :class:`linnet.decoder.Decoder`, as for all methods."""
        return CtcState()

    def step(self, frame: Frame, state: CtcState) -> CtcState:
        """Take the best letter of one more frame."""
        return self._ctc.step(frame["letters"][np.newaxis], state)

    def partial(self, state: CtcState) -> Partial | None:
        """All letters so far."""
        text = self._ctc.text(state)
        return Partial(text, stable_length=len(text)) if text else None

    def final(self, state: CtcState, clock: FrameClock) -> Final | None:
        """The letters, cut into words at the spaces."""
        words = tuple(
            Word(word.text, clock.time_s(word.start_frame), clock.time_s(word.end_frame), word.confidence)
            for word in self._ctc.words(state)
        )
        return Final(self._ctc.text(state), words[0].start_s, words[-1].end_s, words) if words else None

    def cut(self, state: CtcState) -> CtcState:
        """Begin anew; a letter that goes on is not written again."""
        return self._ctc.cut(state)

    def pause(self, state: CtcState) -> Pause:
        """Count frames from letters."""
        ctc = self._ctc
        return Pause(ctc.silent_frames(state), ctc.spoken_frames(state), ctc.between_words(state))

    def to_bytes(self, state: CtcState) -> bytes:
        """Pack the letters and their frames."""
        units = [(unit.index, unit.start_frame, unit.end_frame) for unit in state.units]
        arrays = {
            "counts": np.array([state.frames, state.last_index], np.int64),
            "units": np.array(units, np.int64).reshape(-1, 3),
            "posteriors": np.array([unit.posterior for unit in state.units], np.float64),
        }
        return state_bytes.pack(_KIND, arrays)

    def from_bytes(self, data: bytes) -> CtcState:
        """Unpack and check them."""
        arrays = state_bytes.unpack(_KIND, data)
        try:
            frames, last_index = arrays["counts"].tolist()
            rows = zip(arrays["units"].tolist(), arrays["posteriors"].tolist(), strict=True)
            units = tuple(CtcUnit(index, start, end, posterior) for (index, start, end), posterior in rows)
        except (KeyError, ValueError, TypeError) as error:
            raise StateError(f"letters lack their values ({error!r}); take a new snapshot") from error
        state = CtcState(frames, last_index, units)
        self._ctc.check(state)
        return state
