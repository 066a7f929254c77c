"""What holds for every test: it leaves nothing behind, reaches no network, and touches no real home folder.

The guards work by watching who starts something while the test runs, so that a failure can name the place. Qt is only
looked at where it is loaded already; nothing here imports it. Automatic garbage collection is off while a Qt test runs
and done between tests: freeing widgets inside a worker's thread, which is where a collection may strike, aborts Qt.
"""

from __future__ import annotations

import gc
import itertools
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import hypothesis.configuration
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

GRACE_S = 2.0
"""How long something that is about to end may still take to do so."""

LARGE_HEAP = 20_000
"""Objects that a collection may look through between two Qt tests; a window and its library have about as many."""

hypothesis.configuration.set_hypothesis_home_dir(Path(__file__).parents[1] / ".hypothesis_cache")
hypothesis.settings.register_profile("here", deadline=None, print_blob=True)
hypothesis.settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True, database=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")


class Left:
    """What one test started, each with the place that started it."""

    def __init__(self) -> None:
        self.started: list[tuple[Any, str]] = []
        self.network: list[str] = []

    def add(self, thing: Any) -> None:
        """Remember a thing and the line of the project that made it."""
        frames = [frame for frame in traceback.extract_stack()[:-2] if "site-packages" not in frame.filename]
        ours = [
            frame for frame in frames if "s2v_desktop" in frame.filename or f"{os.sep}tests{os.sep}" in frame.filename
        ]
        place = ours[-1] if ours else frames[-1]
        self.started.append((thing, f"{Path(place.filename).name}:{place.lineno} in {place.name}"))

    def of(self, kind: type) -> list[tuple[Any, str]]:
        """Everything of one kind."""
        return [(thing, place) for thing, place in self.started if isinstance(thing, kind)]


class WatchedConnection(sqlite3.Connection):
    """A database connection that can say whether it was closed."""

    is_open = True

    def close(self) -> None:
        """Close, and say so."""
        super().close()
        self.is_open = False


def watch(patch: pytest.MonkeyPatch, owner: Any, name: str, left: Left) -> None:
    """Let the calls of a method be remembered with the object they start."""
    original = getattr(owner, name)

    def watched(self: Any, *arguments: Any, **named: Any) -> Any:
        left.add(self)
        return original(self, *arguments, **named)

    patch.setattr(owner, name, watched)


def watch_databases(patch: pytest.MonkeyPatch, left: Left) -> None:
    """Let every connection be remembered."""
    original = sqlite3.connect

    def connect(*arguments: Any, **named: Any) -> sqlite3.Connection:
        named.setdefault("factory", WatchedConnection)
        connection = original(*arguments, **named)
        left.add(connection)
        return connection

    patch.setattr(sqlite3, "connect", connect)


def refuse_network(patch: pytest.MonkeyPatch, left: Left) -> None:
    """Refuse every connection to an internet address; sockets of the file system stay possible."""

    def refusing(name: str) -> None:
        original = getattr(socket.socket, name)

        def refused(self: socket.socket, *arguments: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6):
                left.network.append(f"socket.{name}{arguments}")
                raise ConnectionRefusedError("S2V Desktop never opens a network connection, and neither do its tests")
            return original(self, *arguments)

        patch.setattr(socket.socket, name, refused)

    for name in ("connect", "connect_ex", "sendto"):
        refusing(name)


def living_threads(before: set[threading.Thread]) -> list[str]:
    """Python threads that outlive the test. A QThread's stand-in is left to the guard of QThreads."""
    names = []
    for thread in set(threading.enumerate()) - before:
        if not isinstance(thread, threading._DummyThread):
            thread.join(GRACE_S)
            if thread.is_alive():
                names.append(f"thread {thread.name!r}")
    return names


