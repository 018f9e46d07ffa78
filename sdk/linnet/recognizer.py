"""Speech recognition: sound in, words out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

from numpy.typing import ArrayLike

from linnet.acoustics import Acoustics
from linnet.decoder import Decoder
from linnet.dictation import Dictation
from linnet.ear import Ear
from linnet.events import Final
from linnet.formatter import Formatter
from linnet.language import Language
from linnet.letters_decoder import Letters
from linnet.listener import Listener
from linnet.personal_dictionary import PersonalDictionary
from linnet.snapshot import StreamSnapshot
from linnet.stream import SpeechStream
from linnet.stream_options import DEFAULT_BOOST, StreamOptions, checked_phrases, suggested_words
from linnet.transcript import Transcript
from linnet_runtime.batcher import Batching
from linnet_runtime.endpoint import EndpointRules
from linnet_runtime.errors import BundleError
from linnet_runtime.grammar import Grammar
from linnet_runtime.manifest import Manifest


class Decoders(Protocol):
    """Makes the decoder of each stream."""

    def decoder(self, options: StreamOptions) -> Decoder[Any]:
        """Return a decoder for these options. Raises InputError when it cannot heed them."""


class Recognizer:
    """Loaded models. Nothing in it changes: load it once and share it, a stream for each thread.

    >>> recognizer = Recognizer.load()
    >>> recognizer.transcribe(samples, sample_rate_hz=16_000).text
    'like most of the Batman family Stephanie Brown has no superhuman powers'
    """

    def __init__(
        self, ear: Ear, decoders: Decoders, endpoint: EndpointRules, formatter: Formatter | None = None
    ) -> None:
        self._ear = ear
        self._decoders = decoders
        self._endpoint = endpoint
        self._formatter = formatter

    @classmethod
    def load(
        cls,
        bundle: str | Path | None = None,
        precision: str = "int8",
        language: Language | str | Path | None = None,
        pronunciation: str | Path | None = None,
        voice: str | Path | None = None,
        endpoint: EndpointRules = EndpointRules(),  # noqa: B008 (frozen)
        formatter: Formatter | None = None,
    ) -> Recognizer:
        """Open and verify bundles and load a graph of each. Reads files only, never the network.

        Args:
            bundle: directory of an acoustic bundle; None for the English one that comes with Linnet.
            precision: which graphs, "int8" or, where the bundles have them, "weight_only" or "float32".
            language: the words, as the directory of a language bundle or loaded already, to share it with a
                keyboard; None for the English one.
            pronunciation: directory of the bundle that says how they sound; None for the English one.
            voice: directory of the bundle that tells speech from noise; None for the one that comes along.
            endpoint: when a stretch of speech ends, unless a stream says otherwise.
            formatter: gives each final a ``formatted`` text with capitals, marks and entities, beside the
                raw ``text``; None for none.

        Raises:
            BundleError: a bundle is damaged, incomplete, unsafe, of another kind, or not of the language of
                the others.
        """
        acoustics = Acoustics.load(bundle, precision)
        words = Language.of(language, precision)
        _refuse_other_languages(acoustics.manifest, words.manifest)
        dictation = Dictation.load(words, pronunciation, precision, acoustics.bundle)
        return cls(Ear.load(acoustics, voice, precision), dictation, endpoint, formatter)

    @classmethod
    def load_letters(
        cls,
        bundle: str | Path | None = None,
        precision: str = "int8",
        endpoint: EndpointRules = EndpointRules(),  # noqa: B008 (frozen)
        formatter: Formatter | None = None,
    ) -> Recognizer:
        """Load an acoustic bundle alone: letters are written as they are heard, speech or not.

        For languages that have no other bundles yet, and to see what the others are good for. Its streams
        take neither phrases nor personal words nor grammars. Arguments and errors are those of :meth:`load`.
        """
        acoustics = Acoustics.load(bundle, precision)
        letters = Letters(acoustics.manifest.tokens["letters"])
        return cls(Ear(acoustics, None), letters, endpoint, formatter)

    def batched(self, latency_ms: float = 20.0, most_streams: int = 32) -> Recognizer:
        """Return the same recognizer for many streams, each in a thread: their chunks share graph calls.

        Whatever a stream gives is what it gives alone, and snapshots go from one to the other. A call reads
        the models' weights once for all that are in it.

        Args:
            latency_ms: no chunk is held back longer than this for those of other streams to join it, 0 to
                1,000. It waits only as long as other threads that were heard in the last second may come.
            most_streams: so many chunks share one call; the first to come go first.

        Raises:
            BundleError: the graphs cannot be shared, as those of "int8": their results would depend on the
                other streams. Load with ``precision="weight_only"`` or ``"float32"``.
            InputError: a latency or a number out of range.
        """
        ear = self._ear.batched(Batching(latency_ms / 1000, most_streams))
        return Recognizer(ear, self._decoders, self._endpoint)

    @property
    def manifest(self) -> Manifest:
        """What the acoustic bundle says about itself."""
        return self._ear.acoustics.manifest

    @property
    def sample_rate_hz(self) -> int:
        """The model's own rate; a stream at this rate needs no resampling."""
        return self._ear.acoustics.audio.sample_rate_hz

    def stream(
        self,
        sample_rate_hz: int | None = None,
        *,
        phrases: Iterable[str] = (),
        boost: float = DEFAULT_BOOST,
        personal: PersonalDictionary | None = None,
        grammar: Grammar | Sequence[str] | None = None,
        endpoint: EndpointRules | None = None,
    ) -> SpeechStream:
        """Open a stream.

        Args:
            sample_rate_hz: rate of the samples it will get, 8,000 to 96,000; None for the model's own.
            phrases: names and other texts that are likely to be said, with words that no list has, too.
            boost: how many times more probable their rare words become, as a natural logarithm; common words
                gain less.
            personal: whose words are to be recognised, as they are now: established and not blocked.
            grammar: the only commands to expect, or their sentences; None for free speech. Neither phrases
                nor personal words go with it.
            endpoint: when a stretch of speech ends; None for the recognizer's rules.

        Raises:
            AudioFormatError: a rate outside that range.
            InputError: phrases, a boost or a grammar that cannot be used.
            PersonalStoreError: the personal dictionary cannot be read.
        """
        options = StreamOptions(
            phrases=checked_phrases(phrases),
            boost=boost,
            personal=() if personal is None else suggested_words(personal),
            grammar=None if grammar is None else Grammar.of(grammar).to_json(),
        )
        listener = self._listener(options, self._endpoint if endpoint is None else endpoint)
        return SpeechStream(
            listener, options, self.sample_rate_hz if sample_rate_hz is None else sample_rate_hz
        )

    def resume(self, data: bytes) -> SpeechStream:
        """Continue the stream whose ``snapshot`` returned ``data``, with its phrases, words and rules.

        Raises:
            StateError: ``data`` is damaged, or was taken with other bundles.
        """
        snapshot = StreamSnapshot.from_bytes(data)
        listener = self._listener(snapshot.options, snapshot.endpoint)
        return SpeechStream.from_snapshot(listener, snapshot)

    def transcribe(
        self,
        samples: ArrayLike,
        sample_rate_hz: int,
        *,
        phrases: Iterable[str] = (),
        boost: float = DEFAULT_BOOST,
        personal: PersonalDictionary | None = None,
        grammar: Grammar | Sequence[str] | None = None,
        endpoint: EndpointRules | None = None,
    ) -> Transcript:
        """Recognise a whole recording; the same as a stream that is given all of it and finished.

        Args:
            samples: ``(samples,)`` or ``(samples, channels)``, see :meth:`SpeechStream.accept`.
            sample_rate_hz: 8,000 to 96,000.
            phrases: as for :meth:`stream`, like all others.
            boost: as for :meth:`stream`.
            personal: as for :meth:`stream`.
            grammar: as for :meth:`stream`.
            endpoint: as for :meth:`stream`.

        Raises:
            AudioFormatError: samples or a rate that cannot be used.
            InputError: phrases, a boost or a grammar that cannot be used.
            PersonalStoreError: the personal dictionary cannot be read.
        """
        stream = self.stream(
            sample_rate_hz,
            phrases=phrases,
            boost=boost,
            personal=personal,
            grammar=grammar,
            endpoint=endpoint,
        )
        events = stream.accept(samples) + stream.finish()
        return Transcript.of(tuple(event for event in events if isinstance(event, Final)), stream.accepted_s)

    def _listener(self, options: StreamOptions, endpoint: EndpointRules) -> Listener[Any]:
        """What one stream listens with."""
        return Listener(self._ear, self._decoders.decoder(options), endpoint, self._formatter)


def _refuse_other_languages(acoustic: Manifest, language: Manifest) -> None:
    """Raise BundleError when the words are not of the language that is heard."""
    if acoustic.language != language.language:
        raise BundleError(
            f"expected a language bundle for {acoustic.language!r}, got one for {language.language!r}; give "
            "the one that fits, or use Recognizer.load_letters to do without"
        )
