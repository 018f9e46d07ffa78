"""Words of a lexicon, found by the search over phones with the language model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from linnet.decoder import Frame, FrameClock, Pause
from linnet.events import Alternative, Final, Partial, Word
from linnet_runtime.confidence import calibrated
from linnet_runtime.second_pass import SecondPass
from linnet_runtime.speech_beam import SpeechBeam
from linnet_runtime.speech_hypothesis import SpokenHypothesis, SpokenWord
from linnet_runtime.speech_search import SpeechSearch

SILENT_FRAMES = 100
"""After so much silence, 3 s, nothing of it but its end is kept."""
REPLAYED_FRAMES = 10


class DictationDecoder:
    """A :class:`linnet.decoder.Decoder` for anything that may be said. Its states are beams.

    Words are joined by spaces as the lexicon shows them: "I'm", "London"; nothing is punctuated.
    """

    def __init__(self, search: SpeechSearch, second: SecondPass | None, identity: str) -> None:
        self.identity = identity
        self._search = search
        self._second = second

    def initial(self) -> SpeechBeam:
        """See :class:`linnet.decoder.Decoder`, as for all methods."""
        return self._search.start()

    def step(self, frame: Frame, state: SpeechBeam) -> SpeechBeam:
        """Follow all hypotheses through one more frame."""
        trunk = frame["trunk"] if self._second else None
        state = self._search.advance(state, frame["phones"], frame["letters"], trunk)
        return self._restarted(state) if self._is_long_silence(state) else state

    def partial(self, state: SpeechBeam) -> Partial | None:
        """The best hypothesis so far; stable are the words that all hypotheses share."""
        found = self._search.partial(state)
        if not found.words:
            return None
        return Partial(_text(found.words), stable_length=len(_text(found.words[: found.stable])))

    def final(self, state: SpeechBeam, clock: FrameClock) -> Final | None:
        """The best hypotheses after they were all scored once more, by what a second pass heard, too."""
        second = self._second.phones(np.stack(state.trunk)) if self._second and state.trunk else None
        hypotheses = self._search.finish(state, second)
        if not hypotheses:
            return None
        words = tuple(self._word(word, clock) for word in hypotheses[0].words)
        return Final(
            text=_text(hypotheses[0].words),
            start_s=words[0].start_s,
            end_s=words[-1].end_s,
            words=words,
            alternatives=_alternatives(hypotheses),
        )

    def cut(self, state: SpeechBeam) -> SpeechBeam:
        """Begin anew, without the words before."""
        return self._search.start(state.next_frame)

    def pause(self, state: SpeechBeam) -> Pause:
        """Count frames from the phones of the best hypothesis."""
        search = self._search
        return Pause(search.silent_frames(state), search.spoken_frames(state), search.between_words(state))

    def to_bytes(self, state: SpeechBeam) -> bytes:
        """Pack all hypotheses."""
        return self._search.to_bytes(state)

    def from_bytes(self, data: bytes) -> SpeechBeam:
        """Unpack them."""
        return self._search.from_bytes(data)

    def _is_long_silence(self, state: SpeechBeam) -> bool:
        """Whether so long nothing was said that the beam, which keeps all frames, should begin anew."""
        return len(state.phones) >= SILENT_FRAMES and not self._search.spoken_frames(state)

    def _restarted(self, state: SpeechBeam) -> SpeechBeam:
        """A beam that has heard only the last frames, in which a word may have begun."""
        beam = self._search.start(state.next_frame - REPLAYED_FRAMES)
        last = slice(-REPLAYED_FRAMES, None)
        trunk = state.trunk[last] or (None,) * REPLAYED_FRAMES
        for frame in zip(state.phones[last], state.letters[last], trunk, strict=True):
            beam = self._search.advance(beam, *frame)
        return beam

    def _word(self, word: SpokenWord, clock: FrameClock) -> Word:
        """A word with its times and the chance that it is right."""
        start_s, end_s = clock.time_s(word.start_frame), clock.time_s(word.end_frame)
        return Word(word.text, start_s, end_s, calibrated(word.confidence, self._search.weights))


def _text(words: Sequence[SpokenWord]) -> str:
    """Words as they are shown."""
    return " ".join(word.text for word in words)


def _alternatives(hypotheses: Sequence[SpokenHypothesis]) -> tuple[Alternative, ...]:
    """The texts of hypotheses, each once, in their order."""
    shares: dict[str, float] = {}
    for hypothesis in hypotheses:
        text = _text(hypothesis.words)
        shares[text] = shares.get(text, 0.0) + hypothesis.posterior
    return tuple(Alternative(text, min(share, 1.0)) for text, share in shares.items())
