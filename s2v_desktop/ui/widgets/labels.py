"""Labels that never read their text as HTML, and one that cuts long text with an ellipsis.

A `QLabel` left to itself renders a song title such as ``<h1>x</h1>`` as rich text, and loads what an ``<img>`` names.
No other module of the program makes a `QLabel` itself.
"""

from __future__ import annotations

import html

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from s2v_desktop.ui import theme


def plain_label(
    text: str = "", role: str = "body", *, muted: bool = False, wrap: bool = False, parent: QWidget | None = None
) -> QLabel:
    """Make a label of plain text.

    Parameters
    ----------
    text : str
    role : str
        One of the type sizes of `theme.font`.
    muted : bool
        Secondary text.
    wrap : bool
        Break long text into lines.
    """
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setFont(theme.font(role))
    label.setProperty("muted", muted)
    label.setWordWrap(wrap)
    label.setText(text)
    return label


def section_label(text: str, parent: QWidget | None = None) -> QLabel:
    """Make the small-capitals name of a section."""
    return plain_label(text, "section", muted=True, parent=parent)


class ElidedLabel(QLabel):
    """One line of plain text that is cut with an ellipsis where it does not fit; the whole text is its tooltip."""

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        *,
        muted: bool = False,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(role))
        self.setProperty("muted", muted)
        self.setAlignment(align | Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def minimumSizeHint(self) -> QSize:
        """Allow to be as narrow as an ellipsis."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance("…"), metrics.height())

    def sizeHint(self) -> QSize:
        """Ask for the whole text, but never for more than a screen."""
        metrics = self.fontMetrics()
        return QSize(min(2000, metrics.horizontalAdvance(self.text()) + 2), metrics.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Offer the whole text as a tooltip only where it is cut."""
        super().resizeEvent(event)
        cut = self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()
        self.setToolTip(escape_tooltip(self.text()) if cut else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what fits."""
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.contentsRect(), int(self.alignment()), text)


def escape_tooltip(text: str) -> str:
    """Text for a tooltip, which Qt would read as HTML."""
    return html.escape(text)
