"""The tray: songs come in from anywhere, move by mouse and keyboard, and everything can be undone and is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from s2v_desktop.store import playlists as stored
from s2v_desktop.store.library import Library
from s2v_desktop.ui.dialogs.name_dialog import NameDialog
from s2v_desktop.ui.dialogs.unmatched import UnmatchedDialog
from s2v_desktop.ui.models.playlist_table import Line, PlaylistTable
from s2v_desktop.ui.models.song_mime import songs_mime
from s2v_desktop.ui.panels.playlist_panel import PlaylistPanel
from s2v_desktop.ui.playlists import Playlists
from tests import two_groups

ASH = tuple(f"Ash - Leaf {n}" for n in (3, 9, 5, 1))
TOP = QModelIndex()


@pytest.fixture
def tray(desk: Any, qtbot: QtBot) -> PlaylistPanel:
    panel = PlaylistPanel(desk.library, desk.selection, desk.playlists, desk.actions)
    qtbot.addWidget(panel)
    panel.resize(900, 240)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel


@pytest.fixture
def filled(tray: PlaylistPanel, desk: Any) -> PlaylistPanel:
    desk.playlists.add([desk.song(label) for label in ASH])
    return tray


def shown(tray: PlaylistPanel) -> list[str]:
    return [f"{line.artist} - {line.title}" for line in tray._model.lines]


def kept(desk: Any) -> list[tuple[str, tuple[int, ...]]]:
    with Library.open(desk.library.folder) as library:
        return [(one.name, one.songs) for one in stored.read(library)]


def test_the_model_is_sound(qapp: QApplication, qtmodeltester: Any) -> None:
    table = PlaylistTable()
    qtmodeltester.check(table)
    table.set_lines([Line(7, "A", "B"), Line(8, "C", "D", 0.5), Line(7, "A", "B", 0.25, again=True)])
    qtmodeltester.check(table)
    assert [table.index(row, 2).data() for row in range(3)] == ["", "0.50", "0.25"]
    assert "twice" in table.index(2, 1).data(Qt.ItemDataRole.ToolTipRole)
    assert "twice" in table.index(2, 1).data(Qt.ItemDataRole.AccessibleTextRole)


def test_an_empty_tray_says_how_to_fill_it(tray: PlaylistPanel) -> None:
    assert tray._pages.currentWidget() is tray._empty
    assert not tray._export.isEnabled()
    assert not tray._radio.isEnabled()


def test_songs_are_dropped_in_at_a_place(filled: PlaylistPanel, desk: Any) -> None:
    data = songs_mime([desk.song("Moss - Bridge")], ["Moss - Bridge"])
    assert filled._model.canDropMimeData(data, Qt.DropAction.CopyAction, 1, 0, TOP)
    filled._model.dropMimeData(data, Qt.DropAction.CopyAction, 1, 0, TOP)
    assert shown(filled) == [ASH[0], "Moss - Bridge", *ASH[1:]]
    filled._model.dropMimeData(data, Qt.DropAction.CopyAction, -1, -1, TOP)
    assert shown(filled)[-1] == "Moss - Bridge"
    assert "1 twice" in filled._facts.text()
    assert [line.again for line in filled._model.lines] == [False] * 5 + [True]
    foreign = songs_mime([], ["x"])
    foreign.removeFormat("application/x-s2v-songs")
    assert not filled._model.canDropMimeData(foreign, Qt.DropAction.CopyAction, 0, 0, TOP)


def test_rows_are_dragged_to_another_place(filled: PlaylistPanel, desk: Any) -> None:
    data = filled._model.mimeData([filled._model.index(0, 0), filled._model.index(2, 0)])
    assert data.text().splitlines() == [ASH[0], ASH[2]]
    assert filled._model.dropMimeData(data, Qt.DropAction.MoveAction, 4, 0, TOP) is False
    assert shown(filled) == [ASH[1], ASH[3], ASH[0], ASH[2]]
    assert filled.table.places == [2, 3]
    desk.undo.undo()
    assert shown(filled) == list(ASH)


def test_rows_move_and_go_by_keyboard(filled: PlaylistPanel, desk: Any) -> None:
    filled.table.select_places([1])
    QTest.keyClick(filled.table, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert shown(filled) == [ASH[0], ASH[2], ASH[1], ASH[3]]
    assert filled.table.places == [2]
    QTest.keyClick(filled.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(filled.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(filled.table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert shown(filled) == [ASH[1], ASH[0], *ASH[2:]]
    QTest.keyClick(filled.table, Qt.Key.Key_Delete)
    assert shown(filled) == [ASH[0], *ASH[2:]]
    assert filled.table.places == [0]
    desk.undo.undo()
    assert len(shown(filled)) == 4


def test_everything_is_kept_and_undone(filled: PlaylistPanel, desk: Any) -> None:
    songs = tuple(desk.song(label) for label in ASH)
    assert kept(desk) == [("Playlist 1", songs)]
    desk.playlists.rename("  Road ")
    assert [name for name, _ in kept(desk)] == ["Road"]
    filled._menus.chosen.emit("new")
    assert [name for name, _ in kept(desk)] == ["Playlist 1", "Road"]
    assert shown(filled) == []
    filled._names.setCurrentIndex(1)
    filled._names.activated.emit(1)
    assert shown(filled) == list(ASH)
    filled._menus.chosen.emit("delete")
    assert [name for name, _ in kept(desk)] == ["Playlist 1"]
    desk.undo.undo()
    assert ("Road", songs) in kept(desk)
    for _ in range(3):
        desk.undo.undo()
    assert kept(desk) == []
    again = Playlists(desk.library, desk.undo, desk.edits)
    assert again.all == []


def test_a_playlist_is_there_after_the_next_start(filled: PlaylistPanel, desk: Any) -> None:
    again = Playlists(desk.library, desk.undo, desk.edits)
    assert again.current.name == "Playlist 1"
    assert [desk.name(song) for song in again.songs] == list(ASH)


def test_smoothing_lays_neighbours_together_and_keeps_pinned_ends(filled: PlaylistPanel, desk: Any) -> None:
    filled._smooth.click()
    numbers = [int(name.rsplit(" ", 1)[1]) for name in shown(filled)]
    assert numbers in ([1, 3, 5, 9], [9, 5, 3, 1])
    desk.undo.undo()
    filled._menus._first.setChecked(True)
    filled._smooth.click()
    assert shown(filled)[0] == ASH[0]
    assert sorted(shown(filled)) == sorted(ASH)
    assert "widest step" in filled._facts.text()


def test_the_radio_goes_on_without_repeating(filled: PlaylistPanel, desk: Any) -> None:
    before = shown(filled)
    filled._radio.click()
    assert shown(filled)[:4] == before
    added = shown(filled)[4:]
    assert len(added) == 10
    assert len(set(shown(filled))) == len(shown(filled))
    assert "Ash - Leaf 1 (Live)" not in added  # another version of a song that is there
    assert "radio on" in filled._facts.text()
    assert filled._radio.text() == "Stop radio"
    desk.undo.undo()
    assert shown(filled) == before
    filled._radio.click()
    filled._radio.click()
    assert shown(filled)[4:] == added


def test_the_radio_keeps_ten_songs_ahead_until_it_is_switched_off(filled: PlaylistPanel, desk: Any) -> None:
    filled._radio.click()
    first = shown(filled)
    filled.table.select_places([6])
    filled.table.song_chosen.emit(desk.song(first[6]), Qt.KeyboardModifier.NoModifier)  # three songs further on
    assert (filled.radio._playing, len(shown(filled))) == (6, 17)
    assert shown(filled)[:14] == first
    gone = shown(filled)[9]
    filled._on_removed([9])
    assert len(shown(filled)) == 17  # what is taken out is replaced
    assert gone not in shown(filled)[:16]
    desk.undo.undo()
    assert len(shown(filled)) == 16
    assert filled.radio.on
    filled._radio.click()
    assert not filled.radio.on
    assert filled._radio.text() == "Radio"
    filled._on_removed([9])
    assert len(shown(filled)) == 15
    assert "radio" not in filled._facts.text()


def test_the_radio_stops_with_another_playlist(filled: PlaylistPanel, desk: Any) -> None:
    filled._radio.click()
    desk.playlists.new("Other", [desk.song("Birch - Leaf 3")])
    assert not filled._radio.isChecked()
    assert shown(filled) == ["Birch - Leaf 3"]
    filled._radio.click()
    assert len(shown(filled)) == 11
    filled._on_removed(list(range(11)))
    assert not filled._radio.isChecked()
    assert shown(filled) == []


def test_a_radio_that_knows_nothing_says_so(tray: PlaylistPanel, desk: Any, qtbot: QtBot) -> None:
    desk.playlists.add([99999])
    with qtbot.waitSignal(tray.said) as said:
        tray._radio.click()
    assert not tray._radio.isChecked()
    assert "no song that could follow" in said.args[0]
    assert shown(tray) == [" - A song that is no longer here"]


def test_seeds_and_recommendations_are_added(tray: PlaylistPanel, desk: Any, qtbot: QtBot) -> None:
    desk.choose("Ash - Leaf 2", "Ash - Leaf 4")
    desk.selection.negate(desk.song("Birch - Leaf 1"))
    with qtbot.waitSignal(desk.playlists.first_use):
        tray._seeds.click()
    assert shown(tray) == ["Ash - Leaf 2", "Ash - Leaf 4"]
    desk.actions.do("playlist", [desk.song("Moss - Bridge")])
    assert shown(tray)[-1] == "Moss - Bridge"
    tray._menus.chosen.emit("duplicates")
    assert len(shown(tray)) == 3


@pytest.mark.parametrize("form", ["m3u8", "xspf", "jspf", "csv", "text"])
def test_a_playlist_goes_out_and_comes_back(filled: PlaylistPanel, desk: Any, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"mine.{form}"
    filled.files.export(form, file)
    assert file.is_file()
    if form != "text":
        filled.files.read_file(file)
        assert shown(filled) == list(ASH)
        assert len(desk.playlists.all) == 2


def test_a_file_that_cannot_be_written_is_said(filled: PlaylistPanel, tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "in the way").write_text("x", encoding="utf-8")
    with qtbot.waitSignal(filled.failed) as failed:
        filled.files.export("csv", tmp_path / "in the way" / "x.csv")
    assert "Nothing was changed" in failed.args[0]
    with qtbot.waitSignal(filled.failed) as failed:
        filled.files.read_file(tmp_path / "not there.m3u8")
    assert "cannot be opened" in failed.args[0]


def test_what_a_foreign_playlist_has_and_we_have_not_is_listed(
    tray: PlaylistPanel, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "Mix.csv"
    file.write_text("artist,title\nAsh,Leaf 2\nNobody,<b>Nothing</b>\n", encoding="utf-8")
    tray.files.read_file(file)
    assert shown(tray) == ["Ash - Leaf 2"]
    dialog = tray.findChild(UnmatchedDialog)
    assert dialog is not None
    assert dialog._list.item(0).text() == "Nobody - <b>Nothing</b>"
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert "1 song was found and taken. 1 is not in your library:" in said
    dialog._copy()
    assert QApplication.clipboard().text() == "Nobody - <b>Nothing</b>"
    dialog.close()


def test_a_whole_playlist_is_the_seed(filled: PlaylistPanel, desk: Any) -> None:
    songs = filled._playlists.songs
    filled._playlists.add([songs[0]])  # what comes twice is one seed
    filled._menus.chosen.emit("seeds")
    assert [seed.song for seed in desk.selection.seeds] == list(dict.fromkeys(songs))
    desk.undo.undo()
    assert desk.selection.seeds == ()


def test_spotify_uris_are_copied_where_they_are_known(filled: PlaylistPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(filled.said) as said:
        filled._menus.chosen.emit("copy-uris")
    assert QApplication.clipboard().text() == f"spotify:track:{two_groups.SPOTIFY}\n"
    assert said.args[0].startswith("1 of 4 songs copied")


def test_a_playlist_is_renamed_in_a_dialog(filled: PlaylistPanel, desk: Any) -> None:
    filled._menus.chosen.emit("rename")
    dialog = filled.findChild(NameDialog)
    assert dialog is not None
    dialog._field.setText(" ")
    assert not dialog._keep.isEnabled()
    dialog._field.setText("Autumn")
    dialog._keep.click()
    assert desk.playlists.current.name == "Autumn"
    assert filled._names.currentText() == "Autumn"
