"""The whole window on fake children: start page, pages, closing, drops, accessibility, and what it must not load."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLabel, QLineEdit, QMenu, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from s2v_desktop.core.progress import Progress, Silent
from s2v_desktop.jobs.outcomes import Done, Failed
from s2v_desktop.store import paths
from s2v_desktop.store.importer import import_files
from s2v_desktop.store.library import Library
from s2v_desktop.store.report import ImportRequest
from s2v_desktop.ui.app import Application, parse
from s2v_desktop.ui.job_controller import JobController
from s2v_desktop.ui.main_window import MainWindow
from tests.ui.fakes import FakeChild, Theatre

CSV = "artist,title,time\n" + "".join(
    f"Artist {n % 3},Song {n % 7},2024-03-{1 + n // 20:02d}T10:{n % 20:02d}:00Z\n" for n in range(100)
)


@pytest.fixture
def theatre() -> Theatre:
    """Children that are done at once."""
    return Theatre()


@pytest.fixture
def running(
    qapp: QApplication, theatre: Theatre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Application]:
    """A running program on an empty library; its jobs are played by the theatre."""
    monkeypatch.setattr("s2v_desktop.ui.app.JobController", lambda parent: JobController(theatre, parent))
    application = Application(qapp, tmp_path / "library")
    application.window.show()
    yield application
    for part in theatre.parts.values():
        part.release.set()
    application.window.parts.controller.shutdown(lambda: None)
    application.end()


@pytest.fixture
def window(running: Application) -> MainWindow:
    """The window of the running program."""
    return running.window


def write_csv(folder: Path, text: str = CSV) -> Path:
    """A small table that everybody understands."""
    file = folder / "plays.csv"
    file.write_text(text, encoding="utf-8")
    return file


def fill(folder: Path, source: Path) -> None:
    """Import a table into a library, without a child."""
    import_files(folder, ImportRequest(paths=(source,), listener="Me"), Silent())


def test_an_empty_library_shows_the_start_page(window: MainWindow) -> None:
    assert window.pages.currentWidget() is window.start_page
    assert window.workspace is None
    assert not window.actions_table["rebuild"].isEnabled()
    assert window.actions_table["import"].isEnabled()


def test_the_first_import_shows_its_stages_and_the_songs(
    window: MainWindow, theatre: Theatre, tmp_path: Path, qtbot: QtBot
) -> None:
    library = window.parts.library.folder
    fill(library, write_csv(tmp_path))
    theatre.parts["import"] = FakeChild(
        (Progress("reading", 3, 10, 0.3, 4.0, "Reading plays.csv"),), Done({"plays": 100})
    )
    theatre.parts["train"] = FakeChild((Progress("training", 1, 2, 0.5),), hold=True)
    window.parts.flow.import_files([tmp_path / "plays.csv"])
    assert window.pages.currentWidget() is window.stages
    qtbot.waitUntil(lambda: not window.parts.library.empty)
    assert window.workspace is not None
    assert window.progress.isHidden()  # one progress line, not two
    window.parts.flow.cancel()
    qtbot.waitUntil(lambda: not window.parts.controller.busy)
    assert window.pages.currentWidget() is window.nothing
    assert "imported and kept" in window.error_bar.text
    assert "100" in window.status.text()


def test_too_little_data_has_a_page_of_its_own(
    window: MainWindow, theatre: Theatre, tmp_path: Path, qtbot: QtBot
) -> None:
    fill(window.parts.library.folder, write_csv(tmp_path))
    theatre.parts["train"] = FakeChild(outcome=Failed("too-little-data", "Only 7 songs were played twice."))
    window.parts.flow.import_files([tmp_path / "plays.csv"])
    qtbot.waitUntil(lambda: not window.parts.flow.running)
    assert window.pages.currentWidget() is window.nothing
    texts = [label.text() for label in window.nothing.findChildren(QLabel)]
    assert any("Only 7 songs were played twice." in text for text in texts)


def test_a_failed_import_leaves_the_start_page_and_says_why(window: MainWindow, theatre: Theatre, qtbot: QtBot) -> None:
    theatre.parts["import"] = FakeChild(outcome=Failed("unreadable-file", "x.bin is no listening history.", "zip: bad"))
    window.parts.flow.import_files([Path("x.bin")])
    qtbot.waitUntil(lambda: not window.parts.flow.running)
    assert window.pages.currentWidget() is window.start_page
    assert "x.bin is no listening history." in window.error_bar.text
    assert not window.error_bar.isHidden()


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n" + bytes(200)])
def test_a_file_that_is_no_history_is_refused_before_any_job(
    window: MainWindow, theatre: Theatre, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "thing.dat"
    file.write_bytes(content)
    window.handlers.import_paths([file])
    assert theatre.names == []
    assert "thing.dat" in window.error_bar.text


def test_a_file_that_is_gone_is_named(window: MainWindow, tmp_path: Path) -> None:
    window.handlers.import_paths([tmp_path / "gone.csv"])
    assert "gone.csv" in window.error_bar.text


def test_closing_with_nothing_running_closes_at_once(window: MainWindow) -> None:
    assert window.close()


def test_closing_while_a_job_runs_asks_once_then_runs_the_ladder(
    window: MainWindow, theatre: Theatre, qtbot: QtBot
) -> None:
    theatre.parts["train"] = FakeChild((Progress("training"),), hold=True)
    window.parts.flow.rebuild()
    assert not window.close()
    assert not window.close()  # the question is there already
    question = window._closer._question
    assert question is not None
    question.accept()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=5_000)
    assert theatre.parts["train"].cancelled
    assert not window.parts.controller.busy


def test_keep_running_keeps_running(window: MainWindow, theatre: Theatre) -> None:
    theatre.parts["train"] = FakeChild((Progress("training"),), hold=True)
    window.parts.flow.rebuild()
    window.close()
    question = window._closer._question
    assert question is not None
    question.reject()
    assert window.isVisible()
    assert window.parts.controller.busy
    assert window._closer._question is None


def test_files_held_over_the_start_page_light_it_up(window: MainWindow) -> None:
    window._on_hovering(True)
    assert window.start_page.zone._hot
    window._on_hovering(False)
    assert not window.start_page.zone._hot


def test_search_finds_songs_of_the_library_and_chooses_one(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    fill(window.parts.library.folder, write_csv(tmp_path))
    window.parts.library.reload()
    window.refresh()
    qtbot.keyClicks(window.top.search, "song 3")
    assert window.top.search.hits[0].title == "Song 3"
    qtbot.keyClick(window.top.search, Qt.Key.Key_Return)
    assert [seed.song for seed in window.parts.selection.seeds] == [window.top.search.hits[0].song]
    window.parts.undo.undo()
    assert window.parts.selection.seeds == ()


def test_another_library_can_be_opened_and_is_remembered(window: MainWindow, tmp_path: Path) -> None:
    other = tmp_path / "other"
    fill(other, write_csv(tmp_path))
    assert window.libraries.switch(other)
    assert not window.parts.library.empty
    assert window.memory.recent[0] == other.resolve()


def test_a_damaged_library_is_refused_and_the_old_one_stays(window: MainWindow, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "library.sqlite").write_bytes(b"not a database at all" * 100)
    before = window.parts.library.folder
    assert not window.libraries.switch(broken)
    assert window.parts.library.folder == before
    assert not window.error_bar.isHidden()


def test_the_history_lists_imports_and_asks_for_an_undo(
    window: MainWindow, theatre: Theatre, tmp_path: Path, qtbot: QtBot
) -> None:
    from s2v_desktop.ui.dialogs.history import PLAYS, HistoryDialog

    fill(window.parts.library.folder, write_csv(tmp_path))
    with Library.open(window.parts.library.folder) as library:
        dialog = HistoryDialog(library.batches(), False, window)
    dialog.undo_wanted.connect(window.handlers.undo_import)
    model = dialog._table.model()
    assert model.index(0, PLAYS).data() == "100"
    dialog._table.selectRow(0)
    dialog._undo.click()
    assert theatre.names == ["undo"]
    qtbot.waitUntil(lambda: not window.parts.controller.busy)


def test_the_theme_can_be_chosen_and_is_remembered(window: MainWindow) -> None:
    window.handlers.choose_theme("dark")
    assert window.parts.theme.current.dark
    window.handlers.switch_theme()
    assert not window.parts.theme.current.dark
    assert window.parts.settings.get("theme") == "light"


def nameless(root: QWidget) -> list[str]:
    """Focusable widgets a screen reader could not name."""
    found = []
    for widget in root.findChildren(QWidget):
        takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        inner = isinstance(widget, QMenu | QScrollBar) or isinstance(widget.parent(), QLineEdit)
        parent = widget.parent()
        inner = inner or (isinstance(parent, QAbstractScrollArea) and parent.viewport() is widget)
        if takes and not inner and not widget.isHidden():
            interface = QAccessible.queryAccessibleInterface(widget)
            if interface is None or not interface.text(QAccessible.Text.Name):
                found.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return found


def test_every_focusable_widget_has_a_name(window: MainWindow, tmp_path: Path) -> None:
    fill(window.parts.library.folder, write_csv(tmp_path))
    window.parts.library.reload()
    window.refresh()
    assert nameless(window) == [], nameless(window)


def test_every_action_is_in_a_menu_and_has_an_icon(window: MainWindow) -> None:
    in_menus = {action for menu in window.menuBar().findChildren(QMenu) for action in menu.actions()}
    for action in window.actions_table.all():
        assert action in in_menus
        assert not action.icon().isNull(), action.objectName()


def test_shortcuts_are_not_given_twice(window: MainWindow) -> None:
    shortcuts = [a.shortcut().toString() for a in window.actions_table.all() if not a.shortcut().isEmpty()]
    assert len(shortcuts) == len(set(shortcuts))


def test_the_command_line_names_files_and_a_library() -> None:
    options = parse(["a.zip", "b.csv", "--library", "here"])
    assert options.files == [Path("a.zip"), Path("b.csv")]
    assert options.library == Path("here")


def test_the_window_loads_no_engine() -> None:
    code = (
        "import sys; from PySide6.QtWidgets import QApplication; app = QApplication(['x'])\n"
        "from s2v_desktop.ui.app import Application; import s2v_desktop.ui.workspace\n"
        "from pathlib import Path; import tempfile; a = Application(app, Path(tempfile.mkdtemp()) / 'l')\n"
        "a.show([]); app.sendPostedEvents(); a.window.close(); a.end()\n"
        "print([m for m in ('gensim', 'sklearn', 'scipy', 'openTSNE') if m in sys.modules])"
    )
    root = paths.resource_folder().parent
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.strip().endswith("[]"), done.stderr


def test_a_map_is_exported_by_a_job_that_can_be_cancelled(
    window: MainWindow, theatre: Theatre, tmp_path: Path, qtbot: QtBot
) -> None:
    theatre.parts["picture"] = FakeChild((Progress("painting", 1, 2, 0.5, None, "Painting the picture"),), hold=True)
    exports = window.handlers.exports
    exports.write("picture", {"path": str(tmp_path / "map.png"), "size": [300, 200]})
    qtbot.waitUntil(lambda: "Painting the picture" in window.progress.sentence)
    exports.write("export", {"kind": "plays"})
    assert "Nothing was written" in window.error_bar.text
    window.progress.cancelled.emit()
    qtbot.waitUntil(lambda: not window.parts.controller.busy)
    assert window.error_bar.text == "Cancelled. No file was written."
    theatre.parts["picture"] = FakeChild(outcome=Done({"path": str(tmp_path / "map.png")}))
    exports.write("picture", {"path": str(tmp_path / "map.png"), "size": [300, 200]})
    qtbot.waitUntil(lambda: "Written: " in window.status.accessibleName())


def test_the_button_of_colours_and_the_docks_follow_the_map(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    fill(window.parts.library.folder, write_csv(tmp_path))
    window.parts.library.reload()
    window.refresh()
    window.resize(1280, 900)
    window.settle_in()
    workspace = window.workspace
    assert workspace is not None
    window.set_colour("first year")
    assert window.top._colour.text() == "Colour: first year", "the button says what the map shows"
    window.handlers.map.toggle_selection()
    mine, other = workspace.map_docks.selection_dock, workspace.library_dock
    qtbot.waitUntil(lambda: abs(mine.height() - other.height()) <= 0.1 * other.height())
