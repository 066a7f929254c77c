"""How far songs moved does not depend on how a map happens to be turned."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.moved import Moved, moved

MAP = np.random.default_rng(1).normal(0, 30, (200, 2)).astype(np.float32)


def changed(angle: float, size: float, mirrored: bool) -> np.ndarray:
    """The same map, turned, scaled, mirrored and moved."""
    cos, sin = math.cos(angle), math.sin(angle)
    turn = np.array([[cos, -sin], [sin, cos]]) @ np.diag([-1.0 if mirrored else 1.0, 1.0])
    return (MAP @ turn * size + (7.0, -3.0)).astype(np.float32)


@given(st.floats(0, 6.28), st.floats(0.1, 10), st.booleans())
def test_a_map_that_was_only_turned_has_not_moved(angle: float, size: float, mirrored: bool) -> None:
    found = moved(changed(angle, size, mirrored), MAP)
    assert len(found.rows) == 200
    assert found.distance.max() < 1e-4
    assert not len(found.far(0.05, 3.0).rows)


def test_the_song_that_went_elsewhere_is_found_and_how_far() -> None:
    old = changed(1.0, 2.0, True)
    new = MAP.copy()
    width = float(np.ptp(new, axis=0).max())
    new[17] += (0.3 * width, 0)
    far = moved(old, new).far(0.05, 3.0)
    assert far.rows.tolist() == [17]
    assert far.distance[0] == pytest.approx(0.3, abs=0.05)


def test_new_songs_have_not_moved() -> None:
    old = MAP.copy()
    old[:50] = np.nan
    found = moved(old, MAP)
    assert sorted(found.rows.tolist()) == list(range(50, 200))


def test_what_is_usual_decides_what_is_far() -> None:
    found = Moved(np.arange(5), np.array([0.9, 0.4, 0.2, 0.2, 0.1]))
    assert found.usual == 0.2
    assert found.far(0.05, 3.0).rows.tolist() == [0]
    assert found.far(0.3, 1.0).rows.tolist() == [0, 1]


def test_maps_that_cannot_be_compared_move_nothing() -> None:
    nothing = np.full((5, 2), np.nan, np.float32)
    assert not len(moved(nothing, MAP[:5]).rows)
    assert moved(nothing, MAP[:5]).usual == 0.0
    same = np.ones((5, 2), np.float32)
    assert moved(same, same).distance.tolist() == [0.0] * 5
    assert np.isfinite(moved(same, MAP[:5]).distance).all()
