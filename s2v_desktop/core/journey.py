"""A journey from one song to another in small steps.

A path through the neighbour graph whose weakest step is as strong as possible (Pollack 1960, "The Maximum Capacity
Through a Network"). Steps are judged by mutual proximity, not by cosine alone: a hub is near to everything, so every
shortest path would run through it (Flexer, Stevens 2017; Schnitzer et al. 2012).
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.types import Bool, Float32, Float64, Int32, Int64, Neighbours

SHORTEST = 2
LONGEST = 200
"""How many songs a journey may have, both ends counted."""

BARRED = 0.5
"""Share of the best route's songs that another route may not visit."""
SWAY = 0.6
"""How far chance moves the proximities of another route."""
_DETOURS = 60
_EXCHANGES, _LEAST_GAIN = 3, 1e-6

Near = Callable[[int], Float32]
"""Cosine of all songs with one, shape (v,)."""


@dataclass(frozen=True, slots=True, eq=False)
class Journey:
    """A walk from song to song.

    Attributes
    ----------
    rows : Int64, shape (n,)
        Rows of the space; the waypoints stand among them in their order.
    steps : Float64, shape (n - 1,)
        Cosine of each song with the next.
    """

    rows: Int64
    steps: Float64

    @property
    def largest_step(self) -> float:
        """Distance of the two most distant neighbours on the way: 1 - cosine."""
        return float(1.0 - self.steps.min()) if len(self.steps) else 0.0


def journey(
    unit: Float32,
    neighbours: Neighbours,
    waypoints: Sequence[int],
    length: int,
    keep: Bool | None = None, artist: Int32 | None = None, variation: int = 0,
) -> Journey:  # fmt: skip
    """Walk through all waypoints in their order.

    Parameters
    ----------
    unit : Float32, shape (v, d)
        Unit vectors (W1).
    neighbours : Neighbours
        Nearest songs of each; the graph to walk on.
    waypoints : sequence of int
        Rows, at least two, all different.
    length : int
        Songs wanted, both ends counted; exactly so many unless too few songs may be visited.
    keep : Bool, shape (v,), optional
        Songs that may be visited; waypoints always may.
    artist : Int32, shape (v,), optional
        Number of each song's artist, -1 where unknown. When given, no artist comes twice (waypoints always may).
    variation : int
        Another route for each number; 0 is the best one.

    Raises
    ------
    BadRequest
        For fewer than two waypoints, or a length that cannot hold them.
    """
    stops = [int(row) for row in waypoints]
    _demand_sense(stops, length, len(unit))
    free = np.ones(len(unit), np.bool_) if keep is None else keep.copy()
    walk = _Walk(unit, neighbours.index, mutual_proximity(neighbours), artist)
    route = walk.route(stops, length, free)
    if variation > 0 and (middle := [row for row in route if row not in stops]):
        route = _another(walk, np.array(middle, np.int64), variation, free).route(stops, length, free)
    return _measured(unit, np.array(route, np.int64))


def _measured(unit: Float32, rows: Int64) -> Journey:
    vectors = unit[rows].astype(np.float64)
    return Journey(rows, np.einsum("ij,ij->i", vectors[:-1], vectors[1:]))


def _another(walk: _Walk, middle: Int64, variation: int, free: Bool) -> _Walk:
    """A graph whose best route is another one: some songs of the best are barred in `free`, proximities sway."""
    rng = np.random.default_rng(variation)
    barred = rng.random(len(middle)) < BARRED
    barred[rng.integers(len(middle))] = True
    free[middle[barred]] = False
    chance = rng.uniform(1.0 - SWAY, 1.0, len(walk.unit)).astype(np.float32)
    return replace(walk, proximity=walk.proximity * chance[walk.index])


@dataclass(frozen=True, slots=True, eq=False)
class _Walk:
    """The graph one journey walks on.

    Attributes
    ----------
    unit : Float32, shape (v, d)
    index : Int32, shape (v, k)
    proximity : Float32, shape (v, k)
    artist : Int32, shape (v,), or None
        Given when no artist may come twice.
    """

    unit: Float32
    index: Int32
    proximity: Float32
    artist: Int32 | None

    def route(self, stops: list[int], length: int, free: Bool) -> list[int]:
        """Rows of a route of `length` songs through all stops."""
        allowed, free = free, free.copy()
        self.close(free, stops)
        route = [stops[0]]
        for start, end in itertools.pairwise(stops):
            part = self.path(start, end, free)
            route += part[1:]
            self.close(free, part)
        route = _shortened(self.unit, route, set(stops), length)
        near = cache(lambda row: self.unit @ self.unit[row])  # a song is asked for many times
        free = allowed.copy()  # what was left out again may come back elsewhere
        self.close(free, stops + route)
        while len(route) < length and free.any():
            place, song = _best_insertion(self.unit, route, free, near)
            self.close(free, [song])
            route.insert(place, song)
        return self.polished(route, set(stops), free, near)

    def polished(self, route: list[int], stops: set[int], free: Bool, near: Near) -> list[int]:
        """Exchange a song beside the widest step for one that makes it smaller, as long as there is one.

        A path that was shortened or lengthened has steps that no search has weighed.
        """
        route = list(route)
        for _ in range(_EXCHANGES * len(route)):
            rows = np.array(route)
            steps = np.einsum("ij,ij->i", self.unit[rows[:-1]], self.unit[rows[1:]])
            gap = int(np.argmin(steps))
            better, place, song = max(
                (_between(route, place, free, near) for place in (gap, gap + 1) if route[place] not in stops),
                default=(-np.inf, 0, 0),
            )
            if better <= steps[gap] + _LEAST_GAIN:
                break
            if self.artist is None:
                free[route[place]] = True
            self.close(free, [song])
            route[place] = song
        return route

    def path(self, start: int, end: int, free: Bool) -> list[int]:
        """The widest path; where artists may not come twice, the second song of one is barred and the search repeated.

        What still comes twice after `_DETOURS` searches is left out: a wider step, but no broken promise.
        """
        free = free.copy()
        for _ in range(_DETOURS):
            found = _widest_path(self.index, self.proximity, start, end, free)
            twice = self.repeated(found)
            if not twice:
                return found
            free[twice] = False
        return [row for row in found if row not in twice]

    def repeated(self, path: list[int]) -> list[int]:
        """Rows between the ends whose artist stood on the path before."""
        if self.artist is None:
            return []
        seen: set[int] = set()
        twice = []
        for row in path[1:-1]:
            number = int(self.artist[row])
            if number >= 0 and number in seen:
                twice.append(row)
            seen.add(number)
        return twice

    def close(self, free: Bool, rows: list[int]) -> None:
        """Visit no song of `rows` again, nor another of its artist where that matters."""
        free[rows] = False
        if self.artist is not None:
            numbers = np.unique(self.artist[rows])
            free[np.isin(self.artist, numbers[numbers >= 0])] = False


