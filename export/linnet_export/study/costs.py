"""Size, speed and memory of each cell at depth 1 to 4, and what hearing in both directions costs."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
import torch
from torch import Tensor

from linnet_export.export import export_float, export_whole, state_tensors
from linnet_export.language_export import state_tensors as language_states
from linnet_export.language_model import LanguageModel, LanguageSettings
from linnet_export.language_pack import write_graphs
from linnet_export.model import AcousticModel, AcousticSettings
from linnet_export.parity import varying_noise
from linnet_export.study.recipe import CostSettings
from linnet_runtime.step_model import StepModel, session_options
from linnet_runtime.whole_model import WholeModel

DEPTHS = (1, 2, 3, 4)
PRECISIONS = ("float32", "int8", "weight_only")
CHUNK_FRAMES = 4
_FASTEST_SHARE = 0.1
_RESIDENT = """
import sys
import numpy as np, onnxruntime as ort
from linnet_runtime.step_model import session_options
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096
before = resident()
session = ort.InferenceSession(sys.argv[1], session_options(1), providers=["CPUExecutionProvider"])
feed = {one.name: np.zeros([d if isinstance(d, int) else 1 for d in one.shape],
        "int64" if "int64" in one.type else "float32") for one in session.get_inputs()}
for _ in range(20):
    session.run(None, feed)
print(resident() - before)
"""


def cost_part(cell: str, settings: CostSettings) -> dict[str, Any]:
    """A language model with this cell at each depth: sizes, step times, memory."""
    return {str(depth): _costs(cell, depth, settings) for depth in DEPTHS}


def latency_part(cell: str, settings: CostSettings, sound: AcousticSettings) -> dict[str, Any]:
    """How long after a sound its first output may come, in one direction and in both."""
    with tempfile.TemporaryDirectory() as folder:
        one = AcousticModel(dataclasses.replace(sound, cell=cell, bidirectional=False))
        both = AcousticModel(dataclasses.replace(sound, cell=cell, bidirectional=True))
        chunk_samples = CHUNK_FRAMES * sound.frame_hop_samples
        rate_hz = sound.frontend.sample_rate_hz
        chunks = round(settings.utterance_s * rate_hz / chunk_samples)
        audio = varying_noise(chunks * chunk_samples)[np.newaxis]
        export_float(one, Path(folder) / "one.onnx")
        export_whole(both, Path(folder) / "both.onnx")
        graph = _acoustic_graph(Path(folder) / "one.onnx", one)
        whole = WholeModel(Path(folder) / "both.onnx", "audio", "phones")
        state, feed = graph.initial(), {"audio": audio[:, :chunk_samples]}
        chunk_ms = fastest_ms(lambda: graph.step(feed, state), settings.steps // 3)
        both_ms = fastest_ms(lambda: whole.run(audio), max(settings.steps // 30, 3))
    return {
        "chunk_s": chunk_samples / rate_hz,
        "utterance_s": audio.shape[1] / rate_hz,
        "one_ms": chunk_ms,
        "both_ms": both_ms,
        "one_total_ms": chunk_ms * chunks,
    }


def fastest_ms(work: Callable[[], object], times: int) -> float:
    """The 10th percentile of the computing time of ``work``: what it takes when nothing else disturbs it."""
    taken = []
    for _ in range(times):
        start = time.thread_time()  # of one thread, as everything here is: others' work does not count
        work()
        taken.append(1000 * (time.thread_time() - start))
    return float(np.quantile(taken, _FASTEST_SHARE))


def _costs(cell: str, depth: int, settings: CostSettings) -> dict[str, Any]:
    torch.manual_seed(0)
    sizes = LanguageSettings(
        settings.pieces, settings.embedding, settings.hidden, dropout=0.0, cell=cell, layers=depth
    )
    model = LanguageModel(sizes)
    _make_different(model)
    layers = [model.get_submodule(cell), model.deeper]
    found: dict[str, Any] = {
        "parameters": sum(value.numel() for part in layers for value in part.parameters()),
        "state_bytes": 4 * len(sizes.states) * settings.hidden,
        **_learning_costs(model, settings),
    }
    with tempfile.TemporaryDirectory() as folder:
        files = write_graphs(model, Path(folder))
        for precision in PRECISIONS:
            found[precision] = {
                "bytes": files[precision].stat().st_size,
                "step_ms": _step_ms(load_graph(files[precision], sizes), settings.steps),
                "resident_bytes": resident_bytes(files[precision]) if settings.processes else 0,
            }
    return found


@torch.no_grad()
def _make_different(model: LanguageModel) -> None:
    """Change weights a little, as training would: the exporter stores equal ones, as identities, once."""
    for value in model.parameters():
        value.add_(1e-3 * torch.randn_like(value))


def _step_ms(graph: StepModel, times: int) -> float:
    state, feed = graph.initial(), {"pieces": np.zeros((1, 1), np.int64)}
    return fastest_ms(lambda: graph.step(feed, state), times)


def _learning_costs(model: LanguageModel, settings: CostSettings) -> dict[str, float]:
    """The fastest update in milliseconds, and the bytes that are kept for its way back."""
    pieces = torch.zeros(settings.frames, settings.batch, dtype=torch.long)
    kept: dict[int, int] = {}
    own = {value.data_ptr() for value in model.parameters()}

    def keep(tensor: Tensor) -> Tensor:
        if tensor.data_ptr() not in own:
            kept[tensor.data_ptr()] = tensor.numel() * tensor.element_size()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        outputs, _ = model.features(pieces, model.initial(settings.batch))
        loss = outputs.square().mean()

    def update() -> None:
        model.zero_grad()
        model.features(pieces, model.initial(settings.batch))[0].square().mean().backward()  # type: ignore[no-untyped-call]

    loss.backward()  # type: ignore[no-untyped-call]
    return {"update_ms": fastest_ms(update, settings.updates), "kept_bytes": sum(kept.values())}


def resident_bytes(path: Path) -> int:
    """By how much a process grows that loads a graph and steps it twenty times."""
    command = [sys.executable, "-c", _RESIDENT, str(path)]
    return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def load_graph(path: Path, settings: LanguageSettings) -> StepModel:
    """A language graph that is in no bundle."""
    session = ort.InferenceSession(str(path), session_options(1), providers=["CPUExecutionProvider"])
    return StepModel(session, ["pieces"], ["log_probs"], language_states(settings))


def _acoustic_graph(path: Path, model: AcousticModel) -> StepModel:
    session = ort.InferenceSession(str(path), session_options(1), providers=["CPUExecutionProvider"])
    return StepModel(session, ["audio"], ["phones", "letters", "trunk"], state_tensors(model))
