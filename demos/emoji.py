"""Emoji for what is written, and the words that are grey at the cursor, at each key of a message.

python demos/emoji.py
python demos/emoji.py "happy birthday"
"""

import argparse
import sys

import linnet

MESSAGE = "Please let me know if you have any questions. Pizza tonight?"


def main() -> None:
    parser = argparse.ArgumentParser(description="Emoji and phrases at each key of a message.")
    parser.add_argument("message", nargs="?", default=MESSAGE, help="what is written")
    options = parser.parse_args()
    try:
        keyboard = linnet.Keyboard.load(emoji=linnet.EmojiPredictor.load())
        session = keyboard.session(learn=False)
        shown = ""
        for character in options.message:
            session.type(character)
            phrase = session.compose()
            if phrase and phrase.text != shown:
                print(f"  {session.text}[{phrase.rest}]   {phrase.probability:.0%} sure")
            shown = phrase.text if phrase else ""
        print(f"{session.text}   {' '.join(one.emoji for one in session.emoji())}")
    except linnet.LinnetError as error:
        sys.exit(f"emoji.py: {error}")


if __name__ == "__main__":
    main()
