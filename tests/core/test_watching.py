"""What is kept out is kept out, and a model that knows the answer scores one."""

from __future__ import annotations

import numpy as np

from s2v_desktop.core import watching
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.types import Corpus, Float32, Vectors
from s2v_desktop.core.watching import HeldOut, Pass


def corpus(sessions: int, length: int = 6, songs: int = 40) -> Corpus:
    rng = np.random.default_rng(1)
    tokens = rng.integers(0, songs, sessions * length).astype(np.int32)
    starts = np.arange(sessions + 1, dtype=np.int64) * length
    return Corpus(tokens, starts, np.zeros(sessions, np.int32), np.arange(sessions, dtype=np.int64))


def test_only_last_songs_are_taken_out() -> None:
    whole = corpus(1000)
    held = HeldOut.choose(whole, seed=3)
    assert held is not None
    assert len(held.last) == 50
    assert len(held.corpus.songs) == len(whole.songs) - 50
    shorter = 0
    for number in range(len(whole)):
        before, after = whole.session(number).tolist(), held.corpus.session(number).tolist()
        assert after in (before, before[:-1])
        if after != before:
            assert (held.before[shorter], held.last[shorter]) == (before[-2], before[-1])
            shorter += 1
    assert shorter == 50


def test_few_sessions_are_left_whole() -> None:
    assert HeldOut.choose(corpus(399), seed=3) is None
    assert HeldOut.choose(corpus(1000, length=3), seed=3) is None


def eye(size: int) -> Float32:
    return np.eye(size, dtype=np.float32)


def test_who_knows_the_answer_scores_one_and_who_lacks_the_songs_none() -> None:
    empty = corpus(0)
    held = HeldOut(empty, np.array([0, 1]), np.array([1, 2]))
    w2 = np.roll(eye(30), 1, axis=0)  # the context row of song i + 1 is the row of song i
    assert held.score(Vectors(np.arange(30), eye(30), w2)) == 1.0
    assert held.score(Vectors(np.arange(5, 35), eye(30), w2)) == 0.0


def test_songs_before_the_answer_must_be_fewer_than_ten() -> None:
    held = HeldOut(corpus(0), np.array([0]), np.array([29]))
    w1 = np.ones((30, 1), np.float32)
    w2 = np.array([[1.0]] * 11 + [[-1.0]] * 19, np.float32)  # ten other songs are nearer than the answer
    assert held.score(Vectors(np.arange(30), w1, w2)) == 0.0
    w2[10] = -1.0
    assert held.score(Vectors(np.arange(30), w1, w2)) == 1.0


def test_nearest_leaves_the_song_itself_out() -> None:
    w1 = np.array([[1, 0], [0.9, 0.1], [0, 1], [-1, 0]], np.float32)
    vectors = Vectors(np.arange(4), w1, w1)
    assert watching.nearest(vectors, 0, 2).tolist() == [1, 2]
    assert watching.nearest(Vectors(np.arange(1), w1[:1], w1[:1]), 0, 2).tolist() == []


def test_a_monitor_that_does_not_care_is_not_told() -> None:
    told = Pass(1, 2, None, 0, "", [], 1.0)
    watching.tell(Silent(), told)
    heard: list[Pass] = []

    class Curious(Silent):
        def passed(self, told: Pass) -> None:
            heard.append(told)

    watching.tell(Curious(), told)
    assert heard == [told]
