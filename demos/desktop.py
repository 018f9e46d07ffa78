"""A notepad that suggests, corrects and takes dictation; F9 starts and stops listening.

python demos/desktop.py                           # pip install 'linnet[desktop,microphone]'
python demos/desktop.py --file demos/clip.opus    # F9 plays a recording instead of the microphone
"""

import argparse
import functools
import signal
import sys

import linnet


def main() -> None:
    parser = argparse.ArgumentParser(description="A notepad that suggests, corrects and takes dictation.")
    parser.add_argument("--file", help="dictate this recording instead of the microphone")
    parser.add_argument("--personal", help="file of your own words; without it they go when you leave")
    options = parser.parse_args()
    try:
        from PySide6.QtWidgets import QApplication

        from notepad.sound import microphone, recording
        from notepad.theme import follow_system
        from notepad.window import Notepad
    except ImportError as error:
        sys.exit(
            f"desktop.py: {error}; it needs: pip install 'linnet[desktop]' (on Debian also libegl1, libgl1)"
        )
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C in the terminal ends it
    application = QApplication(sys.argv[:1])
    follow_system()
    try:
        with linnet.PersonalDictionary(options.personal) as personal:
            language = linnet.Language.load()  # for the keyboard and the recognizer
            keyboard = linnet.Keyboard.load(language, personal)
            load = functools.cache(lambda: linnet.Recognizer.load(language=language))
            window = Notepad(keyboard, load, recording(options.file) if options.file else microphone)
            window.show()
            sys.exit(application.exec())
    except linnet.LinnetError as error:
        sys.exit(f"desktop.py: {error}")


if __name__ == "__main__":
    main()
