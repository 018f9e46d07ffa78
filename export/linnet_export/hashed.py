"""Parts of a data set that do not depend on what else is in it."""

from __future__ import annotations

import hashlib


def percent_of(key: str) -> int:
    """Return a number from 0 to 99 that follows from the hash of a key, such as a word or an id."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") % 100
