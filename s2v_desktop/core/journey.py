"""A journey from one song to another in small steps.

A path through the neighbour graph whose weakest step is as strong as possible (Pollack 1960, "The Maximum Capacity
Through a Network"). Steps are judged by mutual proximity, not by cosine alone: a hub is near to everything, so every
shortest path would run through it (`core.proximity`).
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.proximity import mutual_proximity, proximity_in_turns
from s2v_desktop.core.turns import Turns, finished
from s2v_desktop.core.types import Bool, Float32, Float64, Int32, Int64, Neighbours
from s2v_desktop.core.way_limits import Limits

__all__ = ["LONGEST", "SHORTEST", "Journey", "Limits", "journey", "mutual_proximity", "walking"]

SHORTEST = 2
LONGEST = 200
"""How many songs a journey may have, both ends counted."""

BARRED = 0.5
"""Share of the best route's songs that another route may not visit."""
SWAY = 0.6
"""How far chance moves the proximities of another route."""
_DETOURS = 60
_EXCHANGES, _LEAST_GAIN = 3, 1e-6
_VISITS = 100
"""Songs a search visits in one turn."""
_JOIN = 4.0
"""More than any difference of cosines: what makes two songs of one artist neighbours is left out last."""

ANYWHERE = Limits()


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
    unit: Float32, neighbours: Neighbours, waypoints: Sequence[int], length: int,
    limits: Limits = ANYWHERE, variation: int = 0,
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
    limits : Limits
        What may be visited besides the waypoints.
    variation : int
        Another route for each number; 0 is the best one.

    Raises
    ------
    BadRequest
        For fewer than two waypoints, or a length that cannot hold them.
    """
    return finished(walking(unit, neighbours, waypoints, length, limits, variation))


def walking(
    unit: Float32, neighbours: Neighbours, waypoints: Sequence[int], length: int,
    limits: Limits = ANYWHERE, variation: int = 0,
) -> Turns[Journey]:  # fmt: skip
    """The same in turns of a few milliseconds, so that a window with 100,000 songs can go on answering."""
    stops = [int(row) for row in waypoints]
    _demand_sense(stops, length, len(unit))
    proximity = yield from proximity_in_turns(neighbours)
    walk = _Walk(unit, neighbours.index, proximity, limits, limits.factor)
    route = yield from walk.route(stops, length)
    if variation > 0 and (middle := [row for row in route if row not in stops]):
        route = yield from _another(walk, np.array(middle, np.int64), variation).route(stops, length)
    return _measured(unit, np.array(route, np.int64))


def _measured(unit: Float32, rows: Int64) -> Journey:
    vectors = unit[rows].astype(np.float64)
    return Journey(rows, np.einsum("ij,ij->i", vectors[:-1], vectors[1:]))


def _another(walk: _Walk, middle: Int64, variation: int) -> _Walk:
    """A graph whose best route is another one: some songs of the best are barred, and proximities sway."""
    rng = np.random.default_rng(variation)
    barred = rng.random(len(middle)) < BARRED
    barred[rng.integers(len(middle))] = True
    keep = np.ones(len(walk.unit), np.bool_) if walk.limits.keep is None else walk.limits.keep.copy()
    keep[middle[barred]] = False
    sway = rng.uniform(1.0 - SWAY, 1.0, len(walk.unit)).astype(np.float32)
    factor = sway if walk.factor is None else sway * walk.factor
    return replace(walk, limits=replace(walk.limits, keep=keep), factor=factor)


@dataclass(frozen=True, slots=True, eq=False)
class _Walk:
    """The graph one journey walks on.

    Attributes
    ----------
    unit : Float32, shape (v, d)
    index : Int32, shape (v, k)
    proximity : Float32, shape (v, k)
    limits : Limits
    factor : Float32, shape (v,), or None
        What a step towards each song is worth.
    """

    unit: Float32
    index: Int32
    proximity: Float32
    limits: Limits
    factor: Float32 | None
    _near: dict[int, Float32] = field(default_factory=dict)

    def route(self, stops: list[int], length: int) -> Turns[list[int]]:
        """Rows of a route of `length` songs through all stops."""
        route = [stops[0]]
        for start, end in itertools.pairwise(stops):
            part = yield from self.path(start, end, [*stops, *route])
            route += part[1:]
        route = yield from self.shortened(route, set(stops), length)
        while len(route) < length:
            free = self.limits.free(len(self.unit), route)
            found = (yield from self.best_insertion(route, free)) if free.any() else None
            if found is None:
                break
            route.insert(*found)
        return (yield from self.polished(route, set(stops)))

    def polished(self, route: list[int], stops: set[int]) -> Turns[list[int]]:
        """Exchange a song beside the widest step for one that makes it smaller, as long as there is one.

        A path that was shortened or lengthened has steps that no search has weighed.
        """
        route = list(route)
        for _ in range(_EXCHANGES * len(route)):
            gap = int(np.argmin(self.steps(route)))
            best = (_LEAST_GAIN, 0, 0)
            for place in (gap, gap + 1):
                if route[place] not in stops:
                    gained = yield from self.exchange(route, place)
                    best = max(best, gained)
            if best[0] <= _LEAST_GAIN:
                break
            route[best[1]] = best[2]
        return route

    def exchange(self, route: list[int], place: int) -> Turns[tuple[float, int, int]]:
        """What the best other song at a place would gain there, the place, and the song."""
        free = self.limits.free(len(self.unit), route[:place] + route[place + 1 :])
        free[route[place]] = False
        fit = yield from self.fit(route[place - 1], route[place + 1])
        here = float(fit[route[place]])
        fit[~free] = -np.inf
        song = int(np.argmax(fit))
        return float(fit[song]) - here, place, song

    def path(self, start: int, end: int, before: list[int]) -> Turns[list[int]]:
        """The widest path; where it breaks a limit, what breaks it is barred and the search repeated.

        What still breaks one after `_DETOURS` searches is left out: a wider step, but no broken promise.
        """
        free = self.limits.free(len(self.unit), before)
        for _ in range(_DETOURS):
            found = yield from self.widest(start, end, free)
            wrong = self.limits.excess(found, before)
            if not wrong:
                return found
            free[wrong] = False
        return [row for row in found if row not in wrong]

    def widest(self, start: int, end: int, free: Bool) -> Turns[list[int]]:
        """Path whose weakest step is as strong as can be; the two ends alone where the graph does not join them."""
        reached, before = {start: 1.0}, dict[int, int]()
        done: set[int] = set()
        queue = [(-1.0, 0, start)]
        while queue:
            width, steps, row = heapq.heappop(queue)
            if row == end:
                break
            if row in done:
                continue
            done.add(row)
            if len(done) % _VISITS == 0:
                yield
            for other, near in self.around(row):
                narrow = min(-width, near)
                if (free[other] or other == end) and other not in done and narrow > reached.get(other, -1.0):
                    reached[other] = narrow
                    before[other] = row
                    heapq.heappush(queue, (-narrow, steps + 1, other))
        path = [end]
        while path[-1] != start:
            path.append(before.get(path[-1], start))
        while queue:  # to give back half a million small things takes longer than a turn
            del queue[-20_000:]
            yield
        return path[::-1]

    def around(self, row: int) -> zip[tuple[int, float]]:
        """Neighbours of a song and what the step to each is worth."""
        worth = self.proximity[row]
        if self.factor is not None:
            worth = worth * self.factor[self.index[row]]
        return zip(self.index[row].tolist(), worth.tolist(), strict=True)

    def shortened(self, route: list[int], stops: set[int], length: int) -> Turns[list[int]]:
        """Leave out, one by one, the song whose absence makes the smallest new step."""
        route = list(route)
        while len(route) > length:
            rows = np.array(route)
            bridge = np.einsum("ij,ij->i", self.unit[rows[:-2]], self.unit[rows[2:]])
            for place in range(1, len(route) - 1):
                if route[place] in stops:
                    bridge[place - 1] = -np.inf
                elif self.limits.same(route[place - 1], route[place + 1]):
                    bridge[place - 1] -= _JOIN
            route.pop(int(np.argmax(bridge)) + 1)
            yield
        return route

    def best_insertion(self, route: list[int], free: Bool) -> Turns[tuple[int, int] | None]:
        """Where to put which song: into the widest step that a song can make smaller, else where it hurts least."""
        steps = self.steps(route)
        least_harm = (-np.inf, 0, 0)
        for gap in np.argsort(steps, kind="stable").tolist():
            fit = yield from self.fit(route[gap], route[gap + 1])
            fit[~free] = -np.inf
            song = int(np.argmax(fit))
            if fit[song] > steps[gap]:
                return gap + 1, song
            least_harm = max(least_harm, (float(fit[song]), gap + 1, song))
        return least_harm[1:] if least_harm[0] > -np.inf else None

    def fit(self, first: int, second: int) -> Turns[Float32]:
        """The smaller cosine of each song with two songs, as the limits weigh it; an array of its own."""
        for row in (first, second):
            if row not in self._near:  # a song is asked for many times
                self._near[row] = self.unit @ self.unit[row]
                yield
        yield
        return self.limits.beside(np.minimum(self._near[first], self._near[second]), first, second)

    def steps(self, route: list[int]) -> Float32:
        """Cosine of each song with the next."""
        rows = np.array(route)
        found: Float32 = np.einsum("ij,ij->i", self.unit[rows[:-1]], self.unit[rows[1:]])
        return found


def _demand_sense(stops: list[int], length: int, songs: int) -> None:
    """Raise `BadRequest` for a journey that cannot be."""
    if len(stops) < SHORTEST or len(set(stops)) < len(stops):
        raise BadRequest("A journey needs at least two different songs. Choose where it begins and where it ends.")
    if not max(SHORTEST, len(stops)) <= length <= LONGEST:
        raise BadRequest(f"The length of this journey must lie between {len(stops)} and {LONGEST} songs.")
    if min(stops) < 0 or max(stops) >= songs:
        raise BadRequest("A song of this journey is not in this model. Build the model again, or choose another song.")
