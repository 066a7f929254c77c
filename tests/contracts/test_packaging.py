"""The development command and the menu entry: what they do on machines unlike this one."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from packaging.requirements import Requirement

from tests.contracts import sources

PACKAGING = sources.ROOT / "packaging"
Load = Callable[[str], ModuleType]


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Iterator[Load]:
    """Import a module of packaging/ as dev.py does, and forget it afterwards."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(PACKAGING))
    yield importlib.import_module
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(PACKAGING)):
            del sys.modules[name]


def test_the_command_needs_the_standard_library_only() -> None:
    command = [sys.executable, "-S", str(PACKAGING / "dev.py"), "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    for verb in ("run", "test", "setup", "lint", "shots", "bench", "build"):
        assert f"dev.py {verb}" in done.stdout


def test_every_dependency_is_locked_in_a_version_it_allows() -> None:
    project = tomllib.loads((sources.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    wanted = project["project"]["dependencies"] + project["build-system"]["requires"] + extras["dev"] + extras["build"]
    lines = [line for lock in PACKAGING.glob("*.lock") for line in lock.read_text(encoding="utf-8").splitlines()]
    locked = dict(line.split(" ")[0].split("==") for line in lines if "==" in line.split(" ")[0])
    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(locked[requirement.name.lower().replace("_", "-")]), requirement


def test_a_wheel_is_known_by_its_tags(load: Load) -> None:
    lock = load("lock")
    assert ("cp312", "linux x86_64") in lock.serves("numpy-2.4.6-cp312-cp312-manylinux_2_28_x86_64.whl")
    assert lock.serves("numpy-2.4.6-cp314-cp314-manylinux_2_28_x86_64.whl") == set()
    assert lock.serves("numpy-2.4.6-cp313-cp313t-manylinux_2_28_x86_64.whl") == set()
    assert lock.serves("numpy-2.4.6-cp312-cp312-musllinux_1_2_x86_64.whl") == set()
    assert len(lock.serves("rich-15.0.0-py3-none-any.whl")) == len(lock.PYTHONS) * len(lock.SYSTEMS)
    assert {python for python, _ in lock.serves("x-1-cp39-abi3-win_amd64.whl")} == set(lock.PYTHONS)


def test_an_interpreter_that_does_not_start_is_no_interpreter(load: Load, tmp_path: Path) -> None:
    environment = load("environment")
    assert environment.version_of(sys.executable) == sys.version_info[:2]
    assert environment.version_of(str(tmp_path / "missing")) is None
    if os.name != "nt":
        stand_in = tmp_path / "python3.12"
        stand_in.write_text("#!/bin/sh\nexit 127\n")
        stand_in.chmod(0o755)
        assert environment.version_of(str(stand_in)) is None


def test_an_unfit_python_without_another_one_is_told_in_a_sentence(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = load("environment")
    monkeypatch.setattr(environment.sys, "version_info", (3, 10, 0))
    monkeypatch.setattr(environment.shutil, "which", lambda name: None)
    with pytest.raises(environment.SetupError, match=r"needs Python 3\.11, 3\.12 or 3\.13; this is 3\.10"):
        environment.find_python()


def test_a_changed_lock_is_noticed_and_a_changed_setting_is_none(
    load: Load, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    environment = load("environment")
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    lock, project = tmp_path / "app.lock", tmp_path / "pyproject.toml"
    lock.write_text("numpy==2.4.6\n")
    project.write_text('[project]\nname = "x"\n\n[tool.ruff]\nline-length = 120\n')
    first = environment.fingerprint([lock])
    project.write_text('[project]\nname = "x"\n\n[tool.ruff]\nline-length = 100\n')
    assert environment.fingerprint([lock]) == first
    lock.write_text("numpy==2.4.7\n")
    assert environment.fingerprint([lock]) != first


def test_without_root_the_line_to_run_is_printed(
    load: Load, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    system_packages = load("system_packages")
    monkeypatch.setattr(system_packages.sys, "platform", "linux")
    monkeypatch.setattr(system_packages, "missing", lambda python: ["libegl1", "xvfb"])
    monkeypatch.setattr(system_packages.shutil, "which", lambda name: "/usr/bin/apt-get")
    monkeypatch.setattr(system_packages.os, "geteuid", lambda: 1000, raising=False)
    system_packages.ensure(sys.executable)
    assert "sudo apt-get install -y --no-install-recommends libegl1 xvfb" in capsys.readouterr().out


@pytest.mark.parametrize(("failing", "expected"), [("", 0), ("mypy", 1), ("pytest", 5)])
def test_every_check_runs_and_any_failure_counts(
    load: Load, monkeypatch: pytest.MonkeyPatch, failing: str, expected: int
) -> None:
    checks = load("checks")
    ran: list[list[str]] = []

    def run(command: list[str], **named: object) -> SimpleNamespace:
        ran.append(command)
        return SimpleNamespace(returncode=5 if failing and any(failing in word for word in command) else 0)

    monkeypatch.setattr(checks.subprocess, "run", run)
    assert checks.test(["-k", "sessions"]) == expected
    assert len(ran) == len(checks.LINTERS) + 1
    assert ran[-1][1:] == ["-m", "pytest", "-k", "sessions"]


@pytest.mark.skipif(os.name == "nt" or shutil.which("sh") is None, reason="a menu entry as Linux has it")
@pytest.mark.parametrize("name", ["plain", "with blank", "money $HOME `x`", 'quote " and \\ back', "50 % & more | é"])
def test_the_menu_entry_starts_the_program_wherever_it_lies(load: Load, tmp_path: Path, name: str) -> None:
    folder, home = tmp_path / name, tmp_path / "home"
    icons = folder / "_internal" / "s2v_desktop" / "resources" / "icons"
    icons.mkdir(parents=True)
    for file in (sources.ROOT / "resources" / "icons").glob("s2v-desktop*"):
        shutil.copy2(file, icons)
    for file in (PACKAGING / "linux").iterdir():
        shutil.copy2(file, folder)
    script, variables = str(folder / "install.sh"), {"HOME": str(home), "PATH": os.environ["PATH"]}
    subprocess.run(["sh", script], env=variables, check=True, capture_output=True)
    entry = home / ".local" / "share" / "applications" / "s2v-desktop.desktop"
    through = ["env"] if "%" in name else []
    assert load("smoke").exec_of(entry) == [*through, str(folder / "s2v-desktop")]
    assert (home / ".local" / "bin" / "s2v").readlink() == folder / "s2v-desktop"
    subprocess.run(["sh", script, "--remove"], env=variables, check=True, capture_output=True)
    assert [file for file in home.rglob("*") if not file.is_dir()] == []
