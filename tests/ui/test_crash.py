"""Errors nobody caught: logged, told once, without anything personal."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from s2v_desktop.ui.crash import CrashHandler, GarbageTimer, anonymous, describe, fresh_log


@pytest.fixture
def shown() -> list[str]:
    """What the dialog was given."""
    return []


@pytest.fixture
def handler(qtbot: QtBot, tmp_path: Path, shown: list[str]) -> Iterator[CrashHandler]:
    """A handler that is listening."""
    made = CrashHandler(tmp_path, shown.append)
    made.install()
    yield made
    made.remove()


def raise_with(words: str) -> BaseException:
    """An exception that was really raised."""
    try:
        raise ValueError(words)
    except ValueError as error:
        return error


def test_an_uncaught_exception_is_logged_and_shown_without_its_words(
    handler: CrashHandler, shown: list[str], tmp_path: Path
) -> None:
    error = raise_with("Bohemian Rhapsody by somebody")
    sys.excepthook(ValueError, error, error.__traceback__)
    assert len(shown) == 1
    log = (tmp_path / "window.log").read_text(encoding="utf-8")
    for text in (shown[0], log):
        assert "ValueError" in text
        assert "raise_with" in text
        assert "Bohemian" not in text


def test_a_storm_of_errors_opens_one_dialog(handler: CrashHandler, shown: list[str]) -> None:
    for _ in range(50):
        error = raise_with("again")
        sys.excepthook(ValueError, error, error.__traceback__)
    assert len(shown) == 1


def test_an_exception_of_a_thread_arrives_in_the_window(handler: CrashHandler, shown: list[str], qtbot: QtBot) -> None:
    def fail() -> None:
        raise ValueError("x")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(shown) == 1)
    assert "ValueError" in shown[0]


def test_the_home_folder_is_not_named() -> None:
    assert anonymous("/home/anna/Music/x.py", Path("/home/anna")) == "~/Music/x.py"
    error = raise_with("x")
    assert str(Path.home()) not in describe(type(error), error, error.__traceback__)


def test_hooks_are_given_back(qtbot: QtBot, tmp_path: Path) -> None:
    made = CrashHandler(tmp_path, print)
    made.install()
    made.remove()
    assert sys.excepthook is sys.__excepthook__
    assert threading.excepthook is threading.__excepthook__


def test_a_large_log_is_put_aside(tmp_path: Path) -> None:
    file = tmp_path / "window.log"
    file.write_bytes(b"x" * 600_000)
    assert fresh_log(file) == file
    assert not file.exists()
    assert (tmp_path / "window.old.log").stat().st_size == 600_000


def test_garbage_is_collected_by_the_timer_only_while_it_runs(qtbot: QtBot) -> None:
    timer = GarbageTimer()
    timer.start()
    assert not gc.isenabled()
    timer._collect()
    timer.stop()
    assert gc.isenabled()
