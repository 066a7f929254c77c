"""The method explained on the songs of one library: a session as a sentence, a window, rows of W1 and W2, a mean.

Only values; they are what the lists show, because the same scoring finds them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from s2v_desktop.core import scoring
from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.filters import DEFAULT_FILTERS, Filters, SongFacts
from s2v_desktop.core.scoring import Query, Seed, Space
from s2v_desktop.core.turns import Turns
from s2v_desktop.core.types import Bool, Corpus, Float64, Int64

SHOWN = 5
"""So many numbers of a row are shown; a model has a hundred and more."""
NEAREST = 4
WELL_KNOWN = 5
"""The songs an example names were played so often, where there are enough of them."""
_RADII = (3, 2, 1)
"""Songs on each side of the one in the middle: as many as a session has."""
_LATEST = 200_000
"""The example is looked for among so many plays, the latest."""
_KIN = (0.1, 0.6)
"""Two songs for a mean are neither strangers nor twins, where there are such."""

Near = tuple[tuple[int, float], ...]
"""Rows of the space and their cosines, nearest first."""


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """Real values for each step of the method. Songs are rows of the space.

    Attributes
    ----------
    start_ms : int
        When the session began, `NO_TIME` for a playlist.
    sentence : Int64, shape (3, 5 or 7)
        Songs of one session that follow each other.
    song, after : int
        The song in the middle, and the one played after it.
    window : int
        Songs on each side that count as company.
    w1, near_w1, after_w2 : Float64, shape (at most `SHOWN`,)
        First numbers of the song's row of W1, of the row of the song nearest to it, and of the row of W2 of the song
        after it; each row scaled to length 1.
    length : int
        How many numbers a row has.
    similar, following : Near
        What the song's lists begin with.
    other : int
        A second song, often played.
    cosine : float
        Of the two.
    to_mean : float
        Cosine of each of the two with their mean.
    between : Near
        What is nearest to the mean.
    heard : int
        How many songs make the taste.
    yours : Near
        What is nearest to the mean of all that was heard; empty where nothing was.
    """

    start_ms: int
    sentence: Int64
    song: int
    after: int
    window: int
    w1: Float64
    near_w1: Float64
    after_w2: Float64
    length: int
    similar: Near
    following: Near
    other: int
    cosine: float
    to_mean: float
    between: Near
    heard: int
    yours: Near


def lesson(
    space: Space, corpus: Corpus, rows: Int64, weights: Float64, facts: SongFacts, window: int
) -> Turns[Lesson | None]:  # fmt: skip
    """Find, in turns, an example that the listener knows: songs that are played often, in a late session.

    Parameters
    ----------
    rows : Int64, shape (songs of the catalogue,)
        Row of the space of each song of the catalogue, -1 where the model does not know it.
    weights : Float64, shape (v,)
        What each song counts for the listener's taste.

    Returns
    -------
    Lesson or None
        None where no session holds three different songs of the model in a row, or nothing else is left to name.
    """
    found = _sentence(corpus, rows, weights, facts.hidden)
    if found is None:
        return None
    session, sentence = found
    song, after = int(sentence[len(sentence) // 2]), int(sentence[len(sentence) // 2 + 1])
    yield
    similar = _nearest(space, Query((Seed(song),)), facts)
    other = _other(space, song, weights, facts.hidden)
    if not similar or other is None:
        return None
    pair, near = Query((Seed(song), Seed(other))), similar[0][0]
    yield
    following, between = _nearest(space, Query((Seed(song),), "next"), facts), _nearest(space, pair, facts)
    yield
    yours = _nearest(space, scoring.taste(np.arange(len(space)), weights), facts)
    return Lesson(
        start_ms=int(corpus.start_ms[session]), sentence=sentence, song=song, after=after, window=window,
        w1=space.w1[song, :SHOWN].astype(np.float64), near_w1=space.w1[near, :SHOWN].astype(np.float64),
        after_w2=space.w2[after, :SHOWN].astype(np.float64), length=space.w1.shape[1], similar=similar,
        following=following, other=other, cosine=scoring.cosine(space, song, other),
        to_mean=float(space.w1[song].astype(np.float64) @ scoring.query_vector(space, pair)[0]),
        between=between, heard=int(np.count_nonzero(weights > 0)), yours=yours,
    )  # fmt: skip


def _nearest(space: Space, query: Query, facts: SongFacts) -> Near:
    try:
        ranking = scoring.recommend(space, query, Filters(min_plays=WELL_KNOWN), NEAREST, facts)
        if len(ranking) < NEAREST:
            ranking = scoring.recommend(space, query, DEFAULT_FILTERS, NEAREST, facts)
    except BadRequest:  # the two cancel each other, or nobody heard a song of a shared model
        return ()
    return tuple(zip(ranking.rows.tolist(), ranking.cosine.tolist(), strict=True))


def _sentence(corpus: Corpus, rows: Int64, weights: Float64, hidden: Bool) -> tuple[int, Int64] | None:
    """Session and songs of the stretch whose least played song is played most; the latest of equal ones."""
    first = max(0, len(corpus.songs) - _LATEST)
    songs = rows[corpus.songs[first:]]
    known = (songs >= 0) & ~hidden[np.maximum(songs, 0)]
    songs = np.where(known, songs, -1)
    session = np.searchsorted(corpus.starts, np.arange(first, len(corpus.songs)), "right") - 1
    value = np.where(known, weights[np.maximum(songs, 0)], -1.0)
    for radius in _RADII:
        width = 2 * radius + 1
        if len(songs) < width:
            continue
        least = np.lib.stride_tricks.sliding_window_view(value, width).min(axis=1)
        least[session[width - 1 :] != session[: 1 - width]] = -1.0
        for at in np.argsort(-least[::-1], kind="stable")[:2000].tolist():
            place = len(least) - 1 - at
            stretch = songs[place : place + width]
            if least[place] < 0:
                break
            if len(np.unique(stretch)) == width:
                return int(session[place]), stretch.astype(np.int64)
    return None


def _other(space: Space, song: int, weights: Float64, hidden: Bool) -> int | None:
    """A song that is played much, and neither a stranger of the first nor nearly the same."""
    cosine = space.w1 @ space.w1[song]
    free = ~hidden & np.any(space.w1 != 0, axis=1)
    free[song] = False
    low, high = _KIN
    kin = free & (cosine >= low) & (cosine <= high)
    chosen = np.flatnonzero(kin if kin.any() else free)
    return int(chosen[np.argmax(weights[chosen])]) if len(chosen) else None
