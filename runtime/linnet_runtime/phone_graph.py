"""Words between junctions as one graph of phones, all of whose CTC paths are followed a frame at a time.

Token passing (Young, Russell and Thornton 1989) over the CTC topology (Graves et al. 2006): each phone may be
repeated and followed by blanks, equal neighbours need a blank between them. At a junction, between two words
and at both ends, at least one frame is blank or the word boundary. A path's score is that of its frames less
that of the best path through all phones in any order, which is the best unit of every frame: a natural-log
likelihood ratio, never above 0.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .errors import InputError
from .units import BLANK, PHONES, WORD_BOUNDARY

MOST_PHONES = 75_000
"""In one graph; such a frame takes about 2 ms."""
NOWHERE = np.float32(-np.inf)
BLANK_UNIT, BOUNDARY_UNIT = PHONES.index(BLANK), PHONES.index(WORD_BOUNDARY)
_IMPOSSIBLE = -100.0

Scores = NDArray[np.float32]
"""(2N + J,): paths that are in a phone (N), in the blank after a phone (N) and at a junction (J)."""
Places = NDArray[np.int64]
"""Indices into `Scores`."""


@dataclass(frozen=True)
class WordArc:
    """One pronunciation of a word that leads from a junction to another."""

    source: int
    target: int
    phones: bytes
    """Indices into `PHONES`, at least one."""
    cost: float
    """Added to the score of a path through it, natural logarithm, at most 0."""
    word: int
    """What the caller calls it."""


@dataclass(frozen=True)
class Advance:
    """Where the paths are after one more frame."""

    scores: Scores
    came_from: Places
    """(2N + J,) the place before it of each place's best path; itself where it stayed."""
    arrived: NDArray[np.int64]
    """(J,) the arrival by which a junction's best path came there in this frame, -1 where it waited there."""


@dataclass(frozen=True, eq=False)
class PhoneGraph:
    """N phones, J junctions and A arrivals: ends of words. What begins alike at a junction is shared.

    >>> graph = PhoneGraph.build([WordArc(0, 1, bytes([1, 2]), 0.0, 7)], 2)
    >>> scores = graph.start(0)
    >>> scores = graph.advance(scores, log_probabilities).scores  # doctest: +SKIP
    """

    phone: NDArray[np.int64]
    """(N,) index into `PHONES`."""
    blank_before: Places
    """(N,) where a path to this phone comes from: the blank after the phone before it, or the junction."""
    phone_before: Places
    """(N,) the phone before it; where that is equal or a junction, the same as `blank_before`."""
    last_phone: NDArray[np.int64]
    """(A,) phone that ends the word, in the order of the junctions that the words lead to."""
    cost: NDArray[np.float32]
    """(A,)"""
    word: NDArray[np.int64]
    """(A,)"""
    length: NDArray[np.int64]
    """(A,) phones of the word."""
    target: NDArray[np.int64]
    """(A,) junction that the word leads to, rising."""
    entered: NDArray[np.int64]
    """(T,) the junctions that words lead to."""
    first_arrival: NDArray[np.int64]
    """(T,) of each of them."""
    junctions: int

    @staticmethod
    def build(arcs: Sequence[WordArc], junctions: int) -> PhoneGraph:
        """Build from words; of two that sound alike between the same junctions the first is kept.

        Raises `InputError` when there are no words or too many phones.
        """
        nodes: dict[tuple[int, int], int] = {}  # (junction as -1 - j or phone before, phone) to phone
        ends: dict[tuple[int, int], WordArc] = {}  # (junction it leads to, last phone)
        for arc in arcs:
            at = -1 - arc.source
            for phone in arc.phones:
                at = nodes.setdefault((at, phone), len(nodes))
            kept = ends.setdefault((arc.target, at), arc)
            if arc.cost > kept.cost:
                ends[arc.target, at] = arc
        if not 0 < len(nodes) <= MOST_PHONES:
            raise InputError(
                f"expected words of 1 to {MOST_PHONES} phones in all, got {len(nodes)}; "
                "use fewer phrases or shorter lists"
            )
        return _laid_out(nodes, ends, junctions)

    def start(self, junction: int) -> Scores:
        """Return the scores before the first frame: one path, at a junction."""
        scores = np.full(2 * len(self.phone) + self.junctions, NOWHERE)
        scores[2 * len(self.phone) + junction] = 0.0
        return scores

    def advance(self, scores: Scores, frame: NDArray[np.float32]) -> Advance:
        """Follow all paths through one more frame (41,) of natural-log posteriors of `PHONES`."""
        phones = len(self.phone)
        ratio = frame - frame.max()
        sounding, from_phone = self._sounding(scores)
        silent, from_silent = _better(scores[phones : 2 * phones], scores[:phones], phones, 0)
        waiting, from_junction, arrived = self._waiting(scores)
        gap = max(ratio[BLANK_UNIT], ratio[BOUNDARY_UNIT])
        after = np.concatenate([sounding + ratio[self.phone], silent + ratio[BLANK_UNIT], waiting + gap])
        return Advance(after, np.concatenate([from_phone, from_silent, from_junction]), arrived)

    def fingerprint(self) -> str:
        """Return a hexadecimal SHA-256 of the graph."""
        found = hashlib.sha256(str(self.junctions).encode())
        for array in (self.phone, self.blank_before, self.last_phone, self.cost, self.word, self.target):
            found.update(array.tobytes())
        return found.hexdigest()

    def _sounding(self, scores: Scores) -> tuple[Scores, Places]:
        """Return for each phone (N,) the best of staying, coming after a blank and coming after a phone."""
        best, place = scores[: len(self.phone)], np.arange(len(self.phone))
        for before in (self.blank_before, self.phone_before):
            coming = scores[before]
            better = coming > best
            best, place = np.where(better, coming, best), np.where(better, before, place)
        return best, place

    def _waiting(self, scores: Scores) -> tuple[Scores, Places, NDArray[np.int64]]:
        """Return for each junction (J,) the best of staying and of all arrivals: score, place, arrival."""
        phones = len(self.phone)
        ends, silences = scores[self.last_phone], scores[self.last_phone + phones]
        coming = np.maximum(ends, silences) + self.cost  # (A,)
        best = scores[2 * phones :].copy()
        best[self.entered] = np.maximum(best[self.entered], np.maximum.reduceat(coming, self.first_arrival))
        winners = np.flatnonzero((coming == best[self.target]) & (coming > scores[2 * phones + self.target]))
        arrived = np.full(self.junctions, -1)
        arrived[self.target[winners[::-1]]] = winners[::-1]  # of equals the first
        place = np.arange(2 * phones, len(scores))
        came = np.flatnonzero(arrived >= 0)
        by = arrived[came]
        place[came] = self.last_phone[by] + np.where(silences[by] > ends[by], phones, 0)
        return best, place, arrived


