"""Faults of libraries that we know and must not meet: each is looked for in the versions that are installed."""

from __future__ import annotations

import sqlite3
import subprocess
import sys

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

CALLS = 1000


class Sender(QObject):
    """Has a signal with a bool, one of the calls that PySide6 6.12.0 gets wrong on Python 3.11."""

    said = Signal(bool)

    def hear(self, value: bool) -> None:
        """Take the signal."""


def lost_references(call: object) -> int:
    """How many references to None, True and False a thousand calls lose."""
    constants = (None, True, False)
    before = [sys.getrefcount(constant) for constant in constants]
    for _ in range(CALLS):
        call()  # type: ignore[operator]
    after = [sys.getrefcount(constant) for constant in constants]
    return max(old - new for old, new in zip(before, after, strict=True))


@pytest.mark.parametrize("name", ["setEnabled", "setVisible", "emit", "update", "setWindowTitle", "sendPostedEvents"])
def test_qt_calls_lose_no_reference_to_none_or_true(qapp: QApplication, name: str) -> None:
    """6.12.0 loses one per call before Python 3.12 and aborts the process some thousand calls later."""
    widget, sender = QWidget(), Sender()
    sender.said.connect(sender.hear)
    ways = {
        "setEnabled": lambda: widget.setEnabled(True),
        "setVisible": lambda: widget.setVisible(False),
        "emit": lambda: sender.said.emit(True),
        "update": lambda: widget.update(),
        "setWindowTitle": lambda: widget.setWindowTitle("S2V"),
        "sendPostedEvents": lambda: qapp.sendPostedEvents(),
    }
    assert lost_references(ways[name]) < CALLS // 10


def test_gensim_has_its_compiled_code() -> None:
    """-1 means pure Python: a hundred times slower."""
    code = "from gensim.models.word2vec import FAST_VERSION; print(FAST_VERSION)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) >= 0


def test_sqlite_can_do_what_the_library_needs() -> None:
    """Returning, strict tables and window functions; the write-ahead log is asked for where it is used."""
    assert sqlite3.sqlite_version_info >= (3, 37)
    assert sqlite3.threadsafety in (1, 3)
