"""CTC beam search over the phones of words, with a language model: from frames of sound to words.

A prefix beam search (Hannun et al., "First-pass large vocabulary continuous speech recognition using
bi-directional recurrent DNNs", 2014) in a lexical tree with unigram look-ahead (Ortmanns et al.,
"Language-model look-ahead for large vocabulary speech recognition", 1996): hypotheses with the same words and
the same node are one, and its probability is the sum over all ways to have heard it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from . import speech_bytes
from .language_model import LanguageModel
from .speech_beam import NOTHING_HEARD, SpeechBeam
from .speech_bias import WordBias
from .speech_contexts import SpeechContexts
from .speech_history import SpeechHistory
from .speech_hypothesis import SpokenHypothesis, SpokenPartial, SpokenWord
from .speech_ranking import SpeechRanking
from .speech_rows import Rows
from .speech_scoring import SpeechScoring
from .speech_silence import outweighs_silence, stable_words
from .speech_weights import SpeechWeights
from .speech_words import BOUNDARY, SpokenWords
from .spelled_words import HeardFrames, spelled
from .spoken_lexicon import SpokenLexicon
from .trie import ROOT
from .units import BLANK, PHONES

_BLANK = PHONES.index(BLANK)
_Floats = NDArray[np.float64]
_Histories = tuple[SpeechHistory, ...]


class SpeechSearch:
    """The search over some lexicons. Nothing in it changes: share it, and keep a `SpeechBeam` per stream.

    beam = search.start()
    beam = search.advance(beam, phones)        # one frame, (41,); the old beam stays as it was
    search.partial(beam).words                 # while somebody speaks
    search.finish(beam)[0].words               # at the end of an utterance; [] when nothing was said
    beam = search.start(beam.next_frame)       # the next utterance
    """

    def __init__(
        self,
        lexicons: Sequence[SpokenLexicon],
        language: LanguageModel,
        weights: SpeechWeights = SpeechWeights(),  # noqa: B008 (frozen)
        bias: WordBias | None = None,
        contexts: SpeechContexts | None = None,
    ) -> None:
        """Join lexicons, at least one; `SpokenWord.lexicon` counts them from 0.

        `contexts`: of the same language model, shared with other searches; None for this one's own.
        """
        self.words = SpokenWords.of(lexicons)
        self.weights = weights
        self.scoring = SpeechScoring(self.words, contexts or SpeechContexts(language), weights, bias)
        self._cost: _Floats = weights.language * self.words.cost.astype(np.float64)
        gain = self._gain(bias)
        score: _Floats = weights.language * self.words.score.astype(np.float64) + gain
        self._unigram: _Floats = score + weights.word
        self._ranking = SpeechRanking(self.words, self.scoring, weights.language)
        self._ahead: _Floats = weights.language * self.words.ahead.astype(np.float64)
        if gain.any():
            self._ahead = self.words.look_ahead(score[self.words.word] + self._cost)

    def start(self, first_frame: int = 0) -> SpeechBeam:
        """Return the beam of an utterance of which nothing has been heard before this frame."""
        return SpeechBeam(
            history=np.zeros(1, np.int32),
            node=np.array([ROOT], np.int32),
            blank=np.zeros(1),
            nonblank=np.full(1, -np.inf),
            began=np.array([NOTHING_HEARD], np.int32),
            heard=np.array([NOTHING_HEARD], np.int32),
            histories=(self.scoring.start(),),
            first_frame=first_frame,
        )

    def advance(
        self,
        beam: SpeechBeam,
        phones: NDArray[np.float32],
        letters: NDArray[np.float32] | None = None,
        trunk: NDArray[np.float32] | None = None,
    ) -> SpeechBeam:
        """Return the beam after one more frame.

        Args:
            beam: what the previous call returned, or `start`.
            phones: ``(41,)`` natural-log probabilities of `units.PHONES`.
            letters: ``(29,)`` the same of `units.LETTERS`, kept for words that no lexicon has; in all frames
                of an utterance or in none.
            trunk: ``(hidden,)`` what a second pass reads, likewise.
        """
        sound = self._weighted(phones)
        live = sound >= self.weights.unit_floor
        parts, histories, width = [self._staying(beam, sound)], beam.histories, self.weights.beam_width
        parts.append(self._going_on(beam, sound, live, parts[0].best() - width))
        if live[BOUNDARY]:
            least = max(part.best() for part in parts) - width
            ended, histories = self._ended(beam, beam.sounded + sound[BOUNDARY], least)
            parts.append(ended)
        rows = Rows.joined(parts)
        rows = rows.take(rows.prospect >= rows.best() - width).merged()
        kinds = self._kinds(histories)
        if kinds[-1] + 1 < len(kinds):  # else each history is of its own kind
            rows = rows.best_of_each(kinds)
        return beam.next(rows.largest(self.weights.hypotheses), histories, phones, letters, trunk)

    def partial(self, beam: SpeechBeam) -> SpokenPartial:
        """Return the most probable words so far; some that all hypotheses begin with will not change."""
        best = self._best(beam)
        words = beam.histories[beam.history[best]].words
        node = beam.node[best]
        if self.words.end_count[node]:  # a word that may go on
            words = (*words, int(self.words.word[self.words.end_first[node]]))
        return SpokenPartial(tuple(map(self._word, words)), stable_words(beam.agreed()))

    def finish(self, beam: SpeechBeam, second: NDArray[np.float32] | None = None) -> list[SpokenHypothesis]:
        """Return what was said, the most probable first; nothing when silence is as good, or nearly.

        Words of the first that are in no list may come as they are spelled, see `spelled_words`.

        Args:
            beam: after the last frame.
            second: ``(frames, 41)`` what a second pass heard in the same frames: the hypotheses are scored by
                the weighted mean of both log-probabilities.
        """
        if not beam.phones:
            return []
        whole = sorted(self.whole(beam), key=lambda one: -one[1])[: self.weights.alternatives]
        histories = self.scoring.end([history for history, _ in whole])
        sound = self._weighted(self._heard_twice(np.stack(beam.phones), second))
        best, *others = self._ranking.ranked(histories, sound, beam.first_frame)
        noise = not stable_words(beam.agreed()) and not outweighs_silence(best, sound, self.weights)
        if noise or not best.words:
            return []
        return [self._spelled(best, sound, beam), *others]

    def _heard_twice(
        self, first: NDArray[np.float32], second: NDArray[np.float32] | None
    ) -> NDArray[np.float32]:
        """Return the weighted mean of what two passes heard."""
        if second is None:
            return first
        weight = self.weights.second_pass
        return (1.0 - weight) * first + weight * second

    def _spelled(self, best: SpokenHypothesis, sound: _Floats, beam: SpeechBeam) -> SpokenHypothesis:
        """Return a hypothesis with letters for words that both heads contradict; stable words stay."""
        if not beam.letters:
            return best
        heard = HeardFrames(sound, np.stack(beam.letters).astype(np.float64), beam.first_frame)
        return spelled(best, beam.agreed(), heard, self.words, self.weights.spelled_margin)

    def whole(self, beam: SpeechBeam) -> list[tuple[SpeechHistory, float]]:
        """Return the hypotheses that no word is missing of, and the score of each.

        Where all are inside a word, this word is left out.
        """
        total, worth = beam.sounded, beam.worth
        ended, histories = self._ended(beam, total, -np.inf)
        paused = beam.node == ROOT
        if not len(ended) and not paused.any():
            return list(zip(histories, worth.tolist(), strict=True))
        score = np.full(len(histories), -np.inf)
        np.logaddexp.at(score, beam.history[paused], total[paused])
        np.logaddexp.at(score, ended.history, ended.nonblank)
        found = zip(histories, score.tolist(), strict=True)
        return [(history, sounded + history.score) for history, sounded in found if sounded > -np.inf]

    def silent_frames(self, beam: SpeechBeam) -> int:
        """Frames since the last phone of the most probable hypothesis, 0 before any."""
        heard = int(beam.heard[self._best(beam)])
        return 0 if heard == NOTHING_HEARD else beam.next_frame - 1 - heard

    def spoken_frames(self, beam: SpeechBeam) -> int:
        """Frames since the first phone of the most probable hypothesis, 0 before any."""
        began = int(beam.began[self._best(beam)])
        return 0 if began == NOTHING_HEARD else beam.next_frame - began

    def between_words(self, beam: SpeechBeam) -> bool:
        """Whether the most probable hypothesis is not inside a word: a cut here breaks none."""
        node = int(beam.node[self._best(beam)])
        return node == ROOT or bool(self.words.end_count[node])

    def to_bytes(self, beam: SpeechBeam) -> bytes:
        """Return a snapshot of a beam, also inside a word."""
        return speech_bytes.pack_beam(beam, self.words)

    def from_bytes(self, data: bytes) -> SpeechBeam:
        """Read what `to_bytes` of a search over the same lexicons wrote. Raises `StateError` for all else."""
        return speech_bytes.unpack_beam(data, self.words)

    def _weighted(self, phones: NDArray[np.float32]) -> _Floats:
        """Return log-probabilities ``(..., units)`` as the search counts them."""
        sound = phones.astype(np.float64)
        sound[..., _BLANK] += self.weights.blank
        boundary = sound[..., BOUNDARY] + self.weights.false_boundary
        sound[..., _BLANK] = np.logaddexp(sound[..., _BLANK], boundary)
        return sound

    def _gain(self, bias: WordBias | None) -> _Floats:
        """Return the most that each word (W,) may gain by a bias."""
        gain = np.zeros(self.words.first_word[-1])
        for (lexicon, word), bonus in (bias.most if bias else {}).items():
            gain[self.words.number(lexicon, word)] = bonus
        return gain

    def _kinds(self, histories: Sequence[SpeechHistory]) -> NDArray[np.intp]:
        """Return a number for each history, the same for those with the same last words and bias."""
        kinds: dict[tuple[tuple[int, ...], int], int] = {}
        last = -self.weights.remembered_words
        return np.array(
            [kinds.setdefault((one.words[last:], one.bias), len(kinds)) for one in histories], np.intp
        )

    def _best(self, beam: SpeechBeam) -> int:
        """Return the row of the most probable hypothesis."""
        return int(np.argmax(beam.totals + self._ahead[beam.node]))

    def _staying(self, beam: SpeechBeam, sound: _Floats) -> Rows:
        """Return the hypotheses by which this frame adds nothing: a blank, or the same unit again.

        Any number of boundaries, with blanks or without, is one; before the first word there may be one too.
        """
        root, total = beam.node == ROOT, beam.sounded
        blank = total + sound[_BLANK]
        nonblank = np.where(root, total, beam.nonblank) + sound[self.words.label[beam.node]]
        prospect = np.logaddexp(blank, nonblank) + beam.worth[beam.history] + self._ahead[beam.node]
        heard = np.where(~root & (nonblank > blank), np.int32(beam.next_frame), beam.heard)
        return Rows(beam.history, beam.node, blank, nonblank, beam.began, heard, prospect)

    def _going_on(self, beam: SpeechBeam, sound: _Floats, live: NDArray[np.bool_], least: float) -> Rows:
        """Return the hypotheses by which this frame has the next phone of a word, if they promise so much.

        No child of a node looks further ahead than the node, and none sounds better than the best unit.
        """
        total, worth = beam.sounded, beam.worth[beam.history]
        most = np.max(sound[_BLANK + 1 :][live[_BLANK + 1 :]], initial=-np.inf)
        near = np.flatnonzero(total + most + worth + self._ahead[beam.node] >= least)
        of_near, child = self.words.expand(beam.node.take(near))
        label = self.words.label.take(child)
        likely = np.flatnonzero(live.take(label))
        row, child, label = near.take(of_near.take(likely)), child.take(likely), label.take(likely)
        same = label == self.words.label[beam.node].take(row)  # the same phone again needs a blank between
        nonblank = np.where(same, beam.blank.take(row), total.take(row)) + sound.take(label)
        prospect = nonblank + worth.take(row) + self._ahead.take(child)
        kept = np.flatnonzero(prospect >= least)
        row, child = row.take(kept), child.take(kept)
        history, began, nonblank = beam.history.take(row), beam.began.take(row), nonblank.take(kept)
        now, blank = np.full(len(child), beam.next_frame, np.int32), np.full(len(child), -np.inf)
        began = np.where(began == NOTHING_HEARD, now, began)
        return Rows(history, child, blank, nonblank, began, now, prospect.take(kept))

    def _ended(self, beam: SpeechBeam, sounded: _Floats, least: float) -> tuple[Rows, _Histories]:
        """Return the hypotheses by which this frame has the boundary after a word, and all histories.

        Only words that are promising without their context are looked up in the language model.
        """
        row, entry = self.words.ending(beam.node)
        number, before = self.words.word[entry], beam.history[row]
        nonblank = sounded[row] + self._cost[entry]
        promise = nonblank + beam.worth[before] + self._unigram[number] + self._ahead[ROOT]
        near = np.flatnonzero(promise >= least)
        if len(near) > self.weights.ended_words:
            near = near[np.argpartition(-promise[near], self.weights.ended_words)[: self.weights.ended_words]]
        row, nonblank = row[near], nonblank[near]
        history, histories = self._after(beam.histories, before[near], number[near])
        score = np.array([one.score for one in histories])
        prospect = nonblank + score[history] + self._ahead[ROOT]
        node, blank = np.full(len(near), ROOT, np.int32), np.full(len(near), -np.inf)
        return Rows(history, node, blank, nonblank, beam.began[row], beam.heard[row], prospect), histories

    def _after(
        self, histories: _Histories, before: NDArray[np.int32], number: NDArray[np.int32]
    ) -> tuple[NDArray[np.int32], _Histories]:
        """Return for some pairs (K,) of a history and a word the history they make, and all histories."""
        place = {history.words: i for i, history in enumerate(histories)}
        found, made = np.zeros(len(before), np.int32), list(histories)
        order = before.argsort(kind="stable")
        after = self.scoring.after(histories, before[order], number[order])
        for i, history in zip(order.tolist(), after, strict=True):
            found[i] = row = place.setdefault(history.words, len(made))
            if row == len(made):
                made.append(history)
        return found, tuple(made)

    def _word(self, number: int) -> SpokenWord:
        """Return a word without times."""
        return SpokenWord(self.words.display(number), *self.words.place(number))
