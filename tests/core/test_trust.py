"""Trust: recomputed the slow way, as its documentation says."""

from __future__ import annotations

import numpy as np
import pytest

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.neighbours import exact_neighbours
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.trust import trust
from s2v_desktop.core.types import Float32, Neighbours


def recomputed(w1: Float32, positions: Float32, k: int) -> Float32:
    """Share of the true neighbours among those on the map, from the two arrays of a model."""
    unit = w1.astype(np.float64) / np.linalg.norm(w1.astype(np.float64), axis=1, keepdims=True)
    cosine = unit @ unit.T
    away = np.linalg.norm(positions[:, None].astype(np.float64) - positions[None], axis=2)
    np.fill_diagonal(cosine, -np.inf)
    np.fill_diagonal(away, np.inf)
    true, near = np.argsort(-cosine, axis=1)[:, :k], np.argsort(away, axis=1)[:, :k]
    return np.array([len(np.intersect1d(a, b)) / k for a, b in zip(true, near, strict=True)], np.float32)


def test_anybody_can_recompute_it() -> None:
    rng = np.random.default_rng(1)
    w1 = rng.normal(size=(300, 6)).astype(np.float32)
    positions = (w1[:, :2] + 0.2 * rng.normal(size=(300, 2))).astype(np.float32)
    found = trust(exact_neighbours(w1, 20, Silent()), positions)
    assert np.abs(found - recomputed(w1, positions, 15)).max() < 1e-6
    assert 0.05 < found.mean() < 0.95


def test_a_true_map_has_full_trust_and_a_shuffled_one_little() -> None:
    angle = np.linspace(0, 1.5, 200)
    w1 = np.stack([np.cos(angle), np.sin(angle)], axis=1).astype(np.float32)
    near = exact_neighbours(w1, 15, Silent())
    assert trust(near, w1, k=6).mean() > 0.9
    assert trust(near, np.random.default_rng(0).permutation(w1), k=6).mean() < 0.2


@pytest.mark.parametrize("songs", [0, 1, 2, 5])
def test_a_small_library_compares_what_it_has(songs: int) -> None:
    w1 = np.random.default_rng(0).normal(size=(songs, 3)).astype(np.float32)
    assert trust(exact_neighbours(w1, 15, Silent()), w1[:, :2]).tolist() == [1.0] * songs


def test_songs_at_one_place_do_not_disturb() -> None:
    w1 = np.random.default_rng(0).normal(size=(50, 3)).astype(np.float32)
    found = trust(exact_neighbours(w1, 15, Silent()), np.zeros((50, 2), np.float32))
    assert ((found >= 0) & (found <= 1)).all()


def test_too_few_known_neighbours_are_refused_with_a_sentence() -> None:
    near = Neighbours(np.zeros((40, 3), np.int32), np.zeros((40, 3), np.float32))
    with pytest.raises(BadRequest, match="between 1 and 3"):
        trust(near, np.zeros((40, 2), np.float32))
