"""How long a map takes, from the vectors, beside scikit-learn and openTSNE in the same run, and how much memory.

Songs of 64 numbers in groups within groups; a size of 0 leaves it out.

* ``S2V_BENCH_MAP_SMALL`` (5,000) songs beside scikit-learn, ``S2V_BENCH_MAP_RUNS`` (3) times in turn;
* ``S2V_BENCH_MAP_LARGE`` (20,000, in full 50,000) once beside openTSNE's defaults, and with
  ``S2V_BENCH_MAP_SKLEARN`` (0, in full 1) also beside scikit-learn's;
* ``S2V_BENCH_MAP_HUGE`` (0, in full 200,000) once, in a process of its own: time, processor time and peak memory.

Beside the time on the clock stands the time of the processors, which says more on a machine that others use.
"""

from __future__ import annotations

import functools
import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from run import amount, entry

from s2v_desktop.core.layout import MapParameters, first_positions, lay_out
from s2v_desktop.core.neighbours import exact_neighbours, unit_rows
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.trust import trust
from s2v_desktop.core.types import Float32, Neighbours
from s2v_desktop.jobs.worker import thread_environment

NAMES = ("map",)
SMALL = amount("S2V_BENCH_MAP_SMALL", 5_000)
LARGE = amount("S2V_BENCH_MAP_LARGE", 20_000, 50_000)
RUNS = amount("S2V_BENCH_MAP_RUNS", 3)
SKLEARN = amount("S2V_BENCH_MAP_SKLEARN", 0, 1)
HUGE = amount("S2V_BENCH_MAP_HUGE", 0, 200_000)
HUGE_MEMORY = 4_096.0
"""Megabytes at most: half of the memory of a small computer."""
SIZE = 64
RECALL_AT = 10


@dataclass
class Frames(Silent):
    """When each frame came, in seconds after the vectors."""

    begin: float = field(default_factory=time.perf_counter)
    at: list[float] = field(default_factory=list)

    def frame(self, positions: Float32, step: int, measure: float) -> None:
        self.at.append(time.perf_counter() - self.begin)


@dataclass(frozen=True)
class Run:
    """One map, timed."""

    seconds: float
    cpu: float
    recall: float
    divergence: float
    first: float = 0.0
    frames: int = 0
    all_frames: int = 0
    steps: int = 0


