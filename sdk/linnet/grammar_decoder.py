"""Sentences of a grammar as a stream's text, and the commands that they are."""

from __future__ import annotations

import hashlib

from linnet.command import Command
from linnet.decoder import Frame, FrameClock, Pause
from linnet.events import Alternative, Final, Partial, Word
from linnet_runtime.grammar import Grammar
from linnet_runtime.grammar_beam import GrammarBeam
from linnet_runtime.grammar_reading import read_sentence
from linnet_runtime.grammar_search import GrammarPath, GrammarSearch, WordSound
from linnet_runtime.speech_weights import SpeechWeights

ACCEPTED = 0.5
"""Least confidence of a command."""


class GrammarDecoder:
    """A :class:`linnet.decoder.Decoder` for what a grammar lists and nothing else.

    A partial shows the best beginning of a sentence; none of it is stable, for in the end it may be that no
    sentence fits. Then the final has neither text nor command: the nearest sentence is its only alternative.
    """

    def __init__(self, grammar: Grammar, sounds: WordSound, weights: SpeechWeights) -> None:
        self._grammar = grammar
        self._search = GrammarSearch(grammar, sounds)
        self._weights = weights
        parts = [grammar.to_json(), self._search.graph.fingerprint(), repr(weights)]
        self.identity = hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def initial(self) -> GrammarBeam:
        """See :class:`linnet.decoder.Decoder`, as for all methods."""
        return self._search.start()

    def step(self, frame: Frame, state: GrammarBeam) -> GrammarBeam:
        """Follow all sentences through one more frame."""
        return self._search.advance(state, frame["phones"])

    def partial(self, state: GrammarBeam) -> Partial | None:
        """The whole words of the best beginning."""
        words = self._search.so_far(state) if state.loudest.phones else ()
        return Partial(" ".join(word.text for word in words), stable_length=0) if words else None

    def final(self, state: GrammarBeam, clock: FrameClock) -> Final | None:
        """The best sentence, if it fits."""
        heard = state.loudest
        if not heard.phones:
            return None
        best = self._search.best(state)
        confidence = best.confidence(self._weights) if best else 0.0
        nearest = (Alternative(best.text, confidence),) if best else ()
        if best is None or confidence < ACCEPTED:
            return Final("", clock.time_s(heard.first_frame), clock.time_s(heard.end_frame), (), nearest)
        words = tuple(
            Word(word.text, clock.time_s(word.start_frame), clock.time_s(word.end_frame), confidence)
            for word in best.words
        )
        command = self._command(best, confidence)
        return Final(best.text, words[0].start_s, words[-1].end_s, words, nearest, command)

    def cut(self, state: GrammarBeam) -> GrammarBeam:
        """Begin anew."""
        return self._search.cut(state)

    def pause(self, state: GrammarBeam) -> Pause:
        """Count frames from the best phones, whatever the grammar makes of them."""
        heard = state.loudest
        if not heard.phones:
            return Pause(silent_frames=0, spoken_frames=0, between_words=False)
        silent_frames = state.frame - heard.end_frame
        return Pause(silent_frames, state.frame - heard.first_frame, self._search.between_words(state))

    def to_bytes(self, state: GrammarBeam) -> bytes:
        """Pack all sentences that are still possible."""
        return state.to_bytes()

    def from_bytes(self, data: bytes) -> GrammarBeam:
        """Unpack them."""
        return GrammarBeam.from_bytes(data, self._search.graph)

    def _command(self, best: GrammarPath, confidence: float) -> Command | None:
        """What the sentence stands for."""
        reading = read_sentence(self._grammar.expressions, best.text.split())
        return Command(reading.intent, dict(reading.slots), best.text, confidence) if reading else None
