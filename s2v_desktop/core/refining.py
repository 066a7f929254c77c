"""A second round for W2: with W1 as it is, the context rows are taught which song follows.

gensim's two objectives learn what is played *around* a song, in both directions. What plays *next* has a direction:
after these songs, that one. So the rows of W2 go on learning with the objective skip-gram was first written down with,
the full softmax over all songs (Mikolov et al. 2013, formula 2), of the song that follows the last song, or the last
five with decay; on cosines with a temperature, because *next* is ranked by cosine. W1, and with it *similar*, taste
and map, is not touched. Large vocabularies take a sample of songs with its importance weights (Jean et al. 2015).

Tastes drift: where the latest sessions resemble the ones shortly before them more than those of long ago (`drift`), the
latest plays are read more often than the oldest ones. In the end each row is a blend of what it was and what it became:
the more plays a song, the more of the second. What this gains on real and on made-up listening stands in
resources/help/quality.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.types import NO_TIME, Corpus, Float32, Float64, Int64, Vectors

QUERY = 5
DECAY = 0.8
"""Half of the questions are asked with the last song alone, half with the last five, each older one weighing less."""

HALF_TRUSTED, HALF_TRUSTED_ORDERED = 8.0, 20.0
"""With so many plays a song, what this round learnt and what W2 was before weigh the same; with more plays it weighs
more. Few plays teach which song follows badly, and would cost the wider company that was learnt before. The second
number holds where songs nearly always come in one order (`CERTAIN`): a low temperature follows single plays closely."""

BATCH = 512
ALL_SONGS = 1500
"""Up to this many songs the softmax is taken over all of them, above over a sample of `SAMPLED`."""

SAMPLED = 1024
COLDEST = 0.02
"""Below this the softmax overflows."""

CLOCK = 20
"""The monitor is told after so many batches, which is a few tenths of a second."""


ORDERED, UNORDERED = 0.10, 0.35
"""Temperature where the order of songs is nearly always the same (set lists, albums), and where it says nothing
(radio, moods): there a high one is better, because it keeps closer to what is played often."""

CERTAIN = 0.75
"""With this `order_share` a library is as ordered as it gets."""

LATEST_SHARE = 0.1
FEWEST_PAIRS = 50

HALF_LIFE = 0.1
"""Plays count half as much when so large a share of all sessions came after them."""

OLDEST = 0.05
"""How often the oldest plays are read for each time the latest ones are, where taste drifts most."""

STEADY, DRIFTING = 0.02, 0.10
"""Below the first `drift` all plays count alike, above the second the oldest count least."""

_PROBE = 0.2
"""What the oldest plays weigh while drift is measured."""


@dataclass(frozen=True, slots=True)
class Refinement:
    """How the second round learns.

    Attributes
    ----------
    passes : float
        How many times the plays are gone through; 0 leaves W2 as it was, 0.5 takes every other play.
    temperature : float
        Cosines are divided by it. Lower makes the first places sharper and rare songs bolder; 0 takes
        what fits how much order there is in the corpus.
    oldest : float
        How often the oldest plays are read for each time the latest ones are; 1 reads all alike, 0 takes what fits the
        `drift` of the corpus.
    rate : float
        Step of Adam (Kingma, Ba 2015) at the beginning; it falls to 0.
    """

    passes: float = 4.0
    temperature: float = 0.0
    oldest: float = 0.0
    rate: float = 0.006

    def __post_init__(self) -> None:
        for name, low, high in (
            ("passes", 0.0, 100.0),
            ("temperature", 0.0, 1.0),
            ("oldest", 0.0, 1.0),
            ("rate", 1e-6, 0.1),
        ):
            if not low <= getattr(self, name) <= high:
                raise BadRequest(f"{name} must lie between {low:g} and {high:g}. Nothing was changed.")
        if 0 < self.temperature < COLDEST:
            raise BadRequest(f"temperature must be 0 or at least {COLDEST:g}. Nothing was changed.")


def refine(vectors: Vectors, corpus: Corpus, plan: Refinement, seed: int, monitor: Monitor) -> Vectors:
    """Teach W2 what follows.

    Parameters
    ----------
    vectors : Vectors
        `songs` are catalogue indices.
    corpus : Corpus
        What they were learnt from.
    seed : int
        The same seed and the same number of threads give the same bits.
    monitor : Monitor
        Told of stage ``following``. Cancelling raises `Cancelled`; `stopping` keeps what was learnt so far.

    Returns
    -------
    Vectors
        W1 as it was; rows of W2 keep the length they had.
    """
    tokens, session = _tokens(vectors.songs, corpus)
    places = np.flatnonzero(np.diff(session, prepend=-1) == 0)
    visits = round(plan.passes * len(places))
    if visits == 0:
        return vectors
    certainty = certain(order_share(corpus))
    if plan.temperature == 0:
        plan = replace(plan, temperature=fitting_temperature(certainty))
    weights = _weights(corpus, plan.oldest or fitting_oldest(drift(corpus)))
    learning = _Learning(vectors, tokens, session, plan, certainty, np.random.default_rng(seed))
    learning.run(places, None if weights is None else weights[session[places]], visits, monitor)
    return Vectors(vectors.songs, vectors.w1, learning.w2())


def order_share(corpus: Corpus) -> float:
    """How much the order of songs says: 0.5 nothing, 1 everything.

    Two neighbours in the latest sessions are looked up in the earlier ones: the share of those pairs that were more
    often heard in this order than in the other. 0.5 with too few pairs to say.
    """
    late = _ages(corpus.start_ms) < LATEST_SHARE
    session = np.repeat(np.arange(len(corpus)), np.diff(corpus.starts))
    size = int(corpus.songs.max(initial=0)) + 1
    same = np.flatnonzero(session[1:] == session[:-1])
    first, second = corpus.songs[same].astype(np.int64), corpus.songs[same + 1].astype(np.int64)
    early = ~late[session[same]]
    known, times = np.unique(first[early] * size + second[early], return_counts=True)
    forwards = _looked_up(known, times, first[~early] * size + second[~early])
    backwards = _looked_up(known, times, second[~early] * size + first[~early])
    told = np.count_nonzero(forwards != backwards)
    return float(np.count_nonzero(forwards > backwards) / told) if told >= FEWEST_PAIRS else 0.5


def drift(corpus: Corpus) -> float:
    """How much better the latest sessions are foretold when recent plays count more than old ones, in nats a play.

    Only how often each song was played is compared, over songs of the latest sessions that were heard before; sessions
    without a time say nothing. 0 where those are most, where all are of one time, and with too few plays to say.
    """
    timed = corpus.start_ms != NO_TIME
    if np.count_nonzero(timed) < 0.5 * len(corpus) or not _told_apart(corpus.start_ms):
        return 0.0
    inside, length = np.repeat(timed, np.diff(corpus.starts)), np.diff(corpus.starts)[timed]
    songs, age = corpus.songs[inside], np.repeat(_ages(corpus.start_ms[timed]), length)
    early, size = age >= LATEST_SHARE, int(songs.max(initial=0)) + 1
    since = (age[early] - LATEST_SHARE) / (1.0 - LATEST_SHARE)
    ever = np.bincount(songs[early], minlength=size).astype(np.float64)
    lately = np.bincount(songs[early], _faded(since, _PROBE), minlength=size)
    asked = songs[~early]
    asked = asked[ever[asked] > 0]
    if len(asked) < FEWEST_PAIRS:
        return 0.0
    return float(np.mean(np.log(lately[asked] / ever[asked])) - np.log(lately.sum() / ever.sum()))


def certain(share: float) -> float:
    """How ordered a library with an `order_share` is: 0 not at all, 1 as much as it gets."""
    return min(1.0, max(0.0, (share - 0.5) / (CERTAIN - 0.5)))


def fitting_temperature(certainty: float) -> float:
    """The temperature for a certainty, between `UNORDERED` and `ORDERED`."""
    return UNORDERED + (ORDERED - UNORDERED) * certainty


def fitting_oldest(gain: float) -> float:
    """What the oldest plays weigh for a `drift`, between 1 and `OLDEST`."""
    return 1.0 - (1.0 - OLDEST) * min(1.0, max(0.0, (gain - STEADY) / (DRIFTING - STEADY)))


def _told_apart(start_ms: Int64) -> bool:
    """Whether there are sessions of different times."""
    timed = start_ms[start_ms != NO_TIME]
    return bool(len(timed)) and bool(timed.min() < timed.max())


def _ages(start_ms: Int64) -> Float64:
    """Share of the sessions that came after each session, shape (sessions,); those without a time come first."""
    ages = np.empty(len(start_ms))
    ages[np.argsort(start_ms, kind="stable")] = np.arange(len(start_ms))[::-1] / max(len(start_ms), 1)
    return ages


def _faded(age: Float64, oldest: float) -> Float64:
    result: Float64 = oldest + (1.0 - oldest) * 0.5 ** (age / HALF_LIFE)
    return result


def _weights(corpus: Corpus, oldest: float) -> Float64 | None:
    """How often the plays of each session are read, shape (sessions,), those without a time as often as the latest.

    None when all are read alike.
    """
    if oldest >= 1.0 or not _told_apart(corpus.start_ms):
        return None
    weights, timed = np.ones(len(corpus)), corpus.start_ms != NO_TIME
    weights[timed] = _faded(_ages(corpus.start_ms[timed]), oldest)
    return weights


def _looked_up(known: Int64, times: Int64, wanted: Int64) -> Int64:
    """How often each wanted key occurred."""
    if len(known) == 0:
        return np.zeros(len(wanted), np.int64)
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[at] == wanted, times[at], 0)


def _tokens(songs: Int64, corpus: Corpus) -> tuple[Int64, Int64]:
    """Row of each known token and the session it is in, rare songs left out."""
    size = max(int(corpus.songs.max(initial=0)), int(songs.max(initial=0))) + 1
    row = np.full(size, -1, np.int64)
    row[songs] = np.arange(len(songs))
    tokens = row[corpus.songs]
    session = np.repeat(np.arange(len(corpus)), np.diff(corpus.starts))
    return tokens[tokens >= 0], session[tokens >= 0]


class _Learning:
    """The state of the second round: W2 as it is now and Adam's two moments."""

    def __init__(
        self, vectors: Vectors, tokens: Int64, session: Int64, plan: Refinement, certainty: float,
        rng: np.random.Generator,
    ) -> None:  # fmt: skip
        self._tokens = tokens
        self._session = session
        self._plan = plan
        self._half = HALF_TRUSTED + (HALF_TRUSTED_ORDERED - HALF_TRUSTED) * certainty
        self._rng = rng
        self._source = _unit(vectors.w1)[0]
        self._target, self._length = _unit(vectors.w2)
        self._before = self._target.copy()
        self._mean = np.zeros_like(self._target)
        self._square = np.zeros_like(self._target)
        chance = np.bincount(tokens, minlength=len(vectors.songs)).astype(np.float64) ** 0.75
        self._chance: Float64 = chance / max(chance.sum(), 1e-300)
        self._cumulated = np.cumsum(self._chance)

    def w2(self) -> Float32:
        """Rows of W2, shape (v, d), blended with what they were and as long as they were."""
        plays = len(self._tokens) / max(len(self._target), 1)
        before = self._half / (self._half + plays)
        blend = np.float32(before) * self._before + np.float32(1.0 - before) * _unit(self._target)[0]
        result: Float32 = _unit(blend)[0] * self._length
        return result

    def run(self, places: Int64, weights: Float64 | None, visits: int, monitor: Monitor) -> None:
        """Read so many places: in an order drawn anew each time round, or each as often as its weight says."""
        steps = -(-visits // BATCH)
        order = np.zeros(0, np.int64)
        cumulated = None if weights is None else np.cumsum(weights)
        for step in range(steps):
            if step % CLOCK == 0:
                monitor.update("following", step * BATCH, visits, "Learning which song follows")
                if monitor.stopping:
                    break
            if cumulated is not None:
                drawn = np.searchsorted(cumulated, self._rng.random(BATCH) * cumulated[-1], side="right")
                order = places[np.minimum(drawn, len(places) - 1)]
            while len(order) < BATCH:
                order = np.concatenate([order, self._rng.permutation(places)])
            self.step(order[:BATCH], step, steps)
            order = order[BATCH:]

    def step(self, places: Int64, number: int, steps: int) -> None:
        """One batch: questions before `places`, answers at them."""
        query = self._queries(places, np.where(self._rng.random(len(places)) < 0.5, 1, QUERY))
        answer = self._tokens[places]
        rows, weight = self._candidates(answer)
        unit, length = _unit(self._target[rows])
        chance = query @ unit.T
        chance /= np.float32(self._plan.temperature)
        np.exp(chance, out=chance)
        own = np.arange(len(places)), np.searchsorted(rows, answer)
        right = chance[own]
        chance *= weight
        chance[own] = right
        chance /= chance.sum(axis=1, keepdims=True)
        chance[own] -= 1.0
        slope: Float32 = (chance.T @ query).astype(np.float32, copy=False)
        slope /= np.float32(len(places) * self._plan.temperature)
        # Only the direction matters: the part of the slope along the row is taken out.
        slope -= unit * np.einsum("ij,ij->i", slope, unit)[:, None]
        slope /= length
        self._move(rows, slope, number, steps)

    def _queries(self, places: Int64, songs: Int64) -> Float32:
        """Unit vectors of the last so many songs before each place, shape (b, d)."""
        age = np.arange(QUERY)
        before = places[:, None] - 1 - age
        heard = (before >= 0) & (age < songs[:, None])
        before = np.maximum(before, 0)
        heard &= self._session[before] == self._session[places][:, None]
        weights = (heard * DECAY**age).astype(np.float32)
        return _unit(np.einsum("bk,bkd->bd", weights, self._source[self._tokens[before]]))[0]

    def _candidates(self, answer: Int64) -> tuple[Int64, Float32]:
        """Songs to choose among, ascending, and how many songs each stands for."""
        if len(self._chance) <= ALL_SONGS:
            return np.arange(len(self._chance)), np.ones(len(self._chance), np.float32)
        drawn = np.searchsorted(self._cumulated, self._rng.random(SAMPLED) * self._cumulated[-1])
        rows = np.unique(np.concatenate([drawn, answer]))
        times = np.bincount(np.searchsorted(rows, drawn), minlength=len(rows))
        return rows, (times / (SAMPLED * self._chance[rows])).astype(np.float32)

    def _move(self, rows: Int64, slope: Float32, number: int, steps: int) -> None:
        """One step of Adam for some rows; the others rest."""
        mean = self._mean[rows] * np.float32(0.9) + slope * np.float32(0.1)
        square = self._square[rows] * np.float32(0.999) + slope * slope * np.float32(0.001)
        self._mean[rows], self._square[rows] = mean, square
        rate = self._plan.rate * (1.0 - number / steps) / (1.0 - 0.9 ** (number + 1))
        spread = np.sqrt(square / np.float32(1.0 - 0.999 ** (number + 1))) + np.float32(1e-8)
        self._target[rows] -= np.float32(rate) * mean / spread


def _unit(matrix: Float32) -> tuple[Float32, Float32]:
    """Rows of length 1, and the lengths they had, shape (v, 1); a zero row stays zero."""
    length = np.sqrt(np.einsum("ij,ij->i", matrix, matrix))[:, None]
    length = np.where(length > 0, length, np.float32(1.0)).astype(np.float32)
    return (matrix / length).astype(np.float32), length
