"""Draws names with a halo: each text is rendered once and kept as a small picture."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from s2v_desktop.ui.map.labels import Box, Placed
from s2v_desktop.ui.map.view import View
from s2v_desktop.ui.theme import Theme, font
from s2v_desktop.ui.wording import SEPARATOR

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
            width = max(metrics.horizontalAdvance(text), metrics.boundingRect(text).right()) + 2 * HALO + 1
            self._sizes[key] = (float(int(width) + 1), float(int(metrics.height()) + 1))
        return self._sizes[key]

    def region_width(self, text: str) -> float:
        """Width of the name of a region."""
        return self.measure(text, True)[0]

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
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.setFont(self._fonts[region])
        painter.setPen(QColor(colour))
        painter.drawText(QPointF(HALO + 1, round(self._metrics[region].ascent())), text)
        painter.end()
        return with_halo(picture, QColor(self.theme.map), round(HALO * self.ratio))


def shorter(name: str, room: float, width: Callable[[str], float]) -> str:
    """The name of a region with as many of its parts, the first at least, as fit into some pixels."""
    parts = name.split(SEPARATOR)
    while len(parts) > 1 and width(SEPARATOR.join(parts)) > room:
        del parts[-1]
    return SEPARATOR.join(parts)


def with_halo(picture: QImage, colour: QColor, reach: int) -> QImage:
    """Put a border of a colour around whatever is painted in a picture.

    The border is grown from the opacity of the picture and not from outlines of the letters: colour emoji have none,
    and asking Qt for the outline of a text that holds one spoils the widths of that font from then on.

    Parameters
    ----------
    picture : QImage
        Premultiplied, 32 bits.
    colour : QColor
    reach : int
        Width of the border in device pixels.
    """
    width, height = picture.width(), picture.height()
    alpha = np.frombuffer(picture.constBits(), np.uint8).reshape(height, picture.bytesPerLine() // 4, 4)[:, :width, 3]
    grown = _grown(alpha, reach)
    pixels = np.empty((height, width, 4), dtype=np.uint8)
    for channel, value in enumerate((colour.blue(), colour.green(), colour.red(), 255)):
        pixels[:, :, channel] = grown.astype(np.uint16) * value // 255
    made = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()
    made.setDevicePixelRatio(picture.devicePixelRatio())
    painter = QPainter(made)
    painter.drawImage(0, 0, picture)
    painter.end()
    return made


def _grown(alpha: npt.NDArray[np.uint8], reach: int) -> npt.NDArray[np.uint8]:
    """The largest opacity within a disc around each pixel: rows are widened step by step, then put over one another."""
    height, width = alpha.shape
    padded = np.pad(alpha, reach)
    across = padded[:, reach : reach + width].copy()
    grown = np.zeros_like(alpha)
    for wide in range(reach + 1):
        for shift in (reach - wide, reach + wide):
            np.maximum(across, padded[:, shift : shift + width], out=across)
        for dy in range(-reach, reach + 1):
            if int(math.sqrt((reach + 0.5) ** 2 - dy * dy)) == wide:
                np.maximum(grown, across[reach + dy : reach + dy + height], out=grown)
    return grown


def _device(pixels: float, ratio: float) -> int:
    return max(int(pixels * ratio + 0.999), 1)
