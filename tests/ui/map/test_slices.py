"""A picture painted in slices is the picture painted at once, and the old one is shown until it is whole."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from s2v_desktop.ui.map import picture_of_points
from s2v_desktop.ui.map import slices as slices_module
from s2v_desktop.ui.map.canvas import MapCanvas
from s2v_desktop.ui.map.picture_of_points import Look, Picture, Prepared, prepare
from s2v_desktop.ui.map.slices import Slices
from s2v_desktop.ui.map.songs import SongPoints
from s2v_desktop.ui.map.view import View
from s2v_desktop.ui.theme import DARK

VIEW = View(0.0, 0.0, 140.0, 400.0, 300.0)
SONGS = 3_000


def places() -> np.ndarray:
    """Songs spread over the view, the same each time."""
    return np.random.default_rng(3).uniform(-1.2, 1.2, (SONGS, 2)).astype(np.float32)


def look() -> Look:
    """A few sizes, colours and opacities."""
    rng = np.random.default_rng(4)
    radii = rng.choice(np.array([1.5, 3.0, 6.0], np.float32), SONGS)
    rgba = rng.integers(0, 255, (SONGS, 4)).astype(np.uint8)
    rgba[:, 3] = 255
    return Look.of(radii, rng.choice(np.array([0.4, 0.9], np.float32), SONGS), rgba, None)


def pixels(picture: Picture) -> np.ndarray:
    """Blue, green, red of the picture."""
    image = picture.image
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[:, :, :3].copy()


def at_once(prepared: Prepared) -> np.ndarray:
    """Pixels of a picture painted in one go."""
    for _ in prepared.steps():
        pass
    return pixels(prepared.picture())


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_slices_give_the_same_picture(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, ratio: float) -> None:
    monkeypatch.setattr(slices_module, "TURN_MS", 0.0)  # as many slices as there can be
    whole = at_once(prepare(places(), look(), VIEW, DARK, 1.0, ratio, 20))
    canvas = MapCanvas(DARK)
    qtbot.addWidget(canvas)
    made: list[Picture] = []
    slices = Slices(made.append, canvas)
    slices.start(prepare(places(), look(), VIEW, DARK, 1.0, ratio, 20))
    assert slices.view == VIEW
    qtbot.waitUntil(lambda: bool(made))
    assert not slices.running
    assert len(slices.turns) > 4
    assert np.array_equal(pixels(made[0]), whole)


def test_density_is_painted_once(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr(picture_of_points, "DENSITY_FROM", 100)
    whole = at_once(prepare(places(), look(), VIEW, DARK, 1.0))
    canvas = MapCanvas(DARK)
    qtbot.addWidget(canvas)
    made: list[Picture] = []
    slices = Slices(made.append, canvas)
    slices.start(prepare(places(), look(), VIEW, DARK, 1.0))
    slices.finish()
    assert np.array_equal(pixels(made[0]), whole)
    assert (whole != whole[0, 0]).any()


@pytest.fixture
def crowd(qtbot: QtBot) -> MapCanvas:
    """So many large songs that a repaint is cut into slices."""
    songs = 6_000
    canvas = MapCanvas(DARK)
    qtbot.addWidget(canvas)
    canvas.reduced_motion = True
    canvas.resize(600, 500)
    rows = np.arange(songs, dtype=np.int32)
    canvas.set_songs(SongPoints(rows, np.full(songs, 900), np.zeros(songs, np.int32), str, str))
    canvas.set_positions(np.random.default_rng(5).normal(0, 1, (songs, 2)).astype(np.float32), animate=False)
    with qtbot.waitExposed(canvas):
        canvas.show()
    return canvas


def painted(colour: tuple[int, int, int]) -> np.ndarray:
    """One colour for all songs."""
    rgba = np.full((6_000, 4), 255, np.uint8)
    rgba[:, :3] = colour
    return rgba


def test_the_old_picture_is_shown_until_the_new_one_is_whole(crowd: MapCanvas, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: crowd.points.picture is not None and not crowd.slices.running)
    before = crowd.points.picture
    crowd.set_colours(painted((255, 0, 0)))
    crowd.viewport().repaint()
    assert crowd.slices.running
    assert crowd.points.picture is before, "painted in turns, not in the paint event"
    qtbot.waitUntil(lambda: crowd.points.picture is not before)
    assert crowd.points.picture is not None
    image = crowd.points.picture.image
    colour = image.pixelColor(image.width() // 2, image.height() // 2)
    assert colour.red() > 200
    assert colour.green() < 40


def test_a_change_while_painting_is_painted_too(crowd: MapCanvas, qtbot: QtBot) -> None:
    crowd.set_colours(painted((255, 0, 0)))
    crowd.viewport().repaint()
    assert crowd.slices.running
    crowd.set_colours(painted((0, 0, 255)))

    def is_blue() -> bool:
        picture = crowd.points.picture
        if picture is None or crowd.slices.running or crowd.points.stale:
            return False
        return picture.image.pixelColor(picture.image.width() // 2, picture.image.height() // 2).blue() > 200

    qtbot.waitUntil(is_blue)
