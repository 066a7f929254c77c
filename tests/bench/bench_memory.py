"""How much memory the process of the window has for itself: with the demo, and with a library of 100,000 songs.

Map and recommendations are shown; ``S2V_BENCH_MEMORY_SONGS`` (100,000) songs, made by `large` once and kept.

The figure is the unshared memory (private clean and dirty pages), which other programs could use if it were closed. The
peer is a bare window in the same run. Linux only: the others do not tell it without help.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bare import bare_window
from large import library as large_library
from run import SOURCE, amount, entry

from s2v_desktop.jobs.child import Child
from s2v_desktop.jobs.outcomes import Done

NAMES = ("memory",)
TARGET_MB, LARGE_TARGET_MB = 150.0, 300.0
SONGS = amount("S2V_BENCH_MEMORY_SONGS", 100_000)

_TELL = """
def tell():
    total = 0
    for line in open("/proc/self/smaps_rollup"):
        if line.startswith(("Private_Clean", "Private_Dirty", "Private_Hugetlb")):
            total += int(line.split()[1])
    sys.stdout.write(f"{total}\\n")
    sys.stdout.flush()
    app.quit()
QTimer.singleShot(3000, tell)
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
running.window.resize(1280, 800)
running.show([])
assert running.parts.library.map is not None
{_TELL}
running.window.close()
running.end()
"""

BARE = bare_window(_TELL)


def measure() -> list[dict[str, Any]]:
    """Megabytes with the demo open, and with many songs."""
    if not Path("/proc/self/smaps_rollup").exists():
        raise RuntimeError("unshared memory is only known on Linux")
    with tempfile.TemporaryDirectory(prefix="s2v-bench-") as home:
        library = Path(home) / "library"
        for job, spec in (("import", {"demo": True}), ("train", {"preset": "quick"}), ("map", {})):
            outcome = Child(job, {"library": str(library), **spec}).run(_ignore)
            if not isinstance(outcome, Done):
                raise RuntimeError(f"{job} ended as {outcome}")
        ours, bare = (statistics.median(megabytes(what, home, library) for _ in range(3)) for what in (OURS, BARE))
        many = megabytes(OURS, home, large_library(SONGS))
    name = "bare PySide6 + pyqtgraph window"
    return [
        entry("memory, window with the demo open", ours, "MB", TARGET_MB, "lower", name, bare),
        entry(f"memory, window with {SONGS:,} songs", many, "MB", LARGE_TARGET_MB, "lower", name, bare),
    ]


def _ignore(message: object) -> None:
    """Nobody looks at the progress."""


def megabytes(program: str, home: str, library: Path) -> float:
    """What a process says it has for itself."""
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "S2V_HOME": home, "PYTHONPATH": str(SOURCE)}
    command = [sys.executable, "-c", program, str(library)]
    done = subprocess.run(command, capture_output=True, text=True, env=surroundings, timeout=120, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return int(done.stdout.split()[-1]) / 1024
