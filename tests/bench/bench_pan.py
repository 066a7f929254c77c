"""How fast the map is dragged and painted again at 100,000 songs, beside pyqtgraph's ScatterPlotItem.

One paint counted as one: each step moves the view and repaints the widget at once, and the paints are counted.
``S2V_BENCH_MAP_SONGS`` (100,000), a widget of 1280 x 800 offscreen; medians of ``S2V_BENCH_FRAMES`` (60) steps.
"""

from __future__ import annotations

import os
import statistics
import time
from typing import Any

import numpy as np
from bench_pick import HEIGHT, SONGS, WIDTH, clusters
from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from run import amount, entry

NAMES = ("frame",)
FRAMES = amount("S2V_BENCH_FRAMES", 60)


def measure() -> list[dict[str, Any]]:
    """Measure dragging and full repaints, seen whole and zoomed in."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication([])
    positions, plays = clusters(SONGS)
    peer = scatter_frame(positions, plays)
    whole, near, repaint, slice_ms = canvas_frames(positions, plays)
    size, name = f"{SONGS:,} songs, canvas with names", "ScatterPlotItem, one paint"
    found = [
        entry(f"pan ({size})", whole, "ms", 10.0, "lower", name, peer),
        entry(f"pan zoomed in ({size})", near, "ms", 10.0, "lower", name, peer),
        entry(f"full repaint ({size})", repaint, "ms", 60.0, "lower", name, peer),
        entry(f"longest slice of a full repaint ({size})", slice_ms, "ms", 16.0, "lower", name, peer),
    ]
    del application
    return found


def canvas_frames(positions: np.ndarray, plays: np.ndarray) -> tuple[float, float, float, float]:
    """Milliseconds of a step of a drag at rest and zoomed in, of a full repaint, and of its longest slice."""
    from s2v_desktop.ui.map.canvas import MapCanvas
    from s2v_desktop.ui.map.songs import SongPoints
    from s2v_desktop.ui.theme import DARK

    canvas = MapCanvas(DARK)
    canvas.reduced_motion = True
    canvas.resize(WIDTH, HEIGHT)
    rows = np.arange(len(plays), dtype=np.int32)
    canvas.set_songs(SongPoints(rows, plays, rows % 12, lambda row: f"Song number {row}", lambda row: "Artist"))
    canvas.set_positions(positions, animate=False)
    exposed(canvas)
    canvas.slices.finish()
    before, painted, longest = canvas.points.repaints, [], []
    for _ in range(5):
        canvas.points.picture = None
        canvas.viewport().repaint()
        canvas.slices.finish()
        painted.append(sum(canvas.slices.turns))
        longest.append(max(canvas.slices.turns))
    if canvas.points.repaints != before + 5:
        raise RuntimeError("nothing was painted")
    whole = drag(canvas)
    canvas.zoom_by(3.0)
    near = drag(canvas)
    canvas.settle()
    canvas.hide()
    return whole, near, statistics.median(painted), statistics.median(longest)


def drag(canvas: Any) -> float:
    """Median milliseconds of a step; a repaint of all points during the drag would be a lie and is refused."""
    canvas.points.picture = None
    canvas.points.last_ms = float("inf")
    canvas.viewport().repaint()
    canvas.slices.finish()
    before, took, paints = canvas.points.repaints, [], Paints(canvas.viewport())
    for step in range(FRAMES):
        way = 2 if step < FRAMES // 2 else -2

        def move(way: int = way) -> None:
            canvas.set_view(canvas.view.moved(way, way / 2))
            canvas.viewport().repaint()

        took.append(timed(move))
    paints.check(FRAMES)
    if canvas.points.repaints != before:
        raise RuntimeError("the drag left the painted picture")
    return statistics.median(took)


def scatter_frame(positions: np.ndarray, plays: np.ndarray) -> float:
    """Median milliseconds of a step of the peer: same sizes, ten translucent brushes, anti-aliased, no pen."""
    import pyqtgraph as pg
    from PySide6.QtGui import QColor

    from s2v_desktop.ui.map.picture_of_points import radius_factor
    from s2v_desktop.ui.map.songs import radii
    from s2v_desktop.ui.theme import DARK, qcolor

    brushes = [pg.mkBrush(QColor(qcolor(colour, 0.5))) for colour in DARK.groups]
    drawn = np.round(radii(plays) * radius_factor(1.0, len(plays)) * 2)
    scatter = pg.ScatterPlotItem(
        pos=positions, size=drawn, pen=None, brush=[brushes[row % 10] for row in range(len(plays))], antialias=True
    )
    box = pg.ViewBox(enableMenu=False)
    box.addItem(scatter)
    box.setAspectLocked()
    window = pg.GraphicsView()
    window.resize(WIDTH, HEIGHT)
    window.setCentralItem(box)
    exposed(window)

    def move() -> None:
        box.translateBy((0.02, 0.01))
        window.viewport().repaint()

    paints = Paints(window.viewport())
    took = [timed(move) for _ in range(max(FRAMES // 3, 5))]
    paints.check(len(took))
    window.hide()
    return statistics.median(took)


def exposed(widget: QWidget) -> None:
    """Show a widget and wait until it can be painted."""
    widget.show()
    QTest.qWaitForWindowExposed(widget)
    widget.repaint()


class Paints(QObject):
    """Counts the paints of a widget, so that one step is one paint and no step is none."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count."""
        self._count += event.type() == QEvent.Type.Paint
        return False

    def check(self, steps: int) -> None:
        """Refuse a measurement that painted more or less than once a step."""
        if self._count != steps:
            raise RuntimeError(f"{self._count} paints for {steps} steps")


def timed(work: Any) -> float:
    """Milliseconds of a call."""
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1000
