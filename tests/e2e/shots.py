"""Pictures of every screen: the real `main()`, real jobs in real children, both themes, 1280x800 and twice the pixels.

``shots.py DIR`` starts itself once per theme and scale, because a scale is fixed when Qt starts. The libraries of the
large maps are made once, before.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import large_maps

LARGE = "S2V_SHOTS_LARGE"
"""Variable with the folder of the large libraries."""

RUNS = (("light", 1), ("dark", 1), ("light", 2), ("dark", 2))


def main() -> int:
    """Run all combinations, or one when called with ``DIR THEME SCALE LIBRARY``."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "build/shots").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if len(sys.argv) == 4:
        return one_run(folder, sys.argv[2], int(sys.argv[3]))
    with tempfile.TemporaryDirectory(prefix="s2v-shots-") as large:
        make_large(Path(large))
        failed = all_runs(folder, Path(large))
    print(f"{len(list(folder.glob('*.png')))} pictures and index.json in {folder}")
    return failed


def make_large(folder: Path) -> None:
    """Make the libraries of the large maps."""
    for songs in large_maps.SIZES:
        large_maps.make(folder / f"songs-{songs}", songs)


def all_runs(folder: Path, large: Path) -> int:
    """Run every theme and scale in a process of its own; 0 when all went well."""
    failed = 0
    for theme, scale in RUNS:
        environment = os.environ | {"QT_SCALE_FACTOR": str(scale), "LC_ALL": "C.UTF-8", LARGE: str(large)}
        command = [sys.executable, __file__, str(folder), theme, str(scale)]
        failed |= subprocess.run(command, env=environment, check=False).returncode
    return failed


def one_run(folder: Path, theme: str, scale: int) -> int:
    """Play the script in this process."""
    with tempfile.TemporaryDirectory(prefix="s2v-shots-") as home:
        os.environ["S2V_HOME"] = home
        large = Path(os.environ.get(LARGE, home))
        if LARGE not in os.environ and scale == 1:
            make_large(large)
        from director import Director
        from PySide6.QtWidgets import QApplication
        from screenplay import screenplay

        from s2v_desktop.ui import app

        qt = QApplication(["s2v-desktop"])
        director = Director(folder, theme, scale)
        director.begin(screenplay(director, Path(home), large, whole=scale == 1))
        code = app.main(["--library", str(Path(home) / "library")])
        director.write_index()
        del qt
    if director.failure:
        print(f"{theme} {scale}x: {director.failure}", file=sys.stderr)
    return 1 if director.failure else code


if __name__ == "__main__":
    sys.exit(main())
