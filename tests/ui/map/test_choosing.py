"""Many songs are selected at once, and every step can be undone."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest
from PySide6.QtGui import QUndoStack
from pytestqt.qtbot import QtBot

from s2v_desktop.core.scoring import Space
from s2v_desktop.core.types import Neighbours, Vectors
from s2v_desktop.store.models import MapInfo, StoredMap
from s2v_desktop.ui.map.choosing import Chooser, grown
from s2v_desktop.ui.map.picked import MOST_SEEDS, Picked
from s2v_desktop.ui.selection import Seed, Selection

SONGS = 400


class Catalogue:
    """Four hundred songs, ten an artist; those with a low number are played most. The last is not in the model."""

    songs = np.arange(SONGS + 1) + 1000
    plays = np.arange(SONGS + 1, 0, -1)
    artist_index = np.arange(SONGS + 1) // 10

    def index_of(self, songs: np.ndarray) -> np.ndarray:
        """Place of library song numbers."""
        return np.where((songs >= 1000) & (songs <= 1000 + SONGS), songs - 1000, -1)

    def search(self, text: str, limit: int) -> np.ndarray:
        """Songs whose number ends so."""
        return np.array([i for i in range(SONGS + 1) if str(i).endswith(text)][:limit])


def stored_map() -> StoredMap:
    """Halves, and in the second half a finer region of fifty songs."""
    number = np.arange(SONGS)
    finer = np.where((number >= 250) & (number < 300), 2, -1).astype(np.int32)
    nothing = np.zeros((SONGS, 2), np.float32)
    member = (number // 200).astype(np.int32)
    return StoredMap(cast(MapInfo, None), nothing, nothing[:, 0], member, (), Path(), finer)


@pytest.fixture
def library() -> Any:
    """Row 0 vanished; the model does not know the last song; regions are halves."""
    catalogue = Catalogue()
    index = (np.arange(SONGS)[:, None] + np.arange(1, 7)) % SONGS
    vectors = np.ones((SONGS, 2), np.float32)
    rows = np.arange(SONGS)
    rows[0] = -1
    made = SimpleNamespace(
        catalogue=catalogue,
        catalogue_rows=rows,
        space=Space.build(Vectors(np.arange(SONGS) + 1000, vectors, vectors)),
        model=SimpleNamespace(neighbours=Neighbours(index.astype(np.int32), np.ones(index.shape, np.float32))),
        map=stored_map(),
        row_of=lambda song: song - 1000 if 1000 <= song < 1000 + SONGS else -1,
        index_of=lambda song: int(catalogue.index_of(np.array([song]))[0]),
    )
    return made


@pytest.fixture
def undo(qtbot: QtBot) -> QUndoStack:
    """Nothing done yet."""
    return QUndoStack()


@pytest.fixture
def selection(undo: QUndoStack) -> Selection:
    """Nothing chosen."""
    return Selection(undo)


@pytest.fixture
def picked(selection: Selection, undo: QUndoStack) -> Picked:
    """Nothing picked."""
    return Picked(selection, undo)


@pytest.fixture
def chooser(library: Any, picked: Picked) -> Chooser:
    """Ways to choose."""
    return Chooser(library, picked)


def test_growing_takes_the_nearest_songs_in(chooser: Chooser, picked: Picked) -> None:
    assert chooser.rows([100, 200])
    assert chooser.grow()
    assert sorted((picked.songs - 1000).tolist()) == [*range(100, 106), *range(200, 206)]
    mask = np.zeros(SONGS, bool)
    assert not grown(mask, chooser._library.model.neighbours).any()


def test_inverting_twice_is_nothing(chooser: Chooser, picked: Picked) -> None:
    chooser.rows(np.arange(1, 30))
    assert chooser.invert()
    assert len(picked.songs) == SONGS - 30, "the vanished song is never selected"
    assert chooser.invert()
    assert sorted((picked.songs - 1000).tolist()) == list(range(1, 30))


def test_regions_artists_and_hits_are_selected(chooser: Chooser, picked: Picked) -> None:
    assert chooser.region_of(1250)
    assert sorted((picked.songs - 1000).tolist()) == list(range(200, 400))
    assert chooser.artist_of(1057)
    assert (picked.songs - 1000).tolist() == list(range(50, 60))
    assert chooser.hits("77")
    assert sorted((picked.songs - 1000).tolist()) == [77, 177, 277, 377]
    assert not chooser.hits("  ")
    assert not chooser.hits("x")
    assert not chooser.region_of(5)


def test_close_to_the_map_the_finer_region_is_selected(chooser: Chooser, picked: Picked) -> None:
    assert chooser.region_of(1260, near=True)
    assert sorted((picked.songs - 1000).tolist()) == list(range(250, 300))
    assert chooser.region_of(1220, near=True), "no finer region is here: the coarse one"
    assert sorted((picked.songs - 1000).tolist()) == list(range(200, 400))


def test_the_most_played_are_the_seeds_of_a_large_selection(
    chooser: Chooser, picked: Picked, selection: Selection
) -> None:
    chooser.rows(np.arange(SONGS))
    assert len(picked.songs) == SONGS - 1
    assert [seed.song for seed in selection.seeds] == [1001 + i for i in range(MOST_SEEDS)]
    assert picked.is_area


def test_songs_the_model_does_not_know_come_last(chooser: Chooser, picked: Picked) -> None:
    assert chooser.songs([1000 + SONGS, 1399, 5], "saved")
    assert picked.songs.tolist() == [1399, 1400]


def test_undo_and_redo_bring_the_whole_selection_back(
    chooser: Chooser, picked: Picked, selection: Selection, undo: QUndoStack
) -> None:
    selection.choose([1005])
    chooser.rows(np.arange(1, 350))
    chooser.rows(np.arange(1, 390))
    assert len(picked.songs) == 389
    assert undo.undoText() == "choose songs"
    undo.undo()
    assert len(picked.songs) == 349, "the same seeds, another whole"
    undo.undo()
    assert picked.songs.tolist() == [1005]
    assert not picked.is_area
    undo.redo()
    undo.redo()
    assert len(picked.songs) == 389


def test_a_click_ends_a_selection_and_undo_restores_it(
    chooser: Chooser, picked: Picked, selection: Selection, undo: QUndoStack
) -> None:
    chooser.rows(np.arange(1, 350))
    selection.choose([1007])
    assert picked.songs.tolist() == [1007]
    undo.undo()
    assert len(picked.songs) == 349


def test_negative_seeds_are_no_part_of_the_selection(picked: Picked, selection: Selection) -> None:
    selection.choose([1001])
    selection.negate(1002)
    assert selection.seeds[1] == Seed(1002, -1.0)
    assert picked.songs.tolist() == [1001]


def test_changes_are_told_and_the_same_again_is_none(chooser: Chooser, picked: Picked, undo: QUndoStack) -> None:
    told: list[int] = []
    picked.changed.connect(lambda: told.append(len(picked.songs)))
    chooser.rows([3, 4])
    assert told[-1] == 2
    count = undo.count()
    chooser.rows([3, 4])
    assert undo.count() == count
