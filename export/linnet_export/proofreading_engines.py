"""Ways to correct a text: a proofreader, and what it is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from linnet_export.engine_source import EngineSource
from linnet_export.proofreading_metrics import Corrector
from linnet_export.typing_engine import TypingEngine
from linnet_export.typing_text import Sentence

OWN = "linnet"


def correctors(
    bundle: Path, precision: str, keyboard: Path | None, peers: list[EngineSource]
) -> Mapping[str, Corrector]:
    """Return what corrects, by name, the proofreading bundle first. Raises `EngineError`, `BundleError`."""
    proofreader = EngineSource.parse("linnet:Proofreader.load", str(bundle), precision=precision).load()
    found: dict[str, Corrector] = {
        OWN: lambda text: str(proofreader.correct(text)),
        "nothing": lambda text: text,
    }
    if keyboard is not None:
        found["keyboard"] = _retyping(keyboard)
    return found | {source.name: word_by_word(source.load()) for source in peers}


def word_by_word(engine: TypingEngine) -> Corrector:
    """Correct each word in its context, as typed so far, by what a space would commit."""

    def corrected(text: str) -> str:
        sentence, parts, after = Sentence.of(text), [], 0
        for index, (start, end) in enumerate(sentence.words):
            found = engine.correct(sentence.context(index), sentence.word(index), None, 1)
            parts += [sentence.text[after:start], found[0].text if found else sentence.word(index)]
            after = end
        return "".join(parts) + sentence.text[after:]

    return corrected


def _retyping(bundle: Path) -> Corrector:
    """Type a text on a keyboard that corrects, as `linnet type` does with a line of standard input."""
    keyboard = EngineSource.parse("linnet:Keyboard.load", str(bundle)).load()

    def corrected(text: str) -> str:
        session = keyboard.session(learn=False)
        session.type(text + "\n")
        typed: str = session.text
        return typed.removesuffix("\n")

    return corrected
