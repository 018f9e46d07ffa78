"""Speak, and watch the text grow; Ctrl-C ends it.

python demos/microphone.py                           # pip install 'linnet[microphone]'
python demos/microphone.py --file demos/clip.opus    # a recording instead
"""

import argparse
import sys
from collections.abc import Iterable
from typing import Any

import linnet

AGAIN, DIM, BRIGHT = ("\r\033[K", "\033[2m", "\033[0m") if sys.stdout.isatty() else ("", "", "")


def main() -> None:
    parser = argparse.ArgumentParser(description="Speak, and watch the text grow.")
    parser.add_argument("--file", help="stream this recording as if it came from a microphone")
    parser.add_argument("--fast", action="store_true", help="do not wait for the recording's real time")
    parser.add_argument("--letters", metavar="BUNDLE", help="acoustic bundle: letters as they sound")
    options = parser.parse_args()
    try:
        load = linnet.Recognizer.load_letters if options.letters else linnet.Recognizer.load
        recognizer = load(options.letters, formatter=None if options.letters else linnet.Formatter.load())
        if options.file:
            with linnet.AudioFile.open(options.file) as clip:
                show(recognizer.stream(clip.sample_rate_hz), clip.blocks(realtime=not options.fast))
        else:
            with linnet.Microphone.open() as microphone:
                print("Listening. Ctrl-C ends it.")
                show(recognizer.stream(microphone.sample_rate_hz), microphone.blocks())
    except linnet.LinnetError as error:
        sys.exit(f"microphone.py: {error}")


def show(stream: linnet.SpeechStream, blocks: Iterable[Any]) -> None:
    try:
        for samples in blocks:  # a tenth of a second or so each
            for event in stream.accept(samples):
                print_event(event)
    except KeyboardInterrupt:
        print()
    for event in stream.finish():  # the last words
        print_event(event)


def print_event(event: linnet.Event) -> None:
    if isinstance(event, linnet.Partial):
        skip = max(0, len(event.text) - 76)  # its end is enough when it is wider than a terminal
        sure, rest = event.text[skip : event.stable_length], event.text[max(skip, event.stable_length) :]
        print(f"{AGAIN}{sure}{DIM}{rest}{BRIGHT}", end="" if AGAIN else "\n", flush=True)
        return
    print(f"{AGAIN}{event.start_s:6.2f} to {event.end_s:.2f} s   {(event.formatted or event).text}")
    for word in event.words:
        print(f"{word.start_s:6.2f} to {word.end_s:.2f} s      {word.text} ({word.confidence:.0%} sure)")


if __name__ == "__main__":
    main()
