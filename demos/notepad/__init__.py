"""The parts of demos/desktop.py: writing.py is where the keyboard is, dictation.py where speech is."""
