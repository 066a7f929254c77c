"""Why a song is recommended: the listener's own sessions in which it and the seeds were played together.

An inverted index (song -> sessions) answers many questions fast but takes a quarter of a second per million plays to
build; so a window, which asks about one song at a time, reads the songs of all sessions instead, once for each song in
question (a few milliseconds per million).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from s2v_desktop.core.types import NO_TIME, Corpus, Float64, Int32, Int64

MOST_SESSIONS = 2000
"""Links through other songs are looked for in at most this many sessions of each side, the newest."""

NEARBY = 3
"""An example shows this many songs before and after."""


@dataclass(frozen=True, slots=True, eq=False)
class SessionIndex:
    """Which sessions each song occurs in.

    Attributes
    ----------
    corpus : Corpus
    starts : Int64, shape (songs + 1,)
        Sessions of song ``i`` are ``sessions[starts[i]:starts[i + 1]]``, rising, each once.
    sessions : Int32, shape (occurrences,)
    """

    corpus: Corpus
    starts: Int64
    sessions: Int32

    @classmethod
    def build(cls, corpus: Corpus) -> SessionIndex:
        """Turn a corpus around."""
        session = np.repeat(np.arange(len(corpus), dtype=np.int32), np.diff(corpus.starts))
        order = np.argsort(corpus.songs, kind="stable")
        songs, session = corpus.songs[order], session[order]
        first = np.ones(len(songs), np.bool_)
        first[1:] = (songs[1:] != songs[:-1]) | (session[1:] != session[:-1])
        counts = np.bincount(songs[first], minlength=1)
        return cls(corpus, np.concatenate(([0], np.cumsum(counts))).astype(np.int64), session[first])

    @property
    def size(self) -> int:
        """How many songs there are."""
        return len(self.starts) - 1

    def of(self, song: int) -> Int32:
        """Sessions a song occurs in, rising; none for a song the corpus does not have."""
        if not 0 <= song < len(self.starts) - 1:
            return self.sessions[:0]
        return self.sessions[self.starts[song] : self.starts[song + 1]]

    def count(self, songs: Int64) -> Int64:
        """In how many sessions each song occurs."""
        return self.starts[songs + 1] - self.starts[songs]


@dataclass(frozen=True, slots=True, eq=False)
class SessionScan:
    """The answers of a `SessionIndex` that is not there: ready at once, a pass over all plays for each."""

    corpus: Corpus

    @property
    def size(self) -> int:
        """How many songs there are."""
        return int(self.corpus.songs.max(initial=-1)) + 1

    def of(self, song: int) -> Int32:
        """Sessions a song occurs in, rising; none for a song the corpus does not have."""
        found = self._session(np.flatnonzero(self.corpus.songs == song))
        return np.unique(found).astype(np.int32)

    def count(self, songs: Int64) -> Int64:
        """In how many sessions each song occurs."""
        size = self.size
        wanted = np.zeros(size, np.bool_)
        wanted[songs] = True
        places = np.flatnonzero(wanted[self.corpus.songs])
        pairs = np.unique(self._session(places) * size + self.corpus.songs[places])
        return np.bincount(pairs % max(size, 1), minlength=size)[songs].astype(np.int64)

    def _session(self, places: Int64) -> Int64:
        """Which session each place of the corpus is in."""
        return (np.searchsorted(self.corpus.starts, places, "right") - 1).astype(np.int64)


@dataclass(frozen=True, slots=True)
class Example:
    """One session in which the song and a seed were played.

    Attributes
    ----------
    session : int
        Number within the corpus.
    start_ms : int
        `NO_TIME` for a playlist.
    seed : int
        The seed nearest to the song.
    distance : int
        Plays from the seed to the song; negative when the song came first.
    songs : tuple of int
        The part of the session around both, in order.
    """

    session: int
    start_ms: int
    seed: int
    distance: int
    songs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A song that was played with the seeds and, in other sessions, with the recommended song."""

    song: int
    with_seeds: int
    with_song: int


@dataclass(frozen=True, slots=True)
class Together:
    """Evidence for a recommendation. Songs are catalogue indices.

    Attributes
    ----------
    sessions : int
        Sessions with the song and at least one seed.
    last_ms : int
        When the latest of them began, `NO_TIME` when unknown or never.
    examples : tuple of Example
        The latest.
    links : tuple of Link
        When never together: what links them, best first.
    """

    sessions: int
    last_ms: int
    examples: tuple[Example, ...]
    links: tuple[Link, ...] = ()


