"""Regions fly and select; the table of the selection mirrors the map; two selections are compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QUndoStack
from pytestqt.qtbot import QtBot

from s2v_desktop.core.scoring import Space
from s2v_desktop.core.types import Neighbours, Vectors
from s2v_desktop.store.models import MapInfo, StoredMap
from s2v_desktop.store.selections import FILE, SavedSelection, Selections
from s2v_desktop.ui import theme
from s2v_desktop.ui.dialogs.compare_selections import CompareSelections
from s2v_desktop.ui.dialogs.save_selection import SaveSelection
from s2v_desktop.ui.map.map_panel import MapPanel
from s2v_desktop.ui.map.picked import Picked
from s2v_desktop.ui.models.plain_table import PlainTable
from s2v_desktop.ui.models.selected_table import ARTIST, PLAYS, REGION, TITLE
from s2v_desktop.ui.models.song_table import ARTIST_ROLE
from s2v_desktop.ui.panels.regions_panel import RegionsPanel
from s2v_desktop.ui.panels.selection_panel import SelectionPanel
from s2v_desktop.ui.selection import Selection
from s2v_desktop.ui.widgets.plain_table_view import PlainTableView

SONGS = 40
REGIONS = (
    {"number": 0, "level": 0, "parent": -1, "x": 0, "y": 0, "radius": 2, "parts": ["Left"]},
    {"number": 1, "level": 0, "parent": -1, "x": 20, "y": 0, "radius": 2, "parts": ["<b>Right</b>"]},
    {"number": 2, "level": 1, "parent": 1, "x": 20, "y": 0, "radius": 0.5, "parts": ["Inner"]},
)


class Catalogue:
    """Forty songs by two artists; library numbers are indices plus 100."""

    songs = np.arange(SONGS) + 100
    plays = np.arange(SONGS, 0, -1, dtype=np.int32)
    artist_index = (np.arange(SONGS) // 20).astype(np.int32)
    first_day = last_day = np.full(SONGS, 15_000, np.int32)
    artists = ("Left artist", "Right artist")
    listeners = (SimpleNamespace(name="Ann", plays=1),)
    habits = SimpleNamespace(
        part_of_day=(np.arange(SONGS) // 20 * 3).astype(np.int32),
        skip_rate=np.where(np.arange(SONGS) < 20, 0.25, np.nan).astype(np.float32),
    )

    def __len__(self) -> int:
        return SONGS

    def title(self, index: int) -> str:
        """Title."""
        return f"<i>Song {index}</i>" if index == 3 else f"Song {index}"

    def artist(self, index: int) -> str:
        """Artist."""
        return self.artists[index // 20]

    def index_of(self, songs: np.ndarray) -> np.ndarray:
        """Indices of library numbers."""
        return np.where((songs >= 100) & (songs < 100 + SONGS), songs - 100, -1)

    def songs_and_days(self) -> tuple[np.ndarray, np.ndarray]:
        """Left songs in 2001, right ones in 2009."""
        song = np.repeat(np.arange(SONGS), self.plays).astype(np.int32)
        return song, np.where(song < 20, 11_400, 14_300).astype(np.int32)


class Library(QObject):
    """Two groups, twenty units apart."""

    catalogue_changed = Signal()
    catalogue_drawn = Signal()
    map_changed = Signal()
    one_artist = empty = False

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.catalogue: Any = Catalogue()
        self.catalogue_rows = np.arange(SONGS)
        w1 = np.random.default_rng(3).normal(0, 1, (SONGS, 4)).astype(np.float32)
        self.space = Space.build(Vectors(np.arange(SONGS) + 100, w1, w1))
        near = (np.arange(SONGS)[:, None] + np.arange(1, 6)) % SONGS
        self.model = SimpleNamespace(neighbours=Neighbours(near.astype(np.int32), np.ones(near.shape, np.float32)))
        positions = np.random.default_rng(1).normal(0, 0.6, (SONGS, 2)).astype(np.float32)
        positions[20:, 0] += 20
        member = (np.arange(SONGS) // 20).astype(np.int32)
        member[0] = -1
        finer = np.where(np.arange(SONGS) >= 32, 2, -1).astype(np.int32)
        trust = np.ones(SONGS, np.float32)
        self.map = StoredMap(cast(MapInfo, None), positions, trust, member, REGIONS, folder, finer)

    def row_of(self, song: int) -> int:
        """Row of a library number."""
        return song - 100 if 100 <= song < 100 + SONGS else -1

    index_of = row_of

    def plays_in(self, first: int | None, last: int | None) -> np.ndarray | None:
        """Plays of a period: twice a song on the left, never one on the right."""
        return None if first is None else np.where(np.arange(SONGS) < 20, 2, 0)

    def song_of_row(self, row: int) -> int:
        """Library number of a row."""
        return row + 100


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Two groups."""
    return Library(tmp_path)


