"""Colours, type and sizes of both themes: the only file with colour literals (LOOK.md, "Tokens")."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from s2v_desktop.ui.stylesheet import stylesheet

RADIUS = 8
ROW_HEIGHT = 30

_POINT_SIZES = {"body": 10.5, "secondary": 9.5, "section": 9.0, "title": 11.0, "display": 20.0, "small": 8.5}


@dataclass(frozen=True, slots=True)
class Theme:
    """The tokens of one theme. Colours are ``#rrggbb``."""

    name: str
    window: str
    panel: str
    raised: str
    line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    danger: str
    map: str
    groups: tuple[str, ...]
    neutral: str

    @property
    def dark(self) -> bool:
        """Whether text is light on a dark ground."""
        return self.name == "dark"


DARK = Theme(
    name="dark",
    window="#14161a",
    panel="#1b1e24",
    raised="#232730",
    line="#2e333d",
    text="#e8eaee",
    muted="#9aa3b2",
    accent="#5aa9ff",
    on_accent="#0d1014",
    danger="#ff6b6b",
    map="#0f1115",
    groups=(
        "#7cc4ff",
        "#ffb454",
        "#7ee0a8",
        "#f78fb3",
        "#c5a3ff",
        "#ffe27a",
        "#8be9f5",
        "#ff9d7a",
        "#a6c26b",
        "#b7bfcc",
    ),
    neutral="#6d7583",
)

LIGHT = Theme(
    name="light",
    window="#f4f5f7",
    panel="#ffffff",
    raised="#f0f2f5",
    line="#dfe3e8",
    text="#1a1d22",
    muted="#5c6675",
    accent="#0b6bcb",
    on_accent="#ffffff",
    danger="#c62828",
    map="#fbfbfa",
    groups=(
        "#1f77b4",
        "#d9730d",
        "#2a8f5b",
        "#c2427a",
        "#7a4fc0",
        "#a88400",
        "#0f8b9d",
        "#c9502c",
        "#5b7d1e",
        "#6b7483",
    ),
    neutral="#a9b0bb",
)

# Eighteen anchors of the cividis ramp (Nuñez, Anderton, Renslow 2018): even to the eye, safe for colour-blindness.
_CIVIDIS = (
    "00224e", "002e6c", "123570", "2a3f6d", "3b496c", "4a536c", "575d6d", "646770", "707173",
    "7d7c78", "8a8678", "989176", "a69c73", "b5a86d", "c4b464", "d5c159", "e6cf49", "fee838",
)  # fmt: skip


def ordered_ramp() -> npt.NDArray[np.uint8]:
    """Give the ramp for ordered values.

    Returns
    -------
    ndarray of uint8, shape (256, 3)
        Red, green, blue from low to high.
    """
    anchors = np.array([[int(c[i : i + 2], 16) for i in (0, 2, 4)] for c in _CIVIDIS], dtype=np.float64)
    at = np.linspace(0, len(anchors) - 1, 256)
    columns = [np.interp(at, np.arange(len(anchors)), anchors[:, channel]) for channel in range(3)]
    return np.stack(columns, axis=1).round().astype(np.uint8)


def font(role: str = "body", *, semibold: bool = False) -> QFont:
    """Give the system font in one of the sizes of the design.

    Parameters
    ----------
    role : str
        body, secondary, section, title, display or small.
    semibold : bool
        Heavier, for titles; section names and titles always are.
    """
    made = QFont(QGuiApplication.font())
    made.setPointSizeF(_POINT_SIZES[role])
    if semibold or role in ("title", "section", "display"):
        made.setWeight(QFont.Weight.DemiBold)
    if role == "section":
        made.setCapitalization(QFont.Capitalization.AllUppercase)
        made.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 1.0)
    return made


def system_theme() -> Theme:
    """Give the theme the system asks for; light where it does not say."""
    return DARK if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else LIGHT


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.panel),
        (role.AlternateBase, theme.raised),
        (role.Text, theme.text),
        (role.PlaceholderText, theme.muted),
        (role.Button, theme.raised),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.danger),
        (role.ToolTipBase, theme.raised),
        (role.ToolTipText, theme.text),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.on_accent),
        (role.Link, theme.accent),
        (role.Mid, theme.line),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(theme.muted))
    return palette


def apply(app: QApplication, theme: Theme) -> None:
    """Give the whole application the colours, font and shapes of a theme."""
    app.setStyle("Fusion")
    base = QFont(app.font())
    if QFontInfo(base).pointSizeF() != _POINT_SIZES["body"]:
        base.setPointSizeF(_POINT_SIZES["body"])
        app.setFont(base)
    app.setPalette(_palette(theme))
    app.setProperty("s2v_theme", theme.name)
    app.setStyleSheet(stylesheet(theme))


def theme_of(app: QCoreApplication | None) -> Theme:
    """Give the theme that `apply` set last (light before that, or without an application)."""
    return DARK if app is not None and app.property("s2v_theme") == "dark" else LIGHT


def qcolor(value: str, alpha: float = 1.0) -> QColor:
    """Make a colour of a token, with an opacity from 0 to 1."""
    made = QColor(value)
    made.setAlphaF(alpha)
    return made
