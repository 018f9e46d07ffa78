"""``linnet-export add-weight-only``: the graph that browsers run, for bundles that were made without one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from linnet_runtime.bundle import Bundle


def add_weight_only_command(
    bundles: Annotated[list[Path], typer.Argument(help="Directories of bundles with a float32 graph.")],
) -> None:
    """Make a weight-only int8 graph of each bundle's float graph and add it; the rest stays."""
    from linnet_export.weight_only import with_weight_only

    for directory in bundles:
        graphs = with_weight_only(Bundle.open(directory)).manifest.graphs
        sizes = ", ".join(
            f"{precision} {graph.size_bytes / 1e6:.2f} MB" for precision, graph in graphs.items()
        )
        print(f"{directory}: {sizes}")