@pytest.fixture
def selection(qtbot: QtBot) -> Selection:
    """Nothing chosen."""
    return Selection(QUndoStack())


@pytest.fixture
def picked(selection: Selection) -> Picked:
    """Nothing picked."""
    return Picked(selection, selection._undo)


@pytest.fixture
def panel(qtbot: QtBot, library: Library, selection: Selection, picked: Picked) -> Iterator[MapPanel]:
    """The map, shown, without animations."""
    made = MapPanel(library, selection, picked)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.canvas.reduced_motion = True
    made.resize(800, 600)
    with qtbot.waitExposed(made):
        made.show()
    made.canvas.motion.finish()
    yield made
    made.canvas.settle()


def cells(view: PlainTableView | Any) -> list[list[str]]:
    """Everything a table shows."""
    model = view.model()
    return [[str(model.index(r, c).data()) for c in range(model.columnCount())] for r in range(model.rowCount())]


@pytest.mark.parametrize(("width", "columns"), [(300, [TITLE, PLAYS]), (460, [TITLE, ARTIST, PLAYS, REGION])])
def test_a_narrow_selection_shows_the_artist_after_the_title(
    qtbot: QtBot, library: Library, panel: MapPanel, picked: Picked, width: int, columns: list[int]
) -> None:
    made = SelectionPanel(library, picked._selection, picked, panel)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(width, 400)
    made.show()
    picked.pick([101, 130], "two")
    assert [column for column in range(4) if not made.table.isColumnHidden(column)] == columns
    assert made.table.columnWidth(TITLE) >= 120
    shown = {str(made.table.model().index(row, TITLE).data(ARTIST_ROLE)) for row in range(2)}
    assert shown == ({"Left artist", "Right artist"} if width == 300 else {""})


@pytest.mark.parametrize(("width", "plays"), [(300, False), (420, True)])
def test_a_narrow_list_of_regions_keeps_its_names_whole(
    qtbot: QtBot, library: Library, panel: MapPanel, width: int, plays: bool
) -> None:
    regions = RegionsPanel(library, panel)  # type: ignore[arg-type]
    qtbot.addWidget(regions)
    regions.resize(width, 400)
    regions.show()
    assert regions.table.isColumnHidden(2) is not plays
    assert regions.table.columnWidth(0) >= 160
    assert regions.table.height() >= 5 * theme.ROW_HEIGHT


def test_regions_are_listed_with_songs_and_plays(qtbot: QtBot, library: Library, panel: MapPanel) -> None:
    regions = RegionsPanel(library, panel)  # type: ignore[arg-type]
    qtbot.addWidget(regions)
    rows = cells(regions.table)
    assert [row[0] for row in rows] == ["Left", "<b>Right</b>", "\u2003Inner"]
    assert rows[0][1:] == ["19", str(sum(range(21, 40)))]
    assert rows[2][1] == "8", "the songs of the finer region, not those that happen to be near its middle"


def test_regions_and_the_selection_follow_the_period(
    qtbot: QtBot, library: Library, panel: MapPanel, table: SelectionPanel
) -> None:
    regions = RegionsPanel(library, panel)  # type: ignore[arg-type]
    qtbot.addWidget(regions)
    panel.chooser.rows([25, 3])
    for one in (regions, table):
        one.set_period(11_000, 12_000)
    assert [row[1:] for row in cells(regions.table)] == [["19", "38"], ["0", "0"], ["0", "0"]]
    assert [row[2] for row in cells(table.table)] == ["2", "0"]
    for one in (regions, table):
        one.set_period(None, None)
    assert cells(regions.table)[1][1] == "20"
    assert [row[2] for row in cells(table.table)] == ["37", "15"]


def test_a_map_of_an_older_version_knows_finer_regions_by_their_radius(
    qtbot: QtBot, library: Library, panel: MapPanel
) -> None:
    library.map = replace(library.map, finer=np.full(SONGS, -1, np.int32))
    regions = RegionsPanel(library, panel)  # type: ignore[arg-type]
    qtbot.addWidget(regions)
    assert 0 < int(cells(regions.table)[2][1]) < 20


def test_a_region_is_flown_to_and_selected(qtbot: QtBot, library: Library, panel: MapPanel, picked: Picked) -> None:
    regions = RegionsPanel(library, panel)  # type: ignore[arg-type]
    qtbot.addWidget(regions)
    regions.table.chosen.emit(1)
    places = panel.canvas.points.places[20:]
    assert len(panel.canvas.view.inside(places)) == 20
    assert len(panel.canvas.view.inside(panel.canvas.points.places[1:20])) == 0
    regions.table.selectRow(0)
    regions._select.click()
    assert sorted((picked.songs - 100).tolist()) == list(range(1, 20))


def test_without_regions_there_is_a_sentence(qtbot: QtBot, library: Library, panel: MapPanel) -> None:
    library.map = replace(library.map, regions=())
    library.map_changed.emit()
    regions = RegionsPanel(library, panel)  # type: ignore[arg-type]
    qtbot.addWidget(regions)
    assert not regions._nothing.isHidden()
    assert regions.table.isHidden()


