"""The window when its songs become others under it: an undo, another library, a new map."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from s2v_desktop.core.progress import Silent
from s2v_desktop.store import playlists
from s2v_desktop.store.importer import import_files
from s2v_desktop.store.library import Library
from s2v_desktop.store.playlists import Playlist
from s2v_desktop.store.report import ImportRequest
from s2v_desktop.ui.app import Application
from s2v_desktop.ui.dialogs.moved_songs import MovedSongs
from s2v_desktop.ui.main_window import MainWindow
from tests import two_groups

DAY = 18262
"""The first day of 2020, when the library begins."""


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """A window on a library with a map; what goes wrong in a slot fails the test."""
    wrong: list[str] = []
    monkeypatch.setattr(Application, "_show_crash", lambda self, text: wrong.append(text))
    two_groups.draw(two_groups.make(tmp_path / "A"))
    application = Application(qapp, tmp_path / "A")
    window = application.window
    window.show()
    window.parts.library.reload()
    window.settle_in()
    yield window
    window.parts.controller.shutdown(lambda: None)
    application.end()
    assert wrong == []


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A library of two songs without a model."""
    table = tmp_path / "small.csv"
    table.write_text("time,artist,title\n2020-01-02T10:00:00Z,Moss,One\n2020-01-02T10:04:00Z,Moss,Two\n")
    import_files(tmp_path / "B", ImportRequest(paths=(table,), time_zone="UTC"), Silent())
    return tmp_path / "B"


def moved_dialogs(qapp: QApplication) -> list[MovedSongs]:
    return [one for one in qapp.topLevelWidgets() if isinstance(one, MovedSongs) and one.isVisible()]


def test_a_period_is_brushed_and_a_smaller_library_opened(window: MainWindow, small: Path) -> None:
    assert window.workspace is not None
    window.workspace.timeline.set_period(DAY, DAY + 3)
    assert window.libraries.switch(small)
    assert window.parts.library.catalogue is not None
    assert len(window.parts.library.catalogue) == 2


def test_the_only_import_is_taken_back(window: MainWindow, qtbot: QtBot) -> None:
    library = window.parts.library
    with Library.open(library.folder) as opened:
        opened.undo(1)
    with qtbot.waitSignal(library.catalogue_answered):
        library.reload_catalogue(in_turns=True)
    assert library.empty
    assert window.workspace is not None
    assert len(window.workspace.map.areas) == 0


def test_another_library_opens_when_the_folder_of_the_first_is_gone(window: MainWindow, small: Path) -> None:
    shutil.rmtree(window.parts.library.folder)
    assert window.libraries.switch(small)
    assert window.parts.library.folder == small


def test_the_list_of_moved_songs_goes_with_its_map(window: MainWindow, small: Path, qapp: QApplication) -> None:
    library = window.parts.library
    assert library.model is not None
    assert library.map is not None
    places = np.asarray(library.map.positions).copy()
    places[3] = (9, 9)
    two_groups.draw(library.folder, places)
    library.reload_map()
    for _ in range(2):
        window.actions_table["moved"].trigger()
    assert len(moved_dialogs(qapp)) == 1
    assert window.libraries.switch(small)
    assert moved_dialogs(qapp) == []


def test_the_radio_does_not_go_on_in_another_library(window: MainWindow, tmp_path: Path) -> None:
    other = two_groups.make(tmp_path / "C")
    with Library.open(other) as opened:
        playlists.save(opened, Playlist(1, "Other", tuple(range(1, 21)), 1))
    assert window.workspace is not None
    tray = window.workspace.tray
    tray.playlists.add([1, 2])
    tray.panel.radio.switch(True)
    assert tray.panel.radio.on
    tray.playlists._edits.finish()
    assert window.libraries.switch(other)
    assert not tray.panel.radio.on
    assert tray.playlists.songs == tuple(range(1, 21))


def test_what_cannot_be_watched_says_so(window: MainWindow) -> None:
    assert window.workspace is not None
    panel = window.workspace.recommend_panel
    panel.set_mode("journey")
    window.workspace.show_steps()
    assert not window.workspace.steps.running
    assert "nothing to watch" in panel._seeds.hint.text()
