"""Simple methods the model must be better than: popularity, artists, and counting of several kinds.

All learn from the same sessions over the same vocabulary and answer the same cases. SciPy is imported where it is
needed. Sources: item-kNN with shrinkage (Sarwar et al. 2001), sequential rules and session-kNN (Ludewig, Jannach
2018), PPMI (Levy, Goldberg 2014), factorisation (Hu, Koren, Volinsky 2008, "Collaborative Filtering for Implicit
Feedback Datasets"; solved here by its own small alternating least squares in numpy).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from s2v_desktop.core.heldout import RECENT, Asked, decayed
from s2v_desktop.core.metrics import Scorer
from s2v_desktop.core.types import Bool, Float32, Float64, Int32, Int64

DECAY = 0.8
"""Weight of a song of the query for each song that came after it."""

STEPS = 10
"""Sequential rules and PPMI look at most so many songs ahead."""

SHRINKAGE = 5.0
NEIGHBOUR_SESSIONS = 200
SVD_SIZE = 100
PIECE = 200
"""Sessions are counted in pieces of this many songs, so that a session of 10,000 does not cost 10,000 squared."""

NEWEST_PLAYS = 2_000_000
"""Counting learns from at most this many of the latest plays."""


@dataclass(frozen=True, slots=True, eq=False)
class Counted:
    """Sessions in rows of the vocabulary; unknown songs are left out and sessions are cut into pieces.

    Attributes
    ----------
    rows : Int64, shape (tokens,)
    session : Int64, shape (tokens,)
        Piece each token belongs to, rising from 0.
    pieces, songs : int
    """

    rows: Int64
    session: Int64
    pieces: int
    songs: int

    @classmethod
    def build(cls, tokens: Int64, session: Int64, songs: int) -> Counted:
        """From all tokens (row or -1) and their session numbers, in order."""
        known = np.flatnonzero(tokens >= 0)[-NEWEST_PLAYS:]
        rows, session = tokens[known], session[known]
        if len(rows) == 0:
            return cls(rows, session, 0, songs)
        first = np.flatnonzero(np.diff(session, prepend=session[0] - 1))
        place = np.arange(len(rows)) - np.repeat(first, np.diff(np.append(first, len(rows))))
        piece = np.cumsum((place % PIECE) == 0) - 1
        return cls(rows, piece, int(piece[-1]) + 1, songs)

    def matrix(self) -> Any:
        """Piece x song, 1 where heard: scipy csr, shape (pieces, v)."""
        from scipy.sparse import csr_matrix

        shape = (self.pieces, self.songs)
        made = csr_matrix((np.ones(len(self.rows), np.float32), (self.session, self.rows)), shape)
        made.data[:] = 1.0
        return made

    def followers(self, both_ways: bool) -> Any:
        """Song x song: how often the second followed the first within `STEPS`, each weighing 1 / distance."""
        from scipy.sparse import csr_matrix

        total = csr_matrix((self.songs, self.songs), dtype=np.float32)
        for step in range(1, STEPS + 1):
            same = self.session[step:] == self.session[:-step]
            first, second = self.rows[:-step][same], self.rows[step:][same]
            other = first != second
            weight = np.full(int(other.sum()), 1.0 / step, np.float32)
            total = total + csr_matrix((weight, (first[other], second[other])), total.shape)
        return (total + total.T).tocsr() if both_ways else total.tocsr()


def popularity(counts: Int64) -> Scorer:
    """The most played songs, whatever the query."""

    def score(asked: Asked) -> Float32:
        return np.tile(counts.astype(np.float32), (len(asked.query), 1))

    return score


def same_artist(counts: Int64, artist: Int32) -> Scorer:
    """The artist's songs by plays, then all others by plays. An unknown artist (-1) is nobody's."""
    known: Bool = artist >= 0

    def score(asked: Asked) -> Float32:
        weights = decayed(asked.query, 1, DECAY)
        latest = np.take_along_axis(asked.query[:, :RECENT], weights.argmax(axis=1)[:, None], axis=1)
        same = (artist[None, :] == artist[latest]) & known[None, :]
        result: Float32 = counts.astype(np.float32) + same * np.float32(counts.max(initial=0) + 1)
        return result

    return score


def by_table(table: Any, songs: int, decay: float = DECAY) -> Scorer:
    """Add up the rows of a sparse song x song table: of the latest song, or of the last five with decay."""
    from scipy.sparse import csr_matrix

    def score(asked: Asked) -> Float32:
        weights = decayed(asked.query, songs, decay)
        case, place = np.nonzero(weights)
        shape = (len(asked.query), table.shape[0])
        query = csr_matrix((weights[case, place], (case, asked.query[case, place])), shape)
        result: Float32 = np.asarray((query @ table).todense(), np.float32)
        return result

    return score


def item_cosines(counted: Counted, shrinkage: float = SHRINKAGE) -> Any:
    """Cosine of two songs over the sessions that hold them, shrunk where these are few: sparse, shape (v, v)."""
    heard = counted.matrix()
    together = (heard.T @ heard).tocsr()
    together.setdiag(0)
    together.eliminate_zeros()
    sessions = np.asarray(heard.sum(axis=0), np.float64).ravel()
    row = np.repeat(np.arange(counted.songs), np.diff(together.indptr))
    count = together.data.astype(np.float64)
    cosine = count / np.sqrt(np.maximum(sessions[row] * sessions[together.indices], 1e-12))
    together.data = (cosine * count / (count + shrinkage)).astype(np.float32)
    return together


def session_knn(counted: Counted, decay: float) -> Scorer:
    """Songs of the `NEIGHBOUR_SESSIONS` sessions most like the present one (cosine; older songs weigh `decay` each)."""
    from scipy.sparse import csr_matrix

    heard = counted.matrix()
    size = np.sqrt(np.maximum(np.asarray(heard.sum(axis=1)).ravel(), 1.0)).astype(np.float32)
    by_song = heard.T.tocsr()

    def score(asked: Asked) -> Float32:
        weights = decayed(asked.query, asked.query.shape[1], decay)
        case, place = np.nonzero(weights)
        shape = (len(asked.query), counted.songs)
        query = csr_matrix((weights[case, place].astype(np.float32), (case, asked.query[case, place])), shape)
        near = (query @ by_song).tocsr()
        near.data /= size[near.indices]
        result: Float32 = np.asarray((_largest(near, NEIGHBOUR_SESSIONS) @ heard).todense(), np.float32)
        return result

    return score


def _largest(table: Any, count: int) -> Any:
    """Keep the `count` largest entries of each row of a csr matrix."""
    for row in range(table.shape[0]):
        part = slice(table.indptr[row], table.indptr[row + 1])
        values = table.data[part]
        if len(values) > count:
            edge = np.partition(values, len(values) - count)[len(values) - count]
            values[values < edge] = 0.0
    table.eliminate_zeros()
    return table


def ppmi_svd(counted: Counted, seed: int = 0) -> Float32:
    """Vectors by counting: positive pointwise mutual information cut to `SVD_SIZE` numbers; unit rows, shape (v, d)."""
    from scipy.sparse.linalg import svds

    table = counted.followers(both_ways=True).astype(np.float64)
    total = table.sum()
    size = min(SVD_SIZE, counted.songs - 2)
    if total == 0 or size < 1:
        return np.zeros((counted.songs, 1), np.float32)
    own = np.asarray(table.sum(axis=1)).ravel()
    context = own**0.75
    row = np.repeat(np.arange(counted.songs), np.diff(table.indptr))
    expected = own[row] * context[table.indices] / context.sum()
    table.data = np.maximum(np.log(np.maximum(table.data, 1e-12) / np.maximum(expected, 1e-12)), 0.0)
    table.eliminate_zeros()
    start = np.random.default_rng(seed).standard_normal(counted.songs)
    left, values, _ = svds(table, k=size, v0=start)
    vectors = left * np.sqrt(np.maximum(values, 0.0))
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: Float32 = (vectors / np.where(length > 0, length, 1.0)).astype(np.float32)
    return result


def by_vectors(source: Float32, target: Float32, songs: int, decay: float = DECAY) -> Scorer:
    """Cosine between the query in `source` and all rows of `target` (unit rows both, shape (v, d))."""

    def score(asked: Asked) -> Float32:
        weights = decayed(asked.query, songs, decay)
        part = asked.query[:, : weights.shape[1]]
        query = np.einsum("bk,bkd->bd", weights, source[np.maximum(part, 0)].astype(np.float64))
        length = np.linalg.norm(query, axis=1, keepdims=True)
        unit = (query / np.where(length > 0, length, 1.0)).astype(np.float32)
        result: Float32 = unit @ target.T
        return result

    return score


def by_listener(lists: Float32, row: Int64) -> Scorer:
    """A list of scores for each listener, whatever the query.

    Parameters
    ----------
    lists : Float32, shape (rows, v)
    row : Int64, shape (listeners,)
        Listener -> row; a listener nothing was learnt about gets the mean of all lists.
    """
    common = lists.mean(axis=0, keepdims=True)
    everyone = np.concatenate([lists, common]) if len(lists) > 1 else lists

    def score(asked: Asked) -> Float32:
        known = asked.listener < len(row)
        result: Float32 = everyone[np.where(known, row[np.minimum(asked.listener, len(row) - 1)], len(everyone) - 1)]
        return result

    return score


def factorisation(plays: Float64, factors: int = 32, rounds: int = 10, seed: int = 0) -> Float32:
    """Scores of all songs for all listeners by weighted alternating least squares.

    Parameters
    ----------
    plays : Float64, shape (listeners, v)
        With one listener the matrix has one row and the list is that of popularity.

    Returns
    -------
    Float32, shape (listeners, v)
    """
    extra = np.log1p(plays)
    liked = (plays > 0).astype(np.float64)
    rng = np.random.default_rng(seed)
    factors = max(1, min(factors, len(plays)))
    songs = rng.normal(0, 0.1, (plays.shape[1], factors))
    people = np.zeros((len(plays), factors))
    for _ in range(rounds):
        people = _solved(songs, extra, liked)
        songs = _solved(people, extra.T, liked.T)
    result: Float32 = (people @ songs.T).astype(np.float32)
    return result


def _solved(known: Float64, extra: Float64, liked: Float64, weight: float = 0.1) -> Float64:
    """One half of a round: the rows that fit best while the other side stays (confidence ``1 + extra``)."""
    size = known.shape[1]
    outer = np.einsum("ij,ik->ijk", known, known).reshape(len(known), size * size) if len(known) <= 4096 else None
    base = known.T @ known + weight * np.eye(size)
    result = np.empty((len(extra), size))
    for low in range(0, len(extra), 1024):
        part = extra[low : low + 1024]
        if outer is not None:
            left = base + (part @ outer).reshape(-1, size, size)
        else:
            left = np.stack([base + (known.T * row) @ known for row in part])
        right = ((1.0 + part) * liked[low : low + 1024]) @ known
        result[low : low + 1024] = np.linalg.solve(left, right[..., None])[..., 0]
    return result
