"""How private a federated training was, by Google's dp-accounting."""

from __future__ import annotations

import math

import dp_accounting
from dp_accounting.rdp import RdpAccountant


def epsilon(noise: float, share: float, rounds: int, delta: float) -> float:
    """Return epsilon at ``delta`` for one person more or less: user-level differential privacy.

    Each round draws every person with chance ``share`` and adds Gaussian noise of ``noise`` clip norms to the
    sum (Mironov et al. 2019, "Renyi differential privacy of the sampled Gaussian mechanism"). Without noise
    it is infinite.

    >>> round(epsilon(noise=1.0, share=0.01, rounds=100, delta=1e-5), 1)
    1.2
    """
    if noise == 0.0:
        return math.inf
    accountant = RdpAccountant()
    event = dp_accounting.PoissonSampledDpEvent(share, dp_accounting.GaussianDpEvent(noise))
    accountant.compose(event, rounds)
    return float(accountant.get_epsilon(delta))
