"""Paints the points of a view into a picture: shared by the canvas and by pictures written to a file."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from s2v_desktop.core import density, raster
from s2v_desktop.core.types import Bool, Float32
from s2v_desktop.ui.map.view import View
from s2v_desktop.ui.theme import Theme

Bgra = npt.NDArray[np.uint8]
Shapes = npt.NDArray[np.uint8]

DENSITY_FROM = 200_000
"""Visible songs from which their density is drawn instead of discs."""

DIMMED = 0.16
"""What is left of the opacity of songs that are not part of the highlight."""

SHAPED_UP_TO = 20_000
"""More visible songs than this are all discs: they are too small for shapes."""

_MOST_PIXELS = 24_000_000
_COUNTED_AT_ONCE = 300_000


@dataclass(frozen=True, slots=True)
class Look:
    """How the points look, by row; never changed after it was made.

    Attributes
    ----------
    radii : Float32, shape (v,)
        At the resting zoom, in pixels.
    bgra : uint8, shape (v, 4)
        Blue, green, red and opacity.
    shapes : uint8, shape (v,), or None
        Of `core.shapes`; None for discs.
    """

    radii: Float32
    bgra: Bgra
    shapes: Shapes | None = None

    @classmethod
    def of(
        cls, radii: Float32, alphas: Float32, rgba: Bgra, highlight: Bool | None, shapes: Shapes | None = None
    ) -> Look:
        """Join sizes, colours, opacity by plays, the highlight and shapes."""
        opacity = rgba[:, 3].astype(np.float32) * alphas
        if highlight is not None:
            opacity = np.where(highlight, np.maximum(opacity, 150), opacity * DIMMED)
        bgra = np.empty_like(rgba)
        bgra[:, :3] = rgba[:, 2::-1]
        # Few different opacities keep the number of sprites small.
        bgra[:, 3] = np.clip(np.rint(opacity), 0, 255).astype(np.uint8)
        return cls(radii, bgra, shapes)


def radius_factor(zoom: float, songs: int) -> float:
    """What the resting radii are multiplied with: k^0.45 with the zoom, less where the discs of a big library touch."""
    crowd = min((12_000 / max(songs, 1)) ** 0.22, 1.0)
    grown = max(zoom, 0.05) ** 0.45
    return float(min(crowd * max(zoom, 1.0) ** 0.12, 1.0) * grown)


@dataclass(frozen=True, slots=True)
class Picture:
    """A painted picture, the view it shows and the pixels it reaches beyond it on each side."""

    image: QImage
    view: View
    margin: int

    def draw(self, painter: QPainter, view: View) -> None:
        """Draw it where it belongs in another view: moved at once, scaled when the zoom differs."""
        grown = view.scale / self.view.scale
        ratio = self.image.devicePixelRatio()
        width, height = self.view.width + 2 * self.margin, self.view.height + 2 * self.margin
        middle_x, middle_y = view.pixel(self.view.x, self.view.y)
        left, top = middle_x - width / 2 * grown, middle_y - height / 2 * grown
        if abs(grown - 1) < 1e-6:
            painter.drawImage(QPointF(round(left * ratio) / ratio, round(top * ratio) / ratio), self.image)
            return
        painter.drawImage(QRectF(left, top, width * grown, height * grown), self.image)

    def rests_at(self, view: View) -> bool:
        """Whether it was painted for just this view."""
        return view == self.view

    def covers(self, view: View) -> bool:
        """Whether a view lies wholly in the picture."""
        mine, other = self.view.bounds(self.margin + 1), view.bounds()
        return mine[0] <= other[0] and mine[1] <= other[1] and mine[2] >= other[2] and mine[3] >= other[3]


def prepare(
    places: Float32, look: Look, view: View, theme: Theme, zoom: float, ratio: float = 1.0, margin: int = 0
) -> Prepared:
    """Make all points of a view ready for painting, heavy ones last, on the map's colour.

    Parameters
    ----------
    places : Float32, shape (v, 2)
    look : Look
    view : View
    theme : Theme
    zoom : float
        1 when the whole map fits.
    ratio : float
        Device pixels per pixel.
    margin : int
        Pixels painted beyond the view on each side, so that dragging has something to show.
    """
    width, height = round((view.width + 2 * margin) * ratio), round((view.height + 2 * margin) * ratio)
    if width * height > _MOST_PIXELS and margin:
        return prepare(places, look, view, theme, zoom, ratio, 0)
    factor = radius_factor(zoom, len(places))
    reach = float(look.radii.max(initial=1.0)) * factor
    rows = view.inside(places, margin + reach)
    everything = len(rows) == len(places)
    pixels = (view.to_pixels(places if everything else places[rows]) + margin) * np.float32(ratio)
    radii = (look.radii if everything else look.radii[rows]) * np.float32(factor * ratio)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(theme.map))
    image.setDevicePixelRatio(ratio)
    bgra = look.bgra if everything else look.bgra[rows]
    shapes = None if look.shapes is None or len(rows) > SHAPED_UP_TO else look.shapes[rows]
    return Prepared(pixels, Look(radii, bgra, shapes), image, Picture(image, view, margin), theme)


class Prepared:
    """Points in pixels of a picture that is still to be painted, all at once or step by step.

    Above `DENSITY_FROM` songs their density is drawn.
    """

    def __init__(self, pixels: Float32, look: Look, image: QImage, picture: Picture, theme: Theme) -> None:
        self._pixels, self._look = pixels, look
        self._image, self._picture, self._theme = image, picture, theme

    def picture(self) -> Picture:
        """What is painted."""
        return self._picture

    def steps(self) -> Iterator[None]:
        """Paint; each step is some milliseconds."""
        image = self._image
        width, height, ratio = image.width(), image.height(), image.devicePixelRatio()
        if len(self._pixels) > DENSITY_FROM:
            painted = yield from self._density(width, height, max(1, round(ratio)))
        else:
            look = self._look
            painted = yield from raster.painting(self._pixels, look.radii, look.bgra, width, height, shapes=look.shapes)
        yield
        layer = QImage(painted.data, width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied)
        layer.setDevicePixelRatio(ratio)
        painter = QPainter(image)
        painter.drawImage(0, 0, layer)
        painter.end()

    def _density(self, width: int, height: int, softness: int) -> Generator[None, None, Bgra]:
        """Count some songs at a time, then smooth, then colour."""
        counts = np.zeros((height, width), np.int64)
        for begin in range(0, len(self._pixels), _COUNTED_AT_ONCE):
            counts += density.counts(self._pixels[begin : begin + _COUNTED_AT_ONCE], width, height)
            yield
        sums = density.smoothed(counts, softness)
        yield
        return density.coloured(sums, _density_ramp(self._theme))


def _density_ramp(theme: Theme) -> Bgra:
    """From nothing to the accent, then to the text colour, premultiplied, shape (256, 4), blue first."""
    low, high = QColor(theme.accent), QColor(theme.text)
    share = np.linspace(0, 1, 256)[:, None]
    one = np.array([[low.blue(), low.green(), low.red()]], dtype=np.float64)
    other = np.array([[high.blue(), high.green(), high.red()]], dtype=np.float64)
    towards = np.clip(share * 1.6 - 0.6, 0, 1)
    opacity = np.clip(share * 1.6, 0, 1)
    opacity[1:] = np.maximum(opacity[1:], 0.18)
    colour = (one + (other - one) * towards) * opacity
    return np.ascontiguousarray(np.rint(np.concatenate([colour, opacity * 255], axis=1)), dtype=np.uint8)


def smooth(painter: QPainter, on: bool) -> None:
    """Switch anti-aliased drawing of lines and scaled pictures."""
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform, on)
