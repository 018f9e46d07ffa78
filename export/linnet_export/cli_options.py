"""Options that every training command has: where it runs, which changes nothing of what is learnt."""

from __future__ import annotations

from typing import Annotated

import typer

Processes = Annotated[
    int, typer.Option(help="Processes on each node, a GPU each where there are any; torchrun's, below it.")
]
Nodes = Annotated[int, typer.Option(help="Machines that train together; torchrun's, below it.")]
Precision = Annotated[str, typer.Option(help="32-true, bf16-mixed or, on a GPU, 16-mixed.")]
Threads = Annotated[int, typer.Option(help="Threads of each process.")]
Native = Annotated[bool, typer.Option(help="Compile faster LSTMs for bf16-mixed on a processor with AMX.")]
