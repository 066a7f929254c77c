"""The names on the canvas: which are shown, kept steady while the map is dragged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from s2v_desktop.core.types import Bool, Float32
from s2v_desktop.ui.map.label_artist import LabelArtist, shorter
from s2v_desktop.ui.map.labels import MOST, Box, Name, Placed, SongNames, order_names, place_names, share_of_songs
from s2v_desktop.ui.map.marks import Marks, crosshair_box
from s2v_desktop.ui.map.songs import SongPoints, plain_name
from s2v_desktop.ui.map.view import View
from s2v_desktop.ui.theme import Theme

_ZOOMED_OUT = 0.97
_WIDEST = 0.3
"""Of the width of the view that the name of a region may take; a longer one gives up its last parts."""

_YOU = -1_000_000
_ARM = 17.0
"""Pixels from a listener's place to the name: beyond the arm of the cross-hair and the gap around it."""
_MOST_MARKED = 24
_MOST_LINKED = 10
FINER_FROM = 2.0
_ROOMY = 200
"""Songs of a library that leaves room for their names when the whole map is seen."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What names depend on besides themselves.

    Attributes
    ----------
    view : View
    zoom : float
        1 when the whole map fits.
    places, radii : Float32
        Of all songs, as drawn.
    obstacles : tuple of Box
        Controls over the map.
    bright : Bool or None
        Songs that are not dimmed; the others keep no name, but for seeds. None is all.
    """

    view: View
    zoom: float
    places: Float32
    radii: Float32
    obstacles: tuple[Box, ...] = ()
    bright: Bool | None = None


