"""A listener stands among the songs that are most theirs."""

from __future__ import annotations

import numpy as np
import pytest

from s2v_desktop.core.taste_place import place

UNIT = np.array([[1, 0], [0.995, 0.0998], [0, 1], [0.0998, 0.995], [-1, 0]], np.float32)
PLACES = np.array([[0, 0], [2, 0], [50, 50], [52, 50], [-90, 0]], np.float32)


def test_plays_of_one_group_put_the_listener_into_it() -> None:
    found = place(UNIT, np.array([5.0, 5.0, 0, 0, 0]), PLACES)
    assert found is not None
    assert 0.9 < found.x < 1.1
    assert found.y == 0
    assert sorted(found.rows.tolist()) == [0, 1]


def test_only_played_songs_decide() -> None:
    found = place(UNIT, np.array([9.0, 0, 0, 0, 0]), PLACES)
    assert found is not None
    assert (found.x, found.y) == (0, 0)


def test_few_plays_far_away_hardly_move_it() -> None:
    found = place(UNIT, np.array([50.0, 50.0, 1.0, 0, 0]), PLACES, nearest=2)
    assert found is not None
    assert found.x < 3
    assert found.cosine[0] == pytest.approx(1, abs=0.01)


def test_nothing_played_or_opposite_vectors_have_no_place() -> None:
    assert place(UNIT, np.zeros(5), PLACES) is None
    assert place(UNIT, np.array([1.0, 0, 0, 0, 1.0]), PLACES) is None


def test_a_song_without_a_place_is_left_out() -> None:
    places = PLACES.copy()
    places[0] = np.nan
    found = place(UNIT, np.array([9.0, 1.0, 0, 0, 0]), places)
    assert found is not None
    assert (found.x, found.y) == (2, 0)


def test_of_equally_near_songs_the_first_decide() -> None:
    unit = np.tile(np.array([[1, 0], [0, 1]], np.float32), (40, 1))
    places = np.arange(160, dtype=np.float32).reshape(80, 2)
    found = place(unit, np.where(np.arange(80) % 2, 1.0, 3.0), places, nearest=7)
    assert found is not None
    assert found.rows.tolist() == [0, 2, 4, 6, 8, 10, 12]
