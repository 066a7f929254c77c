"""Held-out listening: which part of a corpus is learnt from, and which questions the rest asks.

A case is a moment of a held-out session: the songs heard so far are the query, the next song that was not yet heard
in this session is the target. Nothing of a held-out session is learnt from (time protocol); or, for playlists, all
but its last song is (last-song protocol, Caselles-Dupré et al. 2018).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from s2v_desktop.core.errors import TooLittleData
from s2v_desktop.core.types import NO_TIME, Bool, Corpus, Float64, Int32, Int64

Protocol = Literal["time", "last"]

HELD_SHARE = 0.1
"""Share of the sessions, the latest ones, that is held out."""

LONGEST_QUERY = 20
"""Songs before the target that a method may look at."""

RECENT = 5
"""Songs before the target that make the usual query; a case none of whose last five songs is known is a miss."""

MOST_CASES = 20_000
"""Larger libraries are judged on so many cases: whole sessions drawn by a fixed seed."""


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """A corpus divided into what is learnt from and what asks.

    Attributes
    ----------
    train, held : Corpus
    session, place : Int64, shape (n,)
        Each case: its session in `held` and the place of its target in that session.
    all_cases : int
        How many cases there were before drawing.
    """

    train: Corpus
    held: Corpus
    session: Int64
    place: Int64
    all_cases: int

    def __len__(self) -> int:
        return len(self.session)


def split(corpus: Corpus, protocol: Protocol, most: int = MOST_CASES) -> Split:
    """Divide a corpus.

    Parameters
    ----------
    corpus : Corpus
    protocol : {"time", "last"}
        "time": the last tenth of the sessions is held out. Sessions without times keep their order and come first.
        "last": the last new song of every session is the target.

    Raises
    ------
    TooLittleData
        When no case is left.
    """
    sessions, places = _first_hearings(corpus)
    if protocol == "time":
        train, held, numbers = _by_time(corpus)
        known = numbers[sessions] >= 0
        sessions, places = numbers[sessions[known]], places[known]
        sessions, places = sessions[places > 0], places[places > 0]
    else:
        last = np.zeros(len(corpus), np.int64)
        np.maximum.at(last, sessions, places)
        train, held = _cut_at(corpus, last), corpus
        sessions, places = np.flatnonzero(last > 0), last[last > 0]
    if len(sessions) == 0 or len(train) == 0:
        raise TooLittleData(
            "There is too little to measure: no session is left over to be asked about. Import more listening "
            "history, for example a longer period. Nothing was changed."
        )
    chosen = _drawn(sessions, most)
    return Split(train, held, sessions[chosen], places[chosen], len(sessions))


def has_times(corpus: Corpus) -> bool:
    """Whether most sessions say when they were, so that the time protocol means something."""
    return bool(len(corpus)) and float(np.mean(corpus.start_ms != NO_TIME)) >= 0.5


def _first_hearings(corpus: Corpus) -> tuple[Int64, Int64]:
    """Session and place of each song's first hearing in each session, in order."""
    lengths = np.diff(corpus.starts)
    session = np.repeat(np.arange(len(corpus)), lengths)
    key = session * (int(corpus.songs.max(initial=0)) + 1) + corpus.songs
    first = np.sort(np.unique(key, return_index=True)[1])
    return session[first], first - corpus.starts[session[first]]


def _by_time(corpus: Corpus) -> tuple[Corpus, Corpus, Int64]:
    """Earlier sessions, later sessions, and for each session its number among the later ones (-1: earlier)."""
    order = np.argsort(corpus.start_ms, kind="stable")
    border = len(corpus) - max(1, round(HELD_SHARE * len(corpus)))
    numbers = np.full(len(corpus), -1, np.int64)
    numbers[order[border:]] = np.arange(len(order) - border)
    return subset(corpus, order[:border]), subset(corpus, order[border:]), numbers


def subset(corpus: Corpus, sessions: Int64) -> Corpus:
    """Some sessions of a corpus, in the order given."""
    lengths = np.diff(corpus.starts)[sessions]
    starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    songs = corpus.songs[_ranges(corpus.starts[:-1][sessions], lengths)]
    return Corpus(songs, starts, corpus.listener[sessions], corpus.start_ms[sessions])


def _cut_at(corpus: Corpus, length: Int64) -> Corpus:
    """Sessions cut after so many songs; those of no length stay empty."""
    starts = np.concatenate(([0], np.cumsum(length))).astype(np.int64)
    return Corpus(corpus.songs[_ranges(corpus.starts[:-1], length)], starts, corpus.listener, corpus.start_ms)


