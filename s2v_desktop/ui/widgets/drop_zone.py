"""Where files are dropped: the zone of the start page, and the veil over the whole window while files hover over it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from s2v_desktop.ui import theme
from s2v_desktop.ui.widgets import icons
from s2v_desktop.ui.widgets.labels import plain_label


def dropped_paths(data: QMimeData) -> list[Path]:
    """Local files and folders of a drag; addresses of other kinds are left out."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data.hasUrls() else []


def _paint_zone(painter: QPainter, area: QRectF, tokens: theme.Theme, *, hot: bool) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(theme.qcolor(tokens.accent if hot else tokens.line), 1.5)
    pen.setStyle(Qt.PenStyle.CustomDashLine)
    pen.setDashPattern([4, 3])
    painter.setPen(pen)
    painter.setBrush(theme.qcolor(tokens.accent, 0.10) if hot else theme.qcolor(tokens.panel))
    painter.drawRoundedRect(area, 12, 12)


class DropZone(QFrame):
    """The big place on the start page; it lights up while files are held over the window."""

    choose = Signal()
    """The listener wants to choose files instead."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hot = False
        self._picture = plain_label()
        self._title = plain_label(self.tr("Drop your listening history here"), "title")
        self._sentence = plain_label(
            self.tr("The zip, CSV or JSON as your service sent it, or a whole folder. It stays on this computer."),
            "secondary",
            muted=True,
            wrap=True,
        )
        self._button = QPushButton(self.tr("Choose files"))
        self._button.setProperty("primary", True)
        self._button.clicked.connect(self.choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        for widget in (self._picture, self._title, self._sentence):
            widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(widget)
        column.addSpacing(8)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.apply_theme()

    def set_hot(self, hot: bool) -> None:
        """Show whether letting go would import."""
        if hot != self._hot:
            self._hot = hot
            self._title.setText(self.tr("Let go to import") if hot else self.tr("Drop your listening history here"))
            self.apply_theme()
            self.update()

    def apply_theme(self) -> None:
        """Colour the icon anew."""
        tokens = theme.theme_of(QGuiApplication.instance())
        self._picture.setPixmap(icons.pixmap("drop", tokens.accent if self._hot else tokens.muted, 40))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dashed frame."""
        tokens = theme.theme_of(QGuiApplication.instance())
        _paint_zone(QPainter(self), QRectF(self.rect()).adjusted(1, 1, -1, -1), tokens, hot=self._hot)


class DropVeil(QWidget):
    """Covers the window while files are held over it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self) -> None:
        """Show over the whole parent."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a veil and what letting go would do."""
        tokens = theme.theme_of(QGuiApplication.instance())
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.qcolor(tokens.window, 0.82))
        area = QRectF(self.rect()).adjusted(24, 24, -24, -24)
        _paint_zone(painter, area, tokens, hot=True)
        painter.setPen(theme.qcolor(tokens.text))
        painter.setFont(theme.font("display"))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.tr("Let go to import"))