def living_children(left: Left) -> list[str]:
    """Child processes that outlive the test; they are ended here so that they do not disturb the next one."""
    names = []
    for process, place in left.of(subprocess.Popen):
        if getattr(process, "pid", None) is None:
            continue  # it never started: no such program
        try:
            process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            names.append(f"child process {process.args!r}, started at {place}")
            process.kill()
            process.wait()
    return names


def living_qt(left: Left) -> list[str]:
    """QThreads and QTimers that outlive the test."""
    core = sys.modules.get("PySide6.QtCore")
    shiboken = sys.modules.get("shiboken6")
    if core is None or shiboken is None:
        return []
    if core.QCoreApplication.instance() is not None:
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
    names = []
    for thread, place in left.of(core.QThread):
        if shiboken.isValid(thread) and not thread.wait(int(GRACE_S * 1000)):
            names.append(f"QThread {thread.objectName() or type(thread).__name__!r}, started at {place}")
    for timer, place in left.of(core.QTimer):
        if shiboken.isValid(timer) and timer.isActive():
            names.append(f"QTimer {timer.objectName()!r}, started at {place}")
            timer.stop()
    return names


def open_databases(left: Left) -> list[str]:
    """Database connections that outlive the test."""
    return [f"database connection, opened at {place}" for c, place in left.of(WatchedConnection) if c.is_open]


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a thread, QThread, QTimer, child process or database, or that reached for the network."""
    left, threads = Left(), set(threading.enumerate())
    with pytest.MonkeyPatch.context() as patch:
        watch(patch, subprocess.Popen, "__init__", left)
        watch_databases(patch, left)
        refuse_network(patch, left)
        core = sys.modules.get("PySide6.QtCore")
        if core is not None:
            watch(patch, core.QThread, "start", left)
            watch(patch, core.QTimer, "start", left)
        yield
    found = living_qt(left) + living_threads(threads) + living_children(left) + open_databases(left) + left.network
    if found:
        pytest.fail(f"{request.node.name} left behind: " + "; ".join(found), pytrace=False)


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One empty home folder after the other."""
    root = tmp_path_factory.mktemp("homes")
    return (root / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def own_home(homes: Iterator[Path]) -> Iterator[Path]:
    """Give each test a home folder of its own: settings, libraries and logs of the person at this machine stay out."""
    home = next(homes)
    places = {
        "HOME": home,
        "USERPROFILE": home,
        "APPDATA": home / "roaming",
        "LOCALAPPDATA": home / "local",
        "XDG_CONFIG_HOME": home / "config",
        "XDG_DATA_HOME": home / "data",
        "XDG_STATE_HOME": home / "state",
        "XDG_CACHE_HOME": home / "cache",
    }
    home.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        for name, place in places.items():
            patch.setenv(name, str(place))
        core = sys.modules.get("PySide6.QtCore")
        if core is not None:
            for form in (core.QSettings.Format.IniFormat, core.QSettings.Format.NativeFormat):
                core.QSettings.setPath(form, core.QSettings.Scope.UserScope, str(home / "config"))
        yield home


@pytest.fixture(autouse=True)
def collect_between(request: pytest.FixtureRequest) -> Iterator[None]:
    """Collect garbage between Qt tests, in the main thread, and never during one.

    A large heap (modules, fixtures of a whole file) is set aside, so that the next collections take milliseconds
    instead of half a second. Once at the beginning would not do: closing a window takes all of it back
    (`GarbageTimer.stop`), and with it whatever of an earlier test was set aside while a fixture still held it.
    """
    if not {"qapp", "qtbot", "qtmodeltester"} & set(request.fixturenames):
        yield
        return
    gc.disable()
    yield
    gc.enable()
    gc.collect()
    if len(gc.get_objects()) > LARGE_HEAP:
        gc.freeze()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Repeat, just before the closing line, which checks failed before the tests (packaging/checks.py)."""
    failed = os.environ.get("S2V_FAILED_CHECKS")
    if failed:
        terminalreporter.write_line(f"Failed before the tests, see above: {failed}", red=True, bold=True)
