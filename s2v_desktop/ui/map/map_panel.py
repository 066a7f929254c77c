"""The map of the open library: follows its model, its map and the shared selection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from s2v_desktop.core.types import Bool, Float32, Int32
from s2v_desktop.ui.map.areas import areas_of
from s2v_desktop.ui.map.choosing import Chooser
from s2v_desktop.ui.map.colouring import Colouring
from s2v_desktop.ui.map.colours import ColourMode
from s2v_desktop.ui.map.content import Area, MapContent
from s2v_desktop.ui.map.familiar import Familiar
from s2v_desktop.ui.map.glow import Glow
from s2v_desktop.ui.map.map_view import MapView
from s2v_desktop.ui.map.picked import Picked

if TYPE_CHECKING:
    from s2v_desktop.ui.open_library import OpenLibrary
    from s2v_desktop.ui.selection import Selection

_MOST_LINKS = 10

_MOST_RINGS = 40
"""More seeds than this are shown by dimming all other songs and not by rings."""

_COUNTED_FROM = 4
"""A selection of so many songs is counted in the legend; "1 of 132" for a single seed would be noise."""


class MapPanel(MapView):
    """The map of a library.

    Parameters
    ----------
    library : OpenLibrary
    selection : Selection
        A click chooses a song, Ctrl adds or removes it, Alt goes away from it.
    picked : Picked
        A lasso or a rectangle chooses many.
    """

    def __init__(
        self, library: OpenLibrary, selection: Selection, picked: Picked, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._library, self._selection, self._picked = library, selection, picked
        self.chooser = Chooser(library, picked, self)
        self._colouring = Colouring(library, selection)
        self._familiar = Familiar(library.folder)
        self._content: MapContent | None = None
        self._areas: Sequence[Area] = []
        self._finer: list[Area] = []
        self._positions: Float32 | None = None
        self._member: Int32 | None = None
        self._period: tuple[int | None, int | None] = (None, None)
        self._in_period: Bool | None = None
        self._recommended: tuple[int, ...] = ()
        self._walk: tuple[int, ...] = ()
        self._you: list[tuple[str, float, float]] = []
        self._telling = False
        library.catalogue_drawn.connect(self.reload)
        library.map_changed.connect(self.reload)
        picked.changed.connect(self._show_seeds)
        selection.hovered.connect(self._on_hovered_elsewhere)
        selection.show_on_map.connect(self.fly_to_song)
        self.canvas.hovered.connect(self._tell_hovered)
        self.canvas.clicked.connect(self._on_clicked)
        self.canvas.lassoed.connect(self._on_lassoed)
        self.filter_changed.connect(self._on_filter)
        self.reload()

    @property
    def areas(self) -> list[Area]:
        """Regions of the map that is shown, coarse ones first; empty while it settles."""
        return [*self._areas, *self._finer]

    @Slot()
    def reload(self) -> None:
        """Show the library's newest map, or say that there is none."""
        library = self._library
        if library.folder != self._familiar.folder:
            self._familiar = Familiar(library.folder)
        if library.catalogue is None or library.empty or library.model is None:
            self._content = self._positions = self._member = None
            self._areas, self._finer = [], []
            self.set_facts(None)
            self.show_empty(self.tr("No map yet"), self.tr("Import your history, and it is drawn by itself."))
            return
        gone = self.tr("A song that is no longer here")
        self._content = MapContent(library.catalogue, library.catalogue_rows, library.model.neighbours, gone)
        stored = library.map
        if stored is None or len(stored.positions) != len(self._content):
            self._positions, self._member, self._areas = None, None, []
            self.canvas.set_songs(self._content.points())
            self.canvas.set_live(False)
            self.set_facts(None)
            sentence = self.tr("It is drawn after training, or with Model, Draw the map again.")
            self.show_empty(self.tr("No map yet"), sentence)
            return
        self._content.trust = np.asarray(stored.trust, np.float32)
        self._member = np.asarray(stored.member, np.int32)
        areas = areas_of(stored.regions, library.catalogue.artists)
        self._areas = [area for area in areas if area.level == 0]
        self._finer = [area for area in areas if area.level > 0]
        self._show(np.asarray(stored.positions, np.float32))

    def _show(self, positions: Float32) -> None:
        """Show a finished map; points of the last frame glide the rest of their way."""
        content = self._content
        assert content is not None
        self._positions = positions
        self.canvas.set_live(False)
        if len(self.canvas.points) != len(content):
            self.canvas.set_songs(content.points())
        self.canvas.set_positions(positions)
        self.canvas.set_regions(*[[(a.name, a.x, a.y) for a in areas] for areas in (self._areas, self._finer)])
        self.set_facts(content.facts)
        if self._library.space is not None:
            self._familiar.keep(self._library.space.songs, self._areas, self._member)
        self._colour()
        self._show_seeds()
        trust = content.trust
        known = trust is not None and len(trust) and np.isfinite(trust).any()
        self.say_trust(float(np.nanmean(trust)) if known and trust is not None else None)
        self.show_map()

    def show_frame(self, positions: Float32, step: int, measure: float, steps: int = 0) -> None:
        """Show positions, shape (v, 2), of a layout that still settles: `step` of `steps` (0 when not known)."""
        if self._content is None or len(positions) != len(self._content):
            return
        if not self.live:
            self._begin_to_settle(self._content)
        self.canvas.set_positions(np.asarray(positions, np.float32))
        self.say_step(step, steps)
        self.show_map()

    def _begin_to_settle(self, content: MapContent) -> None:
        """Songs glide from where they stood, in the colours they had."""
        if len(self.canvas.points) != len(content):
            self.canvas.set_songs(content.points())
        self.canvas.set_live(True)
        self.canvas.set_you([])
        self.set_facts(None)
        self._areas, self._finer, self._member = [], [], None
        self._colour()

    @property
    def live(self) -> bool:
        """Whether a map is being drawn: what is shown are moments of it."""
        return self.canvas.names.hidden

    def fit(self) -> None:
        """Show the whole map."""
        self.canvas.fit()

    def set_mode(self, mode: str) -> None:
        """Let dragging pan, or choose with a lasso or rectangle."""
        self.canvas.set_mode(mode)

    def set_colour(self, mode: str) -> None:
        """Let colour tell something else (`ColourMode`)."""
        self._colouring.mode = ColourMode(mode)
        self._colour()

    def set_pair(self, pair: tuple[int, int] | None) -> None:
        """Compare these two listeners where colour tells who played what; None for those with most plays."""
        if pair != self._colouring.pair:
            self._colouring.pair = pair
            if self._colouring.mode is ColourMode.TOGETHER:
                self._colour()

    def set_shaped(self, shaped: bool) -> None:
        """Tell groups by shape too, or only by colour."""
        self.canvas.shaped = self.legend.shaped = shaped
        self._colour()

    @Slot(object, object)
    def set_period(self, first_day: int | None, last_day: int | None) -> None:
        """Dim songs that were not played between two days (both included); None and None is all time."""
        self._period = (first_day, last_day)
        self._find_period()
        self._count()
        self._highlight()

    @Slot(object)
    def set_you(self, listeners: list[tuple[str, float, float]]) -> None:
        """Mark listeners by name and place in the positions of the stored map."""
        self._you = listeners
        if self.canvas.marks.glow is None:
            self.canvas.set_you(listeners if self._positions is not None else [])

    @Slot(object)
    def set_glow(self, glow: Glow | None) -> None:
        """Show a moment of the history, or the map as it is."""
        began = (self.canvas.marks.glow is None) != (glow is None)
        self.canvas.set_glow(glow)
        if began:
            self._highlight()
            self.canvas.set_you(self._you if glow is None else [])

    def show_recommended(self, songs: Sequence[int]) -> None:
        """Draw lines from the first seed to recommendations (library song numbers, best first)."""
        self._recommended = tuple(songs[:_MOST_LINKS])
        self._show_links()

    @Slot(object)
    def show_journey(self, songs: Sequence[int]) -> None:
        """Draw a way from song to song (library song numbers in order); none draws nothing."""
        self._walk = tuple(songs)
        self._show_walk()

    def _show_walk(self) -> None:
        rows = [self._library.row_of(song) for song in self._walk]
        self.canvas.set_walk([row for row in rows if row >= 0])

    @Slot(object)
    def fly_to_song(self, song: object) -> None:
        """Fly to a library song number and point at it."""
        row = self._library.row_of(song) if isinstance(song, int) else -1
        if row >= 0 and self._positions is not None:
            self.canvas.fly_to(row)
            self.canvas.hover(row)

    def fly_to_rows(self, rows: Int32 | Sequence[int]) -> None:
        """Fly to where several songs are seen."""
        if self._positions is not None:
            self.canvas.fly_to(rows)

    def apply_theme(self) -> None:
        """Draw in the colours of the application's theme."""
        super().apply_theme()
        self._colour()

    def _colour(self) -> None:
        content = self._content
        if content is None:
            return
        areas, member, space = self._areas, self._member, self._library.space
        if self.live and space is not None and len(space.songs) == len(content):
            areas, member = self._familiar.regions_of(space.songs)
        made = self._colouring.paint(content, areas, member, self.canvas.theme)
        self.canvas.set_colours(made.rgba, made.entries)
        self.legend.set_entries(made.title, made.entries, len(content))
        self._find_period()
        self._count()
        self._highlight()

    def _find_period(self) -> None:
        """Find the songs that were played in the period."""
        first, last = self._period
        content = self._content
        self._in_period = content.played(first, last) if content is not None and first is not None else None

    def _count(self) -> None:
        """Count the songs of the period and the selected ones in the legend."""
        self.legend.set_shown(_both(self._in_period, self._chosen()))

    def _chosen(self) -> Bool | None:
        """Rows of a selection that is large enough to be counted."""
        if self._content is None or len(self._picked.songs) < _COUNTED_FROM:
            return None
        mask = self.chooser.mask()
        return mask if len(mask) == len(self._content) else None

    def _highlight(self) -> None:
        if self.canvas.marks.glow is not None:
            self.canvas.set_highlight(np.zeros(len(self.canvas.points), bool))
            return
        area = self._chosen() if self._picked.is_area else None
        self.canvas.set_highlight(_both(_both(self.legend.chosen_songs(), self._in_period), area))

    @Slot(object)
    def _on_filter(self, mask: object) -> None:
        self._highlight()

    @Slot()
    def _show_seeds(self) -> None:
        rows = [(self._library.row_of(seed.song), seed.weight) for seed in self._selection.seeds]
        known = [(row, weight) for row, weight in rows if row >= 0]
        self.dismiss_card()
        positive = [row for row, weight in known if weight > 0]
        many = self._picked.is_area and len(positive) > _MOST_RINGS
        self.canvas.set_seeds([] if many else positive, [row for row, weight in known if weight < 0])
        self._show_links()
        if self._colouring.follows_seeds:
            self._colour()
        else:
            self._count()
            self._highlight()

    def _show_links(self) -> None:
        positive = self.canvas.marks.positive
        rows = [self._library.row_of(song) for song in self._recommended]
        self.canvas.set_links(int(positive[0]) if len(positive) else -1, [row for row in rows if row >= 0])
        self._show_walk()

    @Slot(object)
    def _tell_hovered(self, row: object) -> None:
        if not self._telling:
            self._telling = True
            self._selection.hovered.emit(self._library.song_of_row(row) if isinstance(row, int) else None)
            self._telling = False

    @Slot(object)
    def _on_hovered_elsewhere(self, song: object) -> None:
        if self._telling or self._positions is None:
            return
        self._telling = True
        row = self._library.row_of(song) if isinstance(song, int) else -1
        self.canvas.hover(row if row >= 0 else None)
        self._telling = False

    @Slot(int, object)
    def _on_clicked(self, row: int, modifiers: object) -> None:
        song = self._library.song_of_row(row)
        if not isinstance(modifiers, Qt.KeyboardModifier) or song < 0:
            return
        if modifiers & Qt.KeyboardModifier.AltModifier:
            self._selection.negate(song)
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            self._selection.toggle(song)
        else:
            self._selection.choose([song])

    @Slot(object, object)
    def _on_lassoed(self, rows: Int32, modifiers: object) -> None:
        control = Qt.KeyboardModifier.ControlModifier
        self.chooser.rows(rows, add=isinstance(modifiers, Qt.KeyboardModifier) and bool(modifiers & control))


def _both(one: Bool | None, other: Bool | None) -> Bool | None:
    """Songs of both masks; None is all."""
    return other if one is None else one if other is None else one & other
