"""The tone model: what it says of a text is the same however the text is given (many-to-one)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from linnet_export.emoji_pack import load_model
from linnet_export.tone_export import log_sigmoid, parity
from linnet_export.tone_model import STATES, ToneModel, ToneSettings
from linnet_runtime.bundle import Bundle
from linnet_runtime.errors import BundleError
from linnet_runtime.pieces import Pieces
from linnet_runtime.state import State
from linnet_runtime.step_model import StepModel
from linnet_runtime.tone_model import WINDOW_TOKENS, Tone, tone_tokens
from linnet_runtime.tone_model import ToneModel as Reader

TEXTS = ["", "thanks", "Thanks for the coffee", "sorry, I can't see the letter!", "zebra 😀 шум"]
INT8_TOLERANCE = 0.1


@pytest.fixture(scope="module")
def bundle(emoji_bundle: Path) -> Bundle:
    return Bundle.open(emoji_bundle)


@pytest.fixture(scope="module")
def graph(bundle: Bundle) -> StepModel:
    """All that it computes with is float."""
    return StepModel.load(bundle, "weight_only")


@pytest.fixture(scope="module")
def reader(bundle: Bundle) -> Reader:
    return Reader.load(bundle)


def pieces_of(count: int, seed: int = 0) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.random.default_rng(seed).integers(0, 144, (1, count))


def assert_same(got: Tone, expected: Tone) -> None:
    np.testing.assert_array_equal(got.log_probabilities, expected.log_probabilities)
    assert got.state == expected.state


@pytest.mark.parametrize("step", [1, 2, 5, 13])
def test_reading_step_by_step_is_reading_whole(graph: StepModel, step: int) -> None:
    pieces = pieces_of(13)
    whole, after = graph.step({"pieces": pieces}, graph.initial())
    state = graph.initial()
    for start in range(0, 13, step):
        found, state = graph.step({"pieces": pieces[:, start : start + step]}, state)
    np.testing.assert_allclose(found["tone"], whole["tone"], atol=1e-5)
    for name in STATES:
        np.testing.assert_allclose(state[name], after[name], atol=1e-5)


def test_batched_texts_are_read_as_alone(graph: StepModel) -> None:
    texts = [pieces_of(9, seed) for seed in range(3)]
    together, _ = graph.step({"pieces": np.concatenate(texts)}, graph.initial(3))
    for row, pieces in enumerate(texts):
        alone, _ = graph.step({"pieces": pieces}, graph.initial())
        np.testing.assert_allclose(together["tone"][row], alone["tone"][0], atol=1e-5)


def test_a_saved_state_goes_on(graph: StepModel) -> None:
    pieces = pieces_of(12)
    _, state = graph.step({"pieces": pieces[:, :7]}, graph.initial())
    again = graph.spec.from_bytes(state.to_bytes())
    assert again == state
    assert isinstance(again, State)
    expected, _ = graph.step({"pieces": pieces[:, 7:]}, state)
    np.testing.assert_array_equal(graph.step({"pieces": pieces[:, 7:]}, again)[0]["tone"], expected["tone"])


def test_padding_changes_nothing() -> None:
    torch.manual_seed(0)
    model = ToneModel(ToneSettings(pieces=20, embedding=8, hidden=8, labels=4)).eval()
    texts = [torch.randint(0, 20, (length,)) for length in (3, 7, 1)]
    padded = torch.nn.utils.rnn.pad_sequence(texts)
    together, _ = model(padded, model.initial(3), torch.tensor([3, 7, 1]))
    for row, text in enumerate(texts):
        alone, _ = model(text[:, None], model.initial(1))
        torch.testing.assert_close(together[row], alone[0])


def test_torch_and_onnx_agree(emoji_bundle: Path, graph: StepModel) -> None:
    found = Bundle.open(emoji_bundle).manifest.parity
    assert (found.steps, found.max_abs_difference < 1e-3) == (400, True)
    model, _ = load_model(emoji_bundle.parent / "run" / "last.ckpt")
    assert parity(model, graph, 100) < 0.5  # its weights are rounded


def test_small_probabilities_stay_exact() -> None:
    logits = torch.tensor([-40.0, 0.0, 40.0])
    expected = torch.nn.functional.logsigmoid(logits.double()).float()
    torch.testing.assert_close(log_sigmoid(logits), expected)


def test_int8_is_near_float(bundle: Bundle, reader: Reader) -> None:
    exact = Reader.load(bundle, "weight_only")
    for text in TEXTS:
        difference = np.abs(reader.tone_of(text).probabilities - exact.tone_of(text).probabilities)
        assert difference.max() < INT8_TOLERANCE


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_read_like_its_parts(reader: Reader, text: str) -> None:
    found = tone_tokens(text)
    for cut in range(len(found) + 1):
        assert_same(reader.read(reader.read(reader.start(), found[:cut]), found[cut:]), reader.tone_of(text))


def test_what_was_asked_before_changes_no_answer(bundle: Bundle, reader: Reader) -> None:
    text = "thanks for the coffee. sorry I'm late! " * 4
    grown = [reader.tone_of(text[:end]) for end in range(0, len(text), 11)]
    for end, got in zip(range(0, len(text), 11), grown, strict=True):
        assert_same(Reader.load(bundle).tone_of(text[:end]), got)


def test_a_long_text_is_read_from_its_last_tokens(reader: Reader) -> None:
    words = ["thanks"] * 3 * WINDOW_TOKENS + ["sorry"]
    assert_same(reader.tone_of(" ".join(words)), reader.tone_of(" ".join(words[2 * WINDOW_TOKENS :])))


def test_emoji_are_not_read() -> None:
    assert tone_tokens("Nice 😀😀 day 👍🏽!") == ["nice", "day", "!"]


def test_a_bundle_of_another_kind_is_refused(language_bundle: Path) -> None:
    with pytest.raises(BundleError, match="expected kind 'emoji'"):
        Reader.load(Bundle.open(language_bundle))


def test_labels_and_graph_must_fit(bundle: Bundle, graph: StepModel) -> None:
    with pytest.raises(BundleError, match="expected a graph of the 2 labels"):
        Reader(graph, Pieces.load(bundle.file_path("tokenizer")), ("joy", "sadness"))