@pytest.fixture
def table(qtbot: QtBot, library: Library, selection: Selection, picked: Picked, panel: MapPanel) -> SelectionPanel:
    """The mirror, shown."""
    made = SelectionPanel(library, selection, picked, panel)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_the_table_mirrors_the_selection(table: SelectionPanel, panel: MapPanel, selection: Selection) -> None:
    assert "Nothing is selected" in table.message.text()
    panel.chooser.rows([25, 3, 0])
    assert cells(table.table) == [
        ["Song 0", "Left artist", "40", ""],
        ["<i>Song 3</i>", "Left artist", "37", "Left"],
        ["Song 25", "Right artist", "15", "<b>Right</b>"],
    ]
    assert table.count.text() == "3 songs selected"
    selection.choose([105])
    assert [row[0] for row in cells(table.table)] == ["Song 5"]


def test_the_table_sorts_and_copies(table: SelectionPanel, panel: MapPanel, qtbot: QtBot) -> None:
    panel.chooser.rows([9, 3, 25])
    table.table.sortByColumn(2, Qt.SortOrder.AscendingOrder)
    assert [row[2] for row in cells(table.table)] == ["15", "31", "37"]
    table.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    assert [row[0] for row in cells(table.table)] == ["<i>Song 3</i>", "Song 25", "Song 9"]
    table.table.selectRow(1)
    qtbot.keyClick(table.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Song 25\tRight artist\t15\t<b>Right</b>"


def test_a_hidden_table_is_filled_when_it_is_shown(table: SelectionPanel, panel: MapPanel) -> None:
    table.hide()
    panel.chooser.rows([9, 3])
    assert table._model.rowCount() == 0
    table.show()
    assert table._model.rowCount() == 2


def test_a_saved_selection_comes_back(table: SelectionPanel, library: Library, picked: Picked) -> None:
    Selections(library.folder).save("mine & yours", [101, 139, 7])
    table._fill_saved()
    (action,) = table._saved.actions()
    table._on_saved(action)
    assert picked.songs.tolist() == [101, 139]
    Selections(library.folder).save("mine & yours", [7])
    table._fill_saved()
    table._on_saved(table._saved.actions()[0])
    assert "in the library any more" in table.message.text()


def test_a_damaged_file_is_said(table: SelectionPanel, library: Library) -> None:
    (library.folder / FILE).write_text("{")
    table._fill_saved()
    assert "left as it is" in table.message.text()


def test_a_name_is_asked_for(qtbot: QtBot) -> None:
    dialog = SaveSelection("3 songs", ["Old"])
    qtbot.addWidget(dialog)
    assert not dialog.save.isEnabled()
    dialog.name.setText("Old ")
    assert "replaces" in dialog.note.text()
    with qtbot.waitSignal(dialog.named) as told:
        dialog.save.click()
    assert told.args == ["Old "]


def test_two_selections_are_compared(qtbot: QtBot, library: Library) -> None:
    choices = [
        SavedSelection("<b>Left</b>", tuple(range(100, 120))),
        SavedSelection("Right", tuple(range(119, 140))),
        SavedSelection("Gone", (1, 2)),
    ]
    dialog = CompareSelections(library.catalogue, choices)
    qtbot.addWidget(dialog)
    assert "25 % skipped" in dialog.summary[0].text()
    assert dialog.common.text() == "1 song is in both."
    years = dialog._tables["years"]
    shown = [[years.index(row, column).data() for column in range(3)] for row in range(years.rowCount())]
    assert shown == [["2001", "100 %", "9 %"], ["2009", "0 %", "91 %"]]
    assert dialog._tables["left"].index(0, 0).data() == "Song 0 · Left artist"
    heads = [years.headerData(column, Qt.Orientation.Horizontal) for column in range(3)]
    assert heads == ["Years", "<b>Left</b>", "Right"]
    dialog.sides[1].setCurrentIndex(2)
    assert years.headerData(2, Qt.Orientation.Horizontal) == "Gone"
    assert "not known" in dialog.summary[1].text()
    assert dialog._tables["right"].rowCount() == 0
    dialog.grab()


def test_the_keyboard_chooses_and_copies_in_a_plain_table(qtbot: QtBot) -> None:
    model = PlainTable(("Name", "Number"), (1,))
    model.set_rows([(7, (("B", "b"), ("2", 2.0))), (9, (("A", "a"), ("10", 10.0)))])
    view = PlainTableView(model, "Numbers")
    qtbot.addWidget(view)
    view.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert cells(view) == [["A", "10"], ["B", "2"]], "sorted as numbers"
    view.selectRow(0)
    assert view.key() == 9
    with qtbot.waitSignal(view.chosen) as told:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert told.args == [9]
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "A\t10"
