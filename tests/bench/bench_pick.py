"""How fast the map answers the mouse at 100,000 songs: hover, lasso, and the search that flies there.

``S2V_BENCH_MAP_SONGS`` (100,000) songs in a dozen clusters, seen whole and near; medians. The peer of the hover is
pyqtgraph's own way of finding points (``ScatterPlotItem.pointsAt``).
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from run import amount, entry

NAMES = ("pick",)
SONGS = amount("S2V_BENCH_MAP_SONGS", 100_000)
WIDTH, HEIGHT = 1280, 800


def clusters(songs: int) -> tuple[np.ndarray, np.ndarray]:
    """Positions, shape (songs, 2), and plays of songs in a dozen clusters."""
    random = np.random.default_rng(7)
    middles = random.uniform(-30, 30, (12, 2))
    group = random.integers(0, 12, songs)
    positions = middles[group] + random.normal(0, 1, (songs, 2)) * random.uniform(2, 6, 12)[group, None]
    plays = np.clip(random.pareto(1.1, songs) * 3, 1, 800).astype(np.int64)
    return positions.astype(np.float32), plays


def measure() -> list[dict[str, Any]]:
    """Measure hover, lasso and search."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication([])
    positions, plays = clusters(SONGS)
    size = f"{SONGS:,} songs"
    ours, peer = hover(positions, plays)
    found = [
        entry(f"hover ({size})", ours, "ms", 2.0, "lower", "ScatterPlotItem.pointsAt", peer),
        entry(f"lasso ({size}, 200 corners)", lasso(positions), "ms", 50.0),
        entry(f"search ({size})", search(plays), "ms", 50.0),
    ]
    del application
    return found


def hover(positions: np.ndarray, plays: np.ndarray) -> tuple[float, float]:
    """Milliseconds to find the song under the mouse, ours and the peer's."""
    import pyqtgraph as pg
    from PySide6.QtCore import QPointF

    from s2v_desktop.ui.map.picking import Picker
    from s2v_desktop.ui.map.picture_of_points import radius_factor
    from s2v_desktop.ui.map.songs import radii
    from s2v_desktop.ui.map.view import Frame, fitted

    places = Frame.of(positions).places(positions)
    drawn = radii(plays) * np.float32(radius_factor(1.0, len(plays)))
    view = fitted(places, WIDTH, HEIGHT)
    picker = Picker()
    picker.set_places(places)
    spots = np.random.default_rng(1).uniform((0, 0), (WIDTH, HEIGHT), (400, 2)).tolist()
    ours = median_ms(lambda at: picker.at(view, at[0], at[1], drawn), spots)
    scatter = pg.ScatterPlotItem(pos=positions, size=drawn * 2, pxMode=True)
    box = pg.ViewBox(enableMenu=False)
    box.addItem(scatter)
    window = pg.GraphicsView()
    window.resize(WIDTH, HEIGHT)
    window.setCentralItem(box)
    window.grab()
    spots_of_peer = [QPointF(*view.place(*at)) for at in spots[:40]]
    return ours, median_ms(lambda at: scatter.pointsAt(at), spots_of_peer)


def lasso(positions: np.ndarray) -> float:
    """Milliseconds to find the songs inside a long hand-drawn line around the middle."""
    from s2v_desktop.ui.map.picking import Picker

    picker = Picker()
    picker.set_places(positions)
    angle = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    reach = 22 + 4 * np.sin(angle * 9)
    shape = np.stack([np.cos(angle) * reach, np.sin(angle) * reach], axis=1).astype(np.float32)
    return median_ms(lambda _: picker.enclosed(shape), range(20))


def search(plays: np.ndarray) -> float:
    """Milliseconds for one search over all names, as the field asks while one types."""
    from s2v_desktop.store.names import Names
    from s2v_desktop.store.search import line
    from s2v_desktop.store.search import search as find

    words = ("blue", "green", "river", "night", "stone", "small", "things", "golden", "hour", "rain", "morning", "sea")
    random = np.random.default_rng(3)
    chosen = random.integers(0, len(words), (len(plays), 4))
    lines = [line(f"{words[a]} {words[b]} {n}", f"{words[c]} {words[d]}") for n, (a, b, c, d) in enumerate(chosen)]
    with tempfile.TemporaryDirectory(prefix="s2v-bench-") as folder:
        Names.save(Path(folder), "text", lines)
        text = Names.load(Path(folder), "text")
        asked = ["b", "bl", "blue", "golden ho", "rain 4711", "small things", "morning sea", "grene"] * 2
        return median_ms(lambda query: find(text, plays.astype(np.int32), query, 12), asked)


def median_ms(work: Callable[[Any], Any], inputs: Any) -> float:
    """Median milliseconds of a call over several inputs."""
    took = []
    for one in inputs:
        begin = time.perf_counter()
        work(one)
        took.append((time.perf_counter() - begin) * 1000)
    return statistics.median(took)
