#!/usr/bin/env python3
"""The one way in for everybody who works on S2V Desktop. Standard library only.

    python3 packaging/dev.py run                 open the window (no display: the demo, without a window)
    python3 packaging/dev.py test [-k NAME ...]  every check that CI runs
    python3 packaging/dev.py setup               only prepare .venv
    python3 packaging/dev.py lint                every check but the tests
    python3 packaging/dev.py shots [DIR]         a picture of every screen
    python3 packaging/dev.py bench [NAME] [--json]
    python3 packaging/dev.py build               the double-click program, in dist/

Each of them first makes .venv from the hash-locked lists, or makes it anew when a list has changed.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import checks
import environment
import freeze

SCREEN = "-screen 0 2560x1600x24"


def call(command: list[str], variables: dict[str, str] | None = None, folder: Path | None = None) -> int:
    """Run a program with this terminal; Ctrl+C goes to it, and we wait for its end."""
    process = subprocess.Popen(command, env=variables or environment.clean_environment(), cwd=folder)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def run(arguments: list[str]) -> int:
    """Open the window; without a display run the main job on the demo data."""
    if checks.has_display():
        return call([environment.program(environment.VENV, "s2v-desktop"), *arguments])
    print("No display here: running the demo without a window.", flush=True)
    with tempfile.TemporaryDirectory(prefix="s2v-demo-") as folder:
        library = str(Path(folder) / "library")
        command = [environment.program(environment.VENV, "s2v"), "demo", "--library", library, "--picture", "map.png"]
        return call(command, checks.offscreen())


def shots(arguments: list[str]) -> int:
    """Take a picture of every screen of the real program, on a display that nobody sees where there is none."""
    folder = str(Path(arguments[0] if arguments else "shots").resolve())
    script = environment.ROOT / "tests" / "e2e" / "shots.py"
    command = [environment.program(environment.VENV, "python"), str(script), folder, *arguments[1:]]
    if not checks.has_display() and shutil.which("xvfb-run"):
        command = ["xvfb-run", "-a", "-s", SCREEN, *command]
    return call(command, folder=environment.ROOT)


def bench(arguments: list[str]) -> int:
    """Measure, side by side with the peers."""
    script = environment.ROOT / "tests" / "bench" / "run.py"
    return call([environment.program(environment.VENV, "python"), str(script), *arguments], folder=environment.ROOT)


def main(argv: list[str]) -> int:
    """Carry out one verb; everything after the verb belongs to it."""
    verbs = {
        "run": run,
        "test": checks.test,
        "setup": lambda arguments: 0,
        "lint": lambda arguments: checks.lint_only(),
        "shots": shots,
        "bench": bench,
        "build": freeze.build,
    }
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=list(verbs))
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="handed on to the verb")
    chosen = parser.parse_args(argv)
    try:
        if chosen.verb != "build":
            environment.ensure()
        return verbs[chosen.verb](chosen.arguments)
    except environment.SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
