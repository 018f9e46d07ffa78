"""LSTMs of training on processors with AMX: what `nn.LSTM` computes in bfloat16, in half the time or less.

oneDNN, which PyTorch has for that, packs the recurrent weights anew at every frame; `native/lstm.cpp` does
it once a sequence. It is compiled where it is asked for, which needs a C++ compiler and half a minute, once.
Axes: T frames, B batch, I inputs, H hidden.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from linnet_runtime.errors import InputError

SOURCE = Path(__file__).parent / "native" / "lstm.cpp"
_FLAGS = ("-O3", "-march=sapphirerapids", "-ffast-math")
_MULTIPLE = 16
"""Hidden sizes must be multiples of a tile's rows."""
_State = tuple[Tensor, Tensor]


def use_native_lstms(model: nn.Module) -> int:
    """Let a model's LSTMs of one layer and one direction run natively under bfloat16 autocast.

    Returns how many there are. Weights, states and names stay as they are; in float32 nothing changes.

    Raises:
        InputError: the processor has no AMX, or no compiler is there.
    """
    native()
    suitable = [one for one in model.modules() if type(one) is nn.LSTM and _is_suitable(one)]
    for one in suitable:
        one.__class__ = NativeLSTM
    return len(suitable)


@cache
def native() -> Any:
    """Compile and load the extension. Raises `InputError` where that cannot be."""
    if not torch.cpu._is_amx_tile_supported():
        raise InputError("expected a processor with AMX for native LSTMs, found none; leave them out")
    from torch.utils import cpp_extension  # here: it looks for compilers

    try:
        module = cpp_extension.load("linnet_native_lstm", [str(SOURCE)], extra_cflags=[*_FLAGS])
    except (OSError, RuntimeError, ImportError) as error:
        raise InputError(f"expected a C++ compiler for native LSTMs (g++ 12 and ninja): {error}") from error
    if not module.tiles_permitted():
        raise InputError("expected a system that lets programs use AMX, this one does not; leave them out")
    return module


class NativeLSTM(nn.LSTM):
    """An `nn.LSTM` of one layer that runs natively under bfloat16 autocast."""

    def forward(self, frames: Tensor, state: _State | None = None) -> tuple[Tensor, _State]:  # type: ignore[override]
        """Frames (T, B, I), hidden and cell (1, B, H) to frames (T, B, H) and both anew."""
        if torch.get_autocast_dtype("cpu") != torch.bfloat16 or not torch.is_autocast_enabled("cpu"):
            found: tuple[Tensor, _State] = super().forward(frames, state)
            return found
        hidden, cell = state or (frames.new_zeros(1, frames.shape[1], self.hidden_size),) * 2
        weights = (self.weight_ih_l0, self.weight_hh_l0, self.bias_ih_l0, self.bias_hh_l0)
        out, last = _Layer.apply(frames, hidden[0], cell[0], *weights)  # type: ignore[no-untyped-call]
        return out, (out[-1:], last)


class _Layer(torch.autograd.Function):
    """No gradient goes to the state before: sequences begin with a constant one."""

    @staticmethod
    def forward(
        ctx: Any, frames: Tensor, hidden: Tensor, cell: Tensor, *weights: Tensor
    ) -> tuple[Tensor, Tensor]:
        inward, recurrent = (one.bfloat16().contiguous() for one in weights[:2])
        frames, hidden, cell = frames.bfloat16().contiguous(), hidden.bfloat16(), cell.float().contiguous()
        given = nn.functional.linear(frames, inward, (weights[2] + weights[3]).bfloat16())
        out, gates, cells = native().lstm_forward(given, recurrent, hidden, cell)
        ctx.save_for_backward(frames, hidden, cell, inward, recurrent, out, gates, cells)
        last = cells[-1:].clone()
        ctx.mark_non_differentiable(last)
        return out, last

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        frames, hidden, cell, inward, recurrent, out, gates, cells = ctx.saved_tensors
        size = frames.shape[2]
        given, biases = native().lstm_backward(
            gradients[0].bfloat16().contiguous(), gates, cells, recurrent, cell
        )
        read = torch.cat([frames, torch.cat([hidden[None], out[:-1]])], dim=2).flatten(0, 1)
        flat = given.flatten(0, 1)
        weights = read.t().contiguous() @ flat  # (I + H, 4 * H); transposed first: mm is slow at it
        return (
            (flat @ inward).view(frames.shape),
            None,
            None,
            weights[:size].t(),
            weights[size:].t(),
            biases,
            biases,
        )


def _is_suitable(one: nn.LSTM) -> bool:
    plain = one.num_layers == 1 and not one.bidirectional and not one.batch_first and not one.proj_size
    return plain and one.bias and one.hidden_size % _MULTIPLE == 0
