"""The program from its command line to its exit code."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from s2v_desktop.store import paths
from s2v_desktop.store.settings import Settings
from s2v_desktop.ui import app as program
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.single_instance import hand_over


def windows() -> list[MainWindow]:
    """Main windows that are shown."""
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()]


def test_main_opens_a_window_and_gives_zero_when_it_is_closed(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    seen: list[str] = []

    def close() -> None:
        seen.extend(str(window.parts.library.folder) for window in windows())
        windows()[0].close()

    QTimer.singleShot(200, close)
    assert program.main(["--library", str(tmp_path / "here")]) == 0
    assert seen == [str(tmp_path / "here")]
    assert windows() == []


def test_a_second_start_hands_over_and_ends(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    answers: list[bool] = []

    def second() -> None:
        answers.append(hand_over(tmp_path / "here", []))
        windows()[0].close()

    QTimer.singleShot(200, second)
    program.main(["--library", str(tmp_path / "here")])
    assert answers == [True]


def test_the_last_library_that_is_still_there_is_opened(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    settings = Settings(None, {"recent_libraries": [str(tmp_path / "gone"), 7, str(there)]})
    assert program.last_library(settings) == there
    assert program.last_library(Settings()) == paths.default_library()


def test_an_unknown_option_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        program.parse(["--nonsense"])
    assert ended.value.code == 2
