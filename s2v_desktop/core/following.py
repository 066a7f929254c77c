"""Learning which song follows, step by step: the arithmetic of the second round (`core.refining` says why).

A question is the last song before a place, or the last five with decay; the answer is the song at that place. Each
step takes a batch of places and moves the answers' rows of W2 by the slope of a softmax over cosines. Two songs of one
album are near each other in W1, so near that no W2 can tell which of them was just played. Where order means
something, each song therefore gets a few numbers of its own beside what skip-gram learnt. They are kept short, so that
*similar* stays what it was, and W2 gives them the weight they deserve.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.types import Bool, Float32, Float64, Int64

QUERY = 5
DECAY = 0.8
"""Half of the questions are asked with the last song alone, half with the last five, each older one weighing less."""

ALL_SONGS = 1500
BATCH_OF_ALL = 512
"""Up to this many songs the softmax is taken over all of them, in batches of so many places."""

BATCH = 256
SAMPLED = 256
"""Above, over the answers of a batch and so many songs drawn beside them: small batches cost least for what they
teach (measured at 200,000 plays of 19,000 songs: a third of the time of 512 and 1,024 for the same hits)."""

OWN_AT_FIRST = 0.4
"""A song's own numbers begin at random, this long beside the longest they may become."""

OWN_RATE = 0.5
"""They go in steps so large beside those of W2."""

CLOCK = 40
"""The monitor is told after so many batches, which is a few tenths of a second."""


@dataclass(frozen=True, slots=True)
class Course:
    """How to learn.

    Attributes
    ----------
    temperature : float
        Cosines are divided by it.
    rate : float
        Step of Adam (Kingma, Ba 2015) at the beginning; it falls to 0.
    own : int
        Numbers of its own that each song gets.
    reach : float
        The longest these may be beside a W1 row of length 1; 0 leaves them all 0.
    """

    temperature: float
    rate: float
    own: int = 0
    reach: float = 0.0


