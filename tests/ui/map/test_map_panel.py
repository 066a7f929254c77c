"""The panel follows the library and the selection, and the selection follows the map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QUndoStack
from pytestqt.qtbot import QtBot

from s2v_desktop.core.scoring import Space
from s2v_desktop.core.types import Neighbours, Vectors
from s2v_desktop.ui.map.map_panel import MapPanel
from s2v_desktop.ui.map.picked import Picked
from s2v_desktop.ui.selection import Seed, Selection

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier
SONGS = 40
MEMBER = (np.arange(SONGS) // 20).astype(np.int32)


@dataclass(frozen=True, slots=True)
class Region:
    """A named area."""

    name: str
    x: float
    y: float
    radius: float


class Catalogue:
    """Forty songs; the first ten were played in the period, the rest before."""

    songs = np.arange(SONGS) + 100
    plays = np.arange(SONGS, 0, -1, dtype=np.int32)
    listeners = tuple(
        SimpleNamespace(name=name, plays=plays, hidden=False)
        for name, plays in (("Ann", 500), ("Ben", 320), ("Cem", 9))
    )
    habits = SimpleNamespace(
        main_listener=(np.arange(SONGS) % 2).astype(np.int32),
        part_of_day=(np.arange(SONGS) % 4).astype(np.int32),
        skip_rate=np.linspace(0, 1, SONGS).astype(np.float32),
    )
    artist_index = (np.arange(SONGS) // 20).astype(np.int32)
    first_day = np.full(SONGS, 15_000, np.int32)
    last_day = np.full(SONGS, 16_000, np.int32)
    artists = ("Left artist", "Right artist")

    def title(self, index: int) -> str:
        """Title."""
        return f"Song {index}"

    def artist(self, index: int) -> str:
        """Artist."""
        return self.artists[index // 20]

    def index_of(self, songs: np.ndarray) -> np.ndarray:
        """Indices of library song numbers."""
        return np.where((songs >= 100) & (songs < 100 + SONGS), songs - 100, -1)

    def search(self, text: str, limit: int) -> np.ndarray:
        """Titles that hold the text."""
        return np.array([i for i in range(SONGS) if text in self.title(i)][:limit], np.int64)

    def plays_between(
        self, first: int | None, last: int | None, listeners: Any = None, counted_only: bool = False
    ) -> np.ndarray:
        """Plays in a period; of all time, each listener has twenty songs in a row, ten further than the one before."""
        begin = 0 if listeners is None else 10 * int(np.flatnonzero(listeners)[0])
        row = np.arange(SONGS)
        return ((row >= begin) & (row < begin + (10 if listeners is None else 20))).astype(np.int64)


class FakeLibrary(QObject):
    """A library of two groups of songs; library song numbers are rows plus 100."""

    catalogue_changed = Signal()
    catalogue_drawn = Signal()
    map_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path("Library")
        self.catalogue: Any = Catalogue()
        near = (np.arange(SONGS)[:, None] + np.arange(1, 6)) % 20 + np.arange(SONGS)[:, None] // 20 * 20
        cosine = np.tile(np.float32([0.9, 0.8, 0.7, 0.6, 0.5]), (SONGS, 1))
        self.model: Any = SimpleNamespace(neighbours=Neighbours(near.astype(np.int32), cosine))
        positions = np.random.default_rng(1).normal(0, 1, (SONGS, 2)).astype(np.float32)
        positions[20:, 0] += 20
        regions = (Region("Left", 0, 0, 3), Region("Right", 20, 0, 3))
        trust = np.full(SONGS, 12 / 15, np.float32)
        self.map: Any = SimpleNamespace(positions=positions, trust=trust, regions=regions, member=MEMBER)
        self.catalogue_rows = np.arange(SONGS)
        w1 = np.random.default_rng(3).normal(0, 0.1, (SONGS, 4)).astype(np.float32)
        w1[:20, 0], w1[20:, 1] = 1, 1
        self.space: Any = Space.build(Vectors(np.arange(SONGS) + 100, w1, w1))

    @property
    def empty(self) -> bool:
        return self.catalogue is None

    @property
    def one_artist(self) -> bool:
        """Whether all songs are by one artist."""
        return len(self.catalogue.artists) == 1

    def index_of(self, song: int) -> int:
        """Catalogue index of a library song number."""
        return self.row_of(song)

    def row_of(self, song: int) -> int:
        """Row of a library song number."""
        return song - 100 if 100 <= song < 100 + SONGS else -1

    def song_of_row(self, row: int) -> int:
        """Library song number of a row."""
        return row + 100


@pytest.fixture
def library() -> FakeLibrary:
    """Two groups."""
    return FakeLibrary()


@pytest.fixture
def undo() -> QUndoStack:
    """Nothing done yet."""
    return QUndoStack()


@pytest.fixture
def selection(undo: QUndoStack) -> Selection:
    """Nothing chosen."""
    return Selection(undo)


@pytest.fixture
def picked(selection: Selection, undo: QUndoStack) -> Picked:
    """The whole selection."""
    return Picked(selection, undo)


@pytest.fixture
def panel(qtbot: QtBot, library: FakeLibrary, selection: Selection, picked: Picked) -> Iterator[MapPanel]:
    """A shown panel without animations."""
    made = MapPanel(library, selection, picked)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.canvas.reduced_motion = True
    made.resize(900, 600)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.canvas.motion.finish()
    made.canvas.settle()


def test_a_stored_map_is_shown_with_its_regions_and_trust(panel: MapPanel) -> None:
    panel.canvas.motion.finish()
    assert panel.canvas.isVisible()
    assert {placed.name.text for placed in panel.canvas.names.placed} >= {"Left", "Right"}
    assert "80 %" in panel.sentence.text
    panel.canvas.grab()


def test_clicks_choose_add_and_refuse(panel: MapPanel, selection: Selection) -> None:
    panel.canvas.clicked.emit(3, NONE)
    panel.canvas.clicked.emit(5, CONTROL)
    panel.canvas.clicked.emit(7, ALT)
    assert selection.seeds == (Seed(103), Seed(105), Seed(107, -1.0))
    assert panel.canvas.marks.positive.tolist() == [3, 5]
    assert panel.canvas.marks.negative.tolist() == [7]


def test_a_lasso_chooses_most_played_first_and_can_add(panel: MapPanel, selection: Selection) -> None:
    panel.canvas.lassoed.emit(np.array([9, 2], np.int32), NONE)
    assert [seed.song for seed in selection.seeds] == [102, 109]
    panel.canvas.lassoed.emit(np.array([4], np.int32), CONTROL)
    assert [seed.song for seed in selection.seeds] == [102, 104, 109]
    panel.canvas.lassoed.emit(np.array([], np.int32), NONE)
    assert len(selection.seeds) == 3, "an empty lasso means nothing"


def test_hovering_is_shared_both_ways_and_not_echoed(panel: MapPanel, selection: Selection) -> None:
    told: list[object] = []
    selection.hovered.connect(told.append)
    panel.canvas.hover(4)
    assert told == [104]
    assert panel.card.isVisible()
    assert "12 of 15" in panel.card.text()
    selection.hovered.emit(106)
    assert panel.canvas.current == 6
    assert told == [104, 106]
    selection.hovered.emit(None)
    assert panel.canvas.current is None


def test_a_search_hit_is_flown_to(panel: MapPanel, selection: Selection) -> None:
    selection.show_on_map.emit(125)
    assert panel.canvas.current == 25
    assert panel.canvas.zoom > 3


def test_the_card_of_a_search_hit_goes_soon(panel: MapPanel, selection: Selection, qtbot: QtBot) -> None:
    selection.choose([125])
    selection.show_on_map.emit(125)
    assert panel.card.isVisible()
    selection.choose([104])
    assert not panel.card.isVisible()
    assert panel.canvas.current is None
    selection.show_on_map.emit(125)
    qtbot.mouseMove(panel.canvas.viewport(), QPoint(5, 300))
    qtbot.mouseMove(panel.canvas.viewport(), QPoint(6, 300))
    assert not panel.card.isVisible()


def test_the_card_names_another_artist_only(panel: MapPanel) -> None:
    panel.canvas.hover(4)
    assert panel.card.text().count("Left artist") == 1
    assert len([line for line in panel.card.text().splitlines() if "0." in line]) == 3


def test_while_the_first_map_of_one_artist_settles_colour_tells_plays(
    qtbot: QtBot, library: FakeLibrary, selection: Selection, picked: Picked
) -> None:
    library.catalogue.artists = ("Only one", "")[:1]
    library.catalogue.artist_index = np.zeros(SONGS, np.int32)
    library.map = None
    panel = MapPanel(library, selection, picked)  # type: ignore[arg-type]
    qtbot.addWidget(panel)
    panel.show_frame(np.random.default_rng(2).normal(0, 1, (SONGS, 2)).astype(np.float32), 10, 2.5, 750)
    assert [entry.ordered for entry in panel.legend._entries] == [True] * len(panel.legend._entries)
    assert panel.legend.accessibleDescription() == "Plays"


def test_recommendations_are_linked_with_the_first_seed(panel: MapPanel, selection: Selection) -> None:
    selection.choose([103])
    panel.show_recommended([104, 105, 999])
    assert panel.canvas.marks.links.source == 3
    assert panel.canvas.marks.links.targets.tolist() == [4, 5]
    selection.clear()
    assert panel.canvas.marks.links.source == -1


def test_a_period_dims_and_counts(panel: MapPanel) -> None:
    panel.set_period(15_000, 15_030)
    assert panel.legend.count_text(0) == "10 of 20"
    highlight = panel.canvas.points._highlight
    assert highlight is not None
    assert highlight.sum() == 10
    named = [one.name.key for one in panel.canvas.names.placed if one.name.key >= 0]
    assert all(highlight[row] for row in named), "a dimmed song keeps no name"
    panel.legend.toggle(1)
    highlight = panel.canvas.points._highlight
    assert highlight is not None
    assert not highlight.any(), "the right group was not played then"
    panel.legend.toggle(1)
    panel.set_period(None, None)
    assert panel.canvas.points._highlight is None


def test_a_large_selection_dims_the_rest_and_is_counted(
    panel: MapPanel, selection: Selection, undo: QUndoStack
) -> None:
    panel.canvas.lassoed.emit(np.arange(15, 25, dtype=np.int32), NONE)
    assert panel.legend.count_text(0) == "5 of 20"
    assert panel.legend.count_text(1) == "5 of 20"
    highlight = panel.canvas.points._highlight
    assert highlight is not None
    assert np.flatnonzero(highlight).tolist() == list(range(15, 25))
    panel.canvas.clicked.emit(3, NONE)
    assert panel.legend.count_text(0) == "20", "one song is not counted"
    assert panel.canvas.points._highlight is None
    undo.undo()
    assert panel.legend.count_text(0) == "5 of 20"


def test_the_cosine_to_the_seeds_follows_them(panel: MapPanel, selection: Selection) -> None:
    panel.set_colour("cosine")
    assert [entry.label for entry in panel.legend._entries] == ["unknown"], "without seeds nothing is near"
    selection.choose([105])
    nearest = panel.legend._entries[-1].rows
    assert 5 in nearest.tolist()
    assert set(nearest.tolist()) <= set(range(20)), "near songs are of the same group"
    selection.choose([130])
    assert set(panel.legend._entries[-1].rows.tolist()) <= set(range(20, 40))


def test_groups_are_shaped_or_not(panel: MapPanel) -> None:
    assert panel.canvas.points._shapes is not None
    panel.set_shaped(False)
    assert panel.canvas.points._shapes is None
    panel.legend.grab()


def test_other_colours_have_another_legend(panel: MapPanel) -> None:
    panel.set_colour("artist")
    assert {entry.label for entry in panel.legend._entries} == {"Left artist", "Right artist"}
    for mode in ("listener", "plays", "first year", "last year", "time of day", "skips", "trust", "region"):
        panel.set_colour(mode)
        assert panel.legend._entries


def test_frames_are_shown_and_the_finished_map_follows(panel: MapPanel, library: FakeLibrary) -> None:
    random = np.random.default_rng(2)
    for step in (10, 20):
        panel.show_frame(random.normal(0, step, (SONGS, 2)).astype(np.float32), step, 2.5, 750)
    assert panel.sentence.text == "The map is settling: step 20 of 750"
    assert panel.canvas.names.hidden
    panel.canvas.hover(3)
    assert not panel.card.isVisible(), "a card would have to run after its song"
    panel.show_frame(np.zeros((3, 2), np.float32), 30, 2.5, 750)
    assert "step 20" in panel.sentence.text, "a frame of another model is ignored"
    library.map_changed.emit()
    assert not panel.canvas.names.hidden
    assert "80 %" in panel.sentence.text


def test_songs_keep_the_colours_of_their_regions_while_a_new_map_settles(panel: MapPanel, library: FakeLibrary) -> None:
    before = panel.canvas.points.places.copy()
    panel.canvas.reduced_motion = False
    panel.show_frame(np.random.default_rng(2).normal(0, 9, (SONGS, 2)).astype(np.float32), 10, 2.5, 750)
    assert np.array_equal(panel.canvas.points.places, before), "they glide from where they stood"
    panel.canvas.motion.finish()
    assert [entry.label for entry in panel.legend._entries] == ["Left", "Right"]
    assert panel.areas == [], "but no region has a place"
    panel.set_colour("artist")
    panel.set_colour("region")
    assert panel.legend.accessibleDescription() == "Region"
    panel.set_period(1, 2)
    assert panel.legend.count_text(0) == "10 of 20"
    panel.set_period(None, None)


def test_a_learnt_anew_library_keeps_its_colours_by_song(panel: MapPanel, library: FakeLibrary) -> None:
    keep = np.r_[5:25, 38:40]
    library.space = Space.build(Vectors(keep + 100, library.space.w1[keep], library.space.w1[keep]))
    library.catalogue_rows, library.map = keep, None
    library.map_changed.emit()
    panel.show_frame(np.random.default_rng(2).normal(0, 9, (len(keep), 2)).astype(np.float32), 10, 2.5, 750)
    assert [(entry.label, len(entry.rows)) for entry in panel.legend._entries] == [("Left", 15), ("Right", 7)]


def test_another_library_does_not_settle_in_the_regions_of_this_one(panel: MapPanel, library: FakeLibrary) -> None:
    library.folder, library.map = Path("Another"), None
    library.map_changed.emit()
    panel.show_frame(np.random.default_rng(2).normal(0, 9, (SONGS, 2)).astype(np.float32), 10, 2.5, 750)
    assert [entry.label for entry in panel.legend._entries if entry.label in ("Left", "Right")] == []


def test_without_model_or_map_the_panel_says_so(panel: MapPanel, library: FakeLibrary) -> None:
    library.map = None
    library.map_changed.emit()
    assert panel.empty.isVisible()
    library.model = None
    library.map_changed.emit()
    assert panel.empty.isVisible()
    panel.show_frame(np.zeros((SONGS, 2), np.float32), 1, 1.0)
    assert panel.empty.isVisible()


def test_a_vanished_song_is_not_chosen(panel: MapPanel, library: FakeLibrary, selection: Selection) -> None:
    library.catalogue_rows = np.where(np.arange(SONGS) == 4, -1, np.arange(SONGS))
    library.catalogue_drawn.emit()
    panel.canvas.lassoed.emit(np.array([4, 5], np.int32), NONE)
    assert [seed.song for seed in selection.seeds] == [105]


def test_the_common_ground_of_two_listeners_is_counted_and_can_be_shown_alone(panel: MapPanel) -> None:
    panel.set_colour("two listeners")
    counts = {e.label: panel.legend.count_text(i) for i, e in enumerate(panel.legend._entries)}
    assert counts == {"both": "10", "only Ann": "10", "only Ben": "10", "neither": "10"}
    panel.legend.toggle(0)
    shown = panel.canvas.points.highlight
    assert shown is not None
    assert np.flatnonzero(shown).tolist() == list(range(10, 20))


def test_the_two_whose_taste_is_asked_for_are_compared(panel: MapPanel) -> None:
    panel.set_colour("two listeners")
    panel.set_pair((0, 2))
    assert {e.label: len(e.rows) for e in panel.legend._entries} == {"only Ann": 20, "only Cem": 20}
    panel.set_pair((0, 7))
    assert "only Ben" in [e.label for e in panel.legend._entries], "somebody who is gone is not compared with"
