"""Paints songs into an array of pixels: the canvas of the window and ``s2v map --picture`` share it.

NumPy only, because the window must not load anything heavier.

How `paint` works. A picture of 100,000 songs is some four million sprite pixels that must be blended one over the
other. Blending point by point costs a Python call per point; blending all points at once would lose those that meet
in a pixel. So points are sorted by their pixel, and *one place of the sprite* is blended for all points of a size class
in one go: two sprites whose corners lie in different pixels never meet at the same place of both, and those whose
corners lie in one pixel are put into different layers. Seen from the picture this is an exact painter's algorithm with
the order (size class, depth within one pixel, place), so every disc lies wholly above or below its neighbour.
What it gives up is the caller's order between *different* pixels of one size class; what must lie on top (a selection)
is painted by a second call over the first. Colours are kept as four 16-bit lanes of one 64-bit word: one
multiplication blends all channels.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from s2v_desktop.core.shapes import COUNT, outside
from s2v_desktop.core.types import Float32, Int64

UInt8 = npt.NDArray[np.uint8]
UInt64 = npt.NDArray[np.uint64]

SMALLEST, LARGEST = 0.5, 64.0
"""Radii in pixels outside these are painted as these."""

_LANES = np.uint64(0x00FF00FF00FF00FF)
_HALF = np.uint64(0x0080008000800080)
_EIGHT = np.uint64(8)
_FULL = np.uint64(256)
_BLOCK = 8192
"""Points blended at once: their intermediate words stay in the second-level cache."""
_MOST_LAYERS = 48
_STEP = 60_000
"""Pixels blended between two stops of `painting`: a millisecond or some."""

Steps = Generator[None, None, UInt8]
"""Painting that stops now and then; its value is the picture."""

_CALLS_A_DISC = 2
"""A disc painted alone costs as many calls as about two places of a sprite painted for all discs."""


def paint(
    xy: Float32,
    radii: Float32,
    colours: UInt8,
    width: int,
    height: int,
    background: UInt8 | None = None,
    shapes: UInt8 | None = None,
) -> UInt8:
    """Paint anti-aliased, translucent discs.

    Parameters
    ----------
    xy : Float32, shape (n, 2)
        Centres in pixels, x to the right and y down; (0.5, 0.5) is the middle of the first pixel. Points outside, or
        not finite, are left out.
    radii : Float32, shape (n,)
        In pixels, kept between `SMALLEST` and `LARGEST`, rounded to about a tenth.
    colours : uint8, shape (n, 4)
        Three colour channels and alpha, **not** premultiplied. The channels come out in the order they came in: give
        red, green, blue, alpha for ``QImage.Format_RGBA8888_Premultiplied`` or PNG, and blue, green, red, alpha for
        ``QImage.Format_ARGB32_Premultiplied`` (the fastest to draw on the little-endian machines we run on).
    width, height : int
        Size of the picture in pixels.
    background : uint8, shape (height, width, 4), optional
        Premultiplied picture to paint over; left unchanged. Without it the picture starts transparent.
    shapes : uint8, shape (n,), optional
        Numbers of `core.shapes`; discs when left out.

    Returns
    -------
    uint8, shape (height, width, 4)
        Premultiplied, contiguous.

    Notes
    -----
    Larger discs lie above smaller ones. Among discs of one size at one pixel the later one lies above;
    those so deep that they cannot be seen are not painted. See the head of this module for the rest of the order.
    """
    return _whole(painting(xy, radii, colours, width, height, background, shapes))


def _whole(steps: Steps) -> UInt8:
    """Paint without stopping."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            picture: UInt8 = end.value
            return picture


def painting(
    xy: Float32,
    radii: Float32,
    colours: UInt8,
    width: int,
    height: int,
    background: UInt8 | None = None,
    shapes: UInt8 | None = None,
) -> Steps:
    """Paint as `paint`, stopping after about every `_STEP` pixels, so that a window can do something in between.

    The picture, the same bit for bit, is the value that the generator returns.
    """
    if width <= 0 or height <= 0:
        return np.zeros((max(height, 0), max(width, 0), 4), np.uint8)
    kept = _quantised(radii)
    inside = _visible(xy, kept, width, height)
    yield
    shaped = np.zeros(len(inside), np.uint8) if shapes is None else shapes[inside]
    return (yield from _blended(xy[inside], kept[inside], colours[inside], shaped, width, height, background))


