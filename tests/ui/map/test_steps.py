"""How a list is made, watched: seeds first, then their mean, then what is near, and everything is put back."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from s2v_desktop.ui.map.canvas import MapCanvas
from s2v_desktop.ui.map.map_view import MapView
from s2v_desktop.ui.map.marks import MarkArtist, Marks, Steps
from s2v_desktop.ui.map.steps import Making, StepFilm, film

MAKING = Making(
    np.array([0, 1], np.int32),
    np.array([3], np.int32),
    (0.5, 0.5),
    ((2, "Second 0.90"), (4, "Fourth 0.80")),
    ("the seeds", "their mean", "nearest:"),
)


def test_one_after_the_other_and_never_backwards() -> None:
    scenes = film(MAKING, calm=False)
    seen = [len(one.steps.seeds) + len(one.steps.minus) for one in scenes]
    assert seen == sorted(seen)
    assert seen[:3] == [1, 2, 3]
    first_mean = next(place for place, one in enumerate(scenes) if one.steps.mean is not None)
    assert seen[first_mean] == 3
    reach = [one.steps.reach for one in scenes if one.steps.mean is not None and not len(one.steps.targets)]
    assert reach == sorted(reach)
    assert 0 < reach[0] < reach[-1] == 1
    found = [len(one.steps.targets) for one in scenes]
    assert found == sorted(found)
    assert all(one.steps.reach == 1 for one in scenes if len(one.steps.targets))
    assert [one.text for one in scenes if len(one.steps.targets)] == [
        "nearest: Second 0.90", "nearest: Fourth 0.80", "nearest:",
    ]  # fmt: skip
    assert all(one.stays_ms > 0 for one in scenes)


def test_where_nothing_may_move_three_pictures_stand_still() -> None:
    scenes = film(MAKING, calm=True)
    assert [one.text for one in scenes] == ["the seeds", "their mean", "nearest:"]
    assert all(one.steps.reach == 1 and len(one.steps.seeds) == 2 for one in scenes)
    assert len(scenes[2].steps.targets) == 2


@pytest.mark.parametrize("songs", [1, 40])
def test_many_seeds_take_no_longer_than_a_few(songs: int) -> None:
    many = Making(np.arange(songs, dtype=np.int32), MAKING.minus[:0], MAKING.mean, MAKING.targets, MAKING.said)
    seeds = [one for one in film(many, calm=False) if one.steps.mean is None]
    assert sum(one.stays_ms for one in seeds) < 3000


@pytest.fixture
def view(qtbot: QtBot) -> MapView:
    made = MapView()
    qtbot.addWidget(made)
    made.canvas.reduced_motion = True
    made.sentence.say("Near means near.")
    return made


def test_the_film_ends_by_itself_and_puts_the_sentence_back(view: MapView) -> None:
    player = StepFilm(view)
    player.start(MAKING)
    assert view.sentence.text == "the seeds"
    for said in ("their mean", "nearest:"):
        player.advance()
        assert (player.running, view.sentence.text) == (True, said)
    assert view.canvas.marks.steps is not None
    player.advance()
    assert (player.running, view.canvas.marks.steps, view.sentence.text) == (False, None, "Near means near.")


def test_what_was_said_in_the_meantime_stays(view: MapView) -> None:
    player = StepFilm(view)
    player.start(MAKING)
    view.say("A new map.")
    player.stop()
    assert view.sentence.text == "A new map."


def test_it_can_be_stopped_and_begun_again(view: MapView) -> None:
    player = StepFilm(view)
    player.stop()
    player.start(MAKING)
    player.advance()
    player.start(MAKING)
    assert view.sentence.text == "the seeds"
    player.stop()
    player.stop()
    assert (player.running, view.canvas.marks.steps, view.sentence.text) == (False, None, "Near means near.")


def painted(canvas: MapCanvas, marks: Marks) -> QImage:
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    radii = canvas.points.drawn_radii(canvas.zoom)
    MarkArtist(canvas.theme, canvas.view, canvas.points.places, radii).draw(painter, marks)
    painter.end()
    return image


def lit(image: QImage, x: float, y: float) -> bool:
    """Whether something is painted near a pixel."""
    near = [image.pixelColor(round(x) + dx, round(y) + dy) for dx in range(-3, 4) for dy in range(-3, 4)]
    return any(max(colour.red(), colour.green(), colour.blue()) > 90 for colour in near)


def test_lines_grow_from_the_seeds_and_the_mean_finds_songs(canvas: MapCanvas) -> None:
    canvas.set_steps(Steps(np.array([0], np.int32), np.zeros(0, np.int32), (0.0, 0.0), 0.25))
    half = canvas.marks.steps
    assert half is not None
    assert half.mean is not None
    mean = canvas.view.pixel(*half.mean)
    seed = canvas.view.pixel(*canvas.points.places[0])
    found = canvas.view.pixel(*canvas.points.places[4])
    between = tuple(0.75 * a + 0.25 * b for a, b in zip(mean, seed, strict=True))
    way = tuple(0.5 * (a + b) for a, b in zip(mean, found, strict=True))
    begun = painted(canvas, Marks(steps=half, positive=np.array([3], np.int32)))
    assert lit(begun, seed[0] + canvas.points.drawn_radii(canvas.zoom)[0] + 2, seed[1])
    assert not lit(begun, *between)
    assert not lit(begun, *mean)
    other = canvas.view.pixel(*canvas.points.places[3])
    assert not lit(begun, other[0] + canvas.points.drawn_radii(canvas.zoom)[3] + 2, other[1])  # the film stands alone
    whole = Steps(half.seeds, half.minus, half.mean, 1.0, np.array([4], np.int32))
    done = painted(canvas, Marks(steps=whole))
    assert lit(done, *between)
    assert lit(done, *way)
    assert not lit(painted(canvas, Marks(steps=Steps(half.seeds, half.minus, half.mean))), *way)


def test_a_song_without_a_place_is_passed_over(canvas: MapCanvas) -> None:
    nowhere = np.array([-1, 99], np.int32)
    painted(canvas, Marks(steps=Steps(nowhere, nowhere, (0.0, 0.0), 1.0, nowhere)))