def vectors(songs: int) -> Float32:
    """Songs in groups of about fifty, the groups in 25 families."""
    rng = np.random.default_rng(0)
    number = max(songs // 50, 30)
    small = rng.normal(size=(25, SIZE))[rng.integers(25, size=number)] + 0.7 * rng.normal(size=(number, SIZE))
    return (small[rng.integers(number, size=songs)] + 0.6 * rng.normal(size=(songs, SIZE))).astype(np.float32)


def measure() -> list[dict[str, Any]]:
    """Measure every size that is wanted."""
    # As in the child that draws maps; the peers have the good of it too, so that only the work is compared.
    os.environ.update(thread_environment())
    import openTSNE  # noqa: F401 - neither side pays for loading its library
    import sklearn.manifold  # noqa: F401

    found = small_map(vectors(SMALL)) if SMALL else []
    if LARGE:
        found += large_map(vectors(LARGE))
    if HUGE:
        found += huge_map(HUGE)
    return found


def small_map(w1: Float32) -> list[dict[str, Any]]:
    """Time, neighbour recall and frames of the small size."""
    near = exact_neighbours(w1, MapParameters().neighbours, Silent())
    runs = [(ours(w1), scikit_learn(w1, near)) for _ in range(RUNS)]
    mine, peer = [one for one, _ in runs], [other for _, other in runs]
    size = f"{len(w1):,} songs"
    seconds, theirs = (statistics.median(one.seconds for one in side) for side in (mine, peer))
    recall, their_recall = (statistics.median(one.recall for one in side) for side in (mine, peer))
    first = statistics.median(one.first for one in mine)
    frames = statistics.median(one.frames for one in mine)
    name = "scikit-learn TSNE"
    return [
        relative(f"map ({size})", seconds, "s", 0.6, "lower", name, theirs),
        relative(f"map neighbour recall ({size})", recall, "share", 1.0, "higher", name, their_recall),
        entry(f"map first picture ({size})", first, "s", 1.0),
        entry(f"map frames in the first five seconds ({size})", frames, "frames", 10.0, "higher"),
    ]


def large_map(w1: Float32) -> list[dict[str, Any]]:
    """Time and divergence of the large size; a lower divergence than the peer's counts as equal."""
    mine, peer = ours(w1), open_tsne(w1)
    size, name = f"{len(w1):,} songs", "openTSNE defaults"
    within = mine.divergence / peer.divergence
    target = 0.75 if within <= 1.01 else 0.55
    found = [
        relative(f"map ({size})", mine.seconds, "s", target, "lower", name, peer.seconds),
        relative(f"map processor time ({size})", mine.cpu, "s", target, "lower", name, peer.cpu),
        relative(f"map divergence ({size})", mine.divergence, "KL", 1.05, "lower", name, peer.divergence),
        relative(f"map neighbour recall ({size})", mine.recall, "share", 0.98, "higher", name, peer.recall),
    ]
    if SKLEARN:
        other, name = scikit_learn(w1, exact_neighbours(w1, RECALL_AT, Silent())), "scikit-learn TSNE"
        found += [
            relative(f"map ({size})", mine.seconds, "s", 0.6, "lower", name, other.seconds),
            relative(f"map processor time ({size})", mine.cpu, "s", 0.6, "lower", name, other.cpu),
            relative(f"map neighbour recall ({size})", mine.recall, "share", 1.0, "higher", name, other.recall),
        ]
    return found


def huge_map(songs: int) -> list[dict[str, Any]]:
    """One map as large as anybody's, in a process of its own so that the peak of memory is its own."""
    command = [sys.executable, __file__, str(songs)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    told = json.loads(done.stdout)
    size = f"{songs:,} songs"
    return [
        entry(f"map ({size})", told["seconds"], "s", 1_800.0),
        entry(f"map processor time ({size})", told["cpu"], "s", 3_600.0),
        entry(f"map peak memory ({size})", told["memory"], "MB", HUGE_MEMORY),
        entry(f"map neighbour recall ({size})", told["recall"], "share", 0.1, "higher"),
        entry(f"map frames ({size})", told["frames"], "frames", 2.0, "higher"),
    ]


def alone(songs: int) -> None:
    """Make one map in this process, and tell."""
    import resource

    made = ours(vectors(songs))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    told = {"seconds": made.seconds, "cpu": made.cpu, "memory": peak, "recall": made.recall}
    print(json.dumps(told | {"frames": made.all_frames, "divergence": made.divergence, "steps": made.steps}))


relative = functools.partial(entry, target_is_ratio=True)


def recall(near: Neighbours, positions: Float32) -> float:
    """Share of the ten true neighbours among the ten nearest on the map."""
    return float(trust(near, positions, RECALL_AT).mean())


def ours(w1: Float32) -> Run:
    """A whole map, neighbours included."""
    frames, began = Frames(), time.process_time()
    frames.frame(first_positions(w1), 0, 0.0)
    parameters = MapParameters()
    near = exact_neighbours(w1, parameters.neighbours, frames)
    laid = lay_out(w1, near, parameters, frames)
    seconds, cpu = time.perf_counter() - frames.begin, time.process_time() - began
    shown, near_by = sum(one <= 5 for one in frames.at), recall(near, laid.positions)
    return Run(seconds, cpu, near_by, laid.kl_divergence, frames.at[0], shown, len(frames.at), laid.steps)


def scikit_learn(w1: Float32, near: Neighbours) -> Run:
    """The same unit vectors with scikit-learn's defaults on all processors."""
    from sklearn.manifold import TSNE

    begin, began = time.perf_counter(), time.process_time()
    made = TSNE(n_jobs=-1, random_state=0).fit(unit_rows(w1))
    seconds, cpu = time.perf_counter() - begin, time.process_time() - began
    return Run(seconds, cpu, recall(near, made.embedding_), float(made.kl_divergence_))


def open_tsne(w1: Float32) -> Run:
    """The same unit vectors with openTSNE's defaults on all processors."""
    from openTSNE import TSNE

    begin, began = time.perf_counter(), time.process_time()
    made = TSNE(n_jobs=-1, random_state=0).fit(unit_rows(w1))
    seconds, cpu = time.perf_counter() - begin, time.process_time() - began
    near = exact_neighbours(w1, RECALL_AT, Silent())
    return Run(seconds, cpu, recall(near, np.asarray(made, np.float32)), float(made.kl_divergence))


if __name__ == "__main__":
    os.environ.update(thread_environment())
    alone(int(sys.argv[1]))
