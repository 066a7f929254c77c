"""The values that cross layers: frozen, small, named with the words of the design.

A reader delivers one :class:`Row` per line of a file. It is a ``NamedTuple`` and not a dataclass because
millions of them are made during one import, and building a tuple costs a fifth of building a frozen dataclass.
Everything later is columns: numpy arrays that nobody changes after they were made.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Float32 = npt.NDArray[np.float32]
Float64 = npt.NDArray[np.float64]
Bool = npt.NDArray[np.bool_]

NO_TIME = np.iinfo(np.int64).min
"""Stands in an int64 column of milliseconds for "this play has no time"."""

NO_DAY = np.iinfo(np.int32).min
"""Stands in an int32 column of days since 1970-01-01 for "no day"."""

COUNTED_MS = 30_000
"""A play heard for less is kept, but not counted (formats.md section 17)."""


class Kind(enum.IntEnum):
    """What a row was. Only the first two are plays of songs; the others are events."""

    MUSIC = 0
    MUSIC_VIDEO = 1
    VIDEO = 2
    PODCAST = 3
    AUDIOBOOK = 4
    RADIO = 5
    AD = 6
    UNATTRIBUTED = 7

    @property
    def is_song(self) -> bool:
        """Whether a row of this kind is a play of a song."""
        return self <= Kind.MUSIC_VIDEO


class Quality(enum.IntEnum):
    """How much the times of a play can be trusted (formats.md section 1.6)."""

    EXACT = 0
    DERIVED = 1
    COARSE = 2
    SYNTHETIC = 3
    BOGUS = 4


class Row(NamedTuple):
    """One line of a foreign file that was understood. Times are UTC milliseconds since 1970."""

    number: int
    """Where it stood in its file, counted from 1."""
    title: str
    artist: str
    album: str = ""
    listener: str = ""
    """Empty: the listener chosen for the whole import."""
    start_ms: int | None = None
    end_ms: int | None = None
    ms_played: int | None = None
    """Milliseconds really heard; ``None`` when the format does not say (never 0 for that)."""
    track_ms: int | None = None
    precision_s: int = 1
    quality: int = 0
    kind: int = 0
    skip: bool | None = None
    session: str = ""
    """Name of the session where the file itself decides it (playlist, set), else empty."""
    order: float | None = None
    """Place among the rows of its session or listener where the file tells it."""
    ids: str = ""
    """Foreign ids as ``scheme:value`` separated by blanks, e.g. ``spotify:0AbC isrc:NLA12``."""


class SkippedRow(NamedTuple):
    """One line of a foreign file that is not a play, and why."""

    number: int
    reason: str
    """A stable code such as ``no-title``; `core.errors.SKIP_REASONS` has its sentence."""
    excerpt: str = ""
    """The line, cut to 200 characters, without personal fields."""


@dataclass(frozen=True, slots=True, eq=False)
class Asides:
    """What else was heard between two plays of a listener: podcasts, videos, rows without names.

    Attributes
    ----------
    play : Int64, shape (k,)
        Row of the play before which it was heard, rising.
    pause_ms : Int64, shape (k,)
        The longest silence between the play before and this one.
    longest_ms : Int64, shape (k,)
        How long the longest of what was heard lasted.
    """

    play: Int64
    pause_ms: Int64
    longest_ms: Int64

    @classmethod
    def none(cls) -> Asides:
        """Nothing else was heard."""
        return cls(*(np.zeros(0, np.int64) for _ in range(3)))

    def part(self, low: int, high: int) -> Asides:
        """Those before some plays that follow each other, as rows of their own."""
        first, after = np.searchsorted(self.play, (low, high)).tolist()
        return Asides(self.play[first:after] - low, self.pause_ms[first:after], self.longest_ms[first:after])


@dataclass(frozen=True, slots=True)
class PlayColumns:
    """All plays of a library, sorted by listener, then session or time, then place. One entry per play.

    Attributes
    ----------
    song : Int32, shape (n,)
        Index into the catalogue's songs (not the library's song number).
    listener : Int32, shape (n,)
        Index into the catalogue's listeners.
    start_ms, end_ms : Int64, shape (n,)
        UTC milliseconds, `NO_TIME` where unknown.
    session : Int32, shape (n,)
        Number of the session decided by the file, -1 where the gap decides.
    counted : Bool, shape (n,)
        Whether the play counts (heard 30 s, or the source does not say).
    usable : Bool, shape (n,)
        Whether its time or its file's order is good enough to say what it was played beside.
    marked : Bool, shape (n,), or None
        Whether the player or service says that it was skipped; None: nobody says.
    asides : Asides or None
        What else was heard between them.
    """

    song: Int32
    listener: Int32
    start_ms: Int64
    end_ms: Int64
    session: Int32
    counted: Bool
    usable: Bool
    marked: Bool | None = None
    asides: Asides | None = None

    def __len__(self) -> int:
        return len(self.song)

    def part(self, low: int, high: int) -> PlayColumns:
        """Some plays that follow each other, as columns of their own."""
        return PlayColumns(
            self.song[low:high], self.listener[low:high], self.start_ms[low:high], self.end_ms[low:high],
            self.session[low:high], self.counted[low:high], self.usable[low:high],
            None if self.marked is None else self.marked[low:high],
            None if self.asides is None else self.asides.part(low, high),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Corpus:
    """All sessions as lists of songs, stored flat.

    Attributes
    ----------
    songs : Int32, shape (tokens,)
        Catalogue song indices, session after session.
    starts : Int64, shape (sessions + 1,)
        Session ``i`` is ``songs[starts[i]:starts[i + 1]]``.
    listener : Int32, shape (sessions,)
    start_ms : Int64, shape (sessions,)
        When the session began, `NO_TIME` for listed sessions without times.
    """

    songs: Int32
    starts: Int64
    listener: Int32
    start_ms: Int64

    def __len__(self) -> int:
        return len(self.listener)

    def session(self, number: int) -> Int32:
        """Songs of one session, in order."""
        return self.songs[self.starts[number] : self.starts[number + 1]]


@dataclass(frozen=True, slots=True)
class Vectors:
    """What skip-gram learnt: W1 (a row per song) and W2 (a row per song as context).

    Attributes
    ----------
    songs : Int64, shape (v,)
        Row -> library song number (or catalogue index where a docstring says so).
    w1, w2 : Float32, shape (v, d)
    """

    songs: Int64
    w1: Float32
    w2: Float32


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Exact nearest songs by cosine, the song itself left out.

    Attributes
    ----------
    index : Int32, shape (v, k)
    cosine : Float32, shape (v, k)
    """

    index: Int32
    cosine: Float32
