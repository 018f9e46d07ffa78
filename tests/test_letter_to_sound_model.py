"""The letter-to-sound model: what it gives, and that its graphs give the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime as ort
import pytest
import torch

from linnet_export.letter_to_sound import UNITS, LetterToSound, LetterToSoundSettings
from linnet_export.letter_to_sound_export import export_float, export_int8
from linnet_runtime.units import LETTERS, PHONES, WORD_BOUNDARY

SETTINGS = LetterToSoundSettings(embedding=6, hidden=10, layers=3, frames_per_letter=3, dropout=0.5)


@pytest.fixture
def model() -> LetterToSound:
    torch.manual_seed(0)
    return LetterToSound(SETTINGS).eval()


def words(count: int, letters: int) -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(0).integers(1, len(LETTERS), (letters, count)))


def test_units_are_the_blank_and_the_phones() -> None:
    assert PHONES[UNITS:] == (WORD_BOUNDARY,)


def test_every_letter_gives_three_distributions(model: LetterToSound) -> None:
    found = model(words(4, 5))
    assert found.shape == (15, 4, UNITS)
    torch.testing.assert_close(found.exp().sum(-1), torch.ones(15, 4))


def test_frames_of_a_letter_follow_each_other(model: LetterToSound) -> None:
    letters = words(2, 5)
    model.output.bias.data[: 3 * UNITS].view(3, UNITS)[1, 7] = 50.0  # the second of each letter's frames
    assert (model(letters).argmax(-1) == 7).tolist() == [[i % 3 == 1] * 2 for i in range(15)]


def test_words_of_a_batch_do_not_hear_each_other(model: LetterToSound) -> None:
    letters = words(4, 6)
    together = model(letters)
    for word in range(4):
        torch.testing.assert_close(model(letters[:, word : word + 1])[:, 0], together[:, word])


def test_every_letter_is_read_both_ways(model: LetterToSound) -> None:
    letters = words(1, 6)
    for place in (0, 5):
        other = letters.clone()
        other[place] = letters[place] % 26 + 1
        changed = (model(letters) - model(other)).abs().amax((1, 2))
        assert changed.min() > 0


def test_the_last_layer_reads_what_those_before_it_guess(model: LetterToSound) -> None:
    letters = words(1, 6)
    before = model.of_layers(letters)
    torch.nn.init.zeros_(model.guess.weight)
    torch.nn.init.zeros_(model.guess.bias)
    after = model.of_layers(letters)
    assert torch.equal(before[0], after[0])
    assert not torch.allclose(before[1], after[1])


def test_graphs_give_what_the_model_gives(model: LetterToSound, tmp_path: Path) -> None:
    export_float(model, tmp_path / "float.onnx")
    export_int8(tmp_path / "float.onnx", tmp_path / "int8.onnx")
    for name, tolerance in (("float", 1e-5), ("int8", 0.1)):
        session = ort.InferenceSession(tmp_path / f"{name}.onnx")
        for length in (1, 2, 7, 20):
            letters = words(1, length)
            (found,) = session.run(None, {"letters": letters.t().numpy()})
            expected = model(letters).transpose(0, 1).detach().numpy()
            np.testing.assert_allclose(found, expected, atol=tolerance)
    operators = {node.op_type for node in onnx.load(tmp_path / "int8.onnx").graph.node}
    assert "DynamicQuantizeLSTM" in operators
    assert "LSTM" not in operators
