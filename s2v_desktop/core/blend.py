"""Two listeners at one table: a blend of both tastes, what they share, and what one could show the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from s2v_desktop.core import filters as rules
from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.filters import Filters, SongFacts
from s2v_desktop.core.scoring import Query, Ranking, Space, query_vector, taste
from s2v_desktop.core.types import Float64, Int64


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """Songs of two listeners, best first.

    Attributes
    ----------
    rows : Int64, shape (n,)
        Rows of the space.
    value : Float64, shape (n,)
        What they are ranked by.
    """

    rows: Int64
    value: Float64


def blend(space: Space, first: Float64, second: Float64, share: float) -> Query:
    """A taste between two: `share` 0 is the first listener, 1 the second.

    Both tastes are given the same length before they are mixed, so that who plays more does not decide.

    Parameters
    ----------
    first, second : Float64, shape (v,)
        Weight of each song for each listener (plays, or plays by recency).
    share : float
        0 to 1.

    Raises
    ------
    BadRequest
        When the share makes no sense, or one of them heard nothing of this model.
    """
    if not 0.0 <= share <= 1.0:
        raise BadRequest("The blend must lie between 0 and 1. The list was not changed.")
    parts = [(1.0 - share) * _even(space, first), share * _even(space, second)]
    return taste(np.arange(len(space)), parts[0] + parts[1])


def _even(space: Space, weights: Float64) -> Float64:
    """Weights whose sum of vectors has length 1."""
    heard = np.flatnonzero(weights > 0)
    if not len(heard):
        raise BadRequest("One of the two has played no song of this model. Choose another listener.")
    length = float(np.linalg.norm(weights[heard] @ space.w1[heard].astype(np.float64)))
    result: Float64 = weights / max(length, 1e-12)
    return result


def table(
    space: Space, first: Float64, second: Float64, common: bool, filters: Filters, facts: SongFacts, top: int = 50
) -> tuple[Ranking, Query]:  # fmt: skip
    """What two listeners share, or what the first could show the second, with the filters of every other list.

    Parameters
    ----------
    common : bool
        Their common ground; else what the first could show.

    Returns
    -------
    ranking : Ranking
        `score` is the share of plays of common ground, the cosine with the second one's taste of what could be shown.
    query : Query
        What the songs are near to: the point between both, or the taste of the second.
    """
    keep, removed = rules.allowed(filters, facts, np.zeros(0, np.int64))
    query = blend(space, first, second, 0.5) if common else taste(np.arange(len(space)), second)
    everything = len(space)
    found = common_ground(first, second, everything) if common else could_show(space, first, second, everything)
    found = Shared(found.rows[keep[found.rows]], found.value[keep[found.rows]])
    places, passed = rules.unfolded(found.rows, filters, facts, top)
    rows = found.rows[places]
    cosine = space.w1[rows].astype(np.float64) @ query_vector(space, query)[0]
    removed |= {name: removed.get(name, 0) + count for name, count in passed.items() if count}
    return Ranking(rows, found.value[places], cosine, np.zeros((len(rows), 0)), removed), query


def common_ground(first: Float64, second: Float64, top: int = 50) -> Shared:
    """Songs both played: each listener's share of plays, and of the two the smaller one.

    Parameters
    ----------
    first, second : Float64, shape (v,)
        Plays of each song.
    """
    both = np.minimum(first / max(first.sum(), 1e-12), second / max(second.sum(), 1e-12))
    rows = np.flatnonzero(both > 0)
    rows = rows[np.lexsort((rows, -both[rows]))][:top].astype(np.int64)
    return Shared(rows, both[rows])


def could_show(space: Space, giver: Float64, taker: Float64, top: int = 50) -> Shared:
    """Songs the giver plays and the taker has never played, nearest to the taker's taste first.

    Raises
    ------
    BadRequest
        When the taker heard nothing of this model.
    """
    heard = np.flatnonzero(taker > 0)
    if not len(heard):
        raise BadRequest("This listener has played no song of this model. Choose another one.")
    mean = taker[heard] @ space.w1[heard].astype(np.float64)
    direction = mean / max(float(np.linalg.norm(mean)), 1e-12)
    rows = np.flatnonzero((giver > 0) & (taker <= 0)).astype(np.int64)
    value: Float64 = space.w1[rows].astype(np.float64) @ direction
    order = np.lexsort((rows, -value))[:top]
    return Shared(rows[order], value[order])
