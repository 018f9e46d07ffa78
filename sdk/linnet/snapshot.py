"""A stream as bytes: stop in one process, continue in another. Checksummed, free of pickle."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass

import numpy as np

from linnet.stream_options import StreamOptions
from linnet_runtime import state_bytes
from linnet_runtime.endpoint import EndpointRules
from linnet_runtime.errors import InputError, StateError

_KIND = "speech-stream"


@dataclass(frozen=True)
class StreamSnapshot:
    """Everything a stream needs to continue, apart from the bundles."""

    sample_rate_hz: int
    options: StreamOptions
    endpoint: EndpointRules
    intake: bytes
    """See ``SoundIntake.to_bytes``."""
    listened: bytes
    """See ``Listener.to_bytes``."""

    def to_bytes(self) -> bytes:
        """The snapshot in the format of :mod:`linnet_runtime.state_bytes`."""
        parts = {
            "options": self.options.to_json().encode(),
            "endpoint": json.dumps(dataclasses.asdict(self.endpoint)).encode(),
            "intake": self.intake,
            "listened": self.listened,
        }
        arrays = {name: np.frombuffer(data, np.uint8) for name, data in parts.items()}
        return state_bytes.pack(_KIND, {"rate": np.array(self.sample_rate_hz, np.int64), **arrays})

    @classmethod
    def from_bytes(cls, data: bytes) -> StreamSnapshot:
        """Read a snapshot.

        Raises:
            StateError: the bytes are damaged, cut short or something else.
        """
        arrays = state_bytes.unpack(_KIND, data)
        try:
            return cls(
                sample_rate_hz=int(arrays["rate"]),
                options=StreamOptions.from_json(arrays["options"].tobytes().decode()),
                endpoint=EndpointRules(**json.loads(arrays["endpoint"].tobytes())),
                intake=arrays["intake"].tobytes(),
                listened=arrays["listened"].tobytes(),
            )
        except (KeyError, ValueError, TypeError, InputError) as error:
            raise StateError(f"stream snapshot lacks its values ({error!r}); take a new snapshot") from error
