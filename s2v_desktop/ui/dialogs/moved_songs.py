"""Songs that stand elsewhere since the map was drawn again: how far, from which region, and where they are now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from s2v_desktop.core import moved
from s2v_desktop.store.earlier_maps import Earlier
from s2v_desktop.ui import wording
from s2v_desktop.ui.map.areas import areas_of
from s2v_desktop.ui.models.plain_table import Cell, PlainTable
from s2v_desktop.ui.widgets.labels import plain_label
from s2v_desktop.ui.widgets.plain_table_view import PlainTableView

if TYPE_CHECKING:
    from s2v_desktop.ui.open_library import OpenLibrary

MOST = 200
LEAST, TIMES = 0.08, 3.0
"""A song has moved far when it went this part of the map's width, and so many times as far as is usual."""


class MovedSongs(QDialog):
    """A table; a click flies to the song. It may stay open beside the map.

    Parameters
    ----------
    library : OpenLibrary
        With a model and a map.
    earlier : Earlier
        The map before.

    Signals
    -------
    song_wanted(object)
        Library song number of a row that was clicked.
    select_wanted(object)
        Library song numbers of all rows.
    """

    song_wanted = Signal(object)
    select_wanted = Signal(object)

    def __init__(self, library: OpenLibrary, earlier: Earlier, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("What moved on the map"))
        self.resize(760, 480)
        self._library = library
        heads = (self.tr("Song"), self.tr("Artist"), self.tr("Moved"), self.tr("From"), self.tr("To"))
        self._model = PlainTable(heads, (2,), self)
        self.table = PlainTableView(self._model, self.tr("Songs that moved far"))
        self.table.chosen.connect(self._on_chosen)
        self.sentence = plain_label("", "secondary", muted=True, wrap=True)
        self.select = QPushButton(self.tr("Select them"))
        close = QPushButton(self.tr("Close"))
        close.setProperty("primary", True)
        close.setDefault(True)
        self.select.clicked.connect(self._on_select)
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addWidget(self.select)
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(12)
        column.addWidget(self.sentence)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self._songs: list[int] = []
        library.map_changed.connect(self.close)
        self._fill(earlier)

    def _fill(self, earlier: Earlier) -> None:
        stored = self._library.map
        assert stored is not None
        found = moved.moved(earlier.positions, np.asarray(stored.positions))
        far = found.far(LEAST, TIMES)
        here = self._library.catalogue_rows[far.rows] >= 0
        rows, distance = far.rows[here][:MOST], far.distance[here][:MOST]
        self._songs = [self._library.song_of_row(row) for row in rows.tolist()]
        catalogue = self._library.catalogue
        artists = catalogue.artists if catalogue is not None else ()
        before, now = (
            {area.number: area.name for area in areas_of(one.regions, artists)} for one in (earlier.stored, stored)
        )
        self._model.set_rows(
            [
                (song, self._cells(song, away, before, int(earlier.member[row]), now, int(stored.member[row])))
                for song, row, away in zip(self._songs, rows.tolist(), distance.tolist(), strict=True)
            ]
        )
        self.table.setColumnHidden(1, self._library.one_artist)
        self.table.setVisible(bool(self._songs))
        self.select.setEnabled(len(self._songs) > 1)
        self.sentence.setText(self._words(len(found.rows), found.usual, int(np.count_nonzero(here))))

    def _cells(
        self, song: int, away: float, before: Mapping[int, str], old: int, now: Mapping[int, str], new: int
    ) -> tuple[Cell, ...]:
        title, artist = self._library.name(song)
        between = self.tr("between regions")
        places = [names.get(number, between) for names, number in ((before, old), (now, new))]
        return (
            (title, title.casefold()),
            (artist, artist.casefold()),
            (wording.percent(away), away),
            *((wording.clean(place, 32), place.casefold()) for place in places),
        )

    def _words(self, both: int, usual: float, far: int) -> str:
        if not both:
            return self.tr("The map before shares too few songs with this one to be compared.")
        known = wording.count(both, self.tr("song stands"), self.tr("songs stand"))
        first = self.tr("{known} on this map and on the one before; half of them moved less than {usual} of its width.")
        sentence = first.format(known=known, usual=wording.percent(usual))
        if not far:
            return f"{sentence} {self.tr('None moved far: your map looks as you know it.')}"
        if far > MOST:
            return f"{sentence} {self.tr('These {shown} of {far} moved farthest.').format(shown=MOST, far=far)}"
        return f"{sentence} {self.tr('These moved far.')}"

    @Slot(int)
    def _on_chosen(self, song: int) -> None:
        self.song_wanted.emit(song)

    @Slot()
    def _on_select(self) -> None:
        self.select_wanted.emit(self._songs)
