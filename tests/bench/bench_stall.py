"""How long the window's event loop is held up while jobs run, beside the same loop with nothing to do.

The real window, the real controller, real children: the demo is imported, trained and drawn; and a library of
``S2V_BENCH_STALL_SONGS`` (100,000) songs, made by `large` once and kept, takes in one more file and shows it. A precise
timer of 5 ms notes the gaps between its own calls. What the loop is late beyond its 5 ms is the figure.
``S2V_BENCH_STALL_IDLE`` (5) seconds of control.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import generated
import numpy as np
from large import library as large_library
from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QApplication
from run import amount, entry

from s2v_desktop.ui.app import Application
from s2v_desktop.ui.flow import EndKind, Flow, FlowEnd

NAMES = ("stall",)
IDLE_S = amount("S2V_BENCH_STALL_IDLE", 5)
SONGS = amount("S2V_BENCH_STALL_SONGS", 100_000)
EVERY_MS = 5
TARGET_P999_MS, TARGET_MAX_MS = 16.0, 50.0


class Heartbeat(QObject):
    """Notes the moments a timer is served."""

    def __init__(self) -> None:
        super().__init__()
        self.moments: list[float] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._beat)

    @Slot()
    def _beat(self) -> None:
        self.moments.append(time.perf_counter())

    def late(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Milliseconds beyond the interval, and begin anew."""
        gaps = np.diff(np.array(self.moments)) * 1000.0 - EVERY_MS
        self.moments = []
        return np.maximum(gaps, 0.0)

    def start(self) -> None:
        """Begin."""
        self._timer.start()

    def stop(self) -> None:
        """End."""
        self._timer.stop()


def measure() -> list[dict[str, Any]]:
    """The 99.9th percentile and the maximum during whole flows, and what the control had."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="s2v-bench-") as home:
        os.environ["S2V_HOME"] = home
        try:
            few = stalls(Path(home) / "library", lambda flow: flow.import_demo())
            many = shutil.copytree(large_library(SONGS), Path(home) / "many")
            file = generated.lastfm_1k(Path(home) / "more.tsv", 20_000, 1, 5_000)
            more = stalls(many, lambda flow: flow.change("import", paths=[str(file)], listener="Me"))
        finally:
            del os.environ["S2V_HOME"]
    found = []
    for (idle, busy), what in ((few, "import, train, map of the demo"), (more, f"import into {SONGS:,} songs")):
        control = float(np.percentile(idle, 99.9))
        p999, most = float(np.percentile(busy, 99.9)), float(busy.max() - idle.max())
        found += [
            entry(f"stall p99.9, {what}", p999, "ms", TARGET_P999_MS, "lower", "idle window", control),
            entry(f"stall maximum over idle, {what}", most, "ms", TARGET_MAX_MS, "lower", "idle", float(idle.max())),
        ]
    return found


def stalls(library: Path, begin: Callable[[Flow], bool]) -> tuple[Any, Any]:
    """How late the loop was in milliseconds: with nothing to do, and during a flow that `begin` starts."""
    app = QApplication.instance()
    app = app if isinstance(app, QApplication) else QApplication(["bench"])
    running = Application(app, library)
    try:
        return _measure(running, begin)
    finally:
        running.window.close()
        running.end()


def _measure(running: Application, begin: Callable[[Flow], bool]) -> tuple[Any, Any]:
    running.show([])
    heart = Heartbeat()
    loop = QEventLoop()
    heart.start()
    QTimer.singleShot(1000, loop.quit)  # the first painting is no part of it
    loop.exec()
    heart.late()
    QTimer.singleShot(round(IDLE_S * 1000), loop.quit)
    loop.exec()
    idle = heart.late()
    ends: list[FlowEnd] = []
    flow = running.parts.flow
    flow.finished.connect(ends.append)
    flow.finished.connect(loop.quit)
    if not begin(flow):
        raise RuntimeError("the flow did not begin")
    loop.exec()
    QTimer.singleShot(500, loop.quit)  # what is shown at the end belongs to it
    loop.exec()
    heart.stop()
    if ends[0].kind is not EndKind.DONE:
        raise RuntimeError(f"the flow ended as {ends[0].kind.value}: {ends[0].sentence}\n{ends[0].details}")
    return idle, heart.late()
