"""Write packaging/*.lock anew from pyproject.toml: names, versions and hashes, no addresses.

Needs the resolver `uv` on PATH (it is not one of the project's own dependencies). Run it as
``python3 packaging/lock.py`` after a change of the dependencies, or with ``--upgrade`` to take newer releases.
One set of versions serves CPython 3.11 to 3.13 on Linux, Windows and macOS.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

PACKAGING = Path(__file__).resolve().parent
PYPROJECT = PACKAGING.parent / "pyproject.toml"
PYTHONS = ("cp311", "cp312", "cp313")
SYSTEMS = ("linux x86_64", "linux aarch64", "windows amd64", "macos arm64", "macos x86_64")
LOCKS = {
    "app": "what the program needs",
    "backend": "what installing the project needs",
    "dev": "what the checks need",
    "build": "what freezing the program needs",
}
HEADER = """\
# Written by packaging/lock.py from pyproject.toml: {what}.
# Every wheel for CPython 3.11 to 3.13 on Linux, Windows and macOS; installed with --require-hashes.
"""


def systems(platform: str) -> set[str]:
    """Of the systems we serve, those that can install a wheel with this platform tag."""
    if platform == "any":
        return set(SYSTEMS)
    if "manylinux" in platform:
        return {f"linux {machine}" for machine in ("x86_64", "aarch64") if platform.endswith(machine)}
    if platform.startswith("win"):
        return {"windows amd64"} if platform == "win_amd64" else set()
    if platform.startswith("macosx"):
        return {f"macos {machine}" for machine in ("arm64", "x86_64") if platform.endswith((machine, "universal2"))}
    return set()


def pythons(python: str, abi: str) -> set[str]:
    """Of the Pythons we serve, those that can install a wheel with these tags."""
    if abi == "abi3":
        return {ours for ours in PYTHONS if int(ours[3:]) >= int(python.split(".")[0][3:] or 0)}
    if abi == "none":
        return set(PYTHONS) if "py3" in python.split(".") else set(PYTHONS) & set(python.split("."))
    return {abi} & set(PYTHONS)


def serves(wheel: str) -> set[tuple[str, str]]:
    """Pairs (Python, system) that can install the wheel with this file name."""
    python, abi, platform = wheel.removesuffix(".whl").split("-")[-3:]
    return {(ours, system) for ours in pythons(python, abi) for system in systems(platform)}


def entry(package: dict[str, Any]) -> tuple[str, set[tuple[str, str]]]:
    """One package as lines of a lock, and the pairs (Python, system) nobody built a wheel for."""
    hashes, served = [], set()
    for wheel in package.get("wheels", ()):
        pairs = serves(wheel["url"].rsplit("/", 1)[-1])
        if pairs:
            hashes.append(wheel["hashes"]["sha256"])
            served |= pairs
    marker = f" ; {package['marker']}" if "marker" in package else ""
    lines = [f"{package['name']}=={package['version']}{marker}", *(f"    --hash=sha256:{h}" for h in sorted(hashes))]
    wanted = {(ours, system) for ours in PYTHONS for system in SYSTEMS} if not marker else set()
    return " \\\n".join(lines) + "\n", wanted - served


def resolve(folder: Path, wanted: list[str], pins: Path | None) -> list[dict[str, Any]]:
    """What `wanted` needs, on every system and Python, as entries of a PEP 751 lock."""
    source, target = folder / "wanted.in", folder / "pylock.toml"
    source.write_text("\n".join(wanted) + "\n", encoding="utf-8")
    command = ["uv", "pip", "compile", str(source), "--no-config", "--universal", "--fork-strategy", "fewest"]
    command += ["--python-version", "3.11", "--only-binary", ":all:", "--format", "pylock.toml", "-o", str(target)]
    command += ["--quiet"] if pins is None else ["--quiet", "--constraints", str(pins)]
    subprocess.run(command, check=True)
    packages: list[dict[str, Any]] = tomllib.loads(target.read_text(encoding="utf-8"))["packages"]
    target.unlink()
    return packages


def write(name: str, what: str, packages: list[dict[str, Any]]) -> None:
    """Write one lock and tell which systems are left out."""
    text = HEADER.format(what=what)
    for package in packages:
        lines, missing = entry(package)
        text += lines
        for python, system in sorted(missing):
            print(f"{name}: no wheel of {package['name']} {package['version']} for {python} on {system}")
    (PACKAGING / name).write_text(text, encoding="utf-8")
    print(f"{name}: {len(packages)} packages")


def main() -> int:
    """Resolve the sets one after the other and write their locks; each holds only what those before it do not."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--upgrade", action="store_true", help="take newer releases instead of the locked ones")
    upgrade = arguments.parse_args().upgrade
    if shutil.which("uv") is None:
        print("packaging/lock.py needs the program uv. Install it (for example `pipx install uv`) and run this again.")
        return 1
    project = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))
    extras, app = project["project"]["optional-dependencies"], project["project"]["dependencies"]
    wanted = {"app": [], "backend": project["build-system"]["requires"], "dev": extras["dev"], "build": extras["build"]}
    names: set[str] = set()
    with tempfile.TemporaryDirectory() as scratch:
        pins = Path(scratch) / "pins.txt"
        pins.write_text("" if upgrade else locked_versions(), encoding="utf-8")
        for name, what in LOCKS.items():
            found = resolve(Path(scratch), app + wanted[name], pins)
            new = [package for package in found if package["name"] not in names]
            write(f"{name}.lock", what, new)
            names |= {package["name"] for package in new}
            pins.write_text(pins.read_text() + versions(new), encoding="utf-8")
    return 0


def versions(packages: list[dict[str, Any]]) -> str:
    """Packages as lines of constraints."""
    return "".join(f"{package['name']}=={package['version']}\n" for package in packages)


def locked_versions() -> str:
    """Name and version of everything the present locks hold, as constraints."""
    files = (PACKAGING / f"{name}.lock" for name in LOCKS)
    lines = [line for file in files if file.exists() for line in file.read_text(encoding="utf-8").splitlines()]
    pins = {line.split(" ")[0] for line in lines if "==" in line.split(" ")[0]}
    return "".join(f"{pin}\n" for pin in sorted(pins))


if __name__ == "__main__":
    sys.exit(main())
