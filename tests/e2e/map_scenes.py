"""Pictures of large maps: at rest, near, a song's card, the lasso, a period."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from large_maps import HOW
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from song_scenes import turns

from s2v_desktop.ui.main_window import MainWindow

if TYPE_CHECKING:
    from director import Director, Script

_AROUND = ((-160, -90), (40, -130), (170, -30), (120, 110), (-60, 130), (-170, 40))


def large_map(director: Director, window: MainWindow, library: Path, songs: int) -> Script:
    """Open a large library and look at its map."""
    window.libraries.switch(library)
    window.parts.selection.choose([])
    window.set_colour("region")
    workspace, opened = window.workspace, window.parts.library
    assert workspace is not None
    assert opened.model is not None
    canvas = workspace.map.canvas
    name = f"map-{songs}"
    origin = {"library": library.name, "job": None, "model": opened.model.info.id, "songs": len(canvas.points)}
    origin |= {"how": HOW}
    workspace.map.fit()
    yield turns(24)
    director.shot(name, window, **origin)
    favourite = int(np.argmax(opened.model.counts))
    canvas.fly_to(favourite)
    yield turns(16)
    canvas.hover(favourite)
    yield turns(6)
    director.shot(f"{name}-hover", window, **origin)
    canvas.hover(None)
    workspace.map.fit()
    yield turns(16)
    yield from lasso(window)
    director.shot(f"{name}-lasso", window, **origin)
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=_corners(window)[-1])
    yield turns(12)
    director.shot(f"{name}-selected", window, **origin)
    window.set_mode("pan")
    window.parts.selection.choose([])
    window.set_colour("first year")
    first, last = 16_071, 17_166  # 2014 to 2016
    workspace.timeline.set_period(first, last)
    yield turns(14)
    director.shot(f"{name}-period", window, **origin)
    workspace.timeline.set_period(None, None)
    window.set_colour("region")
    yield turns(4)


def lasso(window: MainWindow) -> Script:
    """Draw a lasso around the middle of the map, the button still down."""
    workspace = window.workspace
    assert workspace is not None
    window.set_mode("lasso")
    target, points = workspace.map.canvas.viewport(), _corners(window)
    QTest.mousePress(target, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(target, point)
        yield turns(1)


def _corners(window: MainWindow) -> list:
    assert window.workspace is not None
    canvas = window.workspace.map.canvas
    middle = QPointF(canvas.width() / 2, canvas.height() / 2)
    return [(middle + QPointF(x, y)).toPoint() for x, y in _AROUND]