def _demand_sense(stops: list[int], length: int, songs: int) -> None:
    """Raise `BadRequest` for a journey that cannot be."""
    if len(stops) < SHORTEST or len(set(stops)) < len(stops):
        raise BadRequest("A journey needs at least two different songs. Choose where it begins and where it ends.")
    if not max(SHORTEST, len(stops)) <= length <= LONGEST:
        raise BadRequest(f"The length of this journey must lie between {len(stops)} and {LONGEST} songs.")
    if min(stops) < 0 or max(stops) >= songs:
        raise BadRequest("A song of this journey is not in this model. Build the model again, or choose another song.")


def mutual_proximity(neighbours: Neighbours) -> Float32:
    """How near two neighbours are from both sides, 0 to 1, shape (v, k).

    Each song's neighbour cosines are taken as normally distributed; the proximity is the product of the chances that
    another neighbour is farther, seen from the one and from the other (Schnitzer et al. 2012, with a logistic curve in
    place of the normal one).
    """
    cosine = neighbours.cosine.astype(np.float64)
    mean = cosine.mean(axis=1)
    width = np.maximum(cosine.std(axis=1), 1e-6)
    here = (cosine - mean[:, None]) / width[:, None]
    there = (cosine - mean[neighbours.index]) / width[neighbours.index]
    product = _logistic(here) * _logistic(there)
    return product.astype(np.float32)


def _logistic(z: Float64) -> Float64:
    result: Float64 = 1.0 / (1.0 + np.exp(np.clip(-1.702 * z, -50, 50)))
    return result


def _widest_path(index: Int32, proximity: Float32, start: int, end: int, free: Bool) -> list[int]:
    """Path whose weakest step is as strong as can be; the two ends alone where the graph does not join them."""
    reached = {start: 1.0}
    before: dict[int, int] = {}
    done: set[int] = set()
    queue = [(-1.0, 0, start)]
    while queue:
        width, steps, row = heapq.heappop(queue)
        if row == end:
            break
        if row in done:
            continue
        done.add(row)
        for other, near in zip(index[row].tolist(), proximity[row].tolist(), strict=True):
            narrow = min(-width, near)
            if (free[other] or other == end) and other not in done and narrow > reached.get(other, -1.0):
                reached[other] = narrow
                before[other] = row
                heapq.heappush(queue, (-narrow, steps + 1, other))
    path = [end]
    while path[-1] != start:
        path.append(before.get(path[-1], start))
    return path[::-1]


def _shortened(unit: Float32, route: list[int], stops: set[int], length: int) -> list[int]:
    """Leave out, one by one, the song whose absence makes the smallest new step."""
    route = list(route)
    while len(route) > length:
        rows = np.array(route)
        bridge = np.einsum("ij,ij->i", unit[rows[:-2]], unit[rows[2:]])
        bridge[[place - 1 for place in range(1, len(route) - 1) if route[place] in stops]] = -np.inf
        route.pop(int(np.argmax(bridge)) + 1)
    return route


def _between(route: list[int], place: int, free: Bool, near: Near) -> tuple[float, int, int]:
    """The free song that fits best between the neighbours of a place: its smaller cosine, the place, the song."""
    fit = _fit(route[place - 1], route[place + 1], free, near)
    song = int(np.argmax(fit))
    return float(fit[song]), place, song


def _fit(first: int, second: int, free: Bool, near: Near) -> Float32:
    """The smaller cosine of each free song with two songs, shape (v,)."""
    return np.where(free, np.minimum(near(first), near(second)), np.float32(-np.inf))


def _best_insertion(unit: Float32, route: list[int], free: Bool, near: Near) -> tuple[int, int]:
    """Where to put which song: into the widest step that a song can make smaller, else where it hurts least."""
    rows = np.array(route)
    steps = np.einsum("ij,ij->i", unit[rows[:-1]], unit[rows[1:]])
    least_harm = (-np.inf, 0, 0)
    for gap in np.argsort(steps, kind="stable").tolist():
        nearer = _fit(route[gap], route[gap + 1], free, near)
        song = int(np.argmax(nearer))
        if nearer[song] > steps[gap]:
            return gap + 1, song
        least_harm = max(least_harm, (float(nearer[song]), gap + 1, song))
    return least_harm[1:]
