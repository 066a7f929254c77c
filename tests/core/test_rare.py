"""Songs too rare to learn stand where their artist and their company stand."""

from __future__ import annotations

import numpy as np
import pytest

from s2v_desktop.core.rare import ARTIST_SHARE, WINDOW, arrays, rare_vectors
from s2v_desktop.core.types import Corpus, Vectors

EAST, NORTH = [1.0, 0.0], [0.0, 1.0]


def corpus_of(*sessions: list[int]) -> Corpus:
    starts = np.concatenate(([0], np.cumsum([len(one) for one in sessions]))).astype(np.int64)
    flat = np.array([song for one in sessions for song in one], np.int32)
    return Corpus(flat, starts, np.zeros(len(sessions), np.int32), np.arange(len(sessions), dtype=np.int64))


MODEL = Vectors(
    np.array([0, 1, 2, 3]),
    np.array([EAST, EAST, NORTH, NORTH], np.float32) * 3,
    np.array([NORTH, NORTH, EAST, EAST], np.float32) * 5,
)
COUNTS = np.array([9, 4, 4, 1])
ARTIST = np.array([0, 0, 1, 1, 0, 7, 1, 7, -1], np.int32)
"""Songs 4 to 8 are rare: one of artist 0, two of an unknown artist's, one of artist 1, one of nobody."""


def test_each_song_gets_what_is_known_about_it() -> None:
    corpus = corpus_of([0, 5, 1], [3, 6, 2, 6], [7, 7], [8, 0, 1])
    placed = rare_vectors(MODEL, COUNTS, corpus, ARTIST, 9)
    assert placed.songs.tolist() == [4, 5, 6, 8]
    by_song = dict(zip(placed.songs.tolist(), range(4), strict=True))
    # Only the artist is known; only the company; both; only the company of a song without an artist.
    assert placed.w1[by_song[4]].tolist() == EAST
    assert placed.w2[by_song[4]].tolist() == NORTH
    assert placed.w1[by_song[5]].tolist() == EAST
    assert placed.w1[by_song[6]] == pytest.approx(NORTH)
    assert placed.w1[by_song[8]].tolist() == EAST
    assert placed.by_artist.tolist() == [1.0, 0.0, ARTIST_SHARE, 0.0]
    assert placed.by_artist + placed.by_company == pytest.approx(np.ones(4))
    assert np.linalg.norm(placed.w1, axis=1) == pytest.approx(np.ones(4), abs=1e-6)


def test_artist_and_company_that_differ_are_weighed() -> None:
    placed = rare_vectors(MODEL, COUNTS, corpus_of([2, 4, 3]), ARTIST, 9)
    first = placed.w1[placed.songs.tolist().index(4)]
    assert first == pytest.approx([np.sqrt(0.5), np.sqrt(0.5)])


def test_nearer_company_counts_more_and_only_within_the_window_and_the_session() -> None:
    between = rare_vectors(MODEL, COUNTS, corpus_of([0, 8, 5, 5, 2]), ARTIST, 9)
    east, north = between.w1[between.songs.tolist().index(8)]
    assert east == pytest.approx(3 * north)
    far = [0, *[7] * WINDOW, 8]
    assert 8 not in rare_vectors(MODEL, COUNTS, corpus_of(far), ARTIST, 9).songs.tolist()
    assert 8 not in rare_vectors(MODEL, COUNTS, corpus_of([0], [8]), ARTIST, 9).songs.tolist()


def test_each_stands_beside_the_song_it_is_most_alike() -> None:
    corpus = corpus_of([0, 5, 1], [3, 6, 2, 6], [7, 7], [8, 0, 1])
    placed = rare_vectors(MODEL, COUNTS, corpus, ARTIST, 9)
    assert placed.near is not None
    # The artist's best known song; one of the company; one of both; the company of a song without an artist.
    assert placed.near.tolist() == [0, 0, 2, 0]
    assert rare_vectors(MODEL, COUNTS, corpus_of([2, 8, 3], [3, 8]), ARTIST, 9).near.tolist() == [0, 2, 2]  # type: ignore[union-attr]


def test_nothing_rare_gives_nothing() -> None:
    placed = rare_vectors(MODEL, COUNTS, corpus_of([0, 1]), ARTIST[:4], 4)
    assert len(placed) == 0
    assert placed.w1.shape == (0, 2)


def test_files_hold_library_numbers() -> None:
    placed = rare_vectors(MODEL, COUNTS, corpus_of([0, 5, 1]), ARTIST, 9)
    files = arrays(placed, np.arange(100, 109))
    assert files["rare_songs.npy"].tolist() == [104, 105, 106]
    assert files["rare_w1.npy"].shape == files["rare_w2.npy"].shape == (3, 2)
    assert files["rare_near.npy"].dtype == np.int32
    assert files["rare_share.npy"].sum(axis=1) == pytest.approx(np.ones(3))
