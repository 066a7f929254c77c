"""Cancel at random moments of import, training and map: how long until it is over, and is everything as before?

``S2V_BENCH_CANCELS`` moments (8; in full 20) of each job. The moments are spread evenly over a whole run of the job,
with a random shift in each, so that every stage is met.
"""

from __future__ import annotations

import random
import shutil
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import generated
from run import amount, entry

from s2v_desktop.jobs.child import Cancelled, Child, Done
from s2v_desktop.store.fingerprint import fingerprint

NAMES = ("cancel",)
MOMENTS = amount("S2V_BENCH_CANCELS", 8, 20)
ROWS = amount("S2V_BENCH_CANCEL_ROWS", 40_000)
SONGS = 2000
TARGET_S = 3.0


def measure() -> list[dict[str, Any]]:
    """Cancel each job many times; the slowest counts."""
    with tempfile.TemporaryDirectory(prefix="s2v-bench-") as name:
        scratch = Path(name)
        first = generated.lastfm_1k(scratch / "first.tsv", ROWS // 2, 2, SONGS)
        second = generated.spotify_zip(scratch / "second.zip", ROWS, SONGS)
        base = scratch / "base"
        whole("import", {"library": str(base), "paths": [str(first)], "mapping": generated.LASTFM_1K})
        whole("train", {"library": str(base), "preset": "quick"})
        jobs = {"import": {"paths": [str(second)]}, "train": {"preset": "quick"}, "map": {}}
        return [one for job, spec in jobs.items() for one in cancelled(job, spec, base, scratch)]


def whole(job: str, spec: dict[str, Any]) -> float:
    """Do a job to its end and give the seconds it took."""
    begin = time.perf_counter()
    outcome = Child(job, spec).run(lambda message: None)
    if not isinstance(outcome, Done):
        raise RuntimeError(f"{job}: {outcome}")
    return time.perf_counter() - begin


def cancelled(job: str, spec: dict[str, Any], base: Path, scratch: Path) -> list[dict[str, Any]]:
    """Cancel one job at `MOMENTS` moments on a copy of the library that should stay as it is."""
    trial = scratch / f"{job}-whole"
    shutil.copytree(base, trial)
    length = whole(job, {"library": str(trial), **spec})
    library = scratch / job
    shutil.copytree(base, library)
    before = fingerprint(library)
    rng = random.Random(job)
    seconds, changed, too_late = [], 0, 0
    for moment in range(MOMENTS):
        after = length * (moment + rng.random()) / MOMENTS
        took, outcome = one_cancel(Child(job, {"library": str(library), **spec}), after)
        seconds.append(took)
        if isinstance(outcome, Done):
            # It was done before the cancel arrived, and says so: start again from the same library.
            too_late += 1
            shutil.rmtree(library)
            shutil.copytree(base, library)
        elif not isinstance(outcome, Cancelled):
            raise RuntimeError(f"{job}: {outcome}")
        elif fingerprint(library) != before:
            changed += 1
    name = f"cancel {job} ({MOMENTS - too_late} of {MOMENTS} in time, job of {length:.1f} s)"
    return [
        entry(name, max(seconds), "s", TARGET_S),
        entry(f"cancel {job}: library changed", float(changed), "times", 0.0),
    ]


def one_cancel(child: Child, after: float) -> tuple[float, object]:
    """Cancel a job after some seconds; gives the seconds from the cancel to the outcome, and the outcome."""
    asked: list[float] = []

    def cancel() -> None:
        asked.append(time.perf_counter())
        child.cancel()

    timer = threading.Timer(after, cancel)
    timer.start()
    outcome = child.run(lambda message: None)
    end = time.perf_counter()
    timer.cancel()
    timer.join()
    return (end - asked[0] if asked else 0.0), outcome
