"""The tables of songs and of recommendations: what they show, how they are sorted, and what is dragged out of them."""

from __future__ import annotations

import math
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QApplication

from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.ui.models import recommendation_table as answers
from s2v_desktop.ui.models import song_table
from s2v_desktop.ui.models.recommendation_table import RecommendationTable, Recommended
from s2v_desktop.ui.models.song_mime import SONGS, songs_mime, songs_of
from s2v_desktop.ui.models.song_table import ARTIST, LAST, PLAYS, SONG_ROLE, TITLE, SongTable
from tests import two_groups

DOWN, UP = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return Catalogue.open(two_groups.make_library(tmp_path_factory.mktemp("songs") / "Library"))


@pytest.fixture
def songs(qapp: QApplication, catalogue: Catalogue) -> SongTable:
    table = SongTable()
    table.set_catalogue(catalogue)
    return table


def column(table: Any, number: int) -> list[str]:
    return [table.index(row, number).data() for row in range(table.rowCount())]


def item(rank: int, cosine: float = 0.5) -> Recommended:
    return Recommended(rank, 100 + rank, rank, rank, f"Title {rank}", "Somebody", cosine, cosine, 3, ())


def test_the_song_table_is_a_sound_model(songs: SongTable, qtmodeltester: Any) -> None:
    qtmodeltester.check(songs)
    songs.set_catalogue(None)
    qtmodeltester.check(songs)
    assert songs.rowCount() == 0


def test_every_column_sorts_both_ways(songs: SongTable, catalogue: Catalogue) -> None:
    assert songs.rowCount() == len(catalogue)
    for order in (UP, DOWN):
        songs.sort(TITLE, order)
        titles = [title.casefold() for title in column(songs, TITLE)]
        assert titles == sorted(titles, reverse=order is DOWN)
        songs.sort(ARTIST, order)
        artists = column(songs, ARTIST)
        assert artists == sorted(artists, reverse=order is DOWN)
        songs.sort(PLAYS, order)
        plays = [int(text) for text in column(songs, PLAYS)]
        assert plays == sorted(plays, reverse=order is DOWN)
    songs.sort(LAST, DOWN)
    assert songs.index(0, LAST).data() == "20 Jan 2020"
    assert "↓" in songs.headerData(LAST, Qt.Orientation.Horizontal)


def test_a_chosen_row_stays_the_same_song_when_sorted(songs: SongTable) -> None:
    songs.sort(TITLE, UP)
    kept = QPersistentModelIndex(songs.index(3, TITLE))
    song = kept.data(SONG_ROLE)
    songs.sort(TITLE, DOWN)
    assert kept.data(SONG_ROLE) == song
    assert songs.row_of(song) == kept.row()


def test_a_filter_shows_what_fits(songs: SongTable) -> None:
    songs.set_filter("bridge")
    assert column(songs, ARTIST) == ["Moss"]
    songs.set_filter("birch leaf 2")
    songs.sort(TITLE, UP)
    assert set(column(songs, ARTIST)) == {"Birch"}
    songs.set_filter("")
    assert songs.rowCount() == 2 * two_groups.SONGS + 1
    assert songs.row_of(987654) == -1


def test_rows_are_dragged_with_names_and_numbers(songs: SongTable) -> None:
    songs.sort(TITLE, UP)
    data = songs.mimeData([songs.index(0, TITLE), songs.index(0, PLAYS), songs.index(1, TITLE)])
    assert data.text().splitlines()[0] == "Moss - Bridge"
    assert songs_of(data) == [songs.index(0, 0).data(SONG_ROLE), songs.index(1, 0).data(SONG_ROLE)]
    assert SONGS in songs.mimeTypes()
    assert songs.flags(songs.index(0, 0)) & Qt.ItemFlag.ItemIsDragEnabled


@pytest.mark.parametrize("content", [b"", b"{}", b"nonsense", b'["x", true, null]'])
def test_a_foreign_drag_brings_no_songs(content: bytes) -> None:
    data = QMimeData()
    assert songs_of(data) == []
    data.setData(SONGS, content)
    assert songs_of(data) == []
    assert songs_of(songs_mime([3, 1, 3], ["a", "b", "a"])) == [3, 1, 3]


@pytest.mark.parametrize("count", [0, 3, 300])
def test_the_table_of_recommendations_is_a_sound_model(qapp: QApplication, qtmodeltester: Any, count: int) -> None:
    table = RecommendationTable()
    qtmodeltester.check(table)
    table.set_items(tuple(item(rank) for rank in range(1, count + 1)))
    qtmodeltester.check(table)
    assert table.rowCount() == count
    assert table.rowCount(table.index(0, 0)) == 0


def test_a_recommendation_says_rank_song_and_cosine(qapp: QApplication) -> None:
    table = RecommendationTable()
    table.set_items((item(1, 0.925), item(2)))
    assert [table.index(0, place).data() for place in range(3)] == ["1", "Title 1 · Somebody", "0.93"]
    assert table.index(0, 2).data(answers.COSINE_ROLE) == 0.925
    assert table.index(0, 1).data(answers.ARTIST_ROLE) == "Somebody"
    assert table.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "2. Title 2, Somebody, 0.50"
    assert songs_of(table.mimeData([table.index(1, 0)])) == [102]
    assert table.headerData(2, Qt.Orientation.Horizontal) == "Cosine"
    table.set_items((item(1),), one_artist=True)
    assert table.index(0, 1).data(answers.ARTIST_ROLE) == ""


def test_a_journey_begins_without_a_step(qapp: QApplication) -> None:
    table = RecommendationTable()
    table.set_items((item(1, math.nan), item(2)), heading="step")
    assert table.index(0, 2).data() == ""
    assert table.index(0, 2).data(answers.COSINE_ROLE) is None
    assert table.headerData(2, Qt.Orientation.Horizontal) == "Step"
    assert "song before" in table.headerData(2, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)


def test_no_day_is_no_text() -> None:
    assert song_table.day_text(song_table.NO_DAY) == ""
    assert song_table.day_text(0) == "1 Jan 1970"
