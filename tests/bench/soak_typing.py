"""Type a million keystrokes at random and see that nothing breaks and nothing grows.

    python tests/bench/soak_typing.py [--keystrokes N] [--seed S] [--bundle DIRECTORY] [--personal FILE]

Prints keystrokes, keystrokes a second, exceptions and memory; the exit code is 1 after an exception.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from linnet import Keyboard
from random_typing import RandomTyping


def resident_bytes() -> int:
    """Memory of this process now."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmRSS"].split()[0]) * 1024


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--keystrokes", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bundle", type=Path)
    parser.add_argument("--personal", type=Path)
    options = parser.parse_args()
    typist = RandomTyping(Keyboard.load(options.bundle, options.personal), options.seed)
    warm_up = min(options.keystrokes // 10, 20_000)
    exceptions = _typed(typist, warm_up)
    before, started = resident_bytes(), time.perf_counter()
    exceptions += _typed(typist, options.keystrokes - warm_up)
    seconds, grown = time.perf_counter() - started, resident_bytes() - before
    print(f"keystrokes      {typist.keystrokes}")
    print(f"exceptions      {exceptions}")
    print(f"a second        {(options.keystrokes - warm_up) / seconds:.0f}")
    print(f"memory          {before / 1e6:.0f} MB after {warm_up} keystrokes, {grown / 1e6:+.1f} MB since")
    return 1 if exceptions else 0


def _typed(typist: RandomTyping, keystrokes: int) -> int:
    """Type on until that many keystrokes are done; return how many exceptions there were."""
    end, exceptions = typist.keystrokes + keystrokes, 0
    while typist.keystrokes < end:
        try:
            typist.run(end - typist.keystrokes, _tell)
        except Exception:  # each is printed and counted, and typing goes on
            traceback.print_exc()
            exceptions += 1
            typist.keystrokes += 1
    return exceptions


def _tell(keystrokes: int) -> None:
    """A line now and then."""
    if keystrokes % 50_000 == 0:
        print(f"{keystrokes:>9} keystrokes, {resident_bytes() / 1e6:.0f} MB", flush=True)


if __name__ == "__main__":
    sys.exit(main())
