"""Every error Linnet raises on purpose. Each message says what was expected, what came and what to do.

LinnetError
 ├── BundleError          a bundle, its manifest or one of its graphs cannot be trusted or used
 ├── AudioFormatError     samples, a sample rate or an audio file that cannot be used
 ├── StateError           a state, a snapshot or an order of calls that cannot be used
 ├── InputError           a tap or a key layout that cannot be used
 ├── PersonalStoreError   the store of personal words cannot be read or written
 └── MissingExtraError    an optional dependency is not installed
"""

from __future__ import annotations


class LinnetError(Exception):
    """Base of all errors: `except LinnetError` catches whatever Linnet raises on purpose."""


class BundleError(LinnetError):
    """A bundle is incomplete, altered, of an unknown format or unsafe; nothing of it was loaded."""


class AudioFormatError(LinnetError):
    """Audio of a type, shape, rate or value that cannot be recognised, such as NaN samples."""


class StateError(LinnetError):
    """A state or snapshot that does not fit the model, is corrupted, or a call after `finish()`."""


class InputError(LinnetError):
    """Text, a tap, a word, a layout or a terminal that cannot be used; nothing was changed by it."""


class PersonalStoreError(LinnetError):
    """The file of personal words is locked, damaged or of an unknown version."""


class MissingExtraError(LinnetError):
    """A feature needs an optional dependency; the message names the extra to install."""