def silent_frame() -> NDArray[np.float32]:
    """Return log-posteriors (41,) of a frame in which nothing is said."""
    frame = np.full(len(PHONES), _IMPOSSIBLE, np.float32)
    frame[BLANK_UNIT] = 0.0
    return frame


def _better(stay: Scores, come: Scores, stay_at: int, come_at: int) -> tuple[Scores, Places]:
    """Return the better of two scores (N,) and its place, given where each array begins."""
    places = np.arange(len(stay))
    return np.maximum(stay, come), np.where(come > stay, places + come_at, places + stay_at)


def _laid_out(
    nodes: Mapping[tuple[int, int], int], ends: Mapping[tuple[int, int], WordArc], junctions: int
) -> PhoneGraph:
    """Return the graph of phones by what is before them and of words by where they lead to and end."""
    before = np.array([at for at, _ in nodes], np.int64)
    phone = np.array([phone for _, phone in nodes], np.int64)
    starts = before < 0
    blank_before = np.where(starts, 2 * len(nodes) - 1 - before, len(nodes) + before)
    equal = starts | (phone[np.where(starts, 0, before)] == phone)
    keys = sorted(ends)
    arcs = [ends[key] for key in keys]
    target = np.array([target for target, _ in keys], np.int64)
    entered, first_arrival = np.unique(target, return_index=True)
    return PhoneGraph(
        phone=phone,
        blank_before=blank_before,
        phone_before=np.where(equal, blank_before, before),
        last_phone=np.array([node for _, node in keys], np.int64),
        cost=np.array([arc.cost for arc in arcs], np.float32),
        word=np.array([arc.word for arc in arcs], np.int64),
        length=np.array([len(arc.phones) for arc in arcs], np.int64),
        target=target,
        entered=entered,
        first_arrival=first_arrival,
        junctions=junctions,
    )
