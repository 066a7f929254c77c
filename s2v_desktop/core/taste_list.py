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
from s2v_desktop.core.scoring import Query, Ranking, Space, explain, query_vector, recommend, recommend_by, taste
from s2v_desktop.core.taste import VOTES, Taste
from s2v_desktop.core.types import Float32, Float64, Int64, Neighbours

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
    """A listener's taste, made ready for questions.

    Attributes
    ----------
    kind : str
    weights : Float64, shape (v,)
        What each song counts; 0 for never played.
    centres : Float32, shape (k, d)
        Of the facets; none otherwise.
    """

    kind: Taste
    space: Space
    weights: Float64
    neighbours: Neighbours | None
    centres: Float32

    @classmethod
    def build(cls, space: Space, kind: Taste, weights: Float64, neighbours: Neighbours | None) -> TasteModel:
        """Find the centres, where there are some to find.

        Raises
        ------
        BadRequest
            For a way there is not, without a play, or for agreement in a model that was stored without neighbours.
        """
        if kind not in tastes.TASTES:
            raise BadRequest(f"“{kind}” is no way to make a taste. Choose one of {', '.join(tastes.TASTES)}.")
        query_vector(space, taste(np.arange(len(space)), weights))
        if kind == "agreement" and neighbours is None:
            raise BadRequest("This model was stored without neighbours. Build it again, or choose the mean.")
        none = np.zeros((0, space.w1.shape[1]), np.float32)
        return cls(kind, space, weights, neighbours, tastes.centres(space.w1, weights) if kind == "facets" else none)

    @property
    def query(self) -> Query:
        """The mean of the taste."""
        return taste(np.arange(len(self.space)), self.weights)

    def recommend(
        self, filters: Filters = DEFAULT_FILTERS, top: int = 50, facts: SongFacts | None = None
    ) -> Ranking:
        """Rank all songs by the way chosen; `cosine` is the plain cosine with the mean in all of them."""
        if self.kind == "mean":
            return recommend(self.space, self.query, filters, top, facts)
        if self.kind == "facets":
            score = tastes.facets(self.space.w1, self.centres)
        else:
            assert self.neighbours is not None
            score = tastes.agreement(self.neighbours, self.weights)
        ranking = recommend_by(self.space, score, filters, top, facts)
        direction, _ = query_vector(self.space, self.query)
        return replace(ranking, cosine=self.space.w1[ranking.rows].astype(np.float64) @ direction)

    def explain(self, row: int, limit: int = 20) -> tuple[list[tuple[int, float]], float]:
        """The listener's songs that matter most for one song.

        Returns
        -------
        largest : list of (row, part)
        others : float
            What all others add up to.
        """
        if self.kind == "mean":
            return explain(self.space, self.query, row, limit)
        if self.kind == "facets":
            return explain(self.space, self._facet_query(self.facet_of(row)), row, limit)
        return self._votes(row, limit)

    def facet_of(self, row: int) -> int:
        """Number of the centre a song is nearest to."""
        return int(np.argmax(self.centres @ self.space.w1[row]))

    def facets(self) -> list[Facet]:
        """All centres, the most played first within their order."""
        heard, nearest = self._nearest()
        total = max(float(self.weights.sum()), 1e-300)
        found = []
        for number, centre in enumerate(self.centres):
            rows = heard[nearest == number]
            order = np.lexsort((rows, -(self.space.w1[rows] @ centre) * np.log1p(self.weights[rows])))
            found.append(Facet(rows[order], float(self.weights[rows].sum()) / total))
        return found

    def _nearest(self) -> tuple[Int64, Int64]:
        heard = np.flatnonzero(self.weights > 0).astype(np.int64)
        return heard, np.argmax(self.space.w1[heard] @ self.centres.T, axis=1).astype(np.int64)

    def _facet_query(self, number: int) -> Query:
        """What a centre is the mean of: its own songs, by the logarithm of their plays."""
        heard, nearest = self._nearest()
        rows = heard[nearest == number]
        return taste(rows, np.log1p(self.weights[rows]))

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