def _ranges(begins: Int64, lengths: Int64) -> Int64:
    """``begins[i], begins[i] + 1, ...`` of so many numbers each, one after the other."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    result: Int64 = np.arange(total, dtype=np.int64) + np.repeat(begins - (ends - lengths), lengths)
    return result


def _drawn(sessions: Int64, most: int) -> Bool:
    """Cases of randomly drawn whole sessions, at most about `most`."""
    chosen = np.ones(len(sessions), np.bool_)
    if len(sessions) <= most:
        return chosen
    names, cases = np.unique(sessions, return_counts=True)
    order = np.random.default_rng(0).permutation(len(names))
    taken = names[order[np.cumsum(cases[order]) <= most]]
    return np.isin(sessions, taken if len(taken) else names[order[:1]])


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Some cases in rows of the vocabulary.

    Attributes
    ----------
    query : Int64, shape (b, LONGEST_QUERY)
        Latest song first, -1 where there is none or it is unknown.
    listener : Int32, shape (b,)
    target : Int64, shape (b,)
        -1 where unknown.
    seen, rest : tuple of two Int64
        Pairs (case of this block, row): heard before in the session, and new songs from the target on. Unknown songs
        are left out.
    songs_left : Int64, shape (b,)
        How many new songs the rest of the session has, known or not.
    """

    query: Int64
    listener: Int32
    target: Int64
    seen: tuple[Int64, Int64]
    rest: tuple[Int64, Int64]
    songs_left: Int64

    @property
    def answerable(self) -> Bool:
        """Cases with a known song among the last `RECENT`, shape (b,)."""
        result: Bool = np.any(self.query[:, :RECENT] >= 0, axis=1)
        return result


class Cases:
    """The cases of a split in rows of a vocabulary, read in blocks that fit into memory.

    Parameters
    ----------
    asked : Split
    row_of : Int64, shape (songs,)
        Catalogue index -> row, -1 for songs outside the vocabulary.
    """

    def __init__(self, asked: Split, row_of: Int64) -> None:
        self._split = asked
        held = asked.held
        self._rows = row_of[held.songs]
        sessions, places = _first_hearings(held)
        new = np.zeros(len(held.songs), np.bool_)
        new[held.starts[sessions] + places] = True
        self._new = new
        self._new_before = np.concatenate(([0], np.cumsum(new)))

    def __len__(self) -> int:
        return len(self._split)

    @property
    def session(self) -> Int64:
        """Session of each case, shape (n,)."""
        return self._split.session

    def blocks(self, size: int) -> Iterator[tuple[slice, Asked]]:
        """All cases, `size` at a time."""
        for low in range(0, len(self), size):
            part = slice(low, min(low + size, len(self)))
            yield part, self._block(part)

    def covered(self) -> Bool:
        """Cases whose target is known and with a known song among the last five, shape (n,)."""
        result = np.zeros(len(self), np.bool_)
        for part, asked in self.blocks(65_536 // LONGEST_QUERY):
            result[part] = asked.answerable & (asked.target >= 0)
        return result

    def _block(self, part: slice) -> Asked:
        held, place = self._split.held, self._split.place[part]
        begin, end = held.starts[self._split.session[part]], held.starts[self._split.session[part] + 1]
        at = begin + place
        back = at[:, None] - 1 - np.arange(LONGEST_QUERY)
        query = np.where(back >= begin[:, None], self._rows[np.maximum(back, 0)], -1)
        seen = self._pairs(begin, place, np.ones_like(self._new))
        rest = self._pairs(at, end - at, self._new)
        left = self._new_before[end] - self._new_before[at]
        listener = held.listener[self._split.session[part]]
        return Asked(query, listener, self._rows[at], seen, rest, left)

    def _pairs(self, begin: Int64, lengths: Int64, wanted: Bool) -> tuple[Int64, Int64]:
        case = np.repeat(np.arange(len(begin)), lengths)
        place = _ranges(begin, lengths)
        rows = self._rows[place]
        keep = (rows >= 0) & wanted[place]
        return case[keep], rows[keep]


def decayed(query: Int64, songs: int, decay: float) -> Float64:
    """Weights of a query, shape (b, songs): ``decay ** age``, 0 where unknown; ``songs`` = 1 takes the latest known.

    The latest known song is looked for among the last `RECENT`.
    """
    recent = query[:, :RECENT] >= 0
    if songs == 1:
        weights = np.zeros(recent.shape)
        weights[np.arange(len(query)), recent.argmax(axis=1)] = 1.0
        return weights * recent
    known = query[:, :songs] >= 0
    result: Float64 = np.where(known, decay ** np.arange(songs), 0.0)
    return result
