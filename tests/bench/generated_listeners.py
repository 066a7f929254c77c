"""Listeners made up for benches of quality, of two kinds, with a structure that is known.

*Albums*: sessions run through albums in their order, now and then with a song left out, a jump to a related album or a
shuffle. What comes next is decided by the song before. *Moods*: sessions stay in a mood and drift to a neighbouring
one; songs are drawn from the mood by a popularity with a long tail, so most songs are rare and order says nothing.
What comes next is decided by the company a song keeps. A real listener is a mixture of both.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.types import Corpus, Int32, Int64


@dataclass(frozen=True, slots=True)
class Listening:
    """Sessions and the artist of each song.

    Attributes
    ----------
    corpus : Corpus
    artist : Int32, shape (songs,)
    """

    corpus: Corpus
    artist: Int32


def albums(plays: int, seed: int, artists: int = 400) -> Listening:
    """A listener of albums: what comes next is mostly the next song of the album, as far as the album is known."""
    rng = np.random.default_rng(seed)
    artist_of_album = np.repeat(np.arange(artists), rng.integers(1, 6, artists))
    lengths = rng.integers(8, 15, len(artist_of_album))
    first = np.concatenate(([0], np.cumsum(lengths)))
    liked = rng.dirichlet(np.full(len(lengths), 0.4))
    style = rng.integers(0, 12, artists)[artist_of_album]
    by_style = [np.flatnonzero(style == one) for one in range(12)]
    sessions: list[list[int]] = []
    total = 0
    while total < plays:
        album = int(rng.choice(len(lengths), p=liked))
        session: list[int] = []
        while len(session) < 40:
            session += _album_heard(rng, int(first[album]), int(lengths[album]))
            if rng.random() < 0.45:
                break
            near = by_style[style[album]]
            same = np.flatnonzero(artist_of_album == artist_of_album[album])
            pool = same if rng.random() < 0.4 else near
            weights = liked[pool] + 1e-9
            album = int(rng.choice(pool, p=weights / weights.sum()))
        sessions.append(session)
        total += len(session)
    return Listening(corpus_of(sessions), np.repeat(artist_of_album, lengths).astype(np.int32))


def _album_heard(rng: np.random.Generator, first: int, length: int) -> list[int]:
    """Songs of an album as they are heard: in order from some place on, with gaps, or shuffled."""
    songs = first + np.arange(length)
    if rng.random() < 0.5:
        return [int(song) for song in rng.permutation(songs)[: rng.integers(1, 5)]]
    begin = 0 if rng.random() < 0.7 else int(rng.integers(0, length - 2))
    end = length if rng.random() < 0.3 else int(rng.integers(begin + 2, length + 1))
    return [int(song) for song in songs[begin:end] if rng.random() < 0.92] or [first]


def moods(plays: int, seed: int, moods_of: int = 40, songs_per_mood: int = 200) -> Listening:
    """A listener of moods with a long tail: what comes next is any song of the mood, and most songs are rare."""
    rng = np.random.default_rng(seed)
    songs = moods_of * songs_per_mood
    own = np.repeat(np.arange(moods_of), songs_per_mood)
    artist = own * 25 + rng.integers(0, 25, songs)
    popularity = 1.0 / (1.0 + rng.permutation(songs)) ** 0.8
    sticky = {mood: popularity[own == mood] / popularity[own == mood].sum() for mood in range(moods_of)}
    liked = rng.dirichlet(np.full(moods_of, 0.6))
    sessions: list[list[int]] = []
    total = 0
    while total < plays:
        mood = int(rng.choice(moods_of, p=liked))
        session: list[int] = []
        for _ in range(int(rng.integers(4, 26))):
            if rng.random() < 0.06:
                mood = int((mood + rng.choice((-1, 1))) % moods_of)
            session.append(int(mood * songs_per_mood + rng.choice(songs_per_mood, p=sticky[mood])))
        sessions.append(session)
        total += len(session)
        # Taste drifts: every session the listener likes moods a little differently.
        liked = np.maximum(liked + rng.normal(0, 0.002, moods_of), 1e-4)
        liked /= liked.sum()
    return Listening(corpus_of(sessions), artist.astype(np.int32))


def corpus_of(sessions: list[list[int]]) -> Corpus:
    """Sessions a day apart, immediate repeats collapsed, those of one song left out."""
    kept = [one for one in (_collapsed(session) for session in sessions) if len(one) >= 2]
    lengths = np.array([len(one) for one in kept], np.int64)
    starts: Int64 = np.concatenate(([0], np.cumsum(lengths)))
    songs = np.array([song for one in kept for song in one], np.int32)
    days = np.arange(len(kept), dtype=np.int64) * 86_400_000
    return Corpus(songs, starts, np.zeros(len(kept), np.int32), days)


def _collapsed(session: list[int]) -> list[int]:
    return [song for place, song in enumerate(session) if place == 0 or session[place - 1] != song]
