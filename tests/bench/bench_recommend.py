"""How long one list of recommendations takes at 100,000 songs, beside the bare matrix-vector product.

``S2V_BENCH_RECOMMEND_SONGS`` (100,000) songs of 100 numbers, ``S2V_BENCH_RECOMMEND_RUNS`` (40) lists; medians.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from run import amount, entry

from s2v_desktop.core.scoring import Filters, Query, Seed, SongFacts, Space, recommend
from s2v_desktop.core.types import Vectors

NAMES = ("recommend",)
SONGS = amount("S2V_BENCH_RECOMMEND_SONGS", 100_000)
RUNS = amount("S2V_BENCH_RECOMMEND_RUNS", 40)
SIZE = 100
TARGET_MS = 20.0


def measure() -> list[dict[str, Any]]:
    """One list with the default filters and one with all of them."""
    rng = np.random.default_rng(5)
    space = Space.build(
        Vectors(
            np.arange(SONGS, dtype=np.int64),
            rng.normal(size=(SONGS, SIZE)).astype(np.float32),
            rng.normal(size=(SONGS, SIZE)).astype(np.float32),
        )
    )
    facts = SongFacts(
        artist=rng.integers(0, SONGS // 10, SONGS).astype(np.int32),
        plays=rng.integers(0, 500, SONGS),
        last_day=rng.integers(14_000, 20_000, SONGS).astype(np.int32),
        fold=rng.integers(0, SONGS * 3 // 4, SONGS).astype(np.int32),
        hidden=rng.random(SONGS) < 0.01,
        learnt=rng.integers(2, 500, SONGS),
    )
    everything = Filters(
        per_artist=1,
        artists_apart=True,
        hide_played=rng.random(SONGS) < 0.2,
        not_since=19_000,
        min_plays=3,
        only=rng.random(SONGS) < 0.8,
        adventurous=0.4,
        diversity=0.3,
        shuffle_seed=3,
    )
    query = Query((Seed(1), Seed(2, 2.0), Seed(3), Seed(9, -1.0)))
    unit = np.ascontiguousarray(space.w1[0])
    bare = milliseconds(lambda: space.w1 @ unit)
    found = []
    for name, filters in (("default filters", Filters()), ("all filters", everything)):
        ours = milliseconds(lambda filters=filters: recommend(space, query, filters, 50, facts))  # type: ignore[misc]
        label = f"recommend {SONGS:,} x {SIZE}, {name}"
        found.append(entry(label, ours, "ms", TARGET_MS, "lower", "NumPy product alone", bare))
    return found


def milliseconds(work: Callable[[], object]) -> float:
    """Median over the runs, after one to warm up."""
    work()
    times = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times) * 1000
