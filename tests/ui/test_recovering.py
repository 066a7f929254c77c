"""A damaged library at the start of the window: it is said, a backup is offered, and one press brings it back."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from s2v_desktop.store import migrations
from s2v_desktop.store.library import Library
from s2v_desktop.ui.app import Application
from s2v_desktop.ui.flow import FlowEnd
from tests import two_groups

Start = Callable[[Path], Application]


@pytest.fixture
def start(qapp: QApplication, qtbot: QtBot) -> Iterator[Start]:
    """Starts the program on a library, as `main` does, with real jobs."""
    with contextlib.ExitStack() as ends:

        def start(folder: Path) -> Application:
            running = Application(qapp, folder)
            ends.callback(running.end)
            ends.callback(lambda: running.parts.controller.shutdown(lambda: None))
            running.show([])
            return running

        yield start


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library with a backup, and then a damaged file."""
    folder = two_groups.make(tmp_path / "Library")
    shutil.rmtree(folder / "backups", ignore_errors=True)
    with Library.open(folder) as opened:
        migrations.backup(opened.connection, folder / "backups" / "good.sqlite")
    return folder


def spoil(folder: Path) -> bytes:
    file = folder / "library.sqlite"
    content = bytearray(file.read_bytes())
    content[4_096::41] = b"\xff" * len(content[4_096::41])
    file.write_bytes(content)
    return bytes(content)


def button(running: Application) -> QPushButton:
    """The button of the bar that says what went wrong."""
    buttons = running.window.error_bar.findChildren(QPushButton)
    return next(one for one in buttons if one.text().startswith(("Restore", "Set it aside", "Rebuild", "Repair")))


def press(qtbot: QtBot, running: Application) -> FlowEnd:
    with qtbot.waitSignal(running.parts.flow.finished, timeout=60_000) as told:
        button(running).click()
    (end,) = told.args
    assert isinstance(end, FlowEnd)
    return end


def test_a_start_with_a_damaged_library_offers_its_backup(start: Start, library: Path, qtbot: QtBot) -> None:
    damaged = spoil(library)
    running = start(library)
    bar = running.window.error_bar
    assert "damaged" in bar.text
    assert button(running).text().startswith("Restore the backup of ")
    assert running.parts.library.empty
    end = press(qtbot, running)
    assert bar.text.startswith("The library is as it was on ")
    assert not running.parts.library.empty
    assert running.parts.library.model is not None  # what was learnt still fits
    kept = Path(str(end.results["recover"]["kept"]))
    assert (kept / "library.sqlite").read_bytes() == damaged
    assert str(kept) in bar.text


def test_without_a_backup_it_is_set_aside(start: Start, library: Path, qtbot: QtBot) -> None:
    (library / "backups" / "good.sqlite").unlink()
    spoil(library)
    running = start(library)
    assert button(running).text() == "Set it aside and begin anew"
    press(qtbot, running)
    assert "Import your history again" in running.window.error_bar.text
    assert not (library / "library.sqlite").exists()
    assert running.parts.library.empty


def test_damaged_first_bytes_are_repaired_and_nothing_is_lost(start: Start, library: Path, qtbot: QtBot) -> None:
    content = bytearray((library / "library.sqlite").read_bytes())
    content[60:72] = bytes(12)
    (library / "library.sqlite").write_bytes(content)
    running = start(library)
    assert button(running).text() == "Repair the library file"
    press(qtbot, running)
    assert "Nothing was lost" in running.window.error_bar.text
    assert not running.parts.library.empty


def test_opening_a_damaged_library_offers_its_backup_and_opens_it(
    start: Start, library: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    running = start(two_groups.make_library(tmp_path / "Other"))
    spoil(library)
    assert not running.window.libraries.switch(library)
    assert running.parts.library.folder.name == "Other"
    press(qtbot, running)
    assert running.parts.library.folder == library
    assert not running.parts.library.empty


def test_a_check_that_finds_damage_offers_the_backup(start: Start, library: Path, qtbot: QtBot) -> None:
    running = start(library)
    spoil(library)
    with qtbot.waitSignal(running.parts.flow.finished, timeout=60_000):
        running.parts.flow.check()
    assert "damaged" in running.window.error_bar.text
    press(qtbot, running)
    assert running.window.error_bar.text.startswith("The library is as it was on ")


def test_a_job_that_meets_damage_offers_the_backup(start: Start, library: Path, qtbot: QtBot) -> None:
    running = start(library)
    spoil(library)
    with qtbot.waitSignal(running.parts.flow.finished, timeout=60_000):
        running.parts.flow.undo_import(1)
    assert button(running).text().startswith("Restore the backup of ")
