"""How long the engine needs to paint songs into an array, without any window.

The window's own frames are measured by ``bench_pan.py``. ``S2V_BENCH_FRAME_SONGS`` (100,000) discs and
``S2V_BENCH_FRAME_MANY`` (1,000,000) songs as density, 1280 x 800 pixels; medians of ``S2V_BENCH_FRAMES`` (15) pictures.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from run import amount, entry

from s2v_desktop.core import density, raster
from s2v_desktop.core.grid import Grid
from s2v_desktop.core.types import Float32

NAMES = ("frame",)
SONGS = amount("S2V_BENCH_FRAME_SONGS", 100_000)
MANY = amount("S2V_BENCH_FRAME_MANY", 1_000_000)
RUNS = amount("S2V_BENCH_FRAMES", 15)
WIDTH, HEIGHT = 1280, 800


def measure() -> list[dict[str, Any]]:
    """Measure discs, density and the grid that finds songs."""
    xy = clusters(SONGS)
    rng = np.random.default_rng(1)
    radii = np.clip(1.6 + 0.8 * np.log(rng.pareto(1.2, SONGS) + 1), 1.5, 9).astype(np.float32)
    colours = rng.integers(0, 256, (8, 4)).astype(np.uint8)[rng.integers(8, size=SONGS)]
    colours[:, 3] = 190
    covered = float((np.pi * (radii + 0.5) ** 2).sum()) / 1e6
    many = clusters(MANY)
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 4, axis=1)
    grid = Grid(xy)
    discs = milliseconds(lambda: raster.paint(xy, radii, colours, WIDTH, HEIGHT))
    dense = milliseconds(lambda: density.paint(many, WIDTH, HEIGHT, ramp))
    near = milliseconds(lambda: grid.nearest(640.0, 400.0, 12.0))
    angle = np.linspace(0, 2 * np.pi, 200)
    lasso = np.stack([640 + 400 * np.cos(angle), 400 + 300 * np.sin(angle)], axis=1)
    inside = milliseconds(lambda: grid.inside_polygon(lasso))
    return [
        entry(f"paint {SONGS:,} discs ({covered:.1f} million pixels)", discs, "ms", 60.0),
        entry(f"paint the density of {MANY:,} songs", dense, "ms", 33.0),
        entry(f"find the nearest of {SONGS:,} songs", near, "ms", 2.0),
        entry(f"find the songs in a lasso of {SONGS:,}", inside, "ms", 50.0),
    ]


def clusters(songs: int) -> Float32:
    """Places in pixels of songs in sixty clusters."""
    rng = np.random.default_rng(0)
    middles = rng.random((60, 2)) * [WIDTH * 0.8, HEIGHT * 0.8] + [WIDTH * 0.1, HEIGHT * 0.1]
    return (middles[rng.integers(60, size=songs)] + rng.normal(0, 40, (songs, 2))).astype(np.float32)


def milliseconds(work: Callable[[], object]) -> float:
    """Median time of some runs, after one that is not counted."""
    work()
    found = []
    for _ in range(RUNS):
        begin = time.perf_counter()
        work()
        found.append(time.perf_counter() - begin)
    return statistics.median(found) * 1000
