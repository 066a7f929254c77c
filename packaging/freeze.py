"""Freeze the program into one folder with PyInstaller, and prove that the frozen program works."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import checks
import environment

VENV = environment.ROOT / "build" / "venv"
NAME = "s2v-desktop"
LICENCE = re.compile(r"(licen[cs]e|copying|notice|authors|lgpl|gpl)", re.IGNORECASE)


def build(arguments: list[str]) -> int:
    """Make dist/s2v-desktop from a clean environment and run its self-test. 0 when the frozen program passed."""
    environment.ensure(VENV, ("app", "backend", "build"))
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
    collect_licences(folder / "licences")
    smoke = [environment.program(VENV, "python"), str(environment.PACKAGING / "smoke.py"), str(folder)]
    return subprocess.run(smoke, env=checks.offscreen(), check=False).returncode


def add_menu_entry(folder: Path) -> None:
    """Put the script that makes a menu entry for one person, and what it needs, beside the program."""
    for file in sorted((environment.PACKAGING / "linux").iterdir()):
        shutil.copy2(file, folder / file.name)
    (folder / "s2v").symlink_to(NAME)


def collect_licences(target: Path) -> None:
    """Put the licence of every library that is in the folder beside it: their authors ask for that, and rightly."""
    target.mkdir()
    shutil.copy2(environment.ROOT / "LICENSE", target / "S2V Desktop.txt")
    for text in (environment.ROOT / "resources" / "licences").iterdir():
        shutil.copy2(text, target / text.name)
    lock = (environment.PACKAGING / "app.lock").read_text(encoding="utf-8")
    shipped = {line.split("==")[0].replace("-", "_") for line in lock.splitlines() if "==" in line} | {"pyinstaller"}
    for package in sorted(VENV.rglob("site-packages/*.dist-info")):
        name = package.name.removesuffix(".dist-info")
        if name.split("-")[0].lower() not in shipped:
            continue
        place = target / name
        place.mkdir(exist_ok=True)
        # METADATA names the licence and the authors also where a wheel holds no text of it.
        for file in package.rglob("*"):
            if file.is_file() and (file.name == "METADATA" or LICENCE.match(file.name)):
                shutil.copy2(file, place / file.name)
