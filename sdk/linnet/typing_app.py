"""The terminal app of ``linnet type``. Needs the extra: ``pip install 'linnet[typing]'``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from linnet_runtime.errors import InputError, MissingExtraError

if TYPE_CHECKING:
    from linnet.keyboard import Keyboard


def open_typing_app(keyboard: Keyboard, *, learn: bool) -> str:
    """Type on a keyboard in this terminal until the user quits.

    Args:
        keyboard: what suggests and corrects.
        learn: whether its personal dictionary learns from what is typed.

    Returns:
        The text that was typed.

    Raises:
        InputError: there is no terminal.
        MissingExtraError: textual is not installed.
    """
    if not (sys.stdin.isatty() and sys.stderr.isatty()):  # textual draws on standard error
        raise InputError("expected a terminal to type in, got a pipe or a file")
    try:
        from linnet.typing_app_screen import TypingApp
    except ImportError as error:
        if (error.name or "").partition(".")[0] != "textual":
            raise
        raise MissingExtraError("typing in the terminal needs: pip install 'linnet[typing]'") from error
    return TypingApp(keyboard, learn=learn).run() or ""
