"""Similar, next and taste: three questions to one model, each answered by one matrix-vector product.

Unit vectors everywhere. A query is a weighted sum of unit W1 rows; *similar* and *taste* compare it with W1, *next*
with W2 (what is played around these songs). The contributions of the seeds add up to the cosine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, overload

import numpy as np
import numpy.typing as npt

from s2v_desktop.core import filters as rules
from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.filters import Filters, SongFacts
from s2v_desktop.core.types import Float32, Float64, Int64, Vectors

__all__ = [
    "MODES",
    "Filters",
    "Mode",
    "Query",
    "Ranking",
    "Seed",
    "Seeds",
    "SongFacts",
    "Space",
    "contributions",
    "cosine",
    "explain",
    "next_songs",
    "query_vector",
    "recommend",
    "similar",
    "taste",
]

Mode = Literal["similar", "next", "taste"]

MODES: dict[Mode, str] = {
    "similar": "Songs that are played in the same surroundings as the seeds.",
    "next": "Songs that are played right around the seeds.",
    "taste": "Songs nearest to the mean of everything you played.",
}
"""Each mode and what it answers."""

SHORTEST_QUERY = 1e-6
"""A shorter query has no direction: its seeds cancel each other."""

EXPLAINED_SEEDS = 200
"""With more seeds than this a ranking carries no contributions; `explain` gives them song by song."""

_BLOCK = 8192


@dataclass(frozen=True, slots=True)
class Seed:
    """A song the listener chose.

    Attributes
    ----------
    row : int
        Row of the space.
    weight : float
        Negative for "less like this".
    """

    row: int
    weight: float = 1.0


class Seeds(Sequence[Seed]):
    """A hundred thousand seeds as two columns, read like a tuple of them.

    Attributes
    ----------
    rows : Int64, shape (s,)
    weights : Float64, shape (s,)
    """

    __slots__ = ("rows", "weights")

    def __init__(self, rows: Int64, weights: Float64) -> None:
        self.rows = rows
        self.weights = weights

    def __len__(self) -> int:
        return len(self.rows)

    @overload
    def __getitem__(self, place: int) -> Seed: ...

    @overload
    def __getitem__(self, place: slice) -> Seeds: ...

    def __getitem__(self, place: int | slice) -> Seed | Seeds:
        if isinstance(place, slice):
            return Seeds(self.rows[place], self.weights[place])
        return Seed(int(self.rows[place]), float(self.weights[place]))


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """Seeds and the question put to them."""

    seeds: Sequence[Seed]
    mode: Mode = "similar"

    @property
    def rows(self) -> Int64:
        """Rows of the seeds, shape (s,)."""
        if isinstance(self.seeds, Seeds):
            return self.seeds.rows
        return np.fromiter((seed.row for seed in self.seeds), np.int64, len(self.seeds))

    @property
    def weights(self) -> Float64:
        """Weights of the seeds, shape (s,)."""
        if isinstance(self.seeds, Seeds):
            return self.seeds.weights
        return np.fromiter((seed.weight for seed in self.seeds), np.float64, len(self.seeds))


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """A model made ready for questions.

    Attributes
    ----------
    songs : Int64, shape (v,)
        Row -> song, as in the `Vectors` it was built from.
    w1, w2 : Float32, shape (v, d)
        Rows of length 1 (of length 0 where the model had a zero row), contiguous.
    """

    songs: Int64
    w1: Float32
    w2: Float32
    _order: npt.NDArray[np.intp] = field(repr=False)

    @classmethod
    def build(cls, vectors: Vectors) -> Space:
        """Normalise the rows once."""
        songs = np.ascontiguousarray(vectors.songs, np.int64)
        return cls(songs, _unit_rows(vectors.w1), _unit_rows(vectors.w2), np.argsort(songs, kind="stable"))

    def __len__(self) -> int:
        return len(self.songs)

    def rows_of(self, songs: npt.ArrayLike) -> Int64:
        """Rows of songs, -1 where a song is not in the model, shape as given."""
        wanted = np.asarray(songs, np.int64)
        if len(self) == 0:
            return np.full(wanted.shape, -1, np.int64)
        place = np.minimum(np.searchsorted(self.songs, wanted, sorter=self._order), len(self) - 1)
        rows = self._order[place].astype(np.int64)
        return np.where(self.songs[rows] == wanted, rows, -1)

    def row_of(self, song: int) -> int:
        """Row of one song, -1 when it is not in the model."""
        return int(self.rows_of(np.array([song]))[0])


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """A list of recommendations.

    Attributes
    ----------
    rows : Int64, shape (n,)
        Rows of the space, best first.
    score : Float64, shape (n,)
        What the list is ranked by (before diversity and shuffling); the cosine unless the list is adventurous.
    cosine : Float64, shape (n,)
    contributions : Float64, shape (n, seeds)
        Share of each seed in the cosine; they add up to it. Shape (n, 0) with more than `EXPLAINED_SEEDS` seeds.
    removed : dict
        Filter -> how many songs it removed.
    """

    rows: Int64
    score: Float64
    cosine: Float64
    contributions: Float64
    removed: dict[str, int]

    def __len__(self) -> int:
        return len(self.rows)


def similar(rows: Iterable[int], minus: Iterable[int] = ()) -> Query:
    """Songs like these and unlike those (the article's arithmetic)."""
    return Query(tuple(Seed(row) for row in rows) + tuple(Seed(row, -1.0) for row in minus), "similar")


def next_songs(rows: Iterable[int]) -> Query:
    """What is played around these songs."""
    return Query(tuple(Seed(row) for row in rows), "next")


def taste(rows: npt.ArrayLike, plays: npt.ArrayLike) -> Query:
    """The listener as the mean of their songs, weighted by plays (or recency). Rows below 0 are left out.

    Parameters
    ----------
    rows : array_like of int, shape (s,)
    plays : array_like of float, shape (s,)
    """
    places, weights = np.asarray(rows, np.int64), np.asarray(plays, np.float64)
    heard = (places >= 0) & (weights > 0)
    places, weights = places[heard], weights[heard]
    return Query(Seeds(places, weights / max(weights.sum(), 1e-300)), "taste")


def query_vector(space: Space, query: Query) -> tuple[Float64, float]:
    """Direction of a query and its length before it was made a unit vector.

    Returns
    -------
    unit : Float64, shape (d,)
    length : float

    Raises
    ------
    BadRequest
        Without seeds, or when the seeds cancel each other.
    """
    if len(query.seeds) == 0:
        nothing = "There is no seed yet. Choose a song to start from."
        unheard = "None of the songs of this model was played. Choose another listener or a longer period."
        raise BadRequest(unheard if query.mode == "taste" else nothing)
    rows, weights = query.rows, query.weights
    if rows.min() < 0 or rows.max() >= len(space):
        raise BadRequest("A seed is not in this model. Build the model again, or choose another song.")
    if not np.isfinite(weights).all():
        raise BadRequest("The weight of a seed must be a number. The list was not changed.")
    total = np.zeros(space.w1.shape[1], np.float64)
    for low in range(0, len(rows), _BLOCK):
        block = slice(low, low + _BLOCK)
        total += weights[block] @ _seed_rows(space, rows[block], len(rows))
    length = float(np.linalg.norm(total))
    if length < SHORTEST_QUERY:
        raise BadRequest("The seeds cancel each other, so nothing is near them. Take one away or change a weight.")
    return total / length, length


def recommend(
    space: Space,
    query: Query,
    filters: Filters = rules.DEFAULT_FILTERS,
    top: int = 50,
    facts: SongFacts | None = None,
) -> Ranking:
    """Rank all songs against a query.

    Parameters
    ----------
    top : int
        Length of the list at most.
    facts : SongFacts, optional
        Without them filters on artists, plays, days and versions have nothing to go by.

    Returns
    -------
    Ranking
        The same question gives the same list; equal scores stand in the order of the rows.
    """
    facts = facts if facts is not None else SongFacts.unknown(len(space))
    direction, length = query_vector(space, query)
    target = space.w2 if query.mode == "next" else space.w1
    # A taste is made of all that was heard; to leave that out is what `hide_played` asks for.
    keep, removed = rules.allowed(filters, facts, query.rows if query.mode != "taste" else query.rows[:0])
    score = rules.adjusted(target @ direction.astype(np.float32), filters, facts)
    score[~keep] = -np.inf
    pool, passed = _pool(score, int(np.count_nonzero(keep)), filters, facts, rules.pool_size(filters, top))
    exact = _unit64(target, pool) @ direction
    rank = rules.adjusted(exact, filters, facts, pool)
    order = np.lexsort((pool, -rank))
    if filters.reorders:
        noisy, best = rules.shuffled(rank[order], filters), pool[order]
        order = order[rules.chosen(noisy, space.w1[best], facts.artist[best], filters, top)]
    pool, exact, rank = pool[order], exact[order], rank[order]
    removed |= {name: removed.get(name, 0) + count for name, count in passed.items() if count}
    few = len(query.seeds) <= EXPLAINED_SEEDS
    shares = _shares(space, query, pool, length) if few else np.zeros((len(pool), 0))
    return Ranking(pool, rank, exact, shares, removed)


def contributions(space: Space, query: Query, rows: npt.ArrayLike) -> Float64:
    """Share of each seed in the cosine of some songs: c_i = w_i (u_i . x) / |q|, in float64.

    Returns
    -------
    Float64, shape (rows, seeds)
        Each row adds up to that song's cosine with the query.
    """
    return _shares(space, query, np.asarray(rows, np.int64), query_vector(space, query)[1])


def explain(space: Space, query: Query, row: int, limit: int = 20) -> tuple[list[tuple[int, float]], float]:
    """The seeds that matter most for one song.

    Returns
    -------
    largest : list of (row of the seed, contribution)
        By size, at most `limit`.
    others : float
        What all other seeds add up to.
    """
    shares = contributions(space, query, [row])[0]
    order = np.argsort(-np.abs(shares), kind="stable")
    seeds = query.rows
    largest = [(int(seeds[i]), float(shares[i])) for i in order[:limit]]
    return largest, float(shares[order[limit:]].sum())


def cosine(space: Space, a: int, b: int) -> float:
    """Cosine between two songs (rows of W1), as the article does."""
    return float(_unit64(space.w1, np.array([a]))[0] @ _unit64(space.w1, np.array([b]))[0])


def _pool(
    score: Float32, available: int, filters: Filters, facts: SongFacts, size: int
) -> tuple[Int64, dict[str, int]]:
    """The best `size` songs after folding and capping; looks further down the ranking until there are enough."""
    reach = min(available, 2 * size + 50)
    while True:
        rows = _best(score, reach)
        places, removed = rules.unfolded(rows, filters, facts, size)
        if len(places) == size or reach == available:
            return rows[places], removed
        reach = min(available, 4 * reach)


def _best(score: Float32, count: int) -> Int64:
    """Rows of the `count` highest scores, best first, ties by row."""
    if count == 0:
        return np.zeros(0, np.int64)
    if count < len(score):
        edge = np.partition(score, len(score) - count)[len(score) - count]
        rows = np.flatnonzero(score >= edge)
    else:
        rows = np.arange(len(score))
    return rows[np.lexsort((rows, -score[rows]))][:count].astype(np.int64)


def _shares(space: Space, query: Query, rows: Int64, length: float) -> Float64:
    target = space.w2 if query.mode == "next" else space.w1
    songs = _unit64(target, rows)
    shares: Float64 = (songs @ _seed_rows(space, query.rows, len(query.seeds)).T) * (query.weights / length)
    return shares


def _seed_rows(space: Space, rows: Int64, seeds: int) -> Float64:
    """Unit vectors of seeds in float64; a taste of thousands takes them as float32 rounded them, for speed."""
    return _unit64(space.w1, rows) if seeds <= EXPLAINED_SEEDS else space.w1[rows].astype(np.float64)


def _unit_rows(matrix: Float32) -> Float32:
    """Rows divided by their length; a zero row stays zero."""
    result = np.array(matrix, np.float32, order="C")
    length = np.sqrt(np.einsum("ij,ij->i", result, result, dtype=np.float64)).astype(np.float32)
    result /= np.where(length > 0, length, np.float32(1))[:, None]
    return result


def _unit64(unit: Float32, rows: Int64) -> Float64:
    """Some rows in float64, their length made exact again (float32 rounds it)."""
    exact = unit[rows].astype(np.float64)
    length = np.linalg.norm(exact, axis=1, keepdims=True)
    return exact / np.where(length > 0, length, 1.0)
