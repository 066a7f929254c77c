"""Selected songs are carried from the map into the playlist, or as names into another program."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QMimeData, QObject, Qt, Slot
from PySide6.QtGui import QDrag

from s2v_desktop.ui.map.canvas import MapCanvas
from s2v_desktop.ui.map.picked import Picked
from s2v_desktop.ui.models.song_mime import songs_mime

if TYPE_CHECKING:
    from s2v_desktop.ui.open_library import OpenLibrary


MOST_NAMED = 5_000
"""Songs whose names are carried as text too: more take too long while the mouse moves."""


class Dragging(QObject):
    """Lets a drag that begins on a selected song carry the whole selection; elsewhere it moves the map.

    Parameters
    ----------
    library : OpenLibrary
    picked : Picked
    canvas : MapCanvas
    """

    def __init__(
        self, library: OpenLibrary, picked: Picked, canvas: MapCanvas, parent: QObject | None = None
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._library, self._picked, self._canvas = library, picked, canvas
        canvas.carried.connect(self._on_carried)
        picked.changed.connect(self._tell)
        library.model_changed.connect(self._tell)
        self._tell()

    def data(self) -> QMimeData:
        """The selection as it is carried, in its order."""
        songs, catalogue = self._picked.songs, self._library.catalogue
        at = catalogue.index_of(np.asarray(songs, np.int64)).tolist() if catalogue is not None else []
        named = [one for one in at[:MOST_NAMED] if one >= 0]
        lines = [f"{catalogue.artist(one)} - {catalogue.title(one)}" for one in named] if catalogue is not None else []
        return songs_mime([int(song) for song in songs], lines)

    @Slot()
    def _tell(self) -> None:
        """Say which songs can be carried."""
        space = self._library.space
        songs = self._picked.songs
        rows = space.rows_of(songs) if space is not None and len(songs) else np.zeros(0, np.int64)
        self._canvas.carriable = frozenset(rows[rows >= 0].tolist())

    @Slot()
    def _on_carried(self) -> None:
        drag = QDrag(self._canvas)
        drag.setMimeData(self.data())
        drag.exec(Qt.DropAction.CopyAction)
