"""Names on the map: which ones, where, so that none runs into another, into a card or out of the view.

Regions come first when the map is far, song names take over when it is near. Placing is greedy by importance, with
several places per name; boxes of all names are kept in arrays, and each placed box strikes out what it touches, so
that one placing of 60 names among 300 costs about a millisecond.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log2

import numpy as np

from s2v_desktop.core.types import Bool, Float32, Float64, Int64
from s2v_desktop.ui.map.view import View

MOST = 60
"""Names drawn at once."""

GAP = 4.0
"""Pixels kept free around a name and at the border of the view."""

_CONSIDERED = 320
Box = tuple[float, float, float, float]
"""Left, top, width, height in pixels."""


@dataclass(frozen=True, slots=True)
class Name:
    """Something that may be written on the map.

    Attributes
    ----------
    text : str
        One plain line.
    x, y : float
        Place of the map it belongs to.
    key : int
        Row of a song, or -1 - number of a region: the same name keeps its place.
    region : bool
    reach : float
        Pixels from the place that the mark itself takes (radius of the point).
    """

    text: str
    x: float
    y: float
    key: int
    region: bool = False
    reach: float = 0.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A name with the offset of its box from the pixel of its place."""

    name: Name
    dx: float
    dy: float
    width: float
    height: float
    side: int

    def box(self, view: View) -> Box:
        """Where the name is in a view, in whole pixels so that it stays crisp."""
        px, py = view.pixel(self.name.x, self.name.y)
        return round(px + self.dx), round(py + self.dy), self.width, self.height


Measure = Callable[[str, bool], tuple[float, float]]
"""Width and height of a text; the flag says whether it names a region."""


def share_of_songs(zoom: float) -> float:
    """How many of the names may be songs at a zoom (1 at rest): none when far, all when near."""
    return min(max(log2(max(zoom, 1e-6)) - 0.3, 0.0) / 2.2, 1.0)


def place_names(
    names: Sequence[Name],
    view: View,
    measure: Measure,
    obstacles: Iterable[Box] = (),
    kept: Sequence[Placed] = (),
    most: int = MOST,
) -> list[Placed]:
    """Place names in the order given, best first, leaving out those that find no room.

    Parameters
    ----------
    names : sequence of Name
        Best first.
    view : View
    measure : callable
    obstacles : iterable of Box
        Cards and controls over the map, in pixels.
    kept : sequence of Placed
        Names of the last placing at the same zoom: where they still have room they stay as they are.
    most : int

    Returns
    -------
    list of Placed
        At most `most`; their boxes in `view` are apart by `GAP` and inside the view.
    """
    board = _Board(names, view, measure)
    for box in obstacles:
        board.block(box)
    made = board.keep(kept[:most])
    for number in range(len(names)):
        if len(made) >= most:
            break
        open_sides = np.flatnonzero(board.free[number])
        if number not in made and len(open_sides):
            made[number] = int(open_sides[0])
            board.take(number, made[number])
    return [board.placed(number, side) for number, side in made.items()]


class _Board:
    """Every box a name could take, and which of them are still free, shape (names, sides)."""

    def __init__(self, names: Sequence[Name], view: View, measure: Measure) -> None:
        self._names = names
        self._offsets, self._sizes = _offsets(names, measure)
        anchors = np.array([view.pixel(name.x, name.y) for name in names], dtype=np.float64).reshape(-1, 1, 2)
        self._corners: Float64 = np.rint(anchors + self._offsets)
        self._ends: Float64 = self._corners + self._sizes[:, None, :]
        inside = (self._corners >= GAP) & (self._ends <= np.array([view.width - GAP, view.height - GAP]))
        self.free: Bool = np.asarray(inside.all(axis=2), dtype=bool)

    def block(self, box: Box) -> None:
        """Take every box that touches this one out of the free ones."""
        left, top, width, height = box
        corners, ends = self._corners, self._ends
        touched = (corners[:, :, 0] < left + width + GAP) & (ends[:, :, 0] > left - GAP)
        touched &= (corners[:, :, 1] < top + height + GAP) & (ends[:, :, 1] > top - GAP)
        self.free &= ~touched

    def take(self, number: int, side: int) -> None:
        """Give a name its place."""
        left, top = self._corners[number, side].tolist()
        width, height = self._sizes[number].tolist()
        self.block((left, top, width, height))

    def keep(self, kept: Sequence[Placed]) -> dict[int, int]:
        """Let names stay where they were; gives number -> side.

        They were apart before, and moving all of them by the same way keeps them apart but for rounding.
        """
        numbers = {name.key: number for number, name in enumerate(self._names)}
        stay = [(numbers[placed.name.key], placed.side) for placed in kept if placed.name.key in numbers]
        made = {number: side for number, side in stay if self.free[number, side]}
        for number, side in made.items():
            self.take(number, side)
        return made

    def placed(self, number: int, side: int) -> Placed:
        """A name with its offset."""
        dx, dy = self._offsets[number, side].tolist()
        width, height = self._sizes[number].tolist()
        return Placed(self._names[number], dx, dy, width, height, side)


