"""Songs that are not on the map, because they are too rare or newer than the model: shown where they would stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Slot

from s2v_desktop.ui import wording

if TYPE_CHECKING:
    from s2v_desktop.ui.map.map_panel import MapPanel
    from s2v_desktop.ui.open_library import OpenLibrary
    from s2v_desktop.ui.selection import Selection

SAID_MS = 10_000


class OffTheMap(QObject):
    """Answers when a song is to be shown that the map does not have: flies beside its kin and says why.

    Parameters
    ----------
    library : OpenLibrary
    panel : MapPanel
    selection : Selection
    """

    def __init__(
        self, library: OpenLibrary, panel: MapPanel, selection: Selection, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._library, self._panel = library, panel
        self._before = self._said = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAID_MS)
        self._timer.timeout.connect(self.end)
        selection.show_on_map.connect(self.show)

    @Slot(object)
    def show(self, song: object) -> None:
        """Show a library song number; songs that are on the map are none of our business."""
        self.end()
        library = self._library
        if not isinstance(song, int) or library.map is None or library.row_of(song) >= 0 or self._panel.live:
            return
        title, artist = library.name(song)
        name = wording.isolated(title, 60)
        if (row := self._alike(song)) >= 0:
            beside = wording.isolated(library.name(library.song_of_row(row))[0], 60)
            said = self.tr("“{song}” was played too rarely to be learnt. It belongs beside “{beside}”.")
            sentence = said.format(song=name, beside=beside)
        elif (row := self._by_its_artist(song)) >= 0:
            said = self.tr("“{song}” is not on this map yet. Songs by {artist} are here; Rebuild map can place it.")
            sentence = said.format(song=name, artist=wording.isolated(artist, 40))
        else:
            said = self.tr("“{song}” is not on this map: nothing it was learnt from tells where it belongs.")
            sentence = said.format(song=name)
        if row >= 0:
            self._panel.fly_to_rows([row])
        self._before, self._said = self._panel.sentence.text, sentence
        self._panel.say(sentence)
        self._timer.start()

    @Slot()
    def end(self) -> None:
        """Say again what stood there, unless something newer does."""
        self._timer.stop()
        if self._said and self._panel.sentence.text == self._said:
            self._panel.say(self._before)
        self._said = ""

    def _alike(self, song: int) -> int:
        """Row of the learnt song that a rare one is most alike, -1 when it was not placed."""
        model = self._library.model
        songs, near = model.placed_beside() if model is not None else (np.zeros(0, np.int64), np.zeros(0, np.int32))
        found = np.flatnonzero(songs == song)
        return int(near[found[0]]) if len(found) else -1

    def _by_its_artist(self, song: int) -> int:
        """Row of the most played song by the same artist, -1 when there is none."""
        catalogue, at, rows = self._library.catalogue, self._library.index_of(song), self._library.catalogue_rows
        if catalogue is None or at < 0:
            return -1
        artist = np.asarray(catalogue.artist_index)
        same = np.flatnonzero((rows >= 0) & (artist[np.maximum(rows, 0)] == artist[at]))
        return int(same[np.argmax(np.asarray(catalogue.plays)[rows[same]])]) if len(same) else -1
