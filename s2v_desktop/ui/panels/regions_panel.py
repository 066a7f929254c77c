"""The regions of the map as a table: a click flies there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLocale, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from s2v_desktop.core.types import Int64
from s2v_desktop.ui import theme
from s2v_desktop.ui.map.content import Area
from s2v_desktop.ui.models.plain_table import Cell, PlainTable
from s2v_desktop.ui.widgets.labels import plain_label, section_label
from s2v_desktop.ui.widgets.plain_table_view import PlainTableView

if TYPE_CHECKING:
    from s2v_desktop.ui.map.map_panel import MapPanel
    from s2v_desktop.ui.open_library import OpenLibrary


_PLAYS = 2
_WIDE = 380
"""Pixels of the panel from which there is room for the plays beside the names."""

_LEAST_ROWS = 5
"""Rows that are seen at least, the heading counted."""


class RegionsPanel(QWidget):
    """Coarse regions, and below each the finer ones inside it.

    Parameters
    ----------
    library : OpenLibrary
    panel : MapPanel
        Flies, and knows the regions.
    """

    def __init__(self, library: OpenLibrary, panel: MapPanel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._library, self._map = library, panel
        self._areas: dict[int, Area] = {}
        self._period: tuple[int | None, int | None] = (None, None)
        self._model = PlainTable((self.tr("Region"), self.tr("Songs"), self.tr("Plays")), (1, 2), self)
        self.table = PlainTableView(self._model, self.tr("Regions of the map"))
        self.table.setMinimumHeight(_LEAST_ROWS * theme.ROW_HEIGHT)
        self.table.chosen.connect(self._on_chosen)
        self._select = QPushButton(self.tr("Select its songs"))
        self._select.clicked.connect(self._on_select)
        self._nothing = plain_label(
            self.tr("There are no regions: the map is still being drawn, or the library is too small for them."),
            "secondary", muted=True, wrap=True,
        )  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 16)
        column.setSpacing(8)
        column.addWidget(section_label(self.tr("Regions")))
        column.addWidget(self._nothing)
        column.addWidget(self.table, 1)
        column.addWidget(self._select, 0, Qt.AlignmentFlag.AlignLeft)
        library.map_changed.connect(self.reload)
        self.reload()

    @Slot(object, object)
    def set_period(self, first_day: int | None, last_day: int | None) -> None:
        """Tell songs and plays of the period that is chosen on the timeline."""
        self._period = (first_day, last_day)
        self.reload()

    @Slot()
    def reload(self) -> None:
        """List the regions of the map that is shown."""
        areas = self._map.areas
        self._areas = {area.number: area for area in areas}
        rows = [(area.number, self._cells(area)) for area in self._in_order(areas)]
        self._model.set_rows(rows)
        for widget in (self.table, self._select):
            widget.setVisible(bool(rows))
        self._nothing.setVisible(not rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the plays out where names would be cut for them."""
        self.table.setColumnHidden(_PLAYS, self.width() < _WIDE)
        super().resizeEvent(event)

    def rows_of(self, number: int) -> Int64:
        """Rows of the map in a region.

        Maps of older versions do not know the songs of a finer one: then those within its radius, which holds most.
        """
        stored, area = self._library.map, self._areas.get(number)
        if stored is None or area is None:
            return np.zeros(0, np.int64)
        rows = stored.rows_of(number)
        if len(rows) or area.level == 0:
            return rows
        away = np.hypot(*(np.asarray(stored.positions, np.float64) - (area.x, area.y)).T)
        return np.flatnonzero(away <= area.radius)

    def _in_order(self, areas: list[Area]) -> list[Area]:
        coarse = [area for area in areas if area.level == 0]
        finer = [area for area in areas if area.level > 0]
        made: list[Area] = []
        for area in coarse:
            made += [area, *(one for one in finer if one.parent == area.number)]
        return [*made, *(one for one in finer if one not in made)]

    def _cells(self, area: Area) -> tuple[Cell, ...]:
        library, rows, locale = self._library, self.rows_of(area.number), QLocale()
        at, songs, plays = library.catalogue_rows[rows], len(rows), 0
        if library.catalogue is not None:
            heard = library.plays_in(*self._period)
            counts = np.asarray(library.catalogue.plays if heard is None else heard)[at[at >= 0]]
            plays = int(counts.sum())
            songs = songs if heard is None else int(np.count_nonzero(counts))
        indent = "" if area.level == 0 else "\u2003"
        return (
            (indent + area.name, area.name.casefold()),
            (locale.toString(songs), float(songs)),
            (locale.toString(plays), float(plays)),
        )

    @Slot(int)
    def _on_chosen(self, number: int) -> None:
        self._map.fly_to_rows(self.rows_of(number).astype(np.int32))

    @Slot()
    def _on_select(self) -> None:
        number = self.table.key()
        if number is not None:
            self._map.chooser.rows(self.rows_of(number), self.tr("select a region"))
