"""Ways to select many songs at once: grow, invert, a region, an artist, what a search found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject

from s2v_desktop.core.types import Bool, Int32, Int64, Neighbours
from s2v_desktop.ui.map.picked import Picked

if TYPE_CHECKING:
    from s2v_desktop.ui.open_library import OpenLibrary

_GROWN_BY = 5
"""How many of its nearest songs each selected song brings in."""

_MOST_HITS = 5_000


def grown(chosen: Bool, neighbours: Neighbours, by: int = _GROWN_BY) -> Bool:
    """The chosen rows and the nearest songs of each of them, shape (v,)."""
    made = chosen.copy()
    made[neighbours.index[chosen, :by].reshape(-1)] = True
    return made


class Chooser(QObject):
    """Selects songs of the open library.

    Parameters
    ----------
    library : OpenLibrary
    picked : Picked
    """

    def __init__(self, library: OpenLibrary, picked: Picked, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library, self._picked = library, picked

    def mask(self) -> Bool:
        """Which rows of the map are selected, shape (v,)."""
        songs = self._library.space.songs if self._library.space is not None else np.zeros(0, np.int64)
        return np.isin(songs, self._picked.songs)

    def rows(self, rows: npt.ArrayLike, text: str = "", *, add: bool = False) -> bool:
        """Select rows of the map that are still songs of the library; says whether there were any.

        Parameters
        ----------
        rows : integers
        text : str
            For the undo list.
        add : bool
            Keep what was selected before.
        """
        space, catalogue = self._library.space, self._library.catalogue
        if space is None or catalogue is None:
            return False
        wanted = np.asarray(rows, np.int64).reshape(-1)
        at = self._library.catalogue_rows
        wanted = wanted[at[wanted] >= 0]
        songs = space.songs[wanted]
        if add:
            songs = np.union1d(songs, self._picked.songs)
        if not len(wanted):
            return False
        self._picked.pick(self._best_first(songs), text or self.tr("choose songs"))
        return True

    def grow(self) -> bool:
        """Select the nearest songs of the selected ones too."""
        model = self._library.model
        if model is None or model.neighbours is None or not self.mask().any():
            return False
        return self.rows(np.flatnonzero(grown(self.mask(), model.neighbours)), self.tr("grow the selection"))

    def invert(self) -> bool:
        """Select what is not selected."""
        return self.rows(np.flatnonzero(~self.mask()), self.tr("invert the selection"))

    def region(self, number: int) -> bool:
        """Select a region of the map by its number."""
        stored = self._library.map
        if stored is None:
            return False
        return self.rows(stored.rows_of(number), self.tr("select a region"))

    def region_of(self, song: int, *, near: bool = False) -> bool:
        """Select the region a song lies in; the finer one, where there is one, when the map is `near`."""
        stored, row = self._library.map, self._library.row_of(song)
        if stored is None or row < 0:
            return False
        finer, coarse = int(stored.finer[row]), int(stored.member[row])
        number = finer if near and finer >= 0 else coarse
        return number >= 0 and self.region(number)

    def artist_of(self, song: int) -> bool:
        """Select all songs by the artist of a song."""
        catalogue, at = self._library.catalogue, self._library.index_of(song)
        if catalogue is None or at < 0:
            return False
        artist = np.asarray(catalogue.artist_index)
        return self._indices(np.flatnonzero(artist == artist[at]), self.tr("select an artist"))

    def hits(self, text: str) -> bool:
        """Select what a search finds."""
        catalogue = self._library.catalogue
        if catalogue is None or not text.strip():
            return False
        return self._indices(np.asarray(catalogue.search(text, _MOST_HITS)), self.tr("select what was found"))

    def songs(self, songs: npt.ArrayLike, text: str = "") -> bool:
        """Select library song numbers, as a saved selection holds them; vanished ones are left out."""
        catalogue = self._library.catalogue
        if catalogue is None:
            return False
        at = catalogue.index_of(np.asarray(songs, np.int64))
        return self._indices(np.unique(at[at >= 0]), text or self.tr("select saved songs"))

    def _indices(self, indices: Int64 | Int32, text: str) -> bool:
        catalogue = self._library.catalogue
        assert catalogue is not None
        if not len(indices):
            return False
        self._picked.pick(self._best_first(np.asarray(catalogue.songs)[indices]), text)
        return True

    def _best_first(self, songs: Int64) -> Int64:
        """Most played first, songs that the model does not know last: those cannot be seeds."""
        catalogue, space = self._library.catalogue, self._library.space
        assert catalogue is not None
        at = catalogue.index_of(songs)
        plays = np.where(at >= 0, np.asarray(catalogue.plays)[np.maximum(at, 0)], 0)
        known = space.rows_of(songs) >= 0 if space is not None else np.zeros(len(songs), bool)
        return songs[np.lexsort((songs, -plays, ~known))]
