from __future__ import annotations

import numpy as np

from linnet_export.bootstrap import RESAMPLES, interval, resample


def test_the_interval_of_a_mean_is_that_of_the_normal_distribution() -> None:
    values = np.random.default_rng(0).normal(5.0, 2.0, size=(400, 1))
    low, high = interval(resample(values, seed=1)[:, 0] / 400)
    error = values.std() / np.sqrt(400)
    np.testing.assert_allclose(
        [low, high], values.mean() + np.array([-1.96, 1.96]) * error, atol=0.25 * error
    )


def test_every_resample_has_as_many_sentences() -> None:
    drawn = resample(np.ones((7, 2)), seed=1)
    assert drawn.shape == (RESAMPLES, 2)
    assert (drawn == 7).all()


def test_the_same_seed_gives_the_same_draws() -> None:
    counts = np.arange(10.0)[:, np.newaxis]
    assert (resample(counts, 1) == resample(counts, 1)).all()
    assert (resample(counts, 1) != resample(counts, 2)).any()
