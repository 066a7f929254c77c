"""What Qt, the virtual environment and the pictures need from the system: found by library, installed by apt when root.

A library is looked for by the name the loader uses, not by a package's name, which differs between releases.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""What Qt's own libraries and its xcb and wayland plugins load, and who brings it on Debian."""

PROGRAMS = {"xvfb-run": "xvfb", "xauth": "xauth", "xwininfo": "x11-utils", "objdump": "binutils"}
"""A display without a screen for pictures, how to look for windows on it, and what PyInstaller reads libraries with."""

FONTS = {
    "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf": "fonts-noto-core",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf": "fonts-droid-fallback",
}
"""Latin, Arabic, Hebrew and many more (12 MB), Chinese, Japanese and Korean (2 MB; the Noto ones are 57 MB).
Without them names are drawn as boxes in pictures; no test depends on them."""


def known_libraries() -> str:
    """What the loader can find, or "" where nobody tells."""
    tool = shutil.which("ldconfig") or "/sbin/ldconfig"
    if not Path(tool).exists():
        return ""
    return subprocess.run([tool, "-p"], capture_output=True, text=True, check=False).stdout


def missing(python: str) -> list[str]:
    """Debian packages that should be installed, in a stable order.

    Parameters
    ----------
    python : str
        The interpreter that will make the virtual environment.
    """
    known = known_libraries()
    wanted = [package for library, package in LIBRARIES.items() if known and library not in known]
    wanted += [package for program, package in PROGRAMS.items() if shutil.which(program) is None]
    wanted += [package for file, package in FONTS.items() if not Path(file).exists()]
    question = "import ensurepip, sys; print('python%d.%d-venv' % sys.version_info[:2])"
    if subprocess.run([python, "-c", question], capture_output=True, check=False).returncode != 0:
        version = "import sys; print('python%d.%d-venv' % sys.version_info[:2])"
        wanted += [subprocess.run([python, "-c", version], capture_output=True, text=True, check=True).stdout.strip()]
    return wanted


def install(packages: list[str]) -> bool:
    """Install packages with apt; fetch the lists once when the first try fails. True when all are there."""
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}

    def quiet(command: list[str]) -> bool:
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        if done.returncode != 0:
            print(done.stderr.strip()[-2000:], file=sys.stderr)
        return done.returncode == 0

    print(f"Installing system packages: {' '.join(packages)}", flush=True)
    if any(Path("/var/lib/apt/lists").glob("*Packages*")) and quiet(command):
        return True
    quiet(["apt-get", "update", "-qq"])
    return quiet(command)


def ensure(python: str) -> None:
    """Install what is missing when that is possible, else say which line to run. Never ends the program."""
    if not sys.platform.startswith("linux"):
        return
    wanted = missing(python)
    if not wanted:
        return
    line = f"apt-get install -y --no-install-recommends {' '.join(wanted)}"
    if shutil.which("apt-get") is None:
        print(f"Some system libraries seem to be missing. On Debian they are called: {' '.join(wanted)}")
    elif os.geteuid() != 0:
        print(f"Some system packages are missing. Please run:\n  sudo {line}")
    elif not install(wanted):
        print(f"Some system packages could not be installed; going on without them. To try by hand:\n  {line}")
