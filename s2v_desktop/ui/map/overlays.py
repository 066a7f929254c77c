"""Small things that stand over the map: zoom buttons, the sentence below, what to say when there is no map."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QWidget

from s2v_desktop.ui.theme import RADIUS, Theme, font, qcolor, theme_of
from s2v_desktop.ui.widgets import icons

_BUTTON = 32


class MapButton(QAbstractButton):
    """A square button with an icon, quiet until the mouse is over it."""

    def __init__(self, icon: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.setFixedSize(QSize(_BUTTON, _BUTTON))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_icon(self, icon: str, tip: str) -> None:
        """Show another icon and say something else."""
        if icon != self._icon:
            self._icon = icon
            self.setToolTip(tip)
            self.setAccessibleName(tip)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw ground and icon."""
        theme = theme_of(QGuiApplication.instance())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.accent if self.hasFocus() else theme.line), 1))
        painter.setBrush(QColor(theme.line if self.isDown() else theme.raised if self.underMouse() else theme.panel))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        ratio = self.devicePixelRatioF()
        picture = icons.pixmap(self._icon, theme.text if self.underMouse() else theme.muted, 18, ratio)
        painter.drawPixmap((self.width() - 18) // 2, (self.height() - 18) // 2, picture)
        painter.end()


class ZoomBar(QWidget):
    """Zoom in, zoom out, fit."""

    zoom_in = Signal()
    zoom_out = Signal()
    fit = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for icon, tip, signal in (
            ("minus", self.tr("Zoom out (−)"), self.zoom_out),
            ("plus", self.tr("Zoom in (+)"), self.zoom_in),
            ("fit", self.tr("Show the whole map (Home)"), self.fit),
        ):
            button = MapButton(icon, tip)
            button.clicked.connect(signal)
            row.addWidget(button)
        self.adjustSize()


class Sentence(QWidget):
    """One line of quiet text on a veil of the map's colour."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFont(font("small"))

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    def say(self, text: str) -> None:
        """Say something else."""
        if text == self._text:
            return
        self._text = text
        self.setAccessibleName(text)
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self.update()

    def fit_into(self, width: int) -> None:
        """Take the width needed, at most `width`; long text is broken into lines."""
        metrics = self.fontMetrics()
        flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft)
        needed = metrics.boundingRect(0, 0, max(width - 12, 40), 200, flags, self._text)
        self.resize(needed.width() + 14, needed.height() + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(qcolor(self._theme.map, 0.84))
        painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        painter.setFont(font("small"))
        painter.setPen(QColor(self._theme.muted))
        flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.drawText(self.rect().adjusted(6, 2, -2, -2), flags, self._text)
        painter.end()
