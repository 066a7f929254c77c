"""A worker that knows some jobs made for tests, and children that misbehave. Not a test module.

As a program: ``python rehearsal.py worker`` is a real worker with the jobs below beside the real ones;
``python rehearsal.py NAME`` runs the function of that name, which ignores the protocol in its own way.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve()


def command(behaviour: str = "worker") -> list[str]:
    """Command line of this program."""
    return [sys.executable, str(HERE), behaviour]


def count(spec: dict[str, Any], monitor: Any, folder: Path) -> dict[str, Any]:
    """Count to ``spec["to"]`` in two stages, with frames; ``stop`` ends it early."""
    import numpy as np

    monitor.plan({"one": 1.0, "two": 3.0})
    reached = 0
    for stage in ("one", "two"):
        for number in range(spec.get("to", 10)):
            if monitor.stopping:
                return {"reached": reached, "stopped": True}
            monitor.update(stage, number + 1, spec.get("to", 10), f"counting {number}")
            reached += 1
            if stage == "two":
                monitor.frame(np.full((3, 2), number, np.float64), number, 1.0 / (number + 1))
    return {"reached": reached, "stopped": False, "files": sorted(path.name for path in folder.glob("*.npy"))}


def endless(spec: dict[str, Any], monitor: Any, folder: Path) -> dict[str, Any]:
    """Say hello and work until told to end; with ``deaf`` never look."""
    monitor.plan({"work": 1.0})
    if spec.get("mark"):
        Path(spec["mark"]).write_text(str(os.getpid()))
    if spec.get("deaf_to_terminate"):
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    turn = 0
    while not monitor.stopping:
        turn += 1
        if turn == 1 or not spec.get("deaf"):
            monitor.update("work", turn, 0, "working")
        threading.Event().wait(0.005)
    return {"turns": turn}


def fail(spec: dict[str, Any], monitor: Any, folder: Path) -> dict[str, Any]:
    """Raise what the spec says."""
    from s2v_desktop.core.errors import TooLittleData

    errors: dict[str, BaseException] = {
        "ours": TooLittleData("You need more songs.", "3 songs"),
        "theirs": KeyError("surprise"),
        "memory": MemoryError(),
        "disk": OSError(28, "No space left on device"),
    }
    raise errors[spec["how"]]


def keeping(spec: dict[str, Any], monitor: Any, folder: Path) -> dict[str, Any]:
    """Keep a result for good, then tidy up; with ``linger`` for ever."""
    from s2v_desktop.jobs.keeping import keep

    after = keep(monitor, {"kept": True})
    after.update("tidying", 1, 2)
    turns = 0
    while spec["linger"] or turns < 20:
        turns += 1
        after.check()
        threading.Event().wait(0.01)
    return {"kept": "too late to say"}


def loud(spec: dict[str, Any], monitor: Any, folder: Path) -> dict[str, Any]:
    """Print a lot of rubbish in every way there is."""
    say("this is not a message")
    os.write(1, b"neither is this\n")
    sys.stdout.flush()
    return {"stdin": sys.stdin.read()}


def abort(spec: dict[str, Any], monitor: Any, folder: Path) -> dict[str, Any]:
    """Die as native code dies."""
    say("about to die")
    os.abort()


def surroundings(spec: dict[str, Any], monitor: Any, folder: Path) -> dict[str, Any]:
    """Tell how this process lives."""
    return {
        "nice": os.nice(0),
        "threads": os.environ["OMP_NUM_THREADS"],
        "qt": sorted(name for name in sys.modules if name.startswith(("PySide6", "pyqtgraph"))),
        "folder": str(folder),
        "group": os.getpgid(0) == os.getpid(),
    }


JOBS = {name: ("rehearsal", name) for name in ("count", "endless", "fail", "keeping", "loud", "abort", "surroundings")}


def say(line: str) -> None:
    """Write a line where the protocol expects messages."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


GARBAGE = (
    "hello",
    "[1]",
    '{"type":"done"}',
    '{"type":"done","number":99,"result":{}}',
    '{"type":7,"number":1}',
    '{"type":"progress","number":1,"stage":5}',
)


def garbage() -> None:
    """Say half a dozen unreadable things, then a proper last word."""
    for line in GARBAGE:
        say(line)
    say('{"type":"progress","number":1,"stage":"s","done":1,"total":2,"fraction":0.5,"seconds_left":null,"note":""}')
    say('{"type":"done","number":1,"result":{"kept":true}}')
    say('{"type":"failed","number":1,"code":"late","message":"too late"}')


def flood() -> None:
    """Talk for ever and listen to nothing, not even to SIGTERM."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while True:
        say("x" * 1000)


def silent() -> None:
    """Neither read nor answer, and ignore SIGTERM."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    say('{"type":"progress","number":1,"stage":"up"}')
    time.sleep(3600)


def lingering() -> None:
    """Say the last word and stay."""
    say('{"type":"done","number":1,"result":{}}')
    time.sleep(3600)


def dead() -> None:
    """Die with an exit code and some last lines."""
    sys.stderr.write("last words\n")
    sys.exit(7)


def main(behaviour: str) -> None:
    """Run as a child."""
    if behaviour == "worker":
        from s2v_desktop.jobs.registry import JOBS as REAL
        from s2v_desktop.jobs.worker import main as work

        work({**REAL, **JOBS})
    globals()[behaviour]()


if __name__ == "__main__":
    main(sys.argv[1])
