"""Training with lightning, epoch by epoch, in one process or many on one machine or many.

Every training of the package is set up here. A run that was killed goes on after its last whole epoch, where
a checkpoint was written.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import lightning
import torch
from lightning.pytorch.callbacks import Callback, ModelCheckpoint, TQDMProgressBar
from lightning.pytorch.loggers import TensorBoardLogger
from torch import Tensor

from linnet_runtime.errors import InputError

M = TypeVar("M", bound=lightning.LightningModule)


@dataclass(frozen=True)
class EpochRun:
    """Where and on what a run works; nothing here changes what is learnt, except ``precision``.

    Several processes divide every batch among them, so a recipe means the same on any number of them.
    """

    folder: Path
    threads: int = 1
    """Of each process."""
    precision: str = "32-true"
    """As lightning names it: "32-true", "bf16-mixed" or, on a GPU, "16-mixed"."""
    progress: bool = True
    callbacks: tuple[Callback, ...] = ()
    """Observers of the run, such as another logger."""
    processes: int = 1
    """On each node; a GPU each, where there are any."""
    nodes: int = 1


def fit(
    module: M,
    epochs: int,
    run: EpochRun,
    *,
    clip_norm: float | None = None,
    callbacks: Sequence[Callback] = (),
) -> M:
    """Train to the last epoch, from ``last.ckpt`` of the run folder when there is one.

    Writes that checkpoint after every epoch, and tensorboard curves. ``callbacks`` belong to the training, as
    those of the run do not. On GPUs batch norm takes its statistics over all processes; PyTorch has no such
    layer for CPUs, where each process takes those of its own part of the batch.

    Raises:
        InputError: torchrun started another number of processes than the run asks for.
    """
    torch.set_num_threads(run.threads)
    processes, nodes = started(run, os.environ)
    several, gpus = processes * nodes > 1, torch.cuda.is_available()
    trainer = lightning.Trainer(
        accelerator="gpu" if gpus else "cpu",
        devices=processes,
        num_nodes=nodes,
        strategy="ddp" if several else "auto",
        sync_batchnorm=several and gpus,
        precision=run.precision,  # type: ignore[arg-type]
        max_epochs=epochs,
        gradient_clip_val=clip_norm,
        reload_dataloaders_every_n_epochs=1,
        use_distributed_sampler=False,  # each training knows how it is divided
        num_sanity_val_steps=0,
        log_every_n_steps=20,
        logger=TensorBoardLogger(run.folder, name="curves", version=""),
        callbacks=[*callbacks, *_callbacks(run)],
        enable_progress_bar=run.progress,
        enable_model_summary=False,
    )
    last = run.folder / "last.ckpt"
    trainer.fit(module, ckpt_path=last if last.exists() else None, weights_only=True)
    return module


def started(run: EpochRun, environment: Mapping[str, str]) -> tuple[int, int]:
    """Return processes of each node, and nodes: those torchrun started, else those the run asks for.

    Raises:
        InputError: the run asks for others than torchrun started.
    """
    if "TORCHELASTIC_RUN_ID" not in environment:
        return run.processes, run.nodes
    processes = int(environment["LOCAL_WORLD_SIZE"])
    found, asked = (processes, int(environment["WORLD_SIZE"]) // processes), (run.processes, run.nodes)
    if asked not in ((1, 1), found):
        raise InputError(
            f"expected the {found[0]} processes on each of {found[1]} nodes that torchrun started, "
            f"got {asked[0]} on {asked[1]}; leave them out below torchrun"
        )
    return found


def process_step_seed(module: lightning.LightningModule, seed: int) -> int:
    """Seed of dropout in this update and process: a run goes on exactly without stored generators."""
    return hash((seed, module.global_step, module.global_rank)) % 2**63


def mean_over_processes(module: lightning.LightningModule, counts: Sequence[float]) -> Tensor:
    """Return the mean of each count over all processes, on the module's device.

    DDP takes the mean of the processes' gradients. A sum of losses divided by the mean count, not by the
    process's own, gives in this mean the sum of all losses by the sum of all counts, as in one process.
    """
    found = torch.tensor(counts, dtype=torch.float32, device=module.device)
    reduced: Tensor = module.trainer.strategy.reduce(found, reduce_op="mean")
    return reduced


def clip_and_set_rate(
    module: lightning.LightningModule, optimizer: torch.optim.Optimizer, clip_norm: float, rate: float
) -> None:
    """Clip the gradient's norm, as lightning cannot for a fused optimizer, set the rate and log it."""
    torch.nn.utils.clip_grad_norm_(module.parameters(), clip_norm)
    for group in optimizer.param_groups:
        group["lr"] = rate
    module.log("rate", rate)


def falling_rate(step: int, steps: int, warmup_steps: int, decay_share: float) -> float:
    """The share of the learning rate at update ``step`` of ``steps``: it rises, stays, and falls to zero.

    With 1,000 updates and a ``decay_share`` of 0.7, update 300 has all of it and 650 half.
    """
    rising = (step + 1) / max(warmup_steps, 1)
    falling = (steps - step) / max(steps * decay_share, 1)
    return max(min(rising, 1.0, falling), 0.0)


def _callbacks(run: EpochRun) -> list[Callback]:
    callbacks = [ModelCheckpoint(run.folder, "last", enable_version_counter=False), *run.callbacks]
    return [*callbacks, TQDMProgressBar(refresh_rate=20)] if run.progress else callbacks
