"""The layout: same seed, same map; watched, cancelled, stopped, started from an older map."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from s2v_desktop.core.errors import BadRequest, ModelDamaged, TooLittleData
from s2v_desktop.core.layout import RADIUS, Layout, MapParameters, first_positions, lay_out, settled
from s2v_desktop.core.neighbours import exact_neighbours
from s2v_desktop.core.progress import Cancelled, Silent
from s2v_desktop.core.trust import trust
from s2v_desktop.core.types import Float32

SHORT = MapParameters(perplexity=10, early_steps=40, steps=60, last_steps=20, threads=1, frames_per_second=60)


def groups(songs: int = 240, number: int = 4, size: int = 12) -> tuple[Float32, np.ndarray]:
    """Vectors in separate groups, and the group of each."""
    rng = np.random.default_rng(7)
    group = np.arange(songs) % number
    return (rng.normal(size=(number, size))[group] * 3 + rng.normal(size=(songs, size))).astype(np.float32), group


def made(
    w1: Float32, parameters: MapParameters = SHORT, monitor: Silent | None = None, start: Float32 | None = None
) -> Layout:
    watcher = monitor or Silent()
    return lay_out(w1, exact_neighbours(w1, parameters.neighbours, Silent()), parameters, watcher, start)


def radius(positions: Float32) -> float:
    return math.sqrt(float((positions.astype(np.float64) ** 2).sum(axis=1).mean()))


class Watcher(Silent):
    """Keeps what it is shown; cancels or stops at a step when asked to."""

    def __init__(self, cancel_at: int = 10**9, stop_at: int = 10**9) -> None:
        self.frames: list[tuple[int, float]] = []
        self.shapes: set[tuple[int, ...]] = set()
        self.radii: list[float] = []
        self.step = 0
        self.cancel_at, self.stop_at = cancel_at, stop_at

    @property
    def stopping(self) -> bool:  # type: ignore[override]
        return self.step >= self.stop_at

    def check(self) -> None:
        if self.step >= self.cancel_at:
            raise Cancelled

    def update(self, stage: str, done: float, total: float, note: str = "") -> None:
        assert stage == "map"
        assert self.step <= done <= total
        self.step = int(done)

    def frame(self, positions: Float32, step: int, measure: float) -> None:
        self.frames.append((step, measure))
        self.shapes.add(positions.shape)
        self.radii.append(radius(positions))


def test_near_songs_are_similar_songs() -> None:
    w1, group = groups()
    near = exact_neighbours(w1, SHORT.neighbours, Silent())
    laid = lay_out(w1, near, SHORT, Silent())
    middles = np.array([laid.positions[group == g].mean(axis=0) for g in range(4)])
    nearest = np.linalg.norm(laid.positions[:, None] - middles[None], axis=2).argmin(axis=1)
    assert (nearest == group).mean() > 0.95
    assert trust(near, laid.positions).mean() > 0.35
    assert laid.steps == 100
    assert 0 < laid.kl_divergence < 2


def test_same_seed_same_map_for_any_number_of_threads() -> None:
    w1, _ = groups(700)
    one = made(w1, dataclasses.replace(SHORT, threads=1))
    two = made(w1, dataclasses.replace(SHORT, threads=2))
    other = made(w1, dataclasses.replace(SHORT, seed=1))
    assert one.positions.tobytes() == two.positions.tobytes()
    assert one.positions.tobytes() != other.positions.tobytes()


def test_positions_are_centred_and_of_steady_size() -> None:
    laid = made(groups()[0])
    assert laid.positions.dtype == np.float32
    assert np.abs(laid.positions.mean(axis=0)).max() < 1e-3
    assert radius(laid.positions) == pytest.approx(RADIUS, rel=1e-4)


def test_frames_begin_with_the_main_directions_and_end_with_the_map() -> None:
    w1, _ = groups()
    watcher = Watcher()
    laid = made(w1, SHORT, watcher)
    steps = [step for step, _ in watcher.frames]
    assert steps[0] == 0
    assert steps[-1] == 100
    assert steps == sorted(steps)
    assert watcher.frames[-1][1] == laid.kl_divergence
    assert watcher.shapes == {(240, 2)}
    assert np.allclose(watcher.radii, RADIUS, rtol=1e-3)


@pytest.mark.parametrize("step", [10, 60])
def test_a_cancel_ends_it_within_a_few_steps(step: int) -> None:
    watcher = Watcher(cancel_at=step)
    with pytest.raises(Cancelled):
        made(groups()[0], SHORT, watcher)
    assert watcher.step < step + 20


@pytest.mark.parametrize("step", [20, 60])
def test_stop_here_keeps_the_map_as_it_is(step: int) -> None:
    laid = made(groups()[0], SHORT, Watcher(stop_at=step))
    assert step <= laid.steps < step + 20
    assert radius(laid.positions) == pytest.approx(RADIUS, rel=1e-4)
    assert math.isfinite(laid.kl_divergence)


def test_an_older_map_is_where_a_new_one_begins() -> None:
    w1, group = groups()
    old = made(w1).positions
    start = old.copy()
    start[[5, 6]] = np.nan
    again = made(w1, dataclasses.replace(SHORT, steps=30), start=start)
    moved = np.hypot(*(again.positions - old).T)
    assert again.steps == 30
    assert np.median(moved) < 0.25 * RADIUS
    for song in (5, 6):
        middle = again.positions[group == group[song]].mean(axis=0)
        assert np.hypot(*(again.positions[song] - middle)) < RADIUS


def test_a_start_that_knows_nobody_is_no_start() -> None:
    w1, _ = groups()
    nobody = np.full((len(w1), 2), np.nan, np.float32)
    assert made(w1, start=nobody).positions.tobytes() == made(w1).positions.tobytes()


@pytest.mark.parametrize("songs", [1, 2, 3, 7, 8, 12, 30])
def test_small_libraries_have_a_map(songs: int) -> None:
    laid = made(groups(songs)[0])
    assert laid.positions.shape == (songs, 2)
    assert np.isfinite(laid.positions).all()
    assert laid.perplexity <= max(0, songs - 1) / 3


def test_many_songs_take_the_grid_and_give_the_same_kind_of_map(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("s2v_desktop.core.layout.TREE_UP_TO", 100)
    w1, group = groups()
    laid = made(w1)
    middles = np.array([laid.positions[group == g].mean(axis=0) for g in range(4)])
    nearest = np.linalg.norm(laid.positions[:, None] - middles[None], axis=2).argmin(axis=1)
    assert (nearest == group).mean() > 0.95


def test_songs_with_the_same_vector_do_not_stop_it() -> None:
    w1, _ = groups()
    w1[:60] = w1[0]
    assert np.isfinite(made(w1).positions).all()


def test_vectors_no_map_can_be_made_from_are_refused_with_a_sentence() -> None:
    w1, _ = groups()
    with pytest.raises(TooLittleData, match="same vector"):
        first_positions(np.ones_like(w1))
    w1[3, 2] = np.nan
    with pytest.raises(ModelDamaged, match="rebuild the model"):
        made(w1)


@pytest.mark.parametrize("bad", [{"perplexity": 1}, {"exaggeration": 0.5}, {"steps": 0}, {"threads": 0}])
def test_a_parameter_out_of_range_is_named(bad: dict[str, float]) -> None:
    with pytest.raises(BadRequest, match=next(iter(bad))):
        MapParameters(**bad)  # type: ignore[arg-type]


def test_the_first_picture_is_the_plane_of_most_variance_with_a_fixed_sign() -> None:
    rng = np.random.default_rng(0)
    w1 = (rng.normal(size=(300, 5)) * [3, 2, 0.1, 0.1, 0.1] + [0, 0, 5, 0, 0]).astype(np.float32)
    first = first_positions(w1)
    assert radius(first) == pytest.approx(RADIUS, rel=1e-4)
    assert abs(np.corrcoef(first[:, 0], w1[:, 0])[0, 1]) > 0.95
    assert abs(np.corrcoef(first[:, 1], w1[:, 1])[0, 1]) > 0.95
    assert first_positions(w1).tobytes() == first.tobytes()
    assert first_positions(w1[:, :1]).shape == (300, 2)


def test_settled_keeps_songs_at_one_place_at_the_middle() -> None:
    assert not settled(np.full((4, 2), 7.0)).any()
    assert settled(np.zeros((0, 2))).shape == (0, 2)
