"""A stream as bytes: stop in one process, continue in another. Checksummed, free of pickle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from linnet_runtime import state_bytes
from linnet_runtime.audio import ResamplerState
from linnet_runtime.ctc import CtcState, CtcUnit
from linnet_runtime.errors import StateError

_KIND = "speech-stream"


@dataclass(frozen=True)
class StreamSnapshot:
    """Everything a stream needs to continue, apart from the bundle."""

    graph_sha256: str
    sample_rate_hz: int
    accepted_samples: int
    pending: NDArray[np.float32]
    """Samples at the model's rate that do not fill a chunk yet."""
    resampler: ResamplerState | None
    """None when the stream is fed at the model's rate."""
    model: bytes
    """The model's state, see ``State.to_bytes``."""
    ctc: CtcState

    def to_bytes(self) -> bytes:
        """The snapshot in the format of :mod:`linnet_runtime.state_bytes`."""
        units = self.ctc.units
        return state_bytes.pack(
            _KIND,
            {
                "graph": _as_array(bytes.fromhex(self.graph_sha256)),
                "counts": np.array(
                    [self.sample_rate_hz, self.accepted_samples, self.ctc.frames, self.ctc.last_index],
                    np.int64,
                ),
                "units": np.array([(u.index, u.start_frame, u.end_frame) for u in units], np.int64).reshape(
                    -1, 3
                ),
                "posteriors": np.array([u.posterior for u in units], np.float64),
                "pending": self.pending,
                "resampler": _as_array(self.resampler.to_bytes() if self.resampler else b""),
                "model": _as_array(self.model),
            },
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> StreamSnapshot:
        """Read a snapshot.

        Raises:
            StateError: the bytes are damaged, cut short or something else.
        """
        arrays = state_bytes.unpack(_KIND, data)
        try:
            rate, accepted, frames, last_index = arrays["counts"].tolist()
            resampler = arrays["resampler"].tobytes()
            return cls(
                graph_sha256=arrays["graph"].tobytes().hex(),
                sample_rate_hz=rate,
                accepted_samples=accepted,
                pending=arrays["pending"],
                resampler=ResamplerState.from_bytes(resampler) if resampler else None,
                model=arrays["model"].tobytes(),
                ctc=CtcState(frames, last_index, _units(arrays)),
            )
        except (KeyError, ValueError, TypeError) as error:
            raise StateError(f"stream snapshot lacks its values ({error!r}); take a new snapshot") from error


def _units(arrays: dict[str, NDArray[Any]]) -> tuple[CtcUnit, ...]:
    """The decoded units from their two arrays."""
    rows = zip(arrays["units"].tolist(), arrays["posteriors"].tolist(), strict=True)
    return tuple(CtcUnit(index, start, end, posterior) for (index, start, end), posterior in rows)


def _as_array(data: bytes) -> NDArray[np.uint8]:
    """Bytes as an array that a snapshot can hold."""
    return np.frombuffer(data, np.uint8)
