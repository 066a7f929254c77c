"""Prove that a frozen program works: its faces, its parts, the demo through its own child, its entry in a menu.

``python packaging/smoke.py dist/s2v-desktop``; standard library only. Exit code 0 when all that can be tried here
passed; what cannot be tried is said.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

NAME = "s2v-desktop"
WINDOW_S = 30.0
PARTS = {
    "linux": (
        "platforms/libqxcb.so",
        "platforms/libqwayland.so",
        "platforms/libqoffscreen.so",
        "iconengines/libqsvgicon.so",
    ),
}
"""Qt plugins without which the window, its icons or the self-test would not come up."""


def executable(folder: Path) -> Path:
    """The program inside its folder."""
    return folder / (f"{NAME}.exe" if os.name == "nt" else NAME)


def own_home(home: Path) -> dict[str, str]:
    """An environment in which the program finds a new person's home folder and no display."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "XDG_", "QT_"))}
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700)
    return variables | {"HOME": str(home), "XDG_RUNTIME_DIR": str(runtime)}


def answers(command: list[str], variables: dict[str, str], expected: str, seconds: float) -> bool:
    """Whether a program ends with 0 and says what is expected."""
    started = time.monotonic()
    done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False, timeout=seconds)
    passed = done.returncode == 0 and expected in done.stdout
    took = time.monotonic() - started
    print(f"{'passed' if passed else 'FAILED'}: {Path(command[0]).name} {' '.join(command[1:])} ({took:.1f} s)")
    if not passed:
        print(f"exit code {done.returncode}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}")
    return passed


def complete(folder: Path) -> bool:
    """Whether the parts that only some listeners would miss are in the folder."""
    names = [file.as_posix() for file in folder.rglob("*") if file.is_file()]
    missing = [part for part in PARTS.get(sys.platform, ()) if not any(name.endswith(part) for name in names)]
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    print(f"{'FAILED: missing ' + ', '.join(missing) if missing else 'passed: all parts'}, {size / 1e6:.0f} MB")
    return not missing


def exec_of(entry: Path) -> list[str]:
    """The command of a menu entry, without its field codes, as a desktop starts it."""
    lines = entry.read_text(encoding="utf-8").splitlines()
    value = next(line for line in lines if line.startswith("Exec=")).removeprefix("Exec=").replace("\\\\", "\\")
    # Inside quotes a desktop also unescapes backticks and dollars, which shlex leaves alone.
    value = re.sub(r'\\([\\"`$])', lambda match: match[0] if match[1] in '\\"' else match[1], value)
    return [word.replace("%%", "%") for word in shlex.split(value) if word not in ("%F", "%f", "%U", "%u")]


def opens_from_the_menu(folder: Path, home: Path, variables: dict[str, str]) -> bool:
    """Make the menu entry of a new person and see whether its command brings up a window."""
    needed = [tool for tool in ("xvfb-run", "xwininfo") if shutil.which(tool) is None]
    if not sys.platform.startswith("linux") or needed:
        print(f"not tried: the menu entry ({', '.join(needed) or 'only on Linux'} missing)")
        return True
    subprocess.run([str(folder / "install.sh")], env=variables, check=True, stdout=subprocess.DEVNULL)
    entry = home / ".local" / "share" / "applications" / f"{NAME}.desktop"
    if shutil.which("desktop-file-validate"):
        subprocess.run(["desktop-file-validate", str(entry)], check=True)
    watch = [sys.executable, __file__, "--watch", *exec_of(entry)]
    command = ["xvfb-run", "-a", "-s", "-screen 0 1280x800x24", *watch]
    passed = answers(command, variables | {"QT_QPA_PLATFORM": "xcb"}, "window shown", WINDOW_S * 2)
    subprocess.run([str(folder / "install.sh"), "--remove"], env=variables, check=True, stdout=subprocess.DEVNULL)
    return passed and not entry.exists()


def watch(command: list[str]) -> int:
    """Start a program on this display, wait for its window, end the program. 0 when the window was seen."""
    process = subprocess.Popen(command)
    deadline = time.monotonic() + WINDOW_S
    seen = False
    while not seen and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.1)
        tree = subprocess.run(["xwininfo", "-root", "-tree"], capture_output=True, text=True, check=False).stdout
        seen = any(f'("{NAME}"' in line and "S2V Desktop" in line for line in tree.splitlines())
    print("window shown" if seen else f"no window; exit code {process.poll()}")
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return 0 if seen else 1


def main(arguments: list[str]) -> int:
    """Try everything, say what passed."""
    if arguments[:1] == ["--watch"]:
        return watch(arguments[1:])
    folder = Path(arguments[0]).resolve()
    program = str(executable(folder))
    with tempfile.TemporaryDirectory(prefix="s2v-smoke-") as scratch:
        home = Path(scratch)
        variables = own_home(home)
        offscreen = variables | {"QT_QPA_PLATFORM": "offscreen"}
        passed = [
            complete(folder),
            answers([program, "--version"], offscreen, NAME, 60),
            answers([program, "--cli", "--version"], offscreen, "s2v ", 60),
            answers([program, "--self-test"], offscreen, "self-test passed", 600),
            opens_from_the_menu(folder, home, variables),
        ]
    print("The frozen program works." if all(passed) else "The frozen program does not work.")
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
