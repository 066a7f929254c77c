"""The list of songs that moved far, in the whole window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from s2v_desktop.store.models import ModelStore
from s2v_desktop.ui.app import Application
from s2v_desktop.ui.dialogs.moved_songs import MovedSongs
from s2v_desktop.ui.main_window import MainWindow
from tests import two_groups

REGIONS = ({"number": 0, "level": 0, "parent": -1, "x": 0, "y": 0, "radius": 2, "parts": ["<b>Left</b>"]},)


def draw(store: ModelStore, *, far: int | None = None) -> None:
    """A map of songs in a ring in one region; one of them stands far outside, in none."""
    info = store.newest()
    angle = np.linspace(0, 2 * np.pi, info.songs, endpoint=False)
    positions = np.stack([np.cos(angle), np.sin(angle)], axis=1).astype(np.float32)
    member = np.zeros(info.songs, np.int32)
    if far is not None:
        positions[far], member[far] = (9.0, 9.0), -1
    store.save_map(info.id, positions, np.ones(info.songs, np.float32), REGIONS, member)


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    """A library with a model and its first map."""
    store = ModelStore(two_groups.make(tmp_path / "library"))
    draw(store)
    return store


@pytest.fixture
def window(qapp: QApplication, store: ModelStore) -> Iterator[MainWindow]:
    """The real window."""
    application = Application(qapp, store.folder)
    application.window.show()
    yield application.window
    application.window.parts.controller.shutdown(lambda: None)
    application.end()


def opened() -> MovedSongs:
    """The dialog that is open."""
    return next(w for w in QApplication.topLevelWidgets() if isinstance(w, MovedSongs) and w.isVisible())


def cells(dialog: MovedSongs) -> list[list[str]]:
    """Everything the table shows."""
    model = dialog.table.model()
    return [[str(model.index(r, c).data()) for c in range(model.columnCount())] for r in range(model.rowCount())]


def test_of_a_first_map_nothing_moved(window: MainWindow) -> None:
    window.actions_table["moved"].trigger()
    assert "first map" in window.error_bar.text
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, MovedSongs)]


def test_what_moved_far_is_listed_flown_to_and_selected(qtbot: QtBot, window: MainWindow, store: ModelStore) -> None:
    draw(store, far=3)
    library = window.parts.library
    library.reload_map()
    window.actions_table["moved"].trigger()
    dialog = opened()
    rows = cells(dialog)
    song = library.song_of_row(3)
    assert [row[0] for row in rows] == [library.name(song)[0]]
    assert rows[0][3:] == ["<b>Left</b>", "between regions"]
    assert "These moved far." in dialog.sentence.text()
    with qtbot.waitSignal(window.parts.selection.show_on_map) as told:
        dialog.table.chosen.emit(song)
    assert told.args == [song]
    assert window.workspace is not None
    dialog.select_wanted.emit([song, library.song_of_row(4)])
    assert sorted(window.workspace.picked.songs.tolist()) == sorted([song, library.song_of_row(4)])
    dialog.close()


def test_a_map_that_stayed_says_so(window: MainWindow, store: ModelStore) -> None:
    draw(store)
    window.parts.library.reload_map()
    window.actions_table["moved"].trigger()
    dialog = opened()
    assert "None moved far" in dialog.sentence.text()
    assert dialog.table.isHidden()
    assert not dialog.select.isEnabled()
    dialog.close()
