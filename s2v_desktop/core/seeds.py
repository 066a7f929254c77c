"""Seeds and the question put to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, overload

import numpy as np

from s2v_desktop.core.types import Float64, Int64

Mode = Literal["similar", "next", "taste"]

MODES: dict[Mode, str] = {
    "similar": "Songs that are played in the same surroundings as the seeds.",
    "next": "Songs that are played right after the seeds.",
    "taste": "Songs nearest to the mean of everything you played.",
}
"""Each mode and what it answers."""


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