def _blended(
    xy: Float32, radii: Float32, colours: UInt8, shapes: UInt8, width: int, height: int, background: UInt8 | None
) -> Steps:
    """Paint discs that touch the picture, size by size, on a canvas with a margin for what lies across the edge."""
    margin = int(np.ceil(2 * radii.max(initial=SMALLEST) + 1)) + 1  # a whole sprite may lie outside
    row_length = width + 2 * margin
    canvas = np.zeros((height + 2 * margin, row_length), np.uint64)
    if background is not None:
        canvas[margin : margin + height, margin : margin + width] = _widen(background)
    side = np.ceil(2 * radii + 1).astype(np.int64)
    for size in np.flatnonzero(np.bincount(side)).tolist():
        member = np.flatnonzero(side == size)
        discs = _Discs.of(xy[member], radii[member], colours[member], shapes[member], size, row_length, margin)
        yield
        yield from discs.paint(canvas)
        yield
    yield
    lanes = canvas.view(np.uint16).reshape(height + 2 * margin, row_length, 4)
    return lanes[margin : margin + height, margin : margin + width].astype(np.uint8)


def _quantised(radii: Float32) -> Float32:
    """Radii rounded so that few different sprites are needed: 0.25 below 4 pixels, 0.5 below 12, then 2."""
    wanted = np.clip(np.nan_to_num(radii.astype(np.float32)), SMALLEST, LARGEST)
    step = np.where(wanted < 4, 0.25, np.where(wanted < 12, 0.5, 2.0)).astype(np.float32)
    return (np.round(wanted / step) * step).astype(np.float32)


def _visible(xy: Float32, radii: Float32, width: int, height: int) -> npt.NDArray[np.intp]:
    """Rows whose disc touches the picture (comparisons with NaN are false, so these fall out)."""
    x, y, reach = xy[:, 0], xy[:, 1], radii + 0.5
    return np.flatnonzero((x > -reach) & (x < width + reach) & (y > -reach) & (y < height + reach))


def _widen(picture: UInt8) -> UInt64:
    """Four bytes of a pixel as four 16-bit lanes of one word, same order."""
    lanes = np.ascontiguousarray(picture.astype(np.uint16))
    return lanes.view(np.uint64)[..., 0]


