"""What is held out: later sessions or last songs, cases of songs not yet heard, and nothing leaks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.errors import TooLittleData
from s2v_desktop.core.heldout import LONGEST_QUERY, Cases, decayed, has_times, split
from s2v_desktop.core.types import NO_TIME, Corpus


def corpus_of(sessions: list[list[int]], start_ms: list[int] | None = None) -> Corpus:
    starts = np.concatenate(([0], np.cumsum([len(one) for one in sessions]))).astype(np.int64)
    songs = np.array([song for one in sessions for song in one], np.int32)
    times = np.array(start_ms if start_ms is not None else range(len(sessions)), np.int64)
    return Corpus(songs, starts, np.zeros(len(sessions), np.int32), times)


def test_the_time_protocol_holds_out_the_latest_sessions() -> None:
    sessions = [[number, number + 1, number + 2] for number in range(20)]
    newest_first = corpus_of(sessions, list(range(20, 0, -1)))
    divided = split(newest_first, "time")
    assert len(divided.train) == 18
    assert [divided.held.session(number).tolist() for number in range(2)] == [[1, 2, 3], [0, 1, 2]]
    assert divided.all_cases == len(divided) == 4


def test_only_songs_not_yet_heard_in_the_session_are_targets() -> None:
    divided = split(corpus_of([[9, 9]] * 9 + [[1, 2, 1, 3, 2]]), "time")
    assert divided.place.tolist() == [1, 3]


def test_the_last_song_protocol_learns_from_all_but_the_last_new_song() -> None:
    divided = split(corpus_of([[1, 2, 3], [4, 5, 4], [6, 6]]), "last")
    assert divided.place.tolist() == [2, 1]
    assert divided.session.tolist() == [0, 1]
    assert [divided.train.session(number).tolist() for number in range(3)] == [[1, 2], [4], []]


def test_nothing_held_out_is_learnt_from() -> None:
    rng = np.random.default_rng(0)
    divided = split(corpus_of([rng.integers(0, 1000, 8).tolist() for _ in range(200)]), "time")
    learnt = {tuple(divided.train.session(number)) for number in range(len(divided.train))}
    held = {tuple(divided.held.session(number)) for number in range(len(divided.held))}
    assert not learnt & held
    assert len(learnt) + len(held) == 200


def test_a_case_knows_its_query_what_was_heard_and_what_is_left() -> None:
    divided = split(corpus_of([[0, 1]] * 9 + [[5, 1, 7, 2, 8]]), "time")
    row = np.full(9, -1, np.int64)
    row[[1, 2, 5]] = [10, 11, 12]
    cases = Cases(divided, row)
    (_, asked), *more = cases.blocks(100)
    assert not more
    assert asked.query.shape == (4, LONGEST_QUERY)
    assert asked.query[2, :4].tolist() == [-1, 10, 12, -1]
    assert asked.target.tolist() == [10, -1, 11, -1]
    assert [row for case, row in zip(*asked.seen, strict=True) if case == 2] == [12, 10]
    assert [row for case, row in zip(*asked.rest, strict=True) if case == 1] == [11]
    assert asked.songs_left.tolist() == [4, 3, 2, 1]
    assert asked.answerable.all()
    assert cases.covered().tolist() == [True, False, True, False]


def test_blocks_do_not_change_the_cases() -> None:
    rng = np.random.default_rng(1)
    divided = split(corpus_of([rng.integers(0, 50, 9).tolist() for _ in range(60)]), "time")
    cases = Cases(divided, np.arange(50))
    whole = next(iter(cases.blocks(1000)))[1]
    parts = [asked for _, asked in cases.blocks(3)]
    assert np.array_equal(whole.query, np.concatenate([part.query for part in parts]))
    assert len(whole.rest[0]) == sum(len(part.rest[0]) for part in parts)
    assert whole.songs_left.sum() == len(whole.rest[0])


@given(st.integers(1, 40))
def test_large_libraries_are_asked_in_whole_sessions(most: int) -> None:
    divided = split(corpus_of([[0, 1, 2, 3]] * 300), "time", most)
    assert divided.all_cases == 90
    assert len(divided) <= max(most, 3)
    assert len(divided) % 3 == 0


def test_weights_of_a_query() -> None:
    query = np.full((3, LONGEST_QUERY), -1)
    query[0, :3] = [4, 5, 6]
    query[1, 2] = 7
    assert decayed(query, 5, 0.5)[0].tolist() == [1.0, 0.5, 0.25, 0.0, 0.0]
    assert decayed(query, 1, 0.5)[:, :5].tolist() == [[1, 0, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0, 0]]


def test_times_decide_the_usual_protocol() -> None:
    assert has_times(corpus_of([[1, 2]] * 3))
    assert not has_times(corpus_of([[1, 2]] * 3, [NO_TIME] * 3))


@pytest.mark.parametrize("protocol", ["time", "last"])
def test_too_little_is_said(protocol: str) -> None:
    with pytest.raises(TooLittleData, match="too little"):
        split(corpus_of([[1, 1], [2, 2]]), protocol)  # type: ignore[arg-type]
