"""LSTMs that are compiled for training, beside PyTorch's."""

from __future__ import annotations

import copy
import shutil
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

import tones
from linnet_export import native_lstm
from linnet_export.examples import read_corpus
from linnet_export.native_lstm import NativeLSTM, use_native_lstms
from linnet_export.recurrent import LayerSettings, RecurrentLayer
from linnet_runtime.errors import InputError
from small_talk import SmallTalk, language_data, tiny_recipe

pytestmark = pytest.mark.skipif(
    not torch.cpu._is_amx_tile_supported() or shutil.which("c++") is None, reason="no AMX or no C++ compiler"
)


def results(lstm: nn.LSTM, frames: Tensor, hidden: Tensor, cell: Tensor) -> list[Tensor]:
    """What comes out, the state after it, and the gradients of input and weights."""
    lstm.zero_grad()
    frames = frames.clone().requires_grad_()
    out, (last, kept) = lstm(frames, (hidden, cell))
    slope = torch.cos(torch.arange(out.numel(), dtype=torch.float32)).view_as(out) / 10
    (out.float() * slope).sum().backward()
    assert frames.grad is not None
    found = [out, last, kept, frames.grad, *(one.grad for one in lstm.parameters() if one.grad is not None)]
    return [one.detach().float() for one in found]


@pytest.mark.parametrize(
    ("count", "batch", "inputs", "hidden"),
    [(1, 1, 8, 16), (9, 5, 24, 48), (20, 37, 256, 400), (7, 16, 64, 64)],
)
def test_it_is_the_lstm_of_pytorch_within_bfloat16(count: int, batch: int, inputs: int, hidden: int) -> None:
    torch.manual_seed(1)
    exact = nn.LSTM(inputs, hidden)
    quick = nn.Sequential(copy.deepcopy(exact))
    assert use_native_lstms(quick) == 1
    frames = torch.randn(count, batch, inputs)
    state = torch.randn(1, batch, hidden) / 2, torch.randn(1, batch, hidden)
    expected = results(exact, frames, *state)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        found = results(quick[0], frames, *state)
    assert len(found) == len(expected) == 8
    for one, other in zip(found, expected, strict=True):
        assert one.shape == other.shape
        assert float((one - other).norm() / other.norm()) < 0.02


def test_without_autocast_and_in_a_copy_it_is_what_it_was() -> None:
    layer = RecurrentLayer(32, 32, LayerSettings())
    frames, state = torch.randn(6, 3, 32), (torch.zeros(1, 3, 32), torch.zeros(1, 3, 32))
    before, _ = layer(frames, state)
    use_native_lstms(layer)
    assert isinstance(layer.recurrent, NativeLSTM)
    torch.testing.assert_close(layer(frames, state)[0], before, rtol=0, atol=0)
    torch.testing.assert_close(copy.deepcopy(layer)(frames, state)[0], before, rtol=0, atol=0)
    assert list(layer.state_dict()) == list(RecurrentLayer(32, 32, LayerSettings()).state_dict())


def test_what_does_not_suit_stays() -> None:
    others = nn.ModuleList(
        [nn.LSTM(8, 24), nn.LSTM(16, 16, bidirectional=True), nn.LSTM(16, 16, 2), nn.GRU(16, 16)]
    )
    assert use_native_lstms(others) == 0


def test_a_training_learns_with_it(tmp_path: Path) -> None:
    from dataclasses import replace

    from linnet_export.augment_banks import Banks
    from linnet_export.speech_training import TrainingData
    from linnet_export.training import train
    from linnet_export.whole_epochs import EpochRun

    recipe = tones.tiny_recipe()
    recipe = replace(recipe, model=replace(recipe.model, hidden=32))
    manifest, dictionary = tones.write_corpus(tmp_path, 8), tones.pronunciations(tmp_path)
    corpus = read_corpus([manifest], dictionary, tones.RATE_HZ, tmp_path)
    data = TrainingData(corpus, corpus, Banks(tones.RATE_HZ))
    module = train(
        recipe, data, EpochRun(tmp_path / "run", precision="bf16-mixed", progress=False), native=True
    )
    assert all(isinstance(one.recurrent, NativeLSTM) for one in module.model.layers)
    assert all(bool(one.isfinite().all()) for one in module.model.parameters())


def test_a_language_model_learns_the_same_with_it(small_talk: SmallTalk, tmp_path: Path) -> None:
    from linnet_export.language_training import train
    from linnet_export.whole_epochs import EpochRun

    data = language_data(tmp_path, small_talk.files.tokenizer, count=200)
    module, plain = (
        train(
            tiny_recipe(epochs=1),
            data,
            EpochRun(tmp_path / str(native), precision="bf16-mixed", progress=False),
            native=native,
        ).eval()
        for native in (True, False)
    )
    assert isinstance(module.model.get_submodule("lstm"), NativeLSTM)
    spread = (module.model.table - plain.model.table).std() / plain.model.table.std()
    assert 0 < spread < 0.05


def test_another_processor_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: False)
    native_lstm.native.cache_clear()
    with pytest.raises(InputError, match="AMX"):
        use_native_lstms(nn.LSTM(16, 16))
    native_lstm.native.cache_clear()
