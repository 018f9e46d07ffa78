"""Type, with suggestions at every key and corrections; esc ends it.

python demos/keyboard.py           # pip install 'linnet[typing]'
python demos/keyboard.py --show    # what it does, printed
"""

import argparse
import sys
import time

import linnet
from linnet.typing_app import open_typing_app


def main() -> None:
    parser = argparse.ArgumentParser(description="Type, with suggestions at every key and corrections.")
    parser.add_argument("--show", action="store_true", help="print what it does; needs no terminal")
    parser.add_argument("--bundle", help="bundle directory; default: the English one that comes along")
    options = parser.parse_args()
    try:
        keyboard = linnet.Keyboard.load(options.bundle)
        show(keyboard) if options.show else open_typing_app(keyboard, learn=False)
    except linnet.LinnetError as error:
        sys.exit(f"keyboard.py: {error}")


def show(keyboard: linnet.Keyboard) -> None:
    print("At every key: the text, what a space would write, two more suggestions, and the time it took.")
    session = keyboard.session(learn=False, context="Thanks, ")
    for character in "see you tomorrow":
        started_s = time.perf_counter()
        session.type(character)
        suggestions = session.suggestions(3)
        spent_ms = 1_000 * (time.perf_counter() - started_s)
        print(f"  {session.text:<26}{texts(suggestions):<36}{spent_ms:5.1f} ms")

    session = keyboard.session(learn=False)
    session.type("I left teh keys at home. ")
    print(f"\nI left teh keys, corrected:\n  {session.text}")
    session.undo()
    print(f"Undone, and never corrected so again:\n  {session.text}")

    session = keyboard.session(learn=False, context="Thank you for the ")
    for character, miss in zip("message", (0.06, -0.06, 0.06, 0.06, -0.06, 0.06, 0.06), strict=True):
        key = keyboard.layout.keys[character]  # half a key is 0.05 of the keyboard's width
        session.tap(key.x + miss, key.y)
    print(f"\nSeven taps, each on the key beside the right one:\n  {session.text}\n  {session.commit().text}")

    print(f"\nmcq suggests\n  {texts(keyboard.complete('I met ', 'mcq'))}")
    keyboard.session(learn=True).type("I met McQuillan. McQuillan was there. ")
    print(f"and once a name was typed twice\n  {texts(keyboard.complete('I met ', 'mcq'))}")


def texts(suggestions: tuple[linnet.Suggestion, ...]) -> str:
    return "   ".join(one.text for one in suggestions)


if __name__ == "__main__":
    main()
