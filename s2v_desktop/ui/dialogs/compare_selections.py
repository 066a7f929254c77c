"""Two selections beside each other: artists, years, hours, skips, and songs that only one of them has."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from s2v_desktop.core.comparison import Comparison, Line, SongColumns, compare
from s2v_desktop.core.types import NO_DAY, Int64
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.selections import SavedSelection
from s2v_desktop.ui import wording
from s2v_desktop.ui.map.colours import parts_of_day
from s2v_desktop.ui.models.plain_table import Cell, PlainTable
from s2v_desktop.ui.widgets.choices import ChoiceBox
from s2v_desktop.ui.widgets.labels import plain_label
from s2v_desktop.ui.widgets.plain_table_view import PlainTableView
from s2v_desktop.ui.widgets.tabs import named_tabs

Row = tuple[int, tuple[Cell, ...]]


class CompareSelections(QDialog):
    """The comparison of any two of some selections.

    Parameters
    ----------
    catalogue : Catalogue
    selections : sequence of SavedSelection
        At least two; the first two are compared at first.
    """

    def __init__(
        self, catalogue: Catalogue, selections: Sequence[SavedSelection], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Compare two selections"))
        self.resize(680, 560)
        self._catalogue, self._selections = catalogue, tuple(selections)
        self._tables: dict[str, PlainTable] = {}
        self.sides = (self._choice(self.tr("First selection"), 0), self._choice(self.tr("Second selection"), 1))
        self.summary = (plain_label("", "secondary", wrap=True), plain_label("", "secondary", wrap=True))
        head = QGridLayout()
        head.setHorizontalSpacing(16)
        for column in (0, 1):
            head.addWidget(self.sides[column], 0, column)
            head.addWidget(self.summary[column], 1, column)
            head.setColumnStretch(column, 1)
        self.common = plain_label("", "secondary", muted=True)
        self._tabs = named_tabs(self.tr("What is compared"))
        for name, title, sortable in (
            ("artists", self.tr("Artists"), True),
            ("years", self.tr("Years"), True),
            ("parts", self.tr("Hours"), False),
        ):
            self._tabs.addTab(self._shares(name, title, sortable), title)
        self._tabs.addTab(self._songs(), self.tr("Songs only here"))
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        column_layout = QVBoxLayout(self)
        column_layout.setContentsMargins(20, 20, 20, 16)
        column_layout.setSpacing(12)
        column_layout.addLayout(head)
        column_layout.addWidget(self.common)
        column_layout.addWidget(self._tabs, 1)
        column_layout.addLayout(foot)
        self._show()

    def _choice(self, name: str, at: int) -> ChoiceBox:
        box = ChoiceBox()
        box.setAccessibleName(name)
        box.addItems([one.name for one in self._selections])
        box.setCurrentIndex(at)
        box.currentIndexChanged.connect(self._show)
        return box

    def _shares(self, name: str, title: str, sortable: bool) -> QWidget:
        model = PlainTable((title, self.tr("First"), self.tr("Second")), (1, 2), self)
        self._tables[name] = model
        return PlainTableView(model, self.tr("Shares of the plays: {title}").format(title=title), sortable=sortable)

    def _songs(self) -> QWidget:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        for name, title in (("left", self.tr("Only in the first")), ("right", self.tr("Only in the second"))):
            self._tables[name] = PlainTable((title, self.tr("Plays")), (1,), self)
            row.addWidget(PlainTableView(self._tables[name], title))
        return page

    @Slot()
    def _show(self) -> None:
        """Compare what is chosen and fill everything."""
        left, right = (self._selections[box.currentIndex()] for box in self.sides)
        for name in ("artists", "years", "parts"):
            self._tables[name].set_heads(1, (_short(left.name), _short(right.name)))
        made = compared(self._catalogue, left, right)
        for side in (0, 1):
            self.summary[side].setText(self._said(made, side))
        common = wording.count(made.common, self.tr("song is in both."), self.tr("songs are in both."))
        self.common.setText(common)
        catalogue = self._catalogue
        self._tables["artists"].set_rows([_line(line, catalogue.artists[line.key]) for line in made.artists])
        self._tables["years"].set_rows([_line(line, str(line.key)) for line in made.years])
        self._tables["parts"].set_rows([_line(line, parts_of_day()[line.key]) for line in made.parts])
        for name, songs in (("left", made.only_left), ("right", made.only_right)):
            self._tables[name].set_rows([self._song(song) for song in songs])

    def _said(self, made: Comparison, side: int) -> str:
        songs = wording.count(made.songs[side], self.tr("song"), self.tr("songs"))
        plays = wording.count(made.plays[side], self.tr("play"), self.tr("plays"))
        skips = made.skips[side]
        if math.isnan(skips):
            return self.tr("{songs}, {plays}. Skips are not known.").format(songs=songs, plays=plays)
        return self.tr("{songs}, {plays}, {percent} % skipped.").format(
            songs=songs, plays=plays, percent=wording.number(round(skips * 100))
        )

    def _song(self, song: int) -> Row:
        catalogue = self._catalogue
        plays = int(catalogue.plays[song])
        name = wording.song(catalogue.title(song), catalogue.artist(song))
        return song, ((name, name.casefold()), (wording.number(plays), float(plays)))


def _short(name: str) -> str:
    """The name of a selection over a narrow column."""
    return wording.clean(name, 22)


def compared(catalogue: Catalogue, left: SavedSelection, right: SavedSelection) -> Comparison:
    """Compare two selections of a library; songs that left it are left out."""
    habits = catalogue.habits
    columns = SongColumns(
        np.asarray(catalogue.plays), np.asarray(catalogue.artist_index), habits.part_of_day, habits.skip_rate
    )
    song, day = catalogue.songs_and_days()
    wanted = np.zeros(len(catalogue), bool)
    sides = [_indices(catalogue, one) for one in (left, right)]
    for side in sides:
        wanted[side] = True
    timed = np.flatnonzero((day != NO_DAY) & wanted[song])
    year = day[timed].astype("M8[D]").astype("M8[Y]").astype(np.int64) + 1970
    return compare(sides[0], sides[1], columns, song[timed], year)


def _indices(catalogue: Catalogue, selection: SavedSelection) -> Int64:
    at = catalogue.index_of(np.array(selection.songs, np.int64))
    return np.unique(at[at >= 0])


def _line(line: Line, name: str) -> Row:
    return line.key, ((name, name.casefold()), *((wording.percent(share), share) for share in (line.left, line.right)))
