"""Contexts of many hypotheses: each once, several in a call where that changes nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from linnet_runtime import speech_contexts
from linnet_runtime.bundle import Bundle
from linnet_runtime.language_model import LanguageModel
from linnet_runtime.speech_contexts import SpeechContexts

BEFORES = [("i", "like"), ("you", "see"), ("i",), (), ("they", "want", "tea"), ("i", "like")]


@pytest.mark.parametrize(
    ("precision", "together"), [("float32", True), ("weight_only", True), ("int8", False)]
)
def test_contexts_are_those_that_are_read_one_by_one(
    language_bundle: Path, calls: list[int], precision: str, together: bool
) -> None:
    model = LanguageModel.load(Bundle.open(language_bundle), precision)
    contexts = SpeechContexts(model)
    del calls[:]
    found = contexts.after_each(BEFORES)
    assert (max(calls) > 1) == together
    words = ["i", "like", "you", "see", "they", "want", "tea"]
    assert sum(calls) == sum(len(model.pieces.encode(word)) for word in words)
    del calls[:]
    assert all(again is one for again, one in zip(contexts.after_each(BEFORES), found, strict=True))
    assert contexts.after(("i",)) is found[2]
    assert calls == []
    for before, context in zip(BEFORES, found, strict=True):
        alone = model.start()
        for word in before:
            (alone,) = model.read_each(alone, [word])
        np.testing.assert_array_equal(context.piece_scores, alone.piece_scores)
        assert context.state == alone.state


def test_contexts_that_were_long_not_asked_for_are_computed_again(
    language_bundle: Path, calls: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speech_contexts, "KEPT_CONTEXTS", 3)
    contexts = SpeechContexts(LanguageModel.load(Bundle.open(language_bundle), "float32"))
    words = ["i", "you", "they", "we"]
    first = [contexts.after((word,)) for word in words]
    del calls[:]
    assert contexts.after(("we",)) is first[3]
    assert calls == []
    again = contexts.after(("i",))
    assert again is not first[0]
    np.testing.assert_array_equal(again.piece_scores, first[0].piece_scores)
    assert sum(calls) >= 1
    assert [one.words for one in contexts.after_each([(word,) for word in words])] == [
        one.words for one in first
    ]
