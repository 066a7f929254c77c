"""What may load what, proved in a clean interpreter. Who may import whom is import-linter's part (`dev.py lint`)."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.contracts import sources

QT = ("PySide6", "shiboken6", "pyqtgraph", "superqt")
LEARNING = ("gensim", "sklearn", "scipy", "openTSNE")

IMPORT_ALL = """
import importlib, json, pkgutil, sys
for name in sys.argv[1].split(","):
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(getattr(package, "__path__", ()), name + "."):
        importlib.import_module(module.name)
print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})))
"""


def loaded_after(*packages: str) -> set[str]:
    """Top-level modules loaded after importing every module of the packages in a fresh interpreter."""
    command = [sys.executable, "-c", IMPORT_ALL, ",".join(packages)]
    done = subprocess.run(command, cwd=sources.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_core_store_and_jobs_start_without_qt_and_without_the_learning_libraries() -> None:
    loaded = loaded_after("s2v_desktop.core", "s2v_desktop.store", "s2v_desktop.jobs", "s2v_desktop.__main__")
    assert not loaded & {*QT, *LEARNING}


def test_core_starts_without_sqlite() -> None:
    assert "sqlite3" not in loaded_after("s2v_desktop.core")


def test_the_command_line_starts_without_qt_and_without_the_learning_libraries() -> None:
    assert not loaded_after("s2v_desktop.cli") & {*QT, *LEARNING}


def test_the_window_loads_none_of_the_learning_libraries() -> None:
    loaded = loaded_after("s2v_desktop.ui")
    assert "PySide6" in loaded
    assert not loaded & set(LEARNING)


@pytest.mark.parametrize("face", ["s2v", "s2v-desktop"])
def test_a_version_costs_no_heavy_import(face: str) -> None:
    call = "command_line" if face == "s2v" else "window"
    code = f"import sys; from s2v_desktop import __main__ as m; m.{call}(['--version']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=sources.ROOT)
    version, modules = done.stdout.splitlines()
    assert version.startswith(f"{face} ")
    assert not {"numpy", "typer", *QT, *LEARNING} & set(modules.split())
