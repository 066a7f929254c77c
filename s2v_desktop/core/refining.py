"""A second round: the context rows are taught which song follows.

gensim's two objectives learn what is played *around* a song, in both directions. What plays *next* has a direction:
after these songs, that one. So the rows of W2 go on learning with the objective skip-gram was first written down with,
the full softmax over all songs (Mikolov et al. 2013, formula 2), of the song that follows the last song, or the last
five with decay; on cosines with a temperature, because *next* is ranked by cosine. What skip-gram learnt of W1, and
with it *similar*, taste and map, is not touched; a song's own numbers come beside it (`core.following`). Large
vocabularies take a sample of songs with its importance weights (Jean et al. 2015).

Tastes drift: where the latest sessions resemble the ones shortly before them more than those of long ago (`drift`), the
latest plays are read more often than the oldest ones. In the end each row is a blend of what it was and what it became:
the more plays a song, the more of the second. What this gains on real and on made-up listening stands in
resources/help/quality.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.following import Course, Following, unit
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.types import NO_TIME, Corpus, Float32, Float64, Int64, Vectors

HALF_TRUSTED = 8.0
"""With so many plays a song, what this round learnt and what W2 was before weigh the same; with more plays it weighs
more. Few plays teach which song follows badly, and would cost the wider company that was learnt before."""

COLDEST = 0.02
"""Below this the softmax overflows."""

ORDERED, UNORDERED = 0.06, 0.35
"""Temperature where the order of songs is nearly always the same (set lists, albums), and where it says nothing
(radio, moods): there a high one is better, because it keeps closer to what is played often."""

CERTAIN = 0.75
"""With this `order_share` a library is as ordered as it gets."""

REACH = 0.22
"""How long the numbers of its own become that a song gets where order says everything; none where it says nothing."""

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
        Step at the beginning; it falls to 0.
    own : int
        Numbers of its own that each song gets beside its W1 row (`core.following`).
    """

    passes: float = 4.0
    temperature: float = 0.0
    oldest: float = 0.0
    rate: float = 0.006
    own: int = 0

    def __post_init__(self) -> None:
        for name, low, high in (
            ("passes", 0.0, 100.0),
            ("temperature", 0.0, 1.0),
            ("oldest", 0.0, 1.0),
            ("rate", 1e-6, 0.1),
            ("own", 0, 1000),
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
        `songs` are catalogue indices; both matrices have shape (v, d).
    corpus : Corpus
        What they were learnt from.
    seed : int
        The same seed gives the same bits.
    monitor : Monitor
        Told of stage ``following``. Cancelling raises `Cancelled`; `stopping` keeps what was learnt so far.

    Returns
    -------
    Vectors
        Shape (v, d + plan.own). W1 begins with what it was, a song's own numbers come after; rows of W2 keep the
        length they had.
    """
    from threadpoolctl import threadpool_limits

    tokens, session = _tokens(vectors.songs, corpus)
    places = np.flatnonzero(np.diff(session, prepend=-1) == 0)
    visits = round(plan.passes * len(places))
    if visits == 0:
        return _wider(vectors, plan.own)
    certainty = certain(order_share(corpus))
    temperature = plan.temperature or fitting_temperature(certainty)
    weights = _weights(corpus, plan.oldest or fitting_oldest(drift(corpus)))
    course = Course(temperature, plan.rate, plan.own, REACH * certainty)
    learning = Following(vectors.w1, vectors.w2, tokens, session, course, np.random.default_rng(seed))
    with threadpool_limits(1):
        # The products are small: two threads wait for each other longer than they work (5 s against 19 s for half a
        # million plays beside another busy program), and one always gives the same bits.
        learning.run(places, None if weights is None else weights[session[places]], visits, monitor)
    w1 = np.concatenate([vectors.w1, learning.own_numbers() * unit(vectors.w1)[1]], axis=1)
    return Vectors(vectors.songs, w1, _blended(_wider(vectors, plan.own).w2, learning.targets(), len(tokens)))


def _wider(vectors: Vectors, own: int) -> Vectors:
    """The same vectors with so many zeros behind each row."""
    if own == 0:
        return vectors
    zeros = np.zeros((len(vectors.songs), own), np.float32)
    return Vectors(vectors.songs, np.concatenate([vectors.w1, zeros], 1), np.concatenate([vectors.w2, zeros], 1))


def _blended(w2: Float32, learnt: Float32, plays: int) -> Float32:
    """Rows between what they were and what was learnt, as long as they were."""
    before, length = unit(w2)
    old = HALF_TRUSTED / (HALF_TRUSTED + plays / max(len(w2), 1))
    result: Float32 = unit(np.float32(old) * before + np.float32(1.0 - old) * learnt)[0] * length
    return result


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
