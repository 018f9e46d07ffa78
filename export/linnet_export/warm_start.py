"""Beginning with the weights of an earlier acoustic model, which may have fewer layers."""

from __future__ import annotations

import torch

from linnet_export.cells import candidate_rows
from linnet_export.model import AcousticModel
from linnet_export.recurrent import RecurrentLayer
from linnet_runtime.errors import InputError


def warm_start(model: AcousticModel, earlier: AcousticModel) -> None:
    """Give ``model`` the weights of ``earlier``; layers that it has beyond those change nothing at first.

    After Chen et al. 2016, "Net2Net", section 2.3: a new layer begins as the identity. Here its residual link
    is that, since its cell begins with candidates, and so outputs, of zero.

    Raises:
        InputError: the models differ in more than the number of layers, or new ones cannot be the identity.
    """
    count = len(earlier.layers)
    try:
        found = model.load_state_dict(earlier.state_dict(), strict=False)
    except RuntimeError as error:
        raise InputError(f"expected an earlier model of the same widths, got another: {error}") from error
    new = tuple(f"layers.{number}." for number in range(count, len(model.layers)))
    lacking = [name for name in found.missing_keys if not name.startswith(new or ("?",))]
    if lacking or found.unexpected_keys:
        raise InputError(
            f"expected an earlier model of the same kind and at most {len(model.layers)} layers, got one "
            f"that differs in {', '.join([*lacking, *found.unexpected_keys][:3])}"
        )
    for layer in list(model.layers)[count:]:
        assert isinstance(layer, RecurrentLayer)
        _silence(layer)


def _silence(layer: RecurrentLayer) -> None:
    """Let a layer's cell give zeros."""
    cell = layer.settings.cell
    if cell == "irnn" or not layer.residual:
        raise InputError(
            f"expected new layers that can begin as the identity, got {cell!r} with residual links "
            f"{layer.residual}: a ReLU that gives zeros learns nothing"
        )
    with torch.no_grad():
        for parameter in layer.recurrent.parameters():
            parameter[candidate_rows(cell, layer.hidden)] = 0.0
