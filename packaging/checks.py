"""Every check that CI runs, in the order in which a person wants to hear of them; pytest comes last."""

from __future__ import annotations

import os
import subprocess
import sys

import environment

FAILED = "S2V_FAILED_CHECKS"
"""Tells pytest which checks failed before it, so that its closing lines can repeat them (tests/conftest.py)."""

LINTERS: tuple[tuple[str, list[str]], ...] = (
    ("ruff check", ["ruff", "check", "--no-cache", "."]),
    ("ruff format", ["ruff", "format", "--no-cache", "--check", "."]),
    # Without its cache: that one keeps "has no attribute" for a module that was added since.
    ("mypy", ["mypy", "--cache-dir", os.devnull]),
    ("import-linter", ["lint-imports", "--no-cache", "--no-logo"]),
)


def lint() -> list[str]:
    """Run everything but pytest; all of it, even when one fails. Names of the checks that failed."""
    failed = []
    for name, (tool, *arguments) in LINTERS:
        print(f"== {name}", flush=True)
        command = [environment.program(environment.VENV, tool), *arguments]
        done = subprocess.run(command, cwd=environment.ROOT, env=environment.clean_environment(), check=False)
        if done.returncode != 0:
            failed.append(name)
    return failed


def offscreen() -> dict[str, str]:
    """An environment in which Qt needs no display and every run looks alike."""
    return environment.clean_environment() | {
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": "1",
        "LC_ALL": "C.UTF-8",
    }


def test(arguments: list[str]) -> int:
    """Run every check, then pytest with further arguments of its own (``-k name``). 0 when all passed."""
    failed = lint()
    print("== pytest", flush=True)
    command = [environment.program(environment.VENV, "python"), "-m", "pytest", *arguments]
    variables = offscreen() | {FAILED: ", ".join(failed)}
    done = subprocess.run(command, cwd=environment.ROOT, env=variables, check=False)
    return done.returncode or int(bool(failed))


def lint_only() -> int:
    """Run everything but pytest and close with one line."""
    failed = lint()
    print(f"Failed: {', '.join(failed)}" if failed else "All checks passed.")
    sys.stdout.flush()
    return int(bool(failed))


def has_display() -> bool:
    """Whether a window can be shown here."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
