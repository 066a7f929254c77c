"""Hidden songs: one place to manage them, writes that wait for a lock in order, and addresses of our own only."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from s2v_desktop.core.playlists_out import Entry
from s2v_desktop.store import hidden
from s2v_desktop.store.library import Library
from s2v_desktop.ui import links
from s2v_desktop.ui.dialogs.hidden_songs import HiddenSongs
from s2v_desktop.ui.edits import Edits
from tests import two_groups


def stored(desk: Any) -> list[tuple[str, bool, bool]]:
    with Library.open(desk.library.folder) as library:
        return [(one.name, one.recommendations, one.taste) for one in hidden.read(library)]


@pytest.fixture
def dialog(desk: Any, qtbot: QtBot) -> HiddenSongs:
    dialog = HiddenSongs(desk.hiding)
    qtbot.addWidget(dialog)
    return dialog


def test_an_empty_dialog_says_how_to_hide(dialog: HiddenSongs) -> None:
    assert dialog._pages.currentWidget() is dialog._empty
    assert dialog.rows == []


def test_what_is_hidden_can_be_changed_brought_back_and_undone(dialog: HiddenSongs, desk: Any, qtbot: QtBot) -> None:
    desk.hiding.hide("song", desk.song("Ash - Leaf 2"), lists=True)
    desk.hiding.hide("artist", desk.song("Moss - Bridge"), lists=True, taste=True)
    assert stored(desk) == [("Moss", True, True), ("Ash - Leaf 2", True, False)]
    dialog.rows[0].lists.click()
    assert stored(desk)[0] == ("Moss", False, True)
    dialog.rows[1].back.click()
    assert stored(desk) == [("Moss", False, True)]
    desk.undo.undo()
    assert stored(desk) == [("Moss", False, True), ("Ash - Leaf 2", True, False)]
    for _ in range(3):
        desk.undo.undo()
    assert stored(desk) == []
    assert dialog._pages.currentWidget() is dialog._empty


def test_hiding_twice_is_one_step(desk: Any) -> None:
    for _ in range(2):
        desk.hiding.hide("song", desk.song("Ash - Leaf 2"), lists=True)
    assert desk.undo.count() == 1
    desk.hiding.hide("song", 99999, lists=True)
    assert desk.undo.count() == 1


def test_edits_wait_for_the_lock_and_keep_their_order(desk: Any, qtbot: QtBot) -> None:
    first, second = (desk.song(f"Ash - Leaf {n}") for n in (2, 3))
    with Library.open(desk.library.folder) as other:
        other.connection.execute("BEGIN IMMEDIATE")
        desk.hiding.hide("song", first, lists=True)
        desk.hiding.hide("song", second, lists=True)
        desk.undo.undo()
        assert desk.edits.waiting == 3
        assert stored(desk) == []
        assert [one.name for one in desk.hiding.entries] == ["Ash - Leaf 2"]  # seen at once
        desk.hiding.reload()
        assert [one.name for one in desk.hiding.entries] == ["Ash - Leaf 2"]
        other.connection.execute("ROLLBACK")
    qtbot.waitUntil(lambda: desk.edits.waiting == 0)
    assert stored(desk) == [("Ash - Leaf 2", True, False)]


def test_an_edit_that_cannot_be_written_is_said_and_the_next_is(desk: Any, qtbot: QtBot, tmp_path: Path) -> None:
    edits = Edits()
    done: list[str] = []
    with qtbot.waitSignal(edits.failed) as failed:
        edits.write(tmp_path / "nowhere", lambda library: done.append("never"))
    assert failed.args[0]
    edits.write(desk.library.folder, lambda library: done.append("written"))
    assert done == ["written"]
    edits.finish()


@pytest.mark.parametrize("service", links.SERVICES)
@pytest.mark.parametrize("title", ["Dark Star", "javascript:alert(1)", "//evil.example/", "a&b=c#d?e", "\ud800", "坂"])
def test_addresses_are_ours_whatever_a_song_is_called(qapp: QApplication, service: str, title: str) -> None:
    entry = Entry(title, "http://evil.example", ids=("spotify:../../evil", "mbid:x"))
    parts = urlsplit(links.address(service, entry))
    assert parts.scheme == "https"
    assert parts.netloc in ("open.spotify.com", "www.youtube.com", "musicbrainz.org", "www.last.fm")
    assert parts.fragment == ""


def test_a_known_id_leads_to_the_song_itself() -> None:
    entry = Entry("x", "y", ids=("spotify:4uLU6hMCjMI75M1A2tKUQC", "mbid:5465ca86-3881-4349-81b2-6efbd3a59451"))
    assert links.address(links.SPOTIFY, entry) == "https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC"
    assert links.address(links.MUSICBRAINZ, entry).endswith("/recording/5465ca86-3881-4349-81b2-6efbd3a59451")


def test_another_library_has_its_own_hidden_songs_and_playlists(desk: Any, qtbot: QtBot, tmp_path: Path) -> None:
    old = desk.library.folder
    (tmp_path / "Other").mkdir()
    other = two_groups.make(tmp_path / "Other" / "Library")
    with Library.open(old) as locked:
        locked.connection.execute("BEGIN IMMEDIATE")
        desk.hiding.hide("song", desk.song("Ash - Leaf 2"), lists=True)
        desk.playlists.add([desk.song("Ash - Leaf 2")])
        assert desk.edits.waiting == 2
        desk.library.folder = other
        desk.library.reload()
        assert desk.hiding.entries == []
        assert desk.playlists.songs == ()
        locked.connection.execute("ROLLBACK")
    qtbot.waitUntil(lambda: desk.edits.waiting == 0)
    assert stored(desk) == []
    with Library.open(old) as library:
        assert [one.name for one in hidden.read(library)] == ["Ash - Leaf 2"]
