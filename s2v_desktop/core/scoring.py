"""Similar, next and taste: three questions to one model, each answered by one matrix-vector product.

Unit vectors everywhere. A query is a weighted sum of unit W1 rows; *similar* and *taste* compare it with W1, *next*
with W2 (what is played around these songs). The contributions of the seeds add up to the cosine.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from s2v_desktop.core import filters as rules
from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.filters import Filters, SongFacts
from s2v_desktop.core.seeds import MODES, Mode, Query, Seed, Seeds
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
    "recommend_by",
    "similar",
    "taste",
    "unit_rows",
]

SHORTEST_QUERY = 1e-6
"""A shorter query has no direction: its seeds cancel each other."""

EXPLAINED_SEEDS = 200
"""With more seeds than this a ranking carries no contributions; `explain` gives them song by song."""

_BLOCK = 8192


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
    def build(cls, vectors: Vectors, unit: tuple[Float32, Float32] | None = None) -> Space:
        """Make a model ready.

        Parameters
        ----------
        unit : (Float32, Float32), optional
            `unit_rows` of W1 and W2 where they have been kept; nothing is copied then. Else they are made here.
        """
        songs = np.ascontiguousarray(vectors.songs, np.int64)
        w1, w2 = unit if unit is not None else (unit_rows(vectors.w1), unit_rows(vectors.w2))
        return cls(songs, w1, w2, np.argsort(songs, kind="stable"))

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
    hide = query.rows if query.mode != "taste" else query.rows[:0]
    score = target @ direction.astype(np.float32)
    pool, removed = _shortlist(score, filters, facts, hide, top)
    exact = _unit64(target, pool) @ direction
    rank = rules.adjusted(exact, filters, facts, pool)
    order = _order(space, pool, rank, filters, facts, top)
    pool, exact, rank = pool[order], exact[order], rank[order]
    few = len(query.seeds) <= EXPLAINED_SEEDS
    shares = _shares(space, query, pool, length) if few else np.zeros((len(pool), 0))
    return Ranking(pool, rank, exact, shares, removed)


def recommend_by(
    space: Space,
    score: Float32 | Float64,
    filters: Filters = rules.DEFAULT_FILTERS,
    top: int = 50,
    facts: SongFacts | None = None,
) -> Ranking:
    """Rank all songs by a score of their own (facets, agreement), with the same filters.

    Parameters
    ----------
    score : Float32 or Float64, shape (v,)

    Returns
    -------
    Ranking
        `cosine` holds the score before it was adjusted; no contributions.
    """
    facts = facts if facts is not None else SongFacts.unknown(len(space))
    pool, removed = _shortlist(score.astype(np.float32, copy=False), filters, facts, np.zeros(0, np.int64), top)
    plain = score[pool].astype(np.float64)
    rank = rules.adjusted(plain, filters, facts, pool)
    order = _order(space, pool, rank, filters, facts, top)
    return Ranking(pool[order], rank[order], plain[order], np.zeros((len(order), 0)), removed)


def _shortlist(
    plain: Float32, filters: Filters, facts: SongFacts, hide: Int64, top: int
) -> tuple[Int64, dict[str, int]]:
    """The songs a list is chosen from, and what each filter took away."""
    keep, removed = rules.allowed(filters, facts, hide)
    score = rules.adjusted(plain, filters, facts)
    score = score.copy() if score is plain else score
    score[~keep] = -np.inf
    pool, passed = _pool(score, int(np.count_nonzero(keep)), filters, facts, rules.pool_size(filters, top))
    removed |= {name: removed.get(name, 0) + count for name, count in passed.items() if count}
    return pool, removed


def _order(
    space: Space, pool: Int64, rank: Float64, filters: Filters, facts: SongFacts, top: int
) -> npt.NDArray[np.intp]:
    """Places in the pool in the order of the list."""
    order = np.lexsort((pool, -rank))
    if filters.reorders:
        noisy, best = rules.shuffled(rank[order], filters), pool[order]
        order = order[rules.chosen(noisy, space.w1[best], facts.artist[best], filters, top)]
    return order


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


def unit_rows(matrix: Float32) -> Float32:
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
