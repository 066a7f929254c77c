"""How long it takes from the start of the process to a start page that can be used, beside a bare window.

Both are real processes on the offscreen platform, started in turns; a run ends when the first event after the first
painting was handled. ``S2V_BENCH_START_RUNS`` (5) runs each; medians.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bare import bare_window
from run import SOURCE, amount, entry

NAMES = ("start",)
RUNS = amount("S2V_BENCH_START_RUNS", 5)
TARGET_S, TARGET_RATIO = 1.0, 3.0

_READY = """
def ready():
    window.repaint()
    sys.stdout.write("ready\\n")
    sys.stdout.flush()
    QTimer.singleShot(0, app.quit)
QTimer.singleShot(0, ready)
app.exec()
"""

OURS = f"""
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from s2v_desktop.ui.app import Application
app = QApplication(["s2v-desktop"])
running = Application(app, Path(sys.argv[1]))
window = running.window
running.show([])
{_READY}
running.end()
"""

BARE = bare_window(_READY)


def measure() -> list[dict[str, Any]]:
    """Seconds to the start page, and how many times a bare window that is."""
    ours, bare = [], []
    with tempfile.TemporaryDirectory(prefix="s2v-bench-") as home:
        for run in range(RUNS + 1):
            times = (seconds(OURS, Path(home)), seconds(BARE, Path(home)))
            if run:  # the first run fills the caches of the disk
                ours.append(times[0])
                bare.append(times[1])
    mine, peer = statistics.median(ours), statistics.median(bare)
    name = "bare PySide6 + pyqtgraph window"
    return [
        entry("start to usable start page", mine, "s", TARGET_S, "lower", name, peer),
        entry("start, times a bare window", mine, "s", TARGET_RATIO, "lower", name, peer, target_is_ratio=True),
    ]


def seconds(program: str, home: Path) -> float:
    """From the start of the process to its word that it is ready."""
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "S2V_HOME": str(home), "PYTHONPATH": str(SOURCE)}
    begin = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", program, str(home / "library")],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=surroundings,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        took = time.perf_counter() - begin
    if line.strip() != b"ready" or process.returncode:
        raise RuntimeError(f"the window did not come up (exit code {process.returncode})")
    return took