def _ready(source: Corpus | SessionIndex) -> SessionIndex | SessionScan:
    return source if isinstance(source, SessionIndex) else SessionScan(source)


def together(source: Corpus | SessionIndex, seeds: Iterable[int], song: int, limit: int = 3) -> Together:
    """Sessions in which a song was played together with any of the seeds.

    Parameters
    ----------
    source : Corpus or SessionIndex
        Give the index when asking about many songs.
    seeds : iterable of int
        Catalogue indices.
    song : int
        Catalogue index.
    limit : int
        At most so many examples, or links when there is no example.
    """
    index = _ready(source)
    wanted = [seed for seed in dict.fromkeys(seeds) if seed != song]
    mine = index.of(song)
    hits = [np.intersect1d(mine, index.of(seed), assume_unique=True) for seed in wanted]
    shared = np.unique(np.concatenate(hits)) if hits else mine[:0]
    if len(shared) == 0:
        return Together(0, NO_TIME, (), _links(index, wanted, song, limit))
    newest = shared[np.lexsort((shared, index.corpus.start_ms[shared]))][::-1]
    examples = tuple(_example(index.corpus, int(number), wanted, song) for number in newest[:limit])
    return Together(len(shared), int(index.corpus.start_ms[newest[0]]), examples)


def shared_sessions(
    source: Corpus | SessionIndex, seeds: Iterable[int], song: int, limit: int = 200
) -> Int64:  # fmt: skip
    """Numbers of the sessions in which a song was played with any of the seeds, newest first.

    Returns
    -------
    Int64, shape (at most limit,)
    """
    index = _ready(source)
    mine = index.of(song)
    hits = [np.intersect1d(mine, index.of(seed), assume_unique=True) for seed in dict.fromkeys(seeds) if seed != song]
    shared = np.unique(np.concatenate(hits)) if hits else mine[:0]
    return shared[np.lexsort((shared, index.corpus.start_ms[shared]))][::-1][:limit].astype(np.int64)


def _example(corpus: Corpus, number: int, seeds: list[int], song: int) -> Example:
    """The place in a session where song and seed stand nearest to each other."""
    songs = corpus.session(number)
    here = np.flatnonzero(songs == song)
    there = np.flatnonzero(np.isin(songs, np.array(seeds, np.int64)))
    distance = here[:, None] - there[None, :]
    a, b = np.unravel_index(np.argmin(np.abs(distance)), distance.shape)
    low, high = sorted((int(here[a]), int(there[b])))
    part = songs[max(0, low - NEARBY) : high + NEARBY + 1]
    return Example(
        number, int(corpus.start_ms[number]), int(songs[there[b]]), int(distance[a, b]), tuple(part.tolist())
    )


def _links(index: SessionIndex | SessionScan, seeds: list[int], song: int, limit: int) -> tuple[Link, ...]:
    """Songs played with both sides: many times with each, measured against how often they are played at all."""
    size = index.size
    empty = np.zeros(0, np.int32)
    a = _company(index, np.concatenate([index.of(seed) for seed in seeds]) if seeds else empty, size)
    b = _company(index, index.of(song), size)
    a[[seed for seed in seeds if 0 <= seed < size]] = 0
    between = np.flatnonzero((a > 0) & (b > 0))
    between = between[between != song].astype(np.int64)
    strength: Float64 = np.sqrt(a[between] * b[between]) / np.sqrt(index.count(between))
    best = between[np.lexsort((between, -strength))][:limit]
    return tuple(Link(int(i), int(a[i]), int(b[i])) for i in best)


def _company(index: SessionIndex | SessionScan, sessions: Int32, size: int) -> npt.NDArray[np.int64]:
    """How many of some sessions each song occurs in."""
    chosen = np.unique(sessions)
    if len(chosen) > MOST_SESSIONS:
        chosen = np.sort(chosen[np.argsort(index.corpus.start_ms[chosen], kind="stable")][-MOST_SESSIONS:])
    corpus = index.corpus
    lengths = corpus.starts[chosen + 1] - corpus.starts[chosen]
    offsets = np.repeat(corpus.starts[chosen] - (np.cumsum(lengths) - lengths), lengths)
    songs = corpus.songs[offsets + np.arange(int(lengths.sum()))].astype(np.int64)
    pairs = np.unique(np.repeat(np.arange(len(chosen)), lengths) * size + songs)
    return np.bincount(pairs % size, minlength=size).astype(np.int64)
