"""The map of the open library: follows its model, its map and the shared selection."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from s2v_desktop.core.types import Bool, Float32, Int32
from s2v_desktop.ui.map.areas import areas_of
from s2v_desktop.ui.map.colours import ColourMode, colours
from s2v_desktop.ui.map.content import Area, MapContent
from s2v_desktop.ui.map.map_view import MapView

if TYPE_CHECKING:
    from s2v_desktop.ui.open_library import OpenLibrary
    from s2v_desktop.ui.selection import Selection

_MOST_SEEDS = 300
"""A lasso chooses at most this many songs, the most played ones: more seeds than anybody can tell apart."""

_MOST_LINKS = 10


class MapPanel(MapView):
    """The map of a library.

    Parameters
    ----------
    library : OpenLibrary
    selection : Selection
        A click chooses a song, Ctrl adds or removes it, Alt goes away from it; a lasso chooses many.
    """

    def __init__(self, library: OpenLibrary, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library, self._selection = library, selection
        self._content: MapContent | None = None
        self._areas: list[Area] = []
        self._finer: list[Area] = []
        self._positions: Float32 | None = None
        self._member: Int32 | None = None
        self._mode = ColourMode.REGION
        self._period: tuple[int | None, int | None] = (None, None)
        self._in_period: Bool | None = None
        self._recommended: tuple[int, ...] = ()
        self._telling = False
        library.catalogue_changed.connect(self.reload)
        library.map_changed.connect(self.reload)
        selection.seeds_changed.connect(self._show_seeds)
        selection.hovered.connect(self._on_hovered_elsewhere)
        selection.show_on_map.connect(self.fly_to_song)
        self.canvas.hovered.connect(self._tell_hovered)
        self.canvas.clicked.connect(self._on_clicked)
        self.canvas.lassoed.connect(self._on_lassoed)
        self.filter_changed.connect(self._on_filter)
        self.reload()

    @Slot()
    def reload(self) -> None:
        """Show the library's newest map, or say that there is none."""
        library = self._library
        if library.catalogue is None or library.model is None:
            self._content = self._positions = None
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
        self._colour()
        self._show_seeds()
        trust = content.trust
        known = trust is not None and len(trust) and np.isfinite(trust).any()
        self.say_trust(float(np.nanmean(trust)) if known and trust is not None else None)
        self.show_map()

    def show_frame(self, positions: Float32, step: int, measure: float, steps: int = 0) -> None:
        """Show a moment of a layout that still settles.

        Parameters
        ----------
        positions : Float32, shape (v, 2)
        step, steps : int
            How far it is, and of how many (0 when not known).
        measure : float
            Its KL divergence.
        """
        if self._content is None or len(positions) != len(self._content):
            return
        if not self.canvas.names.hidden:
            self.canvas.set_songs(self._content.points())
            self.canvas.set_live(True)
            self.set_facts(None)
            self._areas = []
            self._colour()
        self.canvas.set_positions(np.asarray(positions, np.float32))
        self.say_step(step, steps)
        self.show_map()

    def fit(self) -> None:
        """Show the whole map."""
        self.canvas.fit()

    def set_mode(self, mode: str) -> None:
        """Let dragging pan, or choose with a lasso or rectangle."""
        self.canvas.set_mode(mode)

    def set_colour(self, mode: str) -> None:
        """Let colour tell something else (`ColourMode`)."""
        self._mode = ColourMode(mode)
        self._colour()

    @Slot(object, object)
    def set_period(self, first_day: int | None, last_day: int | None) -> None:
        """Dim songs that were not played between two days (both included); None and None is all time."""
        self._period = (first_day, last_day)
        self._count_period()
        self._highlight()

    def show_recommended(self, songs: Sequence[int]) -> None:
        """Draw lines from the first seed to recommendations (library song numbers, best first)."""
        self._recommended = tuple(songs[:_MOST_LINKS])
        self._show_links()

    @Slot(object)
    def fly_to_song(self, song: object) -> None:
        """Fly to a library song number and point at it."""
        row = self._library.row_of(song) if isinstance(song, int) else -1
        if row >= 0 and self._positions is not None:
            self.canvas.fly_to(row)
            self.canvas.hover(row)

    def apply_theme(self) -> None:
        """Draw in the colours of the application's theme."""
        super().apply_theme()
        self._colour()

    def _colour(self) -> None:
        content = self._content
        if content is None:
            return
        data = content.colour_data(self._areas, self._member)
        mode = self._mode
        if mode is ColourMode.REGION and not self._areas:
            # One entry with everything in it says nothing.
            mode = ColourMode.PLAYS if self._library.one_artist else ColourMode.ARTIST
        rgba, entries = colours(mode, data, self.canvas.theme)
        self.canvas.set_colours(rgba, entries)
        titles = {
            ColourMode.REGION: self.tr("Region"),
            ColourMode.ARTIST: self.tr("Artist"),
            ColourMode.PLAYS: self.tr("Plays"),
            ColourMode.FIRST_YEAR: self.tr("First played"),
            ColourMode.LAST_YEAR: self.tr("Last played"),
            ColourMode.TRUST: self.tr("Trust"),
        }
        self.legend.set_entries(titles[mode], entries, len(content))
        self._count_period()
        self._highlight()

    def _count_period(self) -> None:
        first, last = self._period
        catalogue, content = self._library.catalogue, self._content
        self._in_period = None
        if catalogue is not None and content is not None and first is not None:
            played = catalogue.plays_between(first, last)
            self._in_period = content.here & (played[np.maximum(content.rows, 0)] > 0)
        self.legend.set_shown(self._in_period)

    def _highlight(self) -> None:
        chosen = self.legend.chosen_songs()
        both = self._in_period if chosen is None else chosen if self._in_period is None else chosen & self._in_period
        self.canvas.set_highlight(both)

    @Slot(object)
    def _on_filter(self, mask: object) -> None:
        self._highlight()

    @Slot()
    def _show_seeds(self) -> None:
        rows = [(self._library.row_of(seed.song), seed.weight) for seed in self._selection.seeds]
        known = [(row, weight) for row, weight in rows if row >= 0]
        self.dismiss_card()
        self.canvas.set_seeds([row for row, weight in known if weight > 0], [row for row, w in known if w < 0])
        self._show_links()

    def _show_links(self) -> None:
        positive = self.canvas.marks.positive
        rows = [self._library.row_of(song) for song in self._recommended]
        self.canvas.set_links(int(positive[0]) if len(positive) else -1, [row for row in rows if row >= 0])

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
        content = self._content
        if content is None:
            return
        here = rows[content.here[rows]]
        best = here[np.argsort(-content.plays[here], kind="stable")][:_MOST_SEEDS]
        songs = [self._library.song_of_row(int(row)) for row in best]
        if not songs:
            return
        if isinstance(modifiers, Qt.KeyboardModifier) and modifiers & Qt.KeyboardModifier.ControlModifier:
            self._selection.add(songs)
        else:
            self._selection.choose(songs)
