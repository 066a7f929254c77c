"""The actions around models in the whole window, on fake children."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from s2v_desktop.core.progress import Silent
from s2v_desktop.core.watching import Pass
from s2v_desktop.jobs import inline
from s2v_desktop.jobs.outcomes import Done, Failed
from s2v_desktop.store.models import ModelStore
from s2v_desktop.ui.app import Application
from s2v_desktop.ui.dialogs.learning import LearningDialog
from s2v_desktop.ui.dialogs.sessions import SessionsDialog
from s2v_desktop.ui.flow import FlowProgress
from s2v_desktop.ui.job_controller import JobController
from s2v_desktop.ui.main_window import MainWindow
from tests import two_groups
from tests.ui.fakes import FakeChild, Theatre


@pytest.fixture
def theatre() -> Theatre:
    return Theatre()


@pytest.fixture
def window(
    qapp: QApplication, theatre: Theatre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    """The window on a library with a model and a map."""
    monkeypatch.setattr("s2v_desktop.ui.app.JobController", lambda parent: JobController(theatre, parent))
    library = two_groups.make(tmp_path / "library")
    store = ModelStore(library)
    info = store.newest()
    store.save_map(info.id, np.zeros((info.songs, 2), np.float32), np.ones(info.songs, np.float32))
    application = Application(qapp, library)
    application.window.show()
    yield application.window
    for part in theatre.parts.values():
        part.release.set()
    application.window.parts.controller.shutdown(lambda: None)
    application.end()


def dialogs() -> list[QDialog]:
    return [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QDialog) and widget.isVisible()]


@pytest.mark.parametrize("name", ["sessions", "train", "models", "share_model"])
def test_each_action_opens_one_dialog(qtbot: QtBot, window: MainWindow, theatre: Theatre, name: str) -> None:
    theatre.parts["sessions"] = FakeChild(outcome=Failed("library", "Not now."))
    window.actions_table[name].trigger()
    assert len(dialogs()) == 1
    qtbot.waitUntil(lambda: not window.parts.controller.busy)
    dialogs()[0].close()
    qtbot.waitUntil(lambda: not dialogs())


def test_a_shared_model_can_be_dropped(qtbot: QtBot, window: MainWindow, theatre: Theatre) -> None:
    answer = {"path": "a.s2v", "model": "x", "name": "<b>N</b>", "songs": 3, "matched": 2, "new": 1, "batch": 9}
    theatre.parts["open-model"] = FakeChild(outcome=Done(answer))
    window.handlers.import_paths([Path("friend.S2V")])
    qtbot.waitUntil(lambda: not window.parts.flow.running)
    assert theatre.names == ["open-model", "map"]
    assert theatre.specs[0][1]["path"] == "friend.S2V"
    assert "<b>N</b>" in window.error_bar.text
    assert "2 of its songs are yours" in window.error_bar.text


def test_a_training_can_be_watched_and_ended(qtbot: QtBot, window: MainWindow, theatre: Theatre) -> None:
    child = FakeChild((Pass(1, 3, 0.5, 20, "A", ["B"], 10.0),), hold=True)
    theatre.parts["train"] = child
    window.handlers.models._rebuild({"preset": "quick", "parameters": {}, "watch": True})
    shown = [dialog for dialog in dialogs() if isinstance(dialog, LearningDialog)]
    assert len(shown) == 1
    qtbot.waitUntil(lambda: "50.0 %" in shown[0]._view._score.text())
    shown[0]._stop.setEnabled(True)
    shown[0]._stop.click()
    assert child.heard == ["stop"]
    shown[0]._on_progress(FlowProgress("train", "Learning", 0.5))
    assert not shown[0]._stop.isEnabled()  # said once; it does not come back with the next message
    child.release.set()
    qtbot.waitUntil(lambda: not window.parts.flow.running)
    assert theatre.names == ["train", "map"]
    assert not dialogs()


def test_sharing_says_what_is_in_the_file(qtbot: QtBot, window: MainWindow, theatre: Theatre) -> None:
    theatre.parts["share"] = FakeChild(outcome=Done({"path": "/x/mine.s2v", "model": "m", "songs": 12, "bytes": 9}))
    window.parts.flow.share_model("active", Path("mine.s2v"), counts=False)
    qtbot.waitUntil(lambda: not window.parts.flow.running)
    assert "mine.s2v" in window.error_bar.text
    assert "12 songs" in window.error_bar.text


def test_an_import_without_a_new_play_says_so(qtbot: QtBot, window: MainWindow, theatre: Theatre) -> None:
    nothing = {"plays": 0, "rows": 5, "duplicates": 5, "skipped": {}, "warnings": [], "files": [], "batch": 2}
    theatre.parts["import"] = FakeChild(outcome=Done(nothing))
    window.parts.flow.import_files([Path("again.csv")])
    qtbot.waitUntil(lambda: not window.parts.flow.running)
    assert theatre.names == ["import"]
    assert "stays as it is" in window.error_bar.text


def test_after_an_undo_the_map_can_be_rebuilt_with_one_press(
    qtbot: QtBot, window: MainWindow, theatre: Theatre
) -> None:
    theatre.parts["undo"] = FakeChild(outcome=Done({"plays_removed": 5}))
    window.parts.flow.undo_import(1)
    qtbot.waitUntil(lambda: not window.parts.flow.running)
    window.error_bar.action_pressed.emit()
    qtbot.waitUntil(lambda: not window.parts.flow.running)
    assert theatre.names == ["undo", "train", "map"]


def test_the_status_line_says_that_the_map_is_older_than_the_library(qtbot: QtBot, window: MainWindow) -> None:
    assert "made before" not in window.status.text()
    library = window.parts.library
    inline.run("session-rule", {"library": str(library.folder), "rule": {"gap_s": 600}}, Silent())
    library.reload_catalogue()
    window.refresh()
    assert window.status.accessibleName().endswith("map made before 1 change")


def test_the_search_finds_rare_songs_and_says_so(window: MainWindow) -> None:
    folder = window.parts.library.folder
    two_groups.save_model(folder, ("Moss - Bridge",))
    window.parts.library.reload_model()
    assert [hit.artist for hit in window.libraries.find("bridge", 3)] == ["Moss · rare"]
    assert [hit.artist for hit in window.libraries.find("Leaf 5", 1)] == ["Ash"]


def test_other_sessions_are_learnt_from_and_undone(qtbot: QtBot, window: MainWindow, theatre: Theatre) -> None:
    before = ModelStore(window.parts.library.folder).active().id
    rule = {"gap_s": 3600, "listener_gaps": {}}
    theatre.parts["session-rule"] = FakeChild(outcome=Done({"sessions": 3, "rule": rule, "model": None}))
    window.handlers.models._use_sessions(rule)
    qtbot.waitUntil(lambda: not window.parts.flow.running)
    assert theatre.names == ["session-rule", "train", "map"]
    two_groups.save_model(window.parts.library.folder)  # what a training gives
    learnt = ModelStore(window.parts.library.folder).active().id
    window.parts.undo.undo()
    qtbot.waitUntil(lambda: not window.parts.flow.running)
    assert theatre.names[3:] == ["session-rule"]
    assert theatre.specs[-1][1]["rule"]["gap_s"] == 1200
    assert theatre.specs[-1][1]["model"] == before
    window.parts.undo.redo()
    qtbot.waitUntil(lambda: not window.parts.flow.running)
    assert theatre.names[4:] == ["session-rule"]
    assert theatre.specs[-1][1]["rule"] == rule
    assert theatre.specs[-1][1]["model"] == learnt


def test_sessions_chosen_while_they_are_counted_are_learnt_from(
    qtbot: QtBot, window: MainWindow, theatre: Theatre
) -> None:
    theatre.parts["sessions"] = FakeChild(hold=True)
    theatre.parts["session-rule"] = FakeChild(outcome=Done({"sessions": 3, "rule": {}, "model": None}))
    window.actions_table["sessions"].trigger()
    (dialog,) = dialogs()
    assert isinstance(dialog, SessionsDialog)
    qtbot.waitUntil(lambda: theatre.names == ["sessions"])
    dialog._content.strict.setChecked(True)
    dialog._use.click()
    qtbot.waitUntil(lambda: theatre.names[1:] == ["session-rule", "train", "map"] and not window.parts.flow.running)
    assert theatre.parts["sessions"].cancelled
    assert theatre.specs[1][1]["rule"]["strict"]
    assert window.error_bar.isHidden()


def test_other_sessions_undone_while_they_are_learnt_from_are_learnt_from_anew(
    qtbot: QtBot, window: MainWindow, theatre: Theatre
) -> None:
    rule = {"gap_s": 3600, "listener_gaps": {}}
    theatre.parts["session-rule"] = FakeChild(outcome=Done({"sessions": 3, "rule": rule, "model": None}))
    theatre.parts["train"] = FakeChild(hold=True)
    window.handlers.models._use_sessions(rule)
    qtbot.waitUntil(lambda: "train" in theatre.names)
    window.parts.undo.undo()
    theatre.parts["train"].release.set()
    qtbot.waitUntil(lambda: theatre.names.count("session-rule") == 2 and not window.parts.flow.running)
    window.parts.undo.redo()
    qtbot.waitUntil(lambda: theatre.names.count("train") == 2 and not window.parts.flow.running)
