"""A small map with obvious places: a row of songs from left to right, and one far above."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from s2v_desktop.ui.map.canvas import MapCanvas
from s2v_desktop.ui.map.songs import SongPoints
from s2v_desktop.ui.theme import DARK

TITLES = ("<h1>Loud</h1>", "Blue in Green", "坂本龍一", "نسم علينا الهوى", "Far above")
PLACES = np.array([[-2, 0], [-1, 0], [1, 0], [2, 0], [0, 3]], dtype=np.float32)


def five_songs() -> SongPoints:
    """Five songs, the first played most."""
    return SongPoints(
        catalogue=np.arange(5, dtype=np.int32),
        plays=np.array([64, 8, 8, 4, 1]),
        group=np.zeros(5, dtype=np.int32),
        title=TITLES.__getitem__,
        artist=lambda row: f"Artist {row}",
    )


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[MapCanvas]:
    """A shown canvas of 800 x 600 with five songs, without animations."""
    made = MapCanvas(DARK)
    made.reduced_motion = True
    made.resize(800, 600)
    qtbot.addWidget(made)
    made.set_songs(five_songs())
    made.set_positions(PLACES, animate=False)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.settle()
