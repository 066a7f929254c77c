"""The virtual environment: made from the hash-locked lists, and made true again when a list changes."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import system_packages

PACKAGING = Path(__file__).resolve().parent
ROOT = PACKAGING.parent
VENV = ROOT / ".venv"
OLDEST, NEWEST = (3, 11), (3, 13)
STAMP = "s2v-locks.sha256"


class SetupError(Exception):
    """Something a person can put right; the message says how."""


def find_python() -> str:
    """An interpreter between 3.11 and 3.13: this one when it fits, else the newest on PATH that starts."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        # Inside a virtual environment the base interpreter makes the new one, so that ours outlives it.
        return getattr(sys, "_base_executable", None) or sys.executable
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        candidate = shutil.which(f"python3.{minor}")
        # A name on PATH may be a version manager's stand-in that cannot start anything: ask it.
        if candidate and version_of(candidate) == (3, minor):
            return candidate
    raise SetupError(
        f"S2V Desktop needs Python 3.11, 3.12 or 3.13; this is {sys.version_info[0]}.{sys.version_info[1]} and none "
        "of python3.11, python3.12, python3.13 was found. Install one of them and run the same command again."
    )


def version_of(python: str) -> tuple[int, int] | None:
    """Major and minor version that an interpreter reports, None when it does not start."""
    question = "import sys; print(*sys.version_info[:2])"
    try:
        done = subprocess.run([python, "-c", question], capture_output=True, text=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    if done.returncode != 0:
        return None
    major, minor = done.stdout.split()
    return int(major), int(minor)


def program(venv: Path, name: str) -> str:
    """Path of a program inside a virtual environment."""
    folder = venv / ("Scripts" if os.name == "nt" else "bin")
    return str(folder / (f"{name}.exe" if os.name == "nt" else name))


def clean_environment() -> dict[str, str]:
    """This process's environment without what would let other installations leak in."""
    leaky = ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")
    kept = {name: value for name, value in os.environ.items() if name not in leaky}
    return kept | {"PYTHONNOUSERSITE": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def fingerprint(locks: list[Path]) -> str:
    """Of everything an environment was made from: the locks, the project's entry points, the place of the checkout."""
    digest = hashlib.sha256(str(ROOT).encode())
    for lock in locks:
        digest.update(lock.read_bytes())
    # The tools' settings further down are read anew by each run and need no new installation.
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8").split("\n[tool.", 1)[0]
    digest.update(project.encode())
    return digest.hexdigest()


def make(venv: Path, python: str) -> None:
    """Make an empty virtual environment, in place of whatever lies there."""
    print(f"Making {venv.relative_to(ROOT)} with Python {'.'.join(map(str, version_of(python) or ()))} ...", flush=True)
    command = [python, "-m", "venv", "--clear", str(venv)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=clean_environment())
    if done.returncode != 0:
        shutil.rmtree(venv, ignore_errors=True)
        reason = (done.stdout + done.stderr).strip()
        raise SetupError(f"The virtual environment could not be made. Python said:\n{reason}")


def install(venv: Path, locks: list[Path]) -> None:
    """Install what the locks name, checked by hash and as wheels only, then the project itself as it lies."""
    print(f"Installing what {' and '.join(lock.name for lock in locks)} name (a few minutes the first time) ...")
    sys.stdout.flush()
    pip = [program(venv, "python"), "-m", "pip", "install", "-qq"]
    locked = [*pip, "--require-hashes", "--only-binary", ":all:"]
    for lock in locks:
        locked += ["-r", str(lock)]
    project = [*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    for command in (locked, project):
        if subprocess.run(command, check=False, env=clean_environment()).returncode != 0:
            raise SetupError(
                "The libraries could not be installed; the lines above say why. "
                "Nothing outside this folder was changed. Run the same command again to go on."
            )


def ensure(venv: Path = VENV, names: tuple[str, ...] = ("app", "backend", "dev")) -> None:
    """Make sure that an environment is there and holds exactly what the named locks and the project say."""
    locks = [PACKAGING / f"{name}.lock" for name in names]
    stamp, wanted = venv / STAMP, fingerprint(locks)
    python = find_python()
    system_packages.ensure(python)
    inside = version_of(program(venv, "python"))
    if inside is not None and stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return
    if sys.platform == "linux" and os.uname().machine not in ("x86_64", "AMD64"):
        print("Note: openTSNE has ready-made files for Linux on x86_64 only; on this machine the set-up may fail.")
    # Anew and not on top: what a changed lock no longer names must not stay behind.
    make(venv, python)
    install(venv, locks)
    stamp.write_text(wanted, encoding="ascii")
