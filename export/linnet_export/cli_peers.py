"""Other engines that a command compares with."""

from __future__ import annotations

from collections.abc import Sequence

from linnet_export.engine_source import EngineError, EngineSource


def installed(peers: Sequence[str]) -> list[EngineSource]:
    """Return the peers, each FILE.py[=ARGUMENT], that can be loaded here, and say which cannot."""
    found = []
    for peer in peers:
        file, _, argument = peer.partition("=")
        source = EngineSource.parse(file, *([argument] if argument else []))
        try:
            source.load()
            found.append(source)
        except EngineError as error:
            print(f"skipped: {error}")
    return found
