"""What the commands that listen have in common: loading, and opening streams as the options say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from linnet.cli_personal import opened_words
from linnet.formatter import Formatter
from linnet.personal_dictionary import PersonalDictionary
from linnet.recognizer import Recognizer
from linnet.stream import SpeechStream
from linnet.stream_options import DEFAULT_BOOST
from linnet_runtime.errors import InputError
from linnet_runtime.grammar import Grammar


@dataclass(frozen=True)
class Models:
    """Which bundles to load."""

    acoustic: Path | None = None
    language: Path | None = None
    pronunciation: Path | None = None
    letters: bool = False
    formatted: bool = False
    """Whether finals are formatted, by the English bundle that comes along."""

    def load(self) -> Recognizer:
        """Load them.

        Raises:
            BundleError: one cannot be used.
            InputError: a language was named that is not to be used.
        """
        formatter = Formatter.load() if self.formatted else None
        if not self.letters:
            return Recognizer.load(
                self.acoustic,
                language=self.language,
                pronunciation=self.pronunciation,
                formatter=formatter,
            )
        if self.language or self.pronunciation:
            raise InputError("expected --letters or --language and --pronunciation, got both")
        return Recognizer.load_letters(self.acoustic, formatter=formatter)


@dataclass(frozen=True)
class Expected:
    """What is likely to be said."""

    phrases: tuple[str, ...] = ()
    boost: float = DEFAULT_BOOST
    personal: PersonalDictionary | None = None
    grammar: Grammar | None = None

    def stream(self, recognizer: Recognizer, sample_rate_hz: int) -> SpeechStream:
        """Open a stream that expects it."""
        return recognizer.stream(
            sample_rate_hz,
            phrases=self.phrases,
            boost=self.boost,
            personal=self.personal,
            grammar=self.grammar,
        )


@contextmanager
def expected_from(
    phrases: Path | None, boost: float | None, personal: Path | None, grammar: Path | None
) -> Iterator[Expected]:
    """Read the files that say what to expect; the personal words stay open.

    Raises:
        InputError: phrases or a grammar that cannot be read.
        PersonalStoreError: no such words.
    """
    with ExitStack() as stack:
        yield Expected(
            phrases=() if phrases is None else read_phrases(phrases),
            boost=DEFAULT_BOOST if boost is None else boost,
            personal=None if personal is None else stack.enter_context(opened_words(personal, existing=True)),
            grammar=None if grammar is None else Grammar.open(grammar),
        )


def read_phrases(path: Path) -> tuple[str, ...]:
    """Return the lines of a text file without those that are empty.

    Raises:
        InputError: it cannot be read, is no text, or has no lines.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: expected a text in UTF-8, one phrase a line: {error}") from error
    phrases = tuple(line.strip() for line in lines if line.strip())
    if not phrases:
        raise InputError(f"{path}: expected one phrase a line, got an empty file")
    return phrases