class Following:
    """The rows as they are now.

    Parameters
    ----------
    w1, w2 : Float32, shape (v, d)
        What skip-gram learnt.
    tokens, session : Int64, shape (n,)
        Row of each play and the session it is in.
    """

    def __init__(
        self, w1: Float32, w2: Float32, tokens: Int64, session: Int64, course: Course, rng: np.random.Generator
    ) -> None:
        self._tokens = tokens
        self._session = session
        self._course = course
        self._rng = rng
        self._own = course.own if course.reach > 0 else 0
        self._source = np.concatenate([unit(w1)[0], self._numbers_at_first(len(w1))], axis=1)
        self._target = np.concatenate([unit(w2)[0], np.zeros((len(w2), self._own), np.float32)], axis=1)
        self._of_target = _Adam(self._target)
        self._of_own = _Adam(self._source[:, self._source.shape[1] - self._own :])
        chance = np.bincount(tokens, minlength=len(w1)).astype(np.float64) ** 0.75
        self._chance: Float64 = chance / max(chance.sum(), 1e-300)
        self._cumulated = np.cumsum(self._chance)
        self._batch = BATCH_OF_ALL if len(w1) <= ALL_SONGS else BATCH

    def own_numbers(self) -> Float32:
        """Numbers each song has beside its W1 row of length 1, shape (v, course.own)."""
        return self._filled(self._source[:, self._source.shape[1] - self._own :])

    def targets(self) -> Float32:
        """Rows of W2, length 1, shape (v, d + course.own)."""
        rows = unit(self._target)[0]
        border = rows.shape[1] - self._own
        return np.concatenate([rows[:, :border], self._filled(rows[:, border:])], axis=1)

    def _filled(self, own: Float32) -> Float32:
        """The same numbers, or zeros where none were learnt."""
        return own if self._own else np.zeros((len(self._target), self._course.own), np.float32)

    def _numbers_at_first(self, songs: int) -> Float32:
        if self._own == 0:
            return np.zeros((songs, 0), np.float32)
        drawn = self._rng.standard_normal((songs, self._own)).astype(np.float32)
        return unit(drawn)[0] * np.float32(OWN_AT_FIRST * self._course.reach)

    def run(self, places: Int64, weights: Float64 | None, visits: int, monitor: Monitor) -> None:
        """Read so many places: in an order drawn anew each time round, or each as often as its weight says."""
        size = self._batch
        steps = -(-visits // size)
        order = np.zeros(0, np.int64)
        cumulated = None if weights is None else np.cumsum(weights)
        for number in range(steps):
            if number % CLOCK == 0:
                monitor.update("following", number * size, visits, "Learning which song follows")
                if monitor.stopping:
                    break
            if cumulated is not None:
                drawn = np.searchsorted(cumulated, self._rng.random(size) * cumulated[-1], side="right")
                order = places[np.minimum(drawn, len(places) - 1)]
            while len(order) < size:
                order = np.concatenate([order, self._rng.permutation(places)])
            self._step(order[:size], number, steps)
            order = order[size:]

    def _step(self, places: Int64, number: int, steps: int) -> None:
        """One batch: questions before `places`, answers at them."""
        rate = self._course.rate * (1.0 - number / steps)
        songs, share = self._questions(places)
        query, length = unit(np.einsum("bk,bkd->bd", share, self._source[songs]))
        answer = self._tokens[places]
        rows, stands_for = self._candidates(answer)
        target, target_length = unit(self._target[rows])
        likeness = query @ target.T
        likeness /= np.float32(self._course.temperature)
        surprise = _surprise(likeness, stands_for, np.searchsorted(rows, answer))
        surprise /= np.float32(len(places) * self._course.temperature)
        slope: Float32 = (surprise.T @ query).astype(np.float32, copy=False)
        # Only the direction of a row matters: the part of the slope along it is taken out.
        slope -= target * np.einsum("ij,ij->i", slope, target)[:, None]
        if self._own:
            likeness *= np.float32(self._course.temperature)
            own = surprise @ target[:, -self._own :]
            own -= query[:, -self._own :] * np.einsum("ij,ij->i", surprise, likeness)[:, None]
            self._move_own(songs, share, own / length, OWN_RATE * rate, number)
        self._of_target.move(rows, slope / target_length, rate, number)

    def _questions(self, places: Int64) -> tuple[Int64, Float32]:
        """The songs before each place, latest first, and what each weighs: 0 beyond the session or the question."""
        asked = np.where(self._rng.random(len(places)) < 0.5, 1, QUERY)
        age = np.arange(QUERY)
        before = places[:, None] - 1 - age
        heard: Bool = (before >= 0) & (age < asked[:, None])
        before = np.maximum(before, 0)
        heard &= self._session[before] == self._session[places][:, None]
        return self._tokens[before], (heard * DECAY**age).astype(np.float32)

    def _candidates(self, answer: Int64) -> tuple[Int64, Float32]:
        """Songs to choose among, ascending, and how many songs each stands for."""
        if len(self._chance) <= ALL_SONGS:
            return np.arange(len(self._chance)), np.ones(len(self._chance), np.float32)
        drawn = np.searchsorted(self._cumulated, self._rng.random(SAMPLED) * self._cumulated[-1])
        rows = np.unique(np.concatenate([drawn, answer]))
        times = np.bincount(np.searchsorted(rows, drawn), minlength=len(rows))
        return rows, (times / (SAMPLED * self._chance[rows])).astype(np.float32)

    def _move_own(self, songs: Int64, share: Float32, slope: Float32, rate: float, number: int) -> None:
        """Move the songs' own numbers; `slope` is that of each question before it was made one long, shape (b, own)."""
        case, place = np.nonzero(share)
        asked = songs[case, place]
        order = np.argsort(asked, kind="stable")
        rows, begin = np.unique(asked[order], return_index=True)
        parts = (slope[case] * share[case, place][:, None])[order]
        self._of_own.move(rows, np.add.reduceat(parts, begin, axis=0), rate, number)
        own = self._source[rows, -self._own :]
        size = np.linalg.norm(own, axis=1, keepdims=True)
        self._source[rows, -self._own :] = own * np.minimum(
            1.0, np.float32(self._course.reach) / np.maximum(size, 1e-9)
        )


class _Adam:
    """Steps for some rows of a matrix at a time; the others rest."""

    def __init__(self, matrix: Float32) -> None:
        self._matrix = matrix
        self._mean = np.zeros_like(matrix)
        self._square = np.zeros_like(matrix)

    def move(self, rows: Int64, slope: Float32, rate: float, number: int) -> None:
        """One step down a slope, shape (rows, d); `number` counts from 0."""
        mean = self._mean[rows] * np.float32(0.9) + slope * np.float32(0.1)
        square = self._square[rows] * np.float32(0.999) + slope * slope * np.float32(0.001)
        self._mean[rows], self._square[rows] = mean, square
        spread = np.sqrt(square / np.float32(1.0 - 0.999 ** (number + 1))) + np.float32(1e-8)
        self._matrix[rows] -= np.float32(rate / (1.0 - 0.9 ** (number + 1))) * mean / spread


def _surprise(likeness: Float32, stands_for: Float32, answer: Int64) -> Float32:
    """Chance of each song by the softmax, less 1 for the answer, shape (b, rows); an answer stands for itself alone."""
    chance = np.exp(likeness)
    own = np.arange(len(chance)), answer
    right = chance[own]
    chance *= stands_for
    chance[own] = right
    chance /= chance.sum(axis=1, keepdims=True)
    chance[own] -= 1.0
    return chance


def unit(matrix: Float32) -> tuple[Float32, Float32]:
    """Rows of length 1, and the lengths they had, shape (v, 1); a zero row stays zero."""
    length = np.sqrt(np.einsum("ij,ij->i", matrix, matrix))[:, None]
    length = np.where(length > 0, length, np.float32(1.0)).astype(np.float32)
    return (matrix / length).astype(np.float32), length
