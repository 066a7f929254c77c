"""Bars with intervals: how often each method hits, painted with the colours of the theme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from s2v_desktop.ui import theme

_ROW = 26
_BAR = 12
_GAP = 12
_CAP = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of the chart.

    Attributes
    ----------
    label : str
    value, low, high : float
        The bar's length and its interval, in the unit of the chart.
    text : str
        The value as it is shown.
    strong : bool
        One of ours: drawn in the accent colour.
    """

    label: str
    value: float
    low: float
    high: float
    text: str
    strong: bool = False


class IntervalChart(QWidget):
    """Horizontal bars from 0, each with its interval as a line with ends.

    Everything the picture says is in its accessible description too.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: tuple[Bar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def bars(self) -> tuple[Bar, ...]:
        """What is shown, from the top."""
        return self._bars

    def show_bars(self, bars: Sequence[Bar], name: str) -> None:
        """Show other bars.

        Parameters
        ----------
        name : str
            What the chart is about, for a screen reader.
        """
        self._bars = tuple(bars)
        self.setAccessibleName(name)
        self.setAccessibleDescription("; ".join(f"{bar.label}: {bar.text}" for bar in self._bars))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """One row for each bar."""
        return QSize(520, _ROW * len(self._bars))

    def minimumSizeHint(self) -> QSize:
        """Narrow, but every row."""
        return QSize(320, _ROW * len(self._bars))

    def scale(self) -> float:
        """Value at the right end: the longest interval with a little air."""
        return max([*(bar.high for bar in self._bars), *(bar.value for bar in self._bars), 1e-9]) * 1.05

    def plot_area(self) -> QRectF:
        """Where the bars are: between the labels and the values."""
        measure = QFontMetricsF(theme.font("secondary"))
        left = max([measure.horizontalAdvance(bar.label) for bar in self._bars], default=0.0) + _GAP
        right = max([measure.horizontalAdvance(bar.text) for bar in self._bars], default=0.0) + _GAP
        return QRectF(left, 0, max(40.0, self.width() - left - right), _ROW * len(self._bars))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint all rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("secondary"))
        tokens = theme.theme_of(QGuiApplication.instance())
        area, most = self.plot_area(), self.scale()
        for number, bar in enumerate(self._bars):
            row = QRectF(0, number * _ROW, self.width(), _ROW)
            self._paint_row(painter, bar, row, area, area.width() / most, tokens)
        painter.end()

    def _paint_row(
        self, painter: QPainter, bar: Bar, row: QRectF, area: QRectF, pixels: float, tokens: theme.Theme
    ) -> None:
        middle = row.center().y()
        painter.setPen(theme.qcolor(tokens.text if bar.strong else tokens.muted))
        label = QRectF(row.left(), row.top(), area.left() - _GAP, row.height())
        painter.drawText(label, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), bar.label)
        value = QRectF(area.right() + _GAP, row.top(), row.right() - area.right() - _GAP, row.height())
        painter.drawText(value, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), bar.text)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.qcolor(tokens.accent if bar.strong else tokens.neutral, 0.85 if bar.strong else 0.6))
        painter.drawRoundedRect(QRectF(area.left(), middle - _BAR / 2, max(1.0, bar.value * pixels), _BAR), 3, 3)
        painter.setPen(QPen(theme.qcolor(tokens.text), 1.5))
        low, high = area.left() + bar.low * pixels, area.left() + bar.high * pixels
        painter.drawLine(int(low), int(middle), int(high), int(middle))
        for end in (low, high):
            painter.drawLine(int(end), int(middle - _CAP), int(end), int(middle + _CAP))
