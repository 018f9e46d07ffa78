"""Speech recognition with one bundle."""

from __future__ import annotations

from pathlib import Path

from numpy.typing import ArrayLike

from linnet.events import Final
from linnet.listener import Listener
from linnet.stream import SpeechStream
from linnet.transcript import Transcript
from linnet_runtime.bundle import Bundle
from linnet_runtime.ctc import CtcDecoder
from linnet_runtime.endpoint import EndpointRules
from linnet_runtime.errors import BundleError
from linnet_runtime.manifest import Manifest
from linnet_runtime.step_model import StepModel

DEFAULT_BUNDLE = Path(__file__).parent / "bundles" / "en-acoustic"
"""The English acoustic bundle that comes with Linnet."""


class Recognizer:
    """A loaded acoustic model. Nothing in it changes: load it once and share it, a stream for each thread.

    >>> recognizer = Recognizer.load()
    >>> recognizer.transcribe(samples, sample_rate_hz=16_000).text
    'like most of the batman family stephanie brown has no superhuman powers'
    """

    def __init__(self, manifest: Manifest, listener: Listener) -> None:
        self.manifest = manifest
        """What the bundle says about itself."""
        self._listener = listener

    @classmethod
    def load(
        cls,
        bundle: str | Path | None = None,
        precision: str = "int8",
        endpoint: EndpointRules = EndpointRules(),  # noqa: B008 (frozen)
    ) -> Recognizer:
        """Open a bundle, verify it and load one graph. Reads files only, never the network.

        Args:
            bundle: directory of an acoustic bundle; None for the English one that comes with Linnet.
            precision: which graph, "int8" or, where the bundle has it, "float32".
            endpoint: when a stretch of speech ends.

        Raises:
            BundleError: the bundle is damaged, incomplete, unsafe or not for speech.
        """
        opened = Bundle.open(Path(bundle) if bundle is not None else DEFAULT_BUNDLE)
        manifest = opened.manifest
        _refuse_other_kinds(manifest, opened.directory)
        model = StepModel.load(opened, precision)
        decoder = CtcDecoder(manifest.tokens["letters"], separator=" ")
        graph_sha256 = manifest.graphs[precision].sha256
        return cls(manifest, Listener(model, manifest.sound(), decoder, endpoint, graph_sha256))

    @property
    def sample_rate_hz(self) -> int:
        """The model's own rate; a stream at this rate needs no resampling."""
        return self.manifest.sound().sample_rate_hz

    def stream(self, sample_rate_hz: int | None = None) -> SpeechStream:
        """Open a stream.

        Args:
            sample_rate_hz: rate of the samples it will get, 8,000 to 96,000; None for the model's own.

        Raises:
            AudioFormatError: a rate outside that range.
        """
        return SpeechStream(self._listener, self.sample_rate_hz if sample_rate_hz is None else sample_rate_hz)

    def resume(self, data: bytes) -> SpeechStream:
        """Continue the stream whose ``snapshot`` returned ``data``, with this recognizer's endpoint rules.

        Raises:
            StateError: ``data`` is damaged, or was taken with another graph.
        """
        return SpeechStream.from_snapshot(self._listener, data)

    def transcribe(self, samples: ArrayLike, sample_rate_hz: int) -> Transcript:
        """Recognise a whole recording; the same as a stream that is given all of it and finished.

        Args:
            samples: ``(samples,)`` or ``(samples, channels)``, see :meth:`SpeechStream.accept`.
            sample_rate_hz: 8,000 to 96,000.

        Raises:
            AudioFormatError: samples or a rate that cannot be used.
        """
        stream = self.stream(sample_rate_hz)
        events = stream.accept(samples) + stream.finish()
        return Transcript.of(tuple(event for event in events if isinstance(event, Final)), stream.accepted_s)


def _refuse_other_kinds(manifest: Manifest, directory: Path) -> None:
    """Raise BundleError for a bundle that does not turn sound into letters."""
    if manifest.kind != "acoustic" or manifest.inputs != ("audio",) or "letters" not in manifest.tokens:
        raise BundleError(
            f"{directory}: expected 'audio' to 'letters' (kind 'acoustic'), got kind {manifest.kind!r}, "
            f"inputs {manifest.inputs}, tokens for {tuple(manifest.tokens)}"
        )
