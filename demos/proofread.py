"""Correct a text and show what was changed.

python demos/proofread.py                            # two sentences that come along
python demos/proofread.py "whats the time"           # your own
"""

import argparse
import sys
import time

import linnet

TEXT = "Thanks for teh coffee, it was realy good. i dont think that we can come at 10:30"


def main() -> None:
    parser = argparse.ArgumentParser(description="Correct a text and show what was changed.")
    parser.add_argument("text", nargs="?", default=TEXT)
    parser.add_argument("--bundle", help="bundle directory; default: the English one that comes along")
    options = parser.parse_args()
    try:
        show(linnet.Proofreader.load(options.bundle), options.text)
    except linnet.LinnetError as error:
        sys.exit(f"proofread.py: {error}")


def show(proofreader: linnet.Proofreader, text: str) -> None:
    started_s = time.perf_counter()
    correction = proofreader.correct(text)
    spent_ms = 1_000 * (time.perf_counter() - started_s)
    print(f"{text}\n{correction.text}\n")
    for edit in correction.edits:
        print(f"  {edit.start:>4} {edit.before or '(nothing)':<20} {edit.after or '(nothing)'}")
    print(f"\n{len(correction.edits)} edits in {spent_ms:.0f} ms")


if __name__ == "__main__":
    main()
