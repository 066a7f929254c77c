"""Freeze the program into one folder with PyInstaller, and prove that the frozen program works."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import checks
import environment

VENV = environment.ROOT / "build" / "venv"
NAME = "s2v-desktop"


def build(arguments: list[str]) -> int:
    """Make dist/s2v-desktop from a clean environment and run its self-test. 0 when the frozen program passed."""
    environment.ensure(VENV, ("app", "build"))
    target = environment.ROOT / "dist"
    command = [environment.program(VENV, "python"), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    command += ["--distpath", str(target), "--workpath", str(environment.ROOT / "build" / "work"), *arguments]
    command += [str(environment.PACKAGING / "s2v_desktop.spec")]
    done = subprocess.run(command, cwd=environment.ROOT, env=environment.clean_environment(), check=False)
    if done.returncode != 0:
        return done.returncode
    folder = target / NAME
    if sys.platform.startswith("linux"):
        add_menu_entry(folder)
    smoke = [environment.program(VENV, "python"), str(environment.PACKAGING / "smoke.py"), str(folder)]
    return subprocess.run(smoke, env=checks.offscreen(), check=False).returncode


def add_menu_entry(folder: Path) -> None:
    """Put the script that makes a menu entry for one person, and what it needs, beside the program."""
    for file in sorted((environment.PACKAGING / "linux").iterdir()):
        shutil.copy2(file, folder / file.name)
