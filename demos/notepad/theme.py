"""Light and dark: two palettes, and a style that takes all its colours from them."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

Role = QPalette.ColorRole

_COLORS: dict[bool, dict[QPalette.ColorRole, str]] = {
    False: {
        Role.Window: "#f1f3f6",
        Role.WindowText: "#1c2128",
        Role.Base: "#ffffff",
        Role.Text: "#1c2128",
        Role.PlaceholderText: "#6a727d",
        Role.Button: "#ffffff",
        Role.ButtonText: "#1c2128",
        Role.Mid: "#c3cad3",
        Role.Highlight: "#1f5fd0",
        Role.HighlightedText: "#ffffff",
        Role.ToolTipBase: "#1c2128",
        Role.ToolTipText: "#ffffff",
    },
    True: {
        Role.Window: "#15181d",
        Role.WindowText: "#e4e8ee",
        Role.Base: "#1d2128",
        Role.Text: "#e4e8ee",
        Role.PlaceholderText: "#929cab",
        Role.Button: "#272c35",
        Role.ButtonText: "#e4e8ee",
        Role.Mid: "#434b58",
        Role.Highlight: "#6ea2ff",
        Role.HighlightedText: "#0d1117",
        Role.ToolTipBase: "#e4e8ee",
        Role.ToolTipText: "#15181d",
    },
}
"""By whether it is dark. Text on its ground has a contrast of at least 4.5 to 1, the grey text too."""

_MIDDLE_LIGHTNESS = 128
_STYLE = """
QPlainTextEdit { border: 1px solid palette(mid); border-radius: 8px; background: palette(base); }
QPlainTextEdit:focus { border-color: palette(highlight); }
QPushButton {
    border: 1px solid palette(mid); border-radius: 8px; padding: 6px 12px;
    background: palette(button); color: palette(button-text);
}
QPushButton:hover:enabled, QPushButton:focus { border: 2px solid palette(highlight); padding: 5px 11px; }
SuggestionButton, SuggestionButton:hover:enabled, SuggestionButton:focus {
    padding-left: 0; padding-right: 0;
}
QPushButton:disabled { background: transparent; }
QPushButton[lit="true"], QPushButton:checked {
    background: palette(highlight); color: palette(highlighted-text);
}
QPushButton QLabel { color: palette(placeholder-text); }
QPushButton[lit="true"] QLabel { color: palette(highlighted-text); }
QProgressBar { border: 1px solid palette(mid); border-radius: 5px; background: palette(base); }
QProgressBar::chunk { border-radius: 4px; background: palette(highlight); }
QStatusBar::item { border: none; }
"""


def use_theme(*, dark: bool) -> None:
    """Paint everything light or dark."""
    palette = QPalette()
    for role, color in _COLORS[dark].items():
        palette.setColor(role, QColor(color))
    QApplication.setStyle("Fusion")  # the same on every system, and all its colours are the palette's
    QApplication.setPalette(palette)
    cast(QApplication, QApplication.instance()).setStyleSheet(_STYLE)


def switch_theme() -> None:
    """From light to dark, or back."""
    use_theme(dark=QApplication.palette().color(Role.Window).lightness() >= _MIDDLE_LIGHTNESS)


def follow_system() -> None:
    """Be as light or dark as the system is, also when that changes."""
    hints = QApplication.styleHints()
    hints.colorSchemeChanged.connect(lambda scheme: use_theme(dark=scheme == Qt.ColorScheme.Dark))
    use_theme(dark=hints.colorScheme() == Qt.ColorScheme.Dark)
