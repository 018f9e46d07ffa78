"""How sure a word is: measured on its path, larger with more evidence."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from linnet_runtime.speech_confidence import WordSounds, confidence, word_sounds
from linnet_runtime.units import PHONES

HEARD = WordSounds(3, 9, phones=3, clearness=0.8, fit=-0.5)


@pytest.mark.parametrize(
    "less",
    [
        (replace(HEARD, clearness=0.3), 0.9, -4.0),
        (replace(HEARD, fit=-2.0), 0.9, -4.0),
        (replace(HEARD, phones=1), 0.9, -4.0),
        (HEARD, 0.2, -4.0),
        (HEARD, 0.9, -11.0),
    ],
)
def test_less_evidence_is_less_confidence(less: tuple[WordSounds, float, float]) -> None:
    assert 0 < confidence(*less) < confidence(HEARD, 0.9, -4.0) < 1


def test_a_word_is_measured_in_its_frames_only() -> None:
    sound = np.full((8, len(PHONES)), -9.0)
    best = [0, 0, 7, 7, 0, 12, 40, 0]
    sound[np.arange(8), best] = np.log(0.8)
    sound[5, 11] = np.log(0.1)
    states = np.array([0, 0, 1, 1, 2, 3, 4, 5])
    labels = np.array([0, 0, 7, 7, 0, 11, 40, 0])  # its second phone is not the best unit
    found = word_sounds(sound, states, labels, np.isin(states, [1, 3]))
    assert (found.start_frame, found.end_frame, found.phones) == (2, 6, 2)
    assert found.clearness == pytest.approx(0.8)
    assert found.fit == pytest.approx(np.log(0.1 / 0.8) / 2)


def test_a_word_of_no_clear_phone_has_no_clearness() -> None:
    sound = np.zeros((3, len(PHONES)))
    sound[:, 0] = 1.0
    path = np.array([0, 1, 2])
    assert word_sounds(sound, path, np.array([0, 7, 0]), path == 1).clearness == 0.0