class NamesLayer:
    """Places names when the view settles, and draws them wherever it moves until then."""

    def __init__(self) -> None:
        self._placed: list[Placed] = []
        self._owed: Callable[[], None] | None = None
        self.hidden = False
        self._artist: LabelArtist | None = None
        self._songs: SongPoints | None = None
        self._plain: dict[int, str] = {}
        self._finder: SongNames | None = None
        self._regions: tuple[tuple[str, float, float], ...] = ()
        self._finer: tuple[tuple[str, float, float], ...] = ()
        self._scale = 0.0
        self._named_first: list[int] = []
        self._you: list[Placed] = []

    @property
    def placed(self) -> list[Placed]:
        """The names chosen for the view."""
        if self._owed is not None:
            owed, self._owed = self._owed, None
            owed()
        return self._placed

    def owe(self, place: Callable[[], None]) -> None:
        """Let names be chosen anew before somebody looks at them: once, however much changes until then."""
        self._owed = place

    def set_songs(self, songs: SongPoints) -> None:
        """Name other songs."""
        self._songs, self._finder, self._plain = songs, SongNames(songs.plays), {}
        self._regions, self._finer, self._placed, self._you = (), (), [], []

    def set_regions(
        self, regions: Sequence[tuple[str, float, float]], finer: Sequence[tuple[str, float, float]] = ()
    ) -> None:
        """Names of regions and their places, most important first; `finer` ones are for near views."""
        self._regions = tuple((plain_name(name, 48), x, y) for name, x, y in regions)
        known = {name for name, _x, _y in self._regions}
        named = [(plain_name(name, 48), x, y) for name, x, y in finer]
        self._finer = tuple(one for one in named if one[0] not in known)
        self.forget()

    def forget(self) -> None:
        """Places changed: the next placing begins anew instead of keeping what it can."""
        self._placed, self._scale = [], 0.0

    def artist(self, theme: Theme, ratio: float) -> LabelArtist:
        """The artist for a theme and pixel ratio; its pictures are kept while both stay."""
        if self._artist is None or self._artist.theme != theme or self._artist.ratio != ratio:
            self._artist = LabelArtist(theme, ratio)
        return self._artist

    def too_small(self, view: View) -> bool:
        """Whether the view was zoomed out so far that placed names would touch."""
        return bool(self._placed) and view.scale < self._scale * _ZOOMED_OUT

    def place(self, around: Surroundings, marks: Marks, theme: Theme, ratio: float) -> None:
        """Choose names for a view."""
        self._owed = None
        artist = self.artist(theme, ratio)
        same_zoom = abs(around.view.scale / self._scale - 1) < 1e-6 if self._scale else False
        marked = self._marked(marks, around)
        kept = self._placed if same_zoom and marked == self._named_first else []
        you = [Name(plain_name(name), x, y, _YOU - i, False, _ARM) for i, (name, x, y) in enumerate(marks.you)]
        taken = [self._box_of(x, y, around.view) for _name, x, y in marks.you]
        # Only who stayed, or is alone, keeps the side of the name: after a move two names kept as they were may meet.
        stayed = [placed for placed in self._you if placed.name in you or len(you) == 1]
        self._you = place_names(you, around.view, artist.measure, (*around.obstacles, *taken), stayed)
        taken += [placed.box(around.view) for placed in self._you]
        taken += [self._ring_of(row, around) for row in self._seeds(marks, around)]
        areas = self._regions if around.zoom < FINER_FROM else (*self._regions, *self._finer)
        room = around.view.width * _WIDEST
        named = [(shorter(text, room, artist.region_width), x, y) for text, x, y in areas]
        regions = [Name(text, x, y, -1 - i, True) for i, (text, x, y) in enumerate(named)]
        first = [self._name(row, around, 4.0) for row in marked]
        roomy = min(_ROOMY / max(len(around.places), 1), 1.0) * 0.6
        far = bool(regions) and max(share_of_songs(around.zoom), roomy) * MOST < 1
        songs = [] if far else [self._name(row, around) for row in self._best(around)]
        names = order_names(regions, first, songs, kept, around.zoom, roomy)
        self._placed = place_names(names, around.view, artist.measure, (*around.obstacles, *taken), kept)
        self._scale, self._named_first = around.view.scale, marked

    def draw(self, painter: QPainter, view: View, theme: Theme, ratio: float, covered: Iterable[Box]) -> None:
        """Draw the names placed last, where their places are now."""
        if self.hidden:
            return
        artist = self.artist(theme, ratio)
        cards = tuple(covered)
        artist.draw(painter, self.placed, view, cards)  # asks for what is owed, before the others are drawn
        for one in self._you:
            left, top, _width, _height = one.box(view)
            painter.drawImage(QPointF(left, top), artist.picture(one.name.text, False, theme.accent))

    def boxes(self, view: View) -> list[Box]:
        """Where names are now, for a card that should not cover them."""
        return [] if self.hidden else [placed.box(view) for placed in (*self.placed, *self._you)]

    def _best(self, around: Surroundings) -> list[int]:
        if self._finder is None or not len(around.places):
            return []
        return self._finder.best(around.places, around.view, bright=around.bright)

    def _marked(self, marks: Marks, around: Surroundings) -> list[int]:
        linked = [int(row) for row in marks.links.targets[:_MOST_LINKED] if 0 <= row < len(around.places)]
        if around.bright is not None:
            linked = [row for row in linked if around.bright[row]]
        return list(dict.fromkeys([*self._seeds(marks, around), *linked]))

    @staticmethod
    def _seeds(marks: Marks, around: Surroundings) -> list[int]:
        rows = (*marks.positive[:_MOST_MARKED], *marks.negative[:_MOST_MARKED])
        return [int(row) for row in rows if 0 <= row < len(around.places)]

    @staticmethod
    def _ring_of(row: int, around: Surroundings) -> Box:
        """Box of a seed's ring: a name of something else would hide it."""
        px, py = around.view.pixel(*around.places[row].tolist())
        radius = float(around.radii[row]) + 1.0
        return px - radius, py - radius, 2 * radius, 2 * radius

    def _name(self, row: int, around: Surroundings, ring: float = 0.0) -> Name:
        assert self._songs is not None
        if row not in self._plain:
            self._plain[row] = plain_name(self._songs.title(row))
        x, y = around.places[row]
        return Name(self._plain[row], float(x), float(y), row, False, float(around.radii[row]) + ring)

    @staticmethod
    def _box_of(x: float, y: float, view: View) -> Box:
        box = crosshair_box(view, x, y)
        return box.x(), box.y(), box.width(), box.height()
