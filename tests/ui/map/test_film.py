"""You on the map, and the history played on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoStack
from pytestqt.qtbot import QtBot

from s2v_desktop.core.scoring import Space
from s2v_desktop.core.types import Vectors
from s2v_desktop.ui.map.film import Film
from s2v_desktop.ui.map.glow import Glow
from s2v_desktop.ui.map.listeners import ListenersOnMap
from s2v_desktop.ui.map.map_panel import MapPanel
from s2v_desktop.ui.map.picked import Picked
from s2v_desktop.ui.map.playback import Playback
from s2v_desktop.ui.map.timeline import Timeline
from s2v_desktop.ui.selection import Selection

SONGS, YEAR = 20, 365
FIRST = 15_000
NAMES = ("Ann", "Ben", "Cem", "Dag", "Eve")


class Catalogue:
    """Ten songs of the first year at the left, ten of the second at the right; Ann and Ben play a group each."""

    songs = np.arange(SONGS)
    plays = np.full(SONGS, 20, np.int32)
    artist_index = (np.arange(SONGS) // 10).astype(np.int32)
    first_day = last_day = np.full(SONGS, FIRST, np.int32)
    artists = ("Left", "Right")
    habits = SimpleNamespace(eras=())

    def __init__(self, listeners: int) -> None:
        self.listeners = tuple(
            SimpleNamespace(name=n, plays=9 - i, hidden=n == "Cem") for i, n in enumerate(NAMES[:listeners])
        )

    def __len__(self) -> int:
        return SONGS

    def title(self, index: int) -> str:
        """Title."""
        return f"Song {index}"

    artist = title

    def songs_and_days(self) -> tuple[np.ndarray, np.ndarray]:
        """Each song once a month of its year."""
        song = np.repeat(np.arange(SONGS), 12)
        day = FIRST + song // 10 * YEAR + np.tile(np.arange(12), SONGS) * 30
        return song.astype(np.int32), day.astype(np.int32)

    def plays_between(self, first: int | None, last: int | None, listeners: Any = None, **_more: Any) -> np.ndarray:
        """Counted like the real one."""
        song, day = self.songs_and_days()
        keep = np.ones(len(song), bool) if first is None else (day >= first) & (day <= last)
        if listeners is not None and len(self.listeners) == 2:
            keep &= np.asarray(listeners)[song // 10]
        return np.bincount(song[keep], minlength=SONGS)

    def months(self) -> Any:
        """Two years."""
        return SimpleNamespace(first=480, counts=np.full(24, 10))


class Library(QObject):
    """Two groups far apart."""

    catalogue_changed = Signal()
    catalogue_drawn = Signal()
    map_changed = Signal()
    one_artist = empty = False

    def __init__(self, listeners: int = 1) -> None:
        super().__init__()
        self.folder = Path("Library")
        self.catalogue: Any = Catalogue(listeners)
        w1 = np.zeros((SONGS, 3), np.float32)
        w1[:10, 0], w1[10:, 1], w1[:, 2] = 1, 1, np.linspace(0, 0.1, SONGS)
        positions = np.zeros((SONGS, 2), np.float32)
        positions[10:, 0] = 100
        self.space = Space.build(Vectors(np.arange(SONGS), w1, w1))
        self.model: Any = SimpleNamespace(neighbours=None)
        self.map: Any = SimpleNamespace(
            positions=positions, trust=np.ones(SONGS), regions=(), member=np.full(SONGS, -1, np.int32)
        )
        self.catalogue_rows = np.arange(SONGS)

    def row_of(self, song: int) -> int:
        """The same number."""
        return song

    song_of_row = index_of = row_of


@pytest.mark.parametrize(
    ("period", "name", "x"),
    [
        ((None, None), "You", 50),
        ((FIRST, FIRST + 364), "You, 2011–2012", 0),
        ((15_340, 15_705), "You, 2012", 100),
        ((15_340, 15_370), "You, Jan 2012", 100),
        ((15_340, 15_399), "You, Jan–Feb 2012", 100),
    ],
)
def test_you_stand_among_the_songs_of_the_period(period: Any, name: str, x: float, qtbot: QtBot) -> None:
    listeners = ListenersOnMap(Library())  # type: ignore[arg-type]
    listeners.set_period(period)
    ((told, place, _y),) = listeners.places()
    assert told == name
    if period[0] is None:
        assert 0 <= place <= 100
    else:
        assert place == pytest.approx(x, abs=1)


def test_two_listeners_have_their_own_places_and_names(qtbot: QtBot) -> None:
    places = {name: x for name, x, _y in ListenersOnMap(Library(2)).places()}  # type: ignore[arg-type]
    assert places == {"Ann": pytest.approx(0), "Ben": pytest.approx(100)}


def test_of_many_listeners_two_are_marked_and_nobody_who_is_hidden(qtbot: QtBot) -> None:
    library = Library(5)
    assert [name for name, _x, _y in ListenersOnMap(library).places()] == ["Ann", "Ben"]  # type: ignore[arg-type]
    library.catalogue.listeners = library.catalogue.listeners[1:]
    assert [name for name, _x, _y in ListenersOnMap(library).places()] == ["Ben", "Dag"]  # type: ignore[arg-type]


def test_the_two_of_whom_is_asked_are_marked(qtbot: QtBot) -> None:
    listeners = ListenersOnMap(Library(5))  # type: ignore[arg-type]
    listeners.set_pair((1, 4))
    assert [name for name, _x, _y in listeners.places()] == ["Ben", "Eve"]
    listeners.set_pair(None)
    assert [name for name, _x, _y in listeners.places()] == ["Ann", "Ben"]


def test_nobody_is_where_nothing_was_played(qtbot: QtBot) -> None:
    listeners = ListenersOnMap(Library())  # type: ignore[arg-type]
    listeners.set_period((0, 30))
    assert listeners.places() == []
    with qtbot.waitSignal(listeners.placed) as told:
        listeners.set_shown(False)
    assert told.args == [[]]


def test_the_film_lights_songs_in_their_time_and_walks(qtbot: QtBot) -> None:
    playback = Playback(Library())  # type: ignore[arg-type]
    shown: list[Glow | None] = []
    playback.shown.connect(shown.append)
    playback.toggle()
    assert playback.playing
    while playback.open:
        playback.advance()
    first, last = shown[0], shown[-2]
    assert first is not None
    assert last is not None
    assert first.rows.tolist() == list(range(10))
    assert first.level.tolist() == [1.0] * 10
    assert set(last.rows.tolist()) <= set(range(10, 20))
    assert last.trail[0][0] == pytest.approx(0)
    assert last.trail[-1][0] == pytest.approx(100)
    assert shown[-1] is None, "the map is as it was"


def test_the_film_pauses_goes_on_and_stops(qtbot: QtBot) -> None:
    playback = Playback(Library())  # type: ignore[arg-type]
    days: list[Any] = []
    playback.moved.connect(lambda first, last: days.append(first))
    playback.toggle()
    playback.toggle()
    assert not playback.playing
    assert playback.open
    playback.toggle()
    assert playback.playing
    playback.stop()
    assert days[0] == FIRST
    assert days[-1] is None


def test_a_period_without_plays_has_no_film(qtbot: QtBot) -> None:
    playback = Playback(Library())  # type: ignore[arg-type]
    playback.toggle(0, 10)
    assert not playback.open


@pytest.fixture
def film(qtbot: QtBot) -> Iterator[Film]:
    """Map and timeline, shown."""
    library, undo = Library(), QUndoStack()
    selection = Selection(undo)
    panel = MapPanel(library, selection, Picked(selection, undo))  # type: ignore[arg-type]
    timeline = Timeline(library)  # type: ignore[arg-type]
    for widget in (panel, timeline):
        qtbot.addWidget(widget)
        widget.resize(700, 500)
        with qtbot.waitExposed(widget):
            widget.show()
    panel.canvas.reduced_motion = True
    panel.reload()
    made = Film(library, panel, timeline, panel)  # type: ignore[arg-type]
    yield made
    made.playback.stop()
    panel.canvas.settle()


def test_the_button_plays_and_the_map_follows(film: Film, qtbot: QtBot) -> None:
    timeline, canvas = film._timeline, film._map.canvas
    plain = canvas.grab().toImage()
    timeline.play.click()
    assert canvas.marks.glow is not None
    assert timeline.play.accessibleName() == "Pause"
    assert timeline._head >= 0
    assert canvas.grab().toImage() != plain
    timeline.grab()
    timeline.play.click()
    assert timeline.play.accessibleName() == "Play your history"
    film.playback.stop()
    assert canvas.marks.glow is None
    assert timeline._head == -1
    assert canvas.points._highlight is None


def test_another_period_ends_the_film_and_moves_you(film: Film, qtbot: QtBot) -> None:
    film.toggle()
    film._timeline.set_period(FIRST, FIRST + 364)
    assert not film.playback.open
    film.listeners.place_now()
    ((name, _x, _y),) = film._map.canvas.marks.you
    assert name.startswith("You, 20")
