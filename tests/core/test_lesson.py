"""The example of the help page: songs that stood beside each other, and exactly the numbers the lists show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from s2v_desktop.core import lesson as lessons
from s2v_desktop.core.filters import SongFacts
from s2v_desktop.core.lesson import NEAREST, SHOWN, Lesson
from s2v_desktop.core.scoring import Query, Seed, Space, cosine, recommend
from s2v_desktop.core.turns import finished
from s2v_desktop.core.types import Corpus, Vectors

SONGS = 30


@pytest.fixture
def space() -> Space:
    rng = np.random.default_rng(4)
    rows = [rng.normal(size=(SONGS, 12)).astype(np.float32) for _ in range(2)]
    return Space.build(Vectors(np.arange(SONGS, dtype=np.int64) + 100, *rows))


def lesson(*asked: Any) -> Lesson | None:
    return finished(lessons.lesson(*asked))


def corpus(*sessions: list[int]) -> Corpus:
    starts = np.concatenate(([0], np.cumsum([len(one) for one in sessions]))).astype(np.int64)
    songs = np.array([song for one in sessions for song in one], np.int32)
    return Corpus(songs, starts, np.zeros(len(sessions), np.int32), np.arange(len(sessions), dtype=np.int64) * 1000)


ROWS = np.arange(SONGS)
PLAYS = np.arange(SONGS, dtype=np.float64)[::-1] + 1
FACTS = replace(SongFacts.unknown(SONGS), plays=np.full(SONGS, 9, np.int64))


def test_the_sentence_is_the_stretch_of_a_session_that_is_played_most(space: Space) -> None:
    sessions = corpus([20, 21, 22, 23, 24, 25, 26], [29, 0, 1, 2, 3, 4, 5, 6, 28], [10, 11, 12, 13, 14, 15, 16])
    found = lesson(space, sessions, ROWS, PLAYS, FACTS, 5)
    assert found is not None
    assert found.sentence.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert (found.song, found.after, found.start_ms, found.window) == (3, 4, 1000, 5)


def test_no_sentence_goes_over_the_end_of_a_session_or_says_a_song_twice(space: Space) -> None:
    sessions = corpus([7, 0, 1], [2, 3, 4], [0, 1, 0, 1, 0, 1, 0], [20, 21, 22, 23, 24])
    found = lesson(space, sessions, ROWS, PLAYS, FACTS, 5)
    assert found is not None
    assert found.sentence.tolist() == [20, 21, 22, 23, 24]


def test_songs_the_model_does_not_know_and_hidden_songs_stand_in_no_sentence(space: Space) -> None:
    rows = ROWS.copy()
    rows[1] = -1
    hidden = np.zeros(SONGS, np.bool_)
    hidden[11] = True
    sessions = corpus([0, 1, 2, 3], [10, 11, 12], [25, 26, 27])
    found = lesson(space, sessions, rows, PLAYS, replace(FACTS, hidden=hidden), 5)
    assert found is not None
    assert found.sentence.tolist() == [25, 26, 27]
    assert 11 not in [row for near in (found.similar, found.between, found.yours) for row, _ in near]


def test_its_numbers_are_those_of_the_lists(space: Space) -> None:
    found = lesson(space, corpus([0, 1, 2, 3, 4, 5, 6]), ROWS, PLAYS, FACTS, 5)
    assert found is not None
    assert len(found.w1) == len(found.after_w2) == SHOWN
    assert found.w1 == pytest.approx(space.w1[3, :SHOWN])
    assert found.after_w2 == pytest.approx(space.w2[4, :SHOWN])
    assert found.near_w1 == pytest.approx(space.w1[found.similar[0][0], :SHOWN])
    for mode, near in (("similar", found.similar), ("next", found.following)):
        listed = recommend(space, Query((Seed(3),), mode), top=NEAREST)  # type: ignore[arg-type]
        assert near == tuple(zip(listed.rows.tolist(), listed.cosine.tolist(), strict=True))
    assert found.cosine == pytest.approx(cosine(space, 3, found.other))
    mean = space.w1[3].astype(float) + space.w1[found.other]
    assert found.to_mean == pytest.approx(float(space.w1[found.other] @ mean / np.linalg.norm(mean)), abs=1e-6)
    assert found.heard == SONGS
    assert len(found.yours) == NEAREST


def test_it_names_songs_that_were_played_often_where_there_are_enough(space: Space) -> None:
    often = np.where(np.arange(SONGS) % 2, 9, 2)
    found = lesson(space, corpus([0, 1, 2]), ROWS, PLAYS, replace(FACTS, plays=often), 5)
    assert found is not None
    assert all(row % 2 for near in (found.similar, found.following, found.between) for row, _ in near)
    seldom = lesson(space, corpus([0, 1, 2]), ROWS, PLAYS, replace(FACTS, plays=np.ones(SONGS, np.int64)), 5)
    assert seldom is not None
    assert len(seldom.similar) == NEAREST


@pytest.mark.parametrize("sessions", [(), ([0, 1],), ([0, 0, 0, 0],)])
def test_without_a_session_of_three_songs_there_is_none(space: Space, sessions: tuple[list[int], ...]) -> None:
    assert lesson(space, corpus(*sessions), ROWS, PLAYS, FACTS, 5) is None


def test_where_nobody_heard_anything_there_is_no_taste(space: Space) -> None:
    found = lesson(space, corpus([0, 1, 2]), ROWS, np.zeros(SONGS), FACTS, 5)
    assert found is not None
    assert (found.heard, found.yours) == (0, ())


def test_a_model_of_one_song_has_nothing_to_name() -> None:
    one = np.ones((1, 2), np.float32)
    space = Space.build(Vectors(np.zeros(1, np.int64), one, one))
    assert lesson(space, corpus([0, 0, 0]), np.zeros(1, np.int64), np.ones(1), SongFacts.unknown(1), 5) is None
