"""From neighbours to a map: t-SNE that can be watched, paused, stopped, and started from an older map.

Method: van der Maaten & Hinton 2008, with the accelerations of openTSNE (Policar et al. 2024): Barnes-Hut trees for
few songs, interpolation on a grid (Linderman et al. 2019) for many. The start is the plane of the two main directions
(Kobak & Berens 2019: the largest and free gain for the large-scale order), the learning rate is n / exaggeration
(Belkina et al. 2019). What is ours is the schedule: a momentum of 0.9 and then 0.95 instead of 0.8 reaches the
divergence of the usual 750 steps in about half of them (measured by ``tests/bench/bench_map.py``).

Positions given to anybody are centred and have a root mean square radius of `RADIUS`: a canvas has steady units.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from s2v_desktop.core.errors import BadRequest, ModelDamaged, TooLittleData
from s2v_desktop.core.neighbours import exact_neighbours, unit_rows
from s2v_desktop.core.placing import place
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.types import Float32, Float64, Neighbours

__all__ = ["RADIUS", "Layout", "MapParameters", "exact_neighbours", "first_positions", "lay_out", "settled"]

STAGE = "map"

RADIUS = 100.0
"""Root mean square distance of the songs from the middle of a map."""

FEWEST = 8
"""With fewer songs there are not enough neighbours for t-SNE; the main directions are the map."""

TREE_UP_TO = 20_000
"""Up to this many songs the tree is faster than the grid for a spread-out map."""


@dataclass(frozen=True, slots=True)
class MapParameters:
    """How a map is laid out. Changing any of these needs no new neighbours.

    Attributes
    ----------
    perplexity : float
        About how many songs each song looks at, 2 to 200; lowered when there are too few neighbours.
    exaggeration : float
        Attraction of near songs after the first phase, 1 to 12; above 1 gives tighter groups with more room between.
    early_exaggeration : float
        The same in the first phase, 1 to 50.
    early_steps, steps : int
        Steps of the first and the second phase.
    last_steps : int
        How many of `steps` are computed on the fine grid; before, on a grid with a quarter of its cells (only above
        `TREE_UP_TO` songs).
    seed : int
        Same seed, same vectors and same start give the same map, bit for bit, for any number of threads.
    threads : int
        Processors used.
    frames_per_second : float
        At most this many frames are shown.
    """

    perplexity: float = 30.0
    exaggeration: float = 1.0
    early_exaggeration: float = 12.0
    early_steps: int = 120
    steps: int = 260
    last_steps: int = 60
    seed: int = 0
    threads: int = 2
    frames_per_second: float = 12.0

    def __post_init__(self) -> None:
        ranges = {
            "perplexity": (2, 200),
            "exaggeration": (1, 12),
            "early_exaggeration": (1, 50),
            "early_steps": (0, 10_000),
            "steps": (1, 10_000),
            "last_steps": (0, 10_000),
            "threads": (1, 256),
            "frames_per_second": (0.1, 60),
        }
        for name, (low, high) in ranges.items():
            if not low <= getattr(self, name) <= high:
                raise BadRequest(f"{name} must be between {low} and {high}. The map was left as it is.")

    @property
    def neighbours(self) -> int:
        """How many neighbours of each song the layout wants: three times the perplexity."""
        return math.ceil(3 * self.perplexity)


@dataclass(frozen=True, slots=True)
class Layout:
    """A finished, or stopped, map.

    Attributes
    ----------
    positions : Float32, shape (v, 2)
        Centred, root mean square radius `RADIUS`.
    kl_divergence : float
        What t-SNE makes small, without exaggeration; 0 where no t-SNE was needed.
    steps : int
        Steps really done.
    perplexity : float
        The one really used.
    """

    positions: Float32
    kl_divergence: float
    steps: int
    perplexity: float


@dataclass(frozen=True, slots=True)
class _Phase:
    """Some steps with the same settings."""

    steps: int
    exaggeration: float
    momentum: float
    tree: bool
    cell: float = 1.0


@dataclass(slots=True)
class _Watch:
    """Stands between the optimiser and the monitor: one call every few steps."""

    monitor: Monitor
    total: int
    interval: float
    before: int = 0
    step: int = 0
    stopped: bool = False
    shown: float = field(default_factory=time.monotonic)

    def __call__(self, step: int, divergence: float, positions: Any) -> bool:
        """Show a frame when one is due; true ends the optimisation."""
        self.step = self.before + step
        self.monitor.check()
        self.monitor.update(STAGE, self.step, self.total)
        now = time.monotonic()
        if now - self.shown >= self.interval:
            self.shown = now
            self.monitor.frame(settled(np.asarray(positions)), self.step, float(divergence))
        self.stopped = self.stopped or bool(self.monitor.stopping)
        return self.stopped


def settled(positions: Float32 | Float64) -> Float32:
    """Positions centred and scaled to a root mean square radius of `RADIUS`; all at one place stay at 0.

    Parameters
    ----------
    positions : float, shape (v, 2)
    """
    centred = positions.astype(np.float64) - positions.mean(axis=0, dtype=np.float64) if len(positions) else positions
    radius = math.sqrt(float((centred.astype(np.float64) ** 2).sum()) / max(len(positions), 1))
    return (centred * (RADIUS / radius if radius > 0 else 0.0)).astype(np.float32)


def first_positions(w1: Float32) -> Float32:
    """The plane of the two main directions of the unit vectors: the map's first picture, within moments.

    Parameters
    ----------
    w1 : Float32, shape (v, d)

    Returns
    -------
    Float32, shape (v, 2)
        Scaled as a map. The sign of each direction is chosen so that its largest part is positive.

    Raises
    ------
    ModelDamaged
        The vectors hold numbers that are not finite.
    TooLittleData
        All songs have the same vector.
    """
    _refuse_unusable(w1)
    unit = unit_rows(w1)
    songs, size = unit.shape
    if songs < 2:
        return np.zeros((songs, 2), np.float32)
    centred = unit - unit.mean(axis=0, dtype=np.float64).astype(np.float32)
    _, directions = np.linalg.eigh((centred.T @ centred).astype(np.float64))
    plane = np.zeros((size, 2))
    plane[:, : min(2, size)] = directions[:, ::-1][:, :2]
    largest = plane[np.abs(plane).argmax(axis=0), [0, 1]]
    plane *= np.where(largest < 0, -1.0, 1.0)
    return settled(centred.astype(np.float64) @ plane)


def lay_out(
    w1: Float32, neighbours: Neighbours, parameters: MapParameters, monitor: Monitor, start: Float32 | None = None
) -> Layout:
    """Lay songs out so that near songs are similar songs.

    Parameters
    ----------
    w1 : Float32, shape (v, d)
    neighbours : Neighbours
        Of `exact_neighbours`, with ``parameters.neighbours`` columns or more; fewer lower the perplexity.
    parameters : MapParameters
    monitor : Monitor
        Gets the stage ``map``, frames, and may cancel, pause or stop here at every few steps.
    start : Float32, shape (v, 2), optional
        An older map of these songs, NaN for songs it did not have; those begin among their neighbours. The first
        phase, which would tear the old map apart, is left out.

    Raises
    ------
    ModelDamaged, TooLittleData
        As `first_positions`.
    Cancelled
        By the monitor.
    """
    first = first_positions(w1)
    familiar = start is not None and bool(np.isfinite(start).all(axis=1).any())
    if familiar and start is not None:
        first = settled(place(start, neighbours))
    monitor.frame(first, 0, 0.0)
    if len(first) < FEWEST:
        return Layout(first, 0.0, 0, 0.0)
    phases = _phases(len(first), parameters, familiar)
    watch = _Watch(monitor, sum(p.steps for p in phases), 1.0 / parameters.frames_per_second)
    monitor.update(STAGE, 0, watch.total)
    perplexity, affinities = _affinities(neighbours, parameters)
    monitor.check()
    optimised = _optimise(_jittered(first, parameters.seed, familiar), affinities, phases, watch, parameters.threads)
    positions = settled(np.asarray(optimised))
    monitor.frame(positions, watch.step, float(optimised.kl_divergence))
    return Layout(positions, float(optimised.kl_divergence), watch.step, perplexity)


def _refuse_unusable(w1: Float32) -> None:
    """Raise a sentence for vectors that no map can be made from."""
    if not np.isfinite(w1).all():
        raise ModelDamaged(
            "The vectors of this model hold values that are not numbers, so no map was made. "
            "The library is as it was; rebuild the model."
        )
    if len(w1) > 1 and np.ptp(w1, axis=0).max(initial=0.0) <= 1e-9:
        raise TooLittleData(
            "All songs of this model have the same vector, so there is nothing to tell them apart on a map. "
            "The library is as it was; import more sessions, or train for more rounds."
        )


def _phases(songs: int, parameters: MapParameters, familiar: bool) -> list[_Phase]:
    """The schedule. In the first phase the map is so small that the grid is cheap for any number of songs."""
    p = parameters
    tree = songs <= TREE_UP_TO
    last = min(p.last_steps, p.steps)
    plan: Iterator[_Phase] = iter(
        (
            _Phase(0 if familiar else p.early_steps, p.early_exaggeration, 0.9, songs < 500),
            _Phase(p.steps - last, p.exaggeration, 0.8 if familiar else 0.95, tree, 2.0),
            _Phase(last, p.exaggeration, 0.8 if familiar else 0.95, tree),
        )
    )
    return [phase for phase in plan if phase.steps]


def _affinities(neighbours: Neighbours, parameters: MapParameters) -> tuple[float, Any]:
    """The perplexity that the neighbours allow, and openTSNE's affinities for it."""
    from openTSNE.affinity import PerplexityBasedNN
    from openTSNE.nearest_neighbors import PrecomputedNeighbors

    columns = min(neighbours.index.shape[1], parameters.neighbours)
    perplexity = min(parameters.perplexity, columns / 3)
    distance = np.sqrt(np.maximum(2.0 - 2.0 * neighbours.cosine[:, :columns].astype(np.float64), 0.0))
    known = PrecomputedNeighbors(np.ascontiguousarray(neighbours.index[:, :columns]), distance)
    return perplexity, PerplexityBasedNN(knn_index=known, perplexity=perplexity, n_jobs=parameters.threads)


