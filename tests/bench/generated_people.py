"""More listeners made up for benches of quality: habits that the two of `generated_listeners` do not have.

*Favourites*: own lists and albums, again and again, in phases; songs come and go. *Shuffler*: a growing library on
shuffle, old songs fade. *Playlists*: lists without times by many people. *People*: several listeners who share songs.
"""

from __future__ import annotations

import numpy as np
from generated_listeners import Listening, _album_heard, corpus_of

from s2v_desktop.core.types import NO_TIME, Corpus, Float64, Int64


def favourites(plays: int, seed: int, lists: int = 60, artists: int = 120) -> Listening:
    """A listener who repeats: lists in their order or shuffled, and albums, liked for a while."""
    rng = np.random.default_rng(seed)
    artist_of_album = np.repeat(np.arange(artists), rng.integers(1, 3, artists))
    lengths = rng.integers(6, 12, len(artist_of_album))
    first = np.concatenate(([0], np.cumsum(lengths)))
    songs = int(first[-1])
    own = [
        rng.choice(songs, int(rng.integers(8, 35)), replace=False, p=_long_tail(rng, songs, 0.5)) for _ in range(lists)
    ]
    liking = rng.normal(0, 1.2, lists + len(artist_of_album))
    born = np.sort(rng.random(lists + len(artist_of_album))) * 0.9
    rng.shuffle(born)
    sessions: list[list[int]] = []
    total = 0
    while total < plays:
        liking = liking * 0.995 + rng.normal(0, 0.12, len(liking))
        weights = np.exp(liking) * (born <= total / plays + 0.05)
        weights /= weights.sum()
        session: list[int] = []
        for _ in range(int(rng.integers(1, 4))):
            chosen = int(rng.choice(len(weights), p=weights))
            if chosen < lists:
                session += _list_heard(rng, own[chosen])
            else:
                session += _album_heard(rng, int(first[chosen - lists]), int(lengths[chosen - lists]))
        sessions.append(session)
        total += len(session)
    return Listening(corpus_of(sessions), np.repeat(artist_of_album, lengths).astype(np.int32))


def shuffler(plays: int, seed: int, artists: int = 500, genres: int = 10) -> Listening:
    """A library on shuffle: songs arrive with their artists and fade, artists come in runs, genres drift."""
    rng = np.random.default_rng(seed)
    artist = np.repeat(np.arange(artists), rng.integers(3, 25, artists))
    songs = len(artist)
    genre = rng.integers(0, genres, artists)[artist]
    born = rng.random(artists)[artist] * 0.95 + rng.random(songs) * 0.15 - 0.1
    half = np.exp(rng.normal(-2.0, 0.8, songs))
    love = rng.gamma(0.6, 1, songs) + 0.02
    liked = rng.dirichlet(np.full(genres, 0.8))
    by_genre = [np.flatnonzero(genre == one) for one in range(genres)]
    by_artist = [np.flatnonzero(artist == one) for one in range(artists)]
    sessions: list[list[int]] = []
    total = 0
    while total < plays:
        age = total / plays - born
        weights = love * np.where(age >= 0, 0.04 + 0.96 * np.exp(-np.maximum(age, 0) / half), 0)
        session: list[int] = []
        kind = int(rng.choice(genres, p=liked))
        everything = rng.random() < 0.35
        for _ in range(int(rng.integers(3, 30))):
            if session and rng.random() < 0.25:
                pool = by_artist[artist[session[-1]]]
            else:
                pool = np.arange(songs) if everything else by_genre[kind]
            session.append(_drawn(rng, pool, weights))
        sessions.append(session)
        total += len(session)
        liked = np.maximum(liked + rng.normal(0, 0.01, genres), 1e-3)
        liked /= liked.sum()
    return Listening(corpus_of(sessions), artist.astype(np.int32))


def playlists(entries: int, seed: int, artists: int = 900, topics: int = 60) -> Listening:
    """Playlists of many people: one or two topics each, famous artists more often, some artists in runs; no times."""
    rng = np.random.default_rng(seed)
    songs_of = rng.integers(4, 20, artists)
    artist = np.repeat(np.arange(artists), songs_of)
    fame = _long_tail(rng, artists, 0.8)[artist] * np.concatenate([_long_tail(rng, one, 0.7) for one in songs_of])
    fame /= fame.sum()
    mixture = np.zeros((artists, topics))
    for one in range(artists):
        mixture[one, rng.choice(topics, 3, replace=False)] = rng.dirichlet([1, 1, 1])
    by_artist = [np.flatnonzero(artist == one) for one in range(artists)]
    liked = rng.dirichlet(np.full(topics, 0.8))
    sessions: list[list[int]] = []
    total = 0
    while total < entries:
        first, second = rng.choice(topics, 2, p=liked)
        share = 0.75 if rng.random() < 0.7 else 1.0
        weights = fame**0.8 * (share * mixture[artist, first] + (1 - share) * mixture[artist, second] + 0.002)
        length, runs = int(rng.integers(5, 80)), rng.random() * 0.5
        session = [int(song) for song in rng.choice(len(artist), length, p=weights / weights.sum())]
        for place in range(1, length):
            if rng.random() < runs:
                session[place] = _drawn(rng, by_artist[artist[session[place - 1]]], fame)
        sessions.append(list(dict.fromkeys(session)))
        total += len(sessions[-1])
    made = corpus_of(sessions)
    nobody = np.arange(len(made), dtype=np.int32)
    return Listening(
        Corpus(made.songs, made.starts, nobody, np.full(len(made), NO_TIME, np.int64)), artist.astype(np.int32)
    )


