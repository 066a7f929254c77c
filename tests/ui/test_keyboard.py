"""Nothing needs a mouse: Tab reaches each control, screen readers can name it, Escape and Enter work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from s2v_desktop.core.progress import Silent
from s2v_desktop.jobs import inline
from s2v_desktop.jobs.outcomes import Done
from s2v_desktop.ui import theme
from s2v_desktop.ui.app import Application
from s2v_desktop.ui.job_controller import JobController
from s2v_desktop.ui.main_window import MainWindow
from tests import two_groups
from tests.ui.fakes import FakeChild, Theatre
from tests.ui.test_window import nameless

ASKED = {"sessions": {}, "suggest": {}}
"""Jobs that dialogs ask when they open."""

ENTER_DOES = {
    "history": "Close", "sessions": "Use and learn again", "merges": "Done", "listeners": "Close",
    "hidden_songs": "Close", "train": "Train", "models": "Close", "quality": "Measure now", "redraw_with": "Draw",
    "save_selection": "Save", "compare_selections": "Close", "export_map": "Choose a file…", "preferences": "Close",
    "get_export": "Close", "how_it_works": "Close", "about": "Close", "remove_library": "Keep",
    "share_model": "Choose a file…",
}  # fmt: skip
"""Action -> what Enter does in its dialog: the main thing, or the harmless one."""

DOCKS = ("regions_dock", "selection_dock", "playlist_dock")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with a model and a map, made once; nothing here changes it."""
    folder = two_groups.make(tmp_path_factory.mktemp("keyboard") / "Library")
    inline.run("map", {"library": str(folder), "parameters": {"steps": 20, "early_steps": 10}}, Silent())
    return folder


@pytest.fixture
def window(qapp: QApplication, made: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """The real window on the library, with songs selected."""
    answers = {name: FakeChild(outcome=Done(inline.run(name, {"library": str(made)} | spec, Silent())))
               for name, spec in ASKED.items()}  # fmt: skip
    theatre = Theatre(**answers)
    monkeypatch.setattr("s2v_desktop.ui.app.JobController", lambda parent: JobController(theatre, parent))
    application = Application(qapp, made)
    window = application.window
    window.resize(1280, 800)
    window.show()
    window.parts.library.reload()
    window.settle_in()
    yield window
    window.parts.controller.shutdown(lambda: None)
    application.end()


def stops(root: QWidget) -> list[QWidget]:
    """Where Tab stops, once round."""
    first, found = root.nextInFocusChain(), []
    while first is not root and len(found) < 5000:
        found.append(first)
        first = first.nextInFocusChain()
    shown = [one for one in found if one.window() is root and one.isVisible() and one.focusProxy() is None]
    return [one for one in shown if one.focusPolicy() & Qt.FocusPolicy.TabFocus]


def dialog_of(window: MainWindow, name: str, qtbot: QtBot) -> QDialog:
    """Start an action and wait for its dialog."""
    action = window.actions_table[name]
    assert action.isEnabled(), name
    action.trigger()

    def is_there() -> bool:
        return bool(opened()) and not window.parts.controller.busy

    qtbot.waitUntil(is_there)
    return opened()[0]


def opened() -> list[QDialog]:
    """Dialogs that are shown."""
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]


@pytest.mark.parametrize("name", ENTER_DOES)
def test_a_dialog_can_be_used_by_keyboard_and_read_aloud(window: MainWindow, name: str, qtbot: QtBot) -> None:
    dialog = dialog_of(window, name, qtbot)
    assert nameless(dialog) == []
    buttons = [one for one in dialog.findChildren(QPushButton) if one.isVisible()]
    reached = stops(dialog)
    assert [one.text() for one in buttons if one.isDefault()] == [ENTER_DOES[name]]
    assert not [one.text() for one in buttons if one not in reached]
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not opened())
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_every_control_of_the_window_and_its_docks_is_reached_and_named(window: MainWindow) -> None:
    for name in DOCKS:
        window.actions_table[name].trigger()
    assert nameless(window) == []
    reached = {one.accessibleName() or getattr(one, "text", str)() for one in stops(window)}
    wanted = {
        "Map of your songs", "Plays per day", "Songs of the library", "Recommendations", "What to recommend",
        "Filters", "What dragging on the map does", "What colour tells", "Regions of the map", "Selected songs",
        "Hide Library", "Hide Playlist", "Search songs and artists",
    }  # fmt: skip
    assert wanted - {name.removesuffix(" · 0") for name in reached} == set()


@pytest.mark.parametrize("kind", ["QTableView", "QTreeView", "QListView", "QLineEdit", "QPushButton", "QComboBox"])
def test_the_style_shows_where_the_keyboard_is(kind: str) -> None:
    from s2v_desktop.ui.stylesheet import stylesheet

    for one in (theme.DARK, theme.LIGHT):
        rules = [rule for rule in stylesheet(one).split("}") if f"{kind}:focus" in rule]
        assert any(one.accent in rule for rule in rules), kind