def _offsets(names: Sequence[Name], measure: Measure) -> tuple[Float64, Float64]:
    """Six offsets per name, shape (n, 6, 2), and sizes, shape (n, 2)."""
    sizes = np.array([measure(name.text, name.region) for name in names], dtype=np.float64).reshape(-1, 2)
    width, height = sizes[:, 0], sizes[:, 1]
    reach = np.array([name.reach for name in names]) + 3.0
    region = np.array([name.region for name in names], dtype=bool)
    middle_x, middle_y = -width / 2, -height / 2
    song = [(reach, middle_y), (-reach - width, middle_y), (middle_x, -reach - height), (middle_x, reach)]
    song += [(reach * 0.7, -height - reach * 0.5), (-reach * 0.7 - width, -height - reach * 0.5)]
    area = [(middle_x, middle_y), (middle_x, middle_y - height), (middle_x, middle_y + height)]
    area += [(middle_x, middle_y - 2 * height), (middle_x, middle_y + 2 * height), (middle_x - width / 3, middle_y)]
    made = np.empty((len(names), 6, 2))
    for side in range(6):
        for axis in (0, 1):
            made[:, side, axis] = np.where(region, area[side][axis], song[side][axis])
    return made, sizes


class SongNames:
    """Finds the songs worth naming in a view, most played first.

    Parameters
    ----------
    plays : Int64, shape (v,)
    """

    def __init__(self, plays: Int64) -> None:
        self._rank = np.empty(len(plays), dtype=np.int64)
        self._rank[np.argsort(-plays, kind="stable")] = np.arange(len(plays))

    def best(self, places: Float32, view: View, most: int = _CONSIDERED, bright: Bool | None = None) -> list[int]:
        """Rows inside the view, most played first, at most `most`; only those of a mask where one is given."""
        rows = view.inside(places)
        if bright is not None:
            rows = rows[bright[rows]]
        if len(rows) > most:
            rows = rows[np.argpartition(self._rank[rows], most)[:most]]
        return [int(row) for row in rows[np.argsort(self._rank[rows])]]


def order_names(
    regions: Sequence[Name], first: Sequence[Name], songs: Sequence[Name], kept: Sequence[Placed], zoom: float,
    roomy: float = 0.0,
) -> list[Name]:  # fmt: skip
    """All names for one placing: chosen songs, regions (while far), names shown before, then the rest.

    Parameters
    ----------
    regions, first, songs : sequence of Name
        Regions, songs to name in any case, other songs; each best first.
    kept : sequence of Placed
        Names shown at the same zoom before; pass none after zooming.
    zoom : float
        1 when the whole map fits.
    roomy : float
        Share of the names that may be songs even when far: a small library has room for them beside its regions.
    """
    share = max(share_of_songs(zoom), roomy if regions else 0.25)
    allowed = int(MOST * share)
    shown = {placed.name.key for placed in kept}
    chosen = {name.key for name in first}
    others = [name for name in songs if name.key not in chosen]
    again = [name for name in others if name.key in shown]
    new = [name for name in others if name.key not in shown]
    near = zoom > 9.0
    ordered = [*first, *((again + new)[: max(allowed * 4, 0)])]
    return ordered if near else [*first, *regions, *ordered[len(first) :]]
