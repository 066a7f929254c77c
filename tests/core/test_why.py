"""Evidence from sessions: counted exactly, newest first, honest when there is none."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.types import NO_TIME, Corpus
from s2v_desktop.core.why import SessionIndex, shared_sessions, together


def corpus(*sessions: list[int], start_ms: list[int] | None = None) -> Corpus:
    flat = [song for session in sessions for song in session]
    starts = np.concatenate(([0], np.cumsum([len(session) for session in sessions]))).astype(np.int64)
    times = np.array(start_ms if start_ms is not None else range(len(sessions)), np.int64)
    return Corpus(np.array(flat, np.int32), starts, np.zeros(len(sessions), np.int32), times)


def test_sessions_with_song_and_any_seed() -> None:
    found = together(corpus([1, 2, 3], [2, 3], [1, 9], [5, 1, 6, 3]), [1, 5], 3, limit=1)
    assert (found.sessions, found.last_ms) == (2, 3)
    assert [example.session for example in found.examples] == [3]
    assert found.links == ()


def test_an_example_shows_the_nearest_seed_and_the_direction() -> None:
    example = together(corpus([1, 7, 8, 9, 2, 3, 4, 5, 6, 1]), [1], 3).examples[0]
    assert (example.seed, example.distance) == (1, -4)
    assert example.songs == (8, 9, 2, 3, 4, 5, 6, 1)
    forward = together(corpus([4, 1, 3]), [1, 4], 3).examples[0]
    assert (forward.seed, forward.distance, forward.songs) == (1, 1, (4, 1, 3))


def test_newest_sessions_come_first_and_playlists_last() -> None:
    found = together(corpus([1, 2], [1, 2], [1, 2], start_ms=[500, NO_TIME, 900]), [1], 2)
    assert [example.start_ms for example in found.examples] == [900, 500, NO_TIME]
    assert found.last_ms == 900


def test_never_together_names_what_links_them() -> None:
    found = together(corpus([1, 4], [1, 4, 5], [4, 2], [5, 2], [4, 2, 6], [6, 3]), [1], 2)
    assert (found.sessions, found.last_ms, found.examples) == (0, NO_TIME, ())
    assert [(link.song, link.with_seeds, link.with_song) for link in found.links] == [(4, 2, 2), (5, 1, 1)]


def test_songs_without_sessions_have_no_evidence() -> None:
    found = together(corpus([1, 2]), [1], 99)
    assert (found.sessions, found.links) == (0, ())
    assert together(corpus([1, 2]), [], 2).sessions == 0
    assert together(corpus([1, 2]), [2], 2).sessions == 0


def test_an_empty_corpus_answers() -> None:
    assert together(corpus(), [1], 2).sessions == 0


@given(
    st.lists(st.lists(st.integers(0, 8), min_size=1, max_size=6), max_size=12),
    st.integers(0, 8),
    st.lists(st.integers(0, 8), min_size=1, max_size=3),
)
def test_counts_equal_a_loop(sessions: list[list[int]], song: int, seeds: list[int]) -> None:
    index = SessionIndex.build(corpus(*sessions))
    others = set(seeds) - {song}
    expected = sum(song in session and bool(others & set(session)) for session in sessions)
    assert together(index, seeds, song).sessions == expected
    assert index.of(song).tolist() == [i for i, session in enumerate(sessions) if song in session]


def test_shared_sessions_are_listed_newest_first() -> None:
    index = SessionIndex.build(corpus([1, 2], [2, 9], [1, 2, 3], [3, 2], start_ms=[500, 900, 700, 100]))
    assert shared_sessions(index, [1, 3], 2).tolist() == [2, 0, 3]
    assert shared_sessions(index, [1, 3], 2, limit=1).tolist() == [2]
    assert shared_sessions(index, [2], 2).tolist() == []


def test_a_corpus_answers_like_its_index() -> None:
    rng = np.random.default_rng(3)
    sessions = [rng.integers(0, 30, rng.integers(1, 9)).tolist() for _ in range(60)]
    plain = corpus(*sessions, start_ms=rng.permutation(60).tolist())
    index = SessionIndex.build(plain)
    for song in (0, 7, 29, 31):
        for seeds in ([3], [7, 12, 3], [99]):
            assert together(plain, seeds, song) == together(index, seeds, song)
            assert shared_sessions(plain, seeds, song).tolist() == shared_sessions(index, seeds, song).tolist()
