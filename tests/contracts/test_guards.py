"""The guards of tests/conftest.py catch what they promise to catch, and let the rest pass."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.contracts import sources

CULPRITS = """
import socket, sqlite3, subprocess, sys, threading
from PySide6.QtCore import QThread, QTimer

kept = []

def test_database():
    sqlite3.connect(":memory:")

def test_thread():
    threading.Thread(target=threading.Event().wait, args=(3,)).start()

def test_child():
    subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)

def test_network():
    with socket.socket() as opened:
        opened.settimeout(1)
        try:
            opened.connect(("127.0.0.1", 9))
        except OSError:
            pass

def test_qtimer(qapp):
    kept.append(QTimer())
    kept[-1].start(1000)

def test_qthread(qapp):
    kept.append(QThread())
    kept[-1].start()

def test_innocent(tmp_path):
    kept[-1].quit()
    kept[-1].wait()
    sqlite3.connect(tmp_path / "x").close()
    subprocess.run([sys.executable, "-c", "pass"], check=True)
    ended = threading.Thread(target=str)
    ended.start()
    ended.join()
"""


def test_whoever_leaves_something_behind_is_named(tmp_path: Path) -> None:
    conftest = (sources.ROOT / "tests" / "conftest.py").read_text(encoding="utf-8")
    (tmp_path / "conftest.py").write_text(conftest.replace("GRACE_S = 2.0", "GRACE_S = 0.2"), encoding="utf-8")
    (tmp_path / "test_culprits.py").write_text(CULPRITS, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--rootdir",
        str(tmp_path),
        str(tmp_path),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    for name, what in {
        "database": "database connection, opened at test_culprits.py",
        "thread": "thread 'Thread-",
        "child": "child process [",
        "network": "socket.connect",
        "qtimer": "QTimer '', started at test_culprits.py",
        "qthread": "QThread 'QThread', started at test_culprits.py",
    }.items():
        assert f"test_{name} left behind: {what}" in done.stdout
    assert "7 passed, 6 errors" in done.stdout


@pytest.mark.parametrize("name", ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"])
def test_no_test_sees_the_home_folder_of_the_person_here(name: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert Path(os.environ[name]).is_relative_to(tmp_path_factory.getbasetemp())
