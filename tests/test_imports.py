from __future__ import annotations

import subprocess
import sys

import pytest

import linnet

HEAVY = (
    "torch",
    "onnx",
    "librosa",
    "scipy",
    "numba",
    "lightning",
    "sounddevice",
    "soundfile",
    "rich",
    "textual",
    "typer",
)


def test_importing_linnet_loads_nothing_heavy() -> None:
    code = f"import linnet, sys; print([name for name in {HEAVY} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_a_keyboard_loads_nothing_of_speech() -> None:
    code = (
        "import linnet, sys; linnet.Keyboard.load(); "
        "print([name for name in ('linnet.recognizer', 'linnet.proofreader') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_importing_linnet_turns_off_what_onnxruntime_reports() -> None:
    code = "import linnet, os; print(os.environ['ORT_DISABLE_TELEMETRY'])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "1"


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Typewriter'"):
        _ = linnet.Typewriter  # type: ignore[attr-defined]


def test_what_a_program_sees_by_looking_are_the_public_names() -> None:
    assert set(linnet.__all__) <= set(dir(linnet))


def test_the_public_names_are_these() -> None:
    assert linnet.__all__ == [
        "Alternative",
        "AudioFile",
        "AudioFormatError",
        "BundleError",
        "Command",
        "Commit",
        "Composition",
        "Correction",
        "Detection",
        "Edit",
        "EmojiPredictor",
        "EmojiSuggestion",
        "EndpointRules",
        "Entity",
        "Event",
        "Evidence",
        "Final",
        "Formatted",
        "FormattedWord",
        "Formatter",
        "FormattingSession",
        "Grammar",
        "InputError",
        "KeyLayout",
        "Keyboard",
        "Language",
        "LinnetError",
        "Microphone",
        "MissingExtraError",
        "Partial",
        "PersonalDictionary",
        "PersonalStoreError",
        "PersonalStoreWarning",
        "PersonalWord",
        "Proofreader",
        "Recognizer",
        "SpeechStream",
        "Spotter",
        "SpotterModels",
        "StateError",
        "Suggestion",
        "SuggestionKind",
        "Transcript",
        "TypingSession",
        "Word",
    ]


def test_every_public_name_is_there_and_documented() -> None:
    for name in linnet.__all__:
        value = getattr(linnet, name)
        assert value.__doc__
        for attribute in vars(value) if isinstance(value, type) else ():
            member = getattr(value, attribute)
            assert attribute.startswith("_") or not callable(member) or member.__doc__, f"{name}.{attribute}"


def test_a_star_import_brings_just_those() -> None:
    names: dict[str, object] = {}
    exec("from linnet import *", names)
    assert sorted(name for name in names if name != "__builtins__") == linnet.__all__
