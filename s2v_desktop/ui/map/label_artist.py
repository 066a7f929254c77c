"""Draws names with a halo: each text is rendered once and kept as a small picture."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from s2v_desktop.ui.map.labels import Box, Placed
from s2v_desktop.ui.map.view import View
from s2v_desktop.ui.theme import Theme, font

HALO = 2.0
"""Pixels of the map's colour around the letters."""

_KEPT_PICTURES = 600


class LabelArtist:
    """Measures and draws names in one theme at one pixel ratio.

    Parameters
    ----------
    theme : Theme
    ratio : float
        Device pixels per pixel.
    """

    def __init__(self, theme: Theme, ratio: float = 1.0) -> None:
        self.theme = theme
        self.ratio = ratio
        self._fonts: dict[bool, QFont] = {True: font("title", semibold=True), False: font("secondary")}
        self._metrics = {region: QFontMetricsF(made) for region, made in self._fonts.items()}
        self._sizes: dict[tuple[str, bool], tuple[float, float]] = {}
        self._pictures: OrderedDict[tuple[str, bool, str], QImage] = OrderedDict()

    def measure(self, text: str, region: bool) -> tuple[float, float]:
        """Width and height of a name with its halo, in pixels."""
        key = (text, region)
        if key not in self._sizes:
            metrics = self._metrics[region]
            path = QPainterPath()
            path.addText(0, 0, self._fonts[region], text)
            width = max(metrics.horizontalAdvance(text), path.boundingRect().right()) + 2 * HALO
            self._sizes[key] = (float(int(width) + 1), float(int(metrics.height()) + 1))
        return self._sizes[key]

    def draw(self, painter: QPainter, placed: Iterable[Placed], view: View, covered: Iterable[Box] = ()) -> int:
        """Draw names that are wholly inside the view and not under a card; gives how many were drawn."""
        cards = [QRectF(*box) for box in covered]
        drawn = 0
        for one in placed:
            left, top, width, height = one.box(view)
            box = QRectF(left, top, width, height)
            if left < 0 or top < 0 or left + width > view.width or top + height > view.height:
                continue
            if any(card.intersects(box) for card in cards):
                continue
            painter.drawImage(QPointF(left, top), self.picture(one.name.text, one.name.region))
            drawn += 1
        return drawn

    def picture(self, text: str, region: bool, colour: str = "") -> QImage:
        """Picture of a name with its halo, as large as `measure` says."""
        key = (text, region, colour)
        if key in self._pictures:
            self._pictures.move_to_end(key)
            return self._pictures[key]
        made = self._render(text, region, colour or self.theme.text)
        self._pictures[key] = made
        if len(self._pictures) > _KEPT_PICTURES:
            self._pictures.popitem(last=False)
        return made

    def _render(self, text: str, region: bool, colour: str) -> QImage:
        width, height = self.measure(text, region)
        scaled = partial(_device, ratio=self.ratio)
        picture = QImage(scaled(width), scaled(height), QImage.Format.Format_ARGB32_Premultiplied)
        picture.setDevicePixelRatio(self.ratio)
        picture.fill(Qt.GlobalColor.transparent)
        base = QPointF(HALO, self._metrics[region].ascent() + 0.5)
        painter = QPainter(picture)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        path = QPainterPath()
        path.addText(base, self._fonts[region], text)
        pen = QPen(QColor(self.theme.map), 2 * HALO)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(path, pen)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.setFont(self._fonts[region])
        painter.setPen(QColor(colour))
        painter.drawText(base, text)
        painter.end()
        return picture


def _device(pixels: float, ratio: float) -> int:
    return max(int(pixels * ratio + 0.999), 1)
