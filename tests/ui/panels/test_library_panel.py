"""The table of the library's songs shows whole titles at every width, and sorts by what it shows."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QStyleOptionViewItem, QToolTip
from pytestqt.qtbot import QtBot

from s2v_desktop.ui import theme
from s2v_desktop.ui.models.song_table import ARTIST, ARTIST_ROLE, LAST, PLAYS, TITLE
from s2v_desktop.ui.panels.library_panel import LibraryPanel
from s2v_desktop.ui.workspace import LEFT
from tests.ui.panels.conftest import Desk


@pytest.fixture
def songs(desk: Desk, qtbot: QtBot) -> LibraryPanel:
    """The panel as wide as its dock is at first."""
    made = LibraryPanel(desk.library, desk.selection)
    qtbot.addWidget(made)
    made.resize(LEFT, 600)
    with qtbot.waitExposed(made):
        made.show()
    return made


def shown(panel: LibraryPanel) -> list[int]:
    """The columns that are shown."""
    return [column for column in (TITLE, ARTIST, PLAYS, LAST) if not panel._table.isColumnHidden(column)]


def click(qtbot: QtBot, panel: LibraryPanel, column: int) -> str:
    """Click on the name of a column; gives the name of the first one afterwards."""
    header = panel._table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(column) + 12, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    return str(panel._table.model().headerData(TITLE, Qt.Orientation.Horizontal))


def test_a_narrow_table_gives_the_title_the_room_and_shows_the_artist_after_it(songs: LibraryPanel) -> None:
    table = songs._table
    assert shown(songs) == [TITLE, PLAYS]
    assert table.columnWidth(TITLE) >= 180
    assert {table.model().index(row, TITLE).data(ARTIST_ROLE) for row in range(3)} <= {"Ash", "Birch", "Moss"}
    assert table.rowHeight(0) == theme.ROW_HEIGHT


@pytest.mark.parametrize(("width", "columns"), [(400, [TITLE, ARTIST, PLAYS]), (560, [TITLE, ARTIST, PLAYS, LAST])])
def test_a_wide_table_has_a_column_of_artists(songs: LibraryPanel, width: int, columns: list[int]) -> None:
    songs.resize(width, 600)
    table = songs._table
    assert shown(songs) == columns
    assert table.columnWidth(TITLE) > table.columnWidth(ARTIST) >= 92
    assert sum(table.columnWidth(column) for column in columns) <= table.viewport().width()
    assert table.model().index(0, TITLE).data(ARTIST_ROLE) == ""


def test_without_a_column_the_third_click_sorts_by_artist(songs: LibraryPanel, qtbot: QtBot) -> None:
    assert [click(qtbot, songs, TITLE) for _ in range(4)] == ["Song ↑", "Song ↓", "Artist ↑", "Song ↑"]
    songs.resize(400, 600)
    assert [click(qtbot, songs, TITLE) for _ in range(2)] == ["Song ↓", "Song ↑"]


def test_a_cut_cell_tells_the_whole_song_without_reading_it_as_markup(songs: LibraryPanel) -> None:
    table = songs._table
    index = table.model().index(0, TITLE)
    delegate = table.itemDelegateForColumn(TITLE)
    told = []
    for width in (180, 20):
        option = QStyleOptionViewItem()
        option.initFrom(table)
        option.rect = table.visualRect(index)
        option.rect.setWidth(width)
        place = table.viewport().mapToGlobal(option.rect.center())
        QToolTip.hideText()
        QApplication.processEvents()
        delegate.helpEvent(QHelpEvent(QEvent.Type.ToolTip, option.rect.center(), place), table, option, index)
        told.append(QToolTip.text() if QToolTip.isVisible() else "")
    artist, title = songs._model.line(0).split(" - ")
    assert told == ["", f"{title}<br>{artist}"]


def test_a_direction_code_in_a_title_turns_nothing_round(songs: LibraryPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = songs._library.catalogue
    assert catalogue is not None
    monkeypatch.setattr(type(catalogue), "title", lambda self, at: "\u202eevil\nreversed")
    index = songs._model.index(0, TITLE)
    assert index.data() == "evil reversed"
    delegate = songs._table.itemDelegateForColumn(TITLE)
    assert delegate.whole(index)[0] == "evil reversed"


def test_the_songs_and_the_listeners_follow_the_period_of_the_timeline(desk: Desk, songs: LibraryPanel) -> None:
    def told(column: int) -> list[str]:
        table = songs._table.model()
        return [str(table.index(row, column).data()) for row in range(table.rowCount())]

    def people() -> list[str]:
        return [label.text() for label in songs.findChildren(QLabel) if label.text().endswith(" plays")]

    whole = told(PLAYS)
    first = (date(2020, 1, 1) - date(1970, 1, 1)).days
    songs.set_period(first, first)  # the first session: six songs by Ash, once each
    assert set(told(PLAYS)) == {"1"}
    assert sorted(told(TITLE)) == [f"Leaf {number}" for number in range(1, 7)]
    assert songs._songs_title.text() == "Songs · 6 of 25"
    assert people()[-2:] == ["6 plays", "0 plays"]
    songs._filter.setText("leaf 2")
    assert told(TITLE) == ["Leaf 2"]
    songs._filter.clear()
    desk.library.reload()
    assert len(told(TITLE)) == 6, "other songs, the same period"
    songs.set_period(None, None)
    assert told(PLAYS) == whole
    assert songs._songs_title.text() == "Songs"