def people(plays: int, seed: int, count: int = 12, artists: int = 400, genres: int = 14) -> Listening:
    """Several listeners of the same songs: albums, or known songs of a genre, each in their own measure."""
    rng = np.random.default_rng(seed)
    artist_of_album = np.repeat(np.arange(artists), rng.integers(1, 5, artists))
    lengths = rng.integers(7, 14, len(artist_of_album))
    genre = rng.integers(0, genres, artists)
    fame = _long_tail(rng, artists, 0.7)
    known = np.concatenate([_long_tail(rng, one, 1.0) for one in lengths])
    heard: list[tuple[float, int, list[int]]] = []
    for who in range(count):
        taste = rng.dirichlet(np.full(genres, 0.3))
        liked = fame * taste[genre] * rng.gamma(0.4, 1, artists)
        liked /= liked.sum()
        albums = rng.random() * 0.7
        total = 0
        while total < plays / count:
            session = _one_of_many(rng, liked, albums, artist_of_album, lengths, genre, known)
            liked = np.maximum(liked * np.exp(rng.normal(0, 0.03, artists)), 0)
            liked /= liked.sum()
            if session:
                heard.append((total / (plays / count), who, session))
                total += len(session)
    heard.sort(key=lambda one: one[0])
    collapsed = [
        (who, [song for at, song in enumerate(one) if at == 0 or one[at - 1] != song]) for _, who, one in heard
    ]
    kept = [(who, session) for who, session in collapsed if len(session) >= 2]
    made = corpus_of([session for _, session in kept])
    listeners = np.array([who for who, _ in kept], np.int32)
    artist = np.repeat(artist_of_album, lengths).astype(np.int32)
    return Listening(Corpus(made.songs, made.starts, listeners, made.start_ms), artist)


def _one_of_many(
    rng: np.random.Generator, liked: Float64, albums: float, artist_of_album: Int64, lengths: Int64, genre: Int64,
    known: Float64,
) -> list[int]:  # fmt: skip
    """One session of one of several listeners."""
    first = np.concatenate(([0], np.cumsum(lengths)))
    artist = np.repeat(artist_of_album, lengths)
    session: list[int] = []
    kind = genre[rng.choice(len(liked), p=liked)]
    for _ in range(int(rng.integers(1, 5))):
        if rng.random() < albums:
            chosen = int(rng.choice(len(liked), p=liked))
            album = int(rng.choice(np.flatnonzero(artist_of_album == chosen)))
            session += _album_heard(rng, int(first[album]), int(lengths[album]))
            continue
        weights = liked[artist] * known * (genre[artist] == kind)
        if weights.sum() > 0:
            session += [
                int(song) for song in rng.choice(len(artist), int(rng.integers(2, 9)), p=weights / weights.sum())
            ]
    return session


def _list_heard(rng: np.random.Generator, songs: Int64) -> list[int]:
    """A list of one's own as it is heard: in its order or shuffled, from some place on, with gaps."""
    heard = rng.permutation(songs) if rng.random() < 0.45 else songs
    begin = int(rng.integers(0, max(1, len(heard) // 2))) if rng.random() < 0.5 else 0
    length = int(rng.integers(3, len(heard) + 1))
    return [int(song) for song in heard[begin : begin + length] if rng.random() < 0.9]


def _drawn(rng: np.random.Generator, pool: Int64, weights: Float64) -> int:
    """A song of a pool by its weight; of all songs where none of the pool has any."""
    own = weights[pool]
    if own.sum() <= 0:
        pool, own = np.arange(len(weights)), weights
    return int(rng.choice(pool, p=own / own.sum()))


def _long_tail(rng: np.random.Generator, size: int, steepness: float) -> Float64:
    """Shares that fall like a power of the rank, in random order."""
    share = 1.0 / (1.0 + rng.permutation(size)) ** steepness
    result: Float64 = share / share.sum()
    return result