def _numbered(values: npt.NDArray[Any]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Distinct small whole numbers, and which of them each value is (``np.unique`` without its sort)."""
    distinct = np.flatnonzero(np.bincount(values))
    rank = np.zeros(int(distinct[-1]) + 1, np.intp)
    rank[distinct] = np.arange(len(distinct))
    return distinct, rank[values]


@dataclass(frozen=True, slots=True)
class _Discs:
    """Discs whose sprites have the same size in whole pixels.

    Attributes
    ----------
    pixel : Int64, shape (n,)
        Place of the first pixel of the sprite, its upper left corner, in the flat canvas.
    words : UInt64, shape (n,)
        Opaque colour, one lane per channel.
    sprite : Int64, shape (n,)
        Column of `table`.
    table : UInt64, shape (side * side, sprites)
        How much of each place of the sprite is painted, 0 to 256: coverage times alpha.
    thinnest : int
        The smallest alpha of them.
    """

    pixel: Int64
    words: UInt64
    sprite: Int64
    table: UInt64
    row_length: int
    side: int
    thinnest: int

    @classmethod
    def of(
        cls, xy: Float32, radii: Float32, colours: UInt8, shapes: UInt8, side: int, row_length: int, margin: int
    ) -> _Discs:
        """Sort discs into sprites: one for every (radius, shape, y phase, x phase, alpha) that occurs."""
        phases = 4 if side <= 17 else 2
        reach = xy - (radii + 1)[:, None]
        corner = np.ceil(reach)
        sub = np.minimum(((corner - reach) * phases).astype(np.int64), phases - 1)
        kinds, which = _numbered((radii * 4).astype(np.int64) * COUNT + shapes)
        alphas, shade = _numbered(_few(colours[:, 3]))
        opaque = colours.copy()
        opaque[:, 3] = 255
        return cls(
            pixel=(corner[:, 1].astype(np.int64) + margin) * row_length + corner[:, 0].astype(np.int64) + margin,
            words=_widen(opaque),
            sprite=((which * phases + sub[:, 1]) * phases + sub[:, 0]) * len(alphas) + shade,
            table=_sprites(kinds, alphas.astype(np.float32), phases, side),
            row_length=row_length,
            side=side,
            thinnest=int(alphas[0]),
        )

    def paint(self, canvas: UInt64) -> Iterator[None]:
        """Blend them into the canvas, place by place, or disc by disc where that is less work; stops now and then."""
        if len(self.pixel) * _CALLS_A_DISC < len(self.table):
            self._one_by_one(canvas, np.arange(len(self.pixel)))
            return
        used = np.flatnonzero(self.table.any(axis=1))
        shifts = used // self.side * self.row_length + used % self.side
        table = self.table[used]
        layers = _layers(self.pixel, self.thinnest)
        yield
        for layer in layers:
            if len(layer) * _CALLS_A_DISC < len(used):
                self._one_by_one(canvas, layer)
                continue
            for begin in range(0, len(layer), _BLOCK):
                rows = layer[begin : begin + _BLOCK]
                pixel, words, sprite = self.pixel[rows], self.words[rows], self.sprite[rows]
                stride = max(_STEP // len(rows), 1)
                for place in range(0, len(shifts), stride):
                    part = slice(place, place + stride)
                    _blend(canvas.reshape(-1), pixel, words, sprite, shifts[part], table[part])
                    yield

    def _one_by_one(self, canvas: UInt64, chosen: npt.NDArray[np.intp]) -> None:
        """Blend few discs, rows `chosen`, one after the other, in this order."""
        side = self.side
        sprites = self.table.T.reshape(-1, side, side)
        rows, columns = np.divmod(self.pixel[chosen], self.row_length)
        for row, column, word, number in zip(
            rows.tolist(), columns.tolist(), self.words[chosen], self.sprite[chosen].tolist(), strict=True
        ):
            cover = sprites[number]
            below = canvas[row : row + side, column : column + side]
            below *= _FULL - cover
            below += cover * word
            below += _HALF
            below >>= _EIGHT
            below &= _LANES


def _few(alphas: UInt8) -> UInt8:
    """Alphas as they are, or rounded to sixteen steps when there are more, so that the sprites stay few."""
    if np.count_nonzero(np.bincount(alphas, minlength=256)) <= 16:
        return alphas
    return (np.rint(alphas / 17) * 17).astype(np.uint8)


def _sprites(kinds: Int64, alphas: Float32, phases: int, side: int) -> UInt64:
    """Paint of every (radius, shape, y phase, x phase, alpha), shape (side * side, sprites), 0 to 256.

    A kind is a radius in quarters of a pixel times `COUNT`, plus the shape.

    The phase is how far the first pixel lies right of (below) where the disc begins, so the middle of pixel ``j`` is
    ``j + phase - radius - 0.5`` away from the centre, and a sprite has no empty edge.
    """
    span = np.arange(side, dtype=np.float32)
    sub = (np.arange(phases, dtype=np.float32) + 0.5) / phases
    radii = (kinds // COUNT / 4).astype(np.float32)
    away = span + sub[:, None] - (radii + 0.5)[:, None, None]
    disc = np.empty((len(kinds), phases, phases, side, side), np.float32)
    for number, (radius, shape) in enumerate(zip(radii, (kinds % COUNT).tolist(), strict=True)):
        beyond = outside(shape, away[number][None, :, None, :], away[number][:, None, :, None], radius)
        disc[number] = np.clip(0.5 - beyond, 0, 1)
    share = alphas * np.float32(256 / 255)
    table = np.rint(disc.reshape(-1, side * side).T[:, :, None] * share)
    return np.ascontiguousarray(table.reshape(side * side, -1).astype(np.uint64))


def _layers(pixel: Int64, thinnest: int) -> list[npt.NDArray[np.intp]]:
    """Rows by depth within their pixel, deepest first, each layer sorted by pixel.

    A pixel holds at most as many layers as can be seen through discs of the `thinnest` alpha.
    """
    bits = max(1, len(pixel).bit_length())
    order = np.sort((pixel << bits) | np.arange(len(pixel)))
    rows = order & ((1 << bits) - 1)
    sorted_pixel = order >> bits
    last = np.flatnonzero(np.append(sorted_pixel[1:] != sorted_pixel[:-1], True))
    size = np.diff(np.append(-1, last))
    depth = np.repeat(last, size) - np.arange(len(rows))
    share = min(thinnest, 254) / 255
    needed = _MOST_LAYERS if share <= 0 else int(np.ceil(np.log(255) / -np.log1p(-share)))
    deepest = min(int(depth.max(initial=0)) + 1, max(needed, 2), _MOST_LAYERS)
    return [rows[depth == d] for d in range(deepest - 1, -1, -1)]


def _blend(canvas: UInt64, pixel: Int64, words: UInt64, sprite: Int64, shifts: Int64, table: UInt64) -> None:
    """Blend one block of discs with different centre pixels, place after place.

    The product of a lane (at most 255) and a weight (at most 256) fits its 16 bits, and so does the sum of both
    products because the weights add up to 256.
    """
    cover = np.empty(len(pixel), np.uint64)
    below = np.empty(len(pixel), np.uint64)
    target = np.empty(len(pixel), np.int64)
    for shift, paint_of in zip(shifts.tolist(), table, strict=True):
        np.add(pixel, shift, out=target)
        paint_of.take(sprite, out=cover, mode="clip")
        canvas.take(target, out=below, mode="clip")
        below *= _FULL - cover
        cover *= words
        below += cover
        below += _HALF
        below >>= _EIGHT
        below &= _LANES
        canvas[target] = below