def _jittered(first: Float32, seed: int, familiar: bool) -> Float64:
    """The start in the units of t-SNE: tiny for a new map, grown for an old one.

    A grown map of n songs has a radius of about 0.7 times the root of n (measured; only a start). A hundredth of the
    start as noise keeps songs with equal vectors apart, which the tree needs.
    """
    radius = 0.7 * math.sqrt(len(first)) if familiar else 1e-4 * math.sqrt(2)
    noise = np.random.default_rng(seed).normal(0.0, 0.01, first.shape)
    return np.ascontiguousarray((first.astype(np.float64) / RADIUS + noise) * radius)


def _optimise(start: Float64, affinities: Any, phases: list[_Phase], watch: _Watch, threads: int) -> Any:
    """Run the phases; returns openTSNE's embedding with its ``kl_divergence``."""
    from openTSNE import TSNEEmbedding

    songs = len(start)
    moving = TSNEEmbedding(start, affinities, dof=1, n_jobs=threads)
    for phase in phases:
        moving = moving.optimize(
            phase.steps,
            learning_rate=max(songs / phase.exaggeration, 10.0),
            exaggeration=phase.exaggeration,
            momentum=phase.momentum,
            negative_gradient_method="bh" if phase.tree else "fft",
            ints_in_interval=phase.cell,
            callbacks=[watch],
            use_callbacks=True,
            callbacks_every_iters=_rhythm(songs),
            inplace=True,
        )
        watch.before = watch.step if watch.stopped else watch.before + phase.steps
        watch.step = watch.before
        if watch.stopped:
            break
    return moving


def _rhythm(songs: int) -> int:
    """Steps between two looks at the monitor: some 50 ms on one slow processor, and each one when steps are long."""
    return max(1, min(10, 20_000 // songs))
