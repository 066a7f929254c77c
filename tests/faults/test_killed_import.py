"""An import killed at any moment leaves the library as it was, or has done all of its work."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from s2v_desktop.store.check import doctor
from s2v_desktop.store.fingerprint import fingerprint
from s2v_desktop.store.library import Library

CHILD = Path(__file__).with_name("killed_import.py")
ROOT = Path(__file__).resolve().parents[2]
FIRST, THEN = 500, 30_000


def start(library: Path, rows: int) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, str(CHILD), str(library), str(rows)], stdout=subprocess.PIPE, text=True, env=environment
    )


def lines_until(child: subprocess.Popen[str], count: int) -> int:
    """Read so many lines of the child, fewer when it ends."""
    assert child.stdout is not None
    read = 0
    while read < count and child.stdout.readline():
        read += 1
    return read


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is of other systems")
def test_killed_at_twenty_moments(tmp_path: Path) -> None:
    library = tmp_path / "Library"
    with start(library, FIRST) as child:
        steps = lines_until(child, 10_000)
    assert child.returncode == 0
    before = fingerprint(library)
    chance = random.Random(7)
    whole = 0
    for moment in range(20):
        with start(library, THEN) as child:
            lines_until(child, moment % (steps + 3))
            # A little further than the last line it wrote: moments between two lines count too.
            try:
                child.wait(chance.random() * 0.05)
            except subprocess.TimeoutExpired:
                child.kill()
        with Library.open(library) as opened:
            plays = opened.info().plays
            if plays == FIRST:
                assert fingerprint(library) == before
            else:
                assert plays == THEN
                whole += 1
                opened.undo(opened.batches()[-1].number)
                assert fingerprint(library) == before
        assert [one for one in doctor(library).problems if "unfinished" not in one] == []
    assert whole < 20
    with start(library, THEN) as child:
        lines_until(child, 10_000)
    assert doctor(library).ok
    with Library.open(library) as opened:
        assert opened.info().plays == THEN
