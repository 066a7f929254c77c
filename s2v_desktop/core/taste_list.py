"""A list for a taste, by the mean, by facets or by agreement, and why each song stands in it.

The list is ranked by the score of the way chosen, and the parts of each song's score are what the listener's songs
bring to it: towards the mean, towards the centre it is nearest to, or as votes. They add up to the score.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from s2v_desktop.core import taste as tastes
from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.filters import DEFAULT_FILTERS, Filters, SongFacts
from s2v_desktop.core.scoring import SHORTEST_QUERY, Ranking, Space, explain, recommend_by, taste
from s2v_desktop.core.taste import VOTES, Taste
from s2v_desktop.core.types import Float32, Float64, Int64, Neighbours

MOST_SONGS = 2000
"""Facets are found from so many songs at most, the most played ones."""
_BLOCK = 8192
_NAMED_BY = 3


@dataclass(frozen=True, slots=True, eq=False)
class Facet:
    """One of the centres of a taste.

    Attributes
    ----------
    songs : Int64
        Rows of the songs that were played and are nearest to it; those that stand for it best (near and often
        played) first.
    share : float
        Of all plays.
    """

    songs: Int64
    share: float

    @property
    def names(self) -> Int64:
        """The songs it is called after."""
        return self.songs[:_NAMED_BY]


@dataclass(frozen=True, slots=True, eq=False)
class TasteModel:
    """A listener's taste, made ready for questions: each then costs one look at all scores.

    Attributes
    ----------
    kind : str
    weights : Float64, shape (v,)
        What each song counts; 0 for never played.
    mean : Float32, shape (v,)
        Cosine of each song with the mean.
    direction : Float64, shape (d,)
        The mean, of length 1.
    length : float
        Length of the weighted sum of vectors whose direction is the mean.
    score : Float32, shape (v,)
        What a list is ranked by.
    centres : Float32, shape (k, d)
        Of the facets; none otherwise.
    heard, nearest : Int64
        Rows of the songs the centres were found from, and the centre each is nearest to; none without centres.
    only : int
        The centre that alone is asked about; -1 for all.
    """

    kind: Taste
    space: Space
    weights: Float64
    neighbours: Neighbours | None
    mean: Float32
    direction: Float64
    length: float
    score: Float32
    centres: Float32
    heard: Int64
    nearest: Int64
    only: int = -1

    @classmethod
    def build(cls, space: Space, kind: Taste, weights: Float64, neighbours: Neighbours | None) -> TasteModel:
        """Find mean, centres or votes.

        Raises
        ------
        BadRequest
            For a way there is not, without a play, or for agreement in a model that was stored without neighbours.
        """
        if kind not in tastes.TASTES:
            raise BadRequest(f"“{kind}” is no way to make a taste. Choose one of {', '.join(tastes.TASTES)}.")
        if kind == "agreement" and neighbours is None:
            raise BadRequest("This model was stored without neighbours. Build it again, or choose the mean.")
        total = _sum(weights, space.w1)
        length = float(np.linalg.norm(total))
        if length < SHORTEST_QUERY:
            raise BadRequest("None of the songs of this model was played. Choose another listener or a longer period.")
        direction = total / length
        mean: Float32 = space.w1 @ direction.astype(np.float32)
        centres = np.zeros((0, space.w1.shape[1]), np.float32)
        score, rows = mean, np.zeros(0, np.int64)
        if kind == "facets":
            rows = _most_played(weights)
            centres = tastes.centres(space.w1[rows], weights[rows])
            score = tastes.facets(space.w1, centres).astype(np.float32)
        elif kind == "agreement" and neighbours is not None:
            score = tastes.agreement(neighbours, weights).astype(np.float32)
        nearest = np.argmax(space.w1[rows] @ centres.T, axis=1) if len(rows) else rows
        return cls(kind, space, weights, neighbours, mean, direction, length, score, centres, rows, nearest)

    def around(self, number: int) -> TasteModel:
        """The same taste, asked about one of its centres; itself where there is no such centre."""
        if not 0 <= number < len(self.centres):
            return self
        return replace(self, score=self.space.w1 @ self.centres[number], only=number)

    def recommend(self, filters: Filters = DEFAULT_FILTERS, top: int = 50, facts: SongFacts | None = None) -> Ranking:
        """Rank all songs by the way chosen; `cosine` is the plain cosine with the mean in all of them."""
        ranking = recommend_by(self.space, self.score, filters, top, facts)
        cosine = self.space.w1[ranking.rows].astype(np.float64) @ self.direction
        ranked_by_it = self.kind == "mean" and not filters.adventurous
        return replace(ranking, cosine=cosine, score=cosine if ranked_by_it else ranking.score)

    def explain(self, row: int, limit: int = 20) -> tuple[list[tuple[int, float]], float]:
        """The listener's songs that matter most for one song.

        Returns
        -------
        largest : list of (row, part)
        others : float
            What all others add up to.
        """
        if self.kind == "facets":
            rows, weights = self._facet(self.facet_of(row))
            return explain(self.space, taste(rows, weights), row, limit)
        if self.kind == "agreement":
            return self._votes(row, limit)
        # One product with all songs is quicker than picking the played ones out of the matrix.
        parts = self.weights * (self.space.w1 @ self.space.w1[row]) / self.length
        order = np.argsort(-np.abs(parts), kind="stable")[:limit]
        order = order[self.weights[order] > 0]
        # The few that are shown are made exact, and so is what is left of the cosine: together they are the cosine.
        song = self.space.w1[row].astype(np.float64)
        exact = self.weights[order] * (self.space.w1[order].astype(np.float64) @ song) / self.length
        largest = [(int(one), float(part)) for one, part in zip(order, exact, strict=True)]
        return largest, float(song @ self.direction - exact.sum())

    def facet_of(self, row: int) -> int:
        """Number of the centre a song is nearest to, or of the one that is asked about."""
        return self.only if self.only >= 0 else int(np.argmax(self.centres @ self.space.w1[row]))

    def facets(self) -> list[Facet]:
        """All centres, in their order."""
        total = max(float(self.weights.sum()), 1e-300)
        found = []
        for number, centre in enumerate(self.centres):
            rows, weights = self._facet(number)
            order = np.lexsort((rows, -(self.space.w1[rows] @ centre) * weights))
            found.append(Facet(rows[order], float(self.weights[rows].sum()) / total))
        return found

    def _facet(self, number: int) -> tuple[Int64, Float64]:
        """The songs a centre is the mean of, and what each counts for it."""
        rows = self.heard[self.nearest == number]
        return rows, np.log1p(self.weights[rows])

    def _votes(self, row: int, limit: int) -> tuple[list[tuple[int, float]], float]:
        assert self.neighbours is not None
        near = self.neighbours.index[:, :VOTES] == row
        voters = np.flatnonzero(near.any(axis=1) & (self.weights > 0))
        cosine = np.maximum(np.where(near, self.neighbours.cosine[:, :VOTES], 0.0).max(axis=1)[voters], 0.0)
        strength = np.log1p(np.maximum(self.weights, 0.0))
        parts = strength[voters] * cosine / max(float(strength.sum()), 1e-300)
        order = np.lexsort((voters, -parts))
        largest = [(int(voters[i]), float(parts[i])) for i in order[:limit]]
        return largest, float(parts[order[limit:]].sum())


def _sum(weights: Float64, vectors: Float32) -> Float64:
    """Weighted sum of rows in float64, some thousand rows at a time; shape (d,)."""
    total = np.zeros(vectors.shape[1], np.float64)
    for low in range(0, len(weights), _BLOCK):
        total += weights[low : low + _BLOCK] @ vectors[low : low + _BLOCK]
    return total


def _most_played(weights: Float64) -> Int64:
    """Rows of the songs facets are found from: those played most, so that a large library answers at once."""
    heard = np.flatnonzero(weights > 0).astype(np.int64)
    if len(heard) > MOST_SONGS:
        heard = np.sort(heard[np.lexsort((heard, -weights[heard]))[:MOST_SONGS]])
    return heard
