"""Training from old vectors, and what an early stop keeps."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from s2v_desktop.core.errors import BadRequest, TooLittleData
from s2v_desktop.core.policy import TrainingParameters
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.refining import Refinement, refine
from s2v_desktop.core.training import train
from s2v_desktop.core.types import Corpus, Vectors

SMALL = TrainingParameters(vector_size=16, window=3, negative=5, sample=0.0, epochs=6, batch_words=200, follow_passes=0)


def corpus(sessions: int = 200, length: int = 8, group: int = 15) -> Corpus:
    """Even sessions play songs 10 to 24, odd ones songs 40 to 54."""
    rng = np.random.default_rng(7)
    songs = [(10 if i % 2 == 0 else 40) + rng.permutation(group)[:length] for i in range(sessions)]
    starts = np.arange(sessions + 1, dtype=np.int64) * length
    return Corpus(
        np.concatenate(songs).astype(np.int32),
        starts,
        np.zeros(sessions, np.int32),
        np.arange(sessions, dtype=np.int64),
    )


class Stopping(Silent):
    """Says "stop here" once told so."""

    def stop(self) -> None:
        self.stopping = True


def test_known_songs_begin_where_they_were() -> None:
    first = train(corpus(), SMALL, Silent())
    still = TrainingParameters(**{**SMALL.as_dict(), "epochs": 1, "alpha": 1e-6, "min_alpha": 1e-6})  # type: ignore[arg-type]
    known = Vectors(first.vectors.songs[::2], first.vectors.w1[::2], first.vectors.w2[::2])
    again = train(corpus(), still, Silent(), start=known)
    assert again.vectors.songs.tolist() == first.vectors.songs.tolist()
    assert np.allclose(again.vectors.w1[::2], first.vectors.w1[::2], atol=1e-3)
    assert not np.allclose(again.vectors.w1[1::2], first.vectors.w1[1::2], atol=1e-3)


def test_a_start_that_knows_no_song_changes_nothing() -> None:
    plain = train(corpus(), SMALL, Silent()).vectors
    nothing = np.zeros((0, 16), np.float32)
    for songs in (np.zeros(0, np.int64), np.array([99])):
        rows = nothing if len(songs) == 0 else np.ones((1, 16), np.float32)
        same = train(corpus(), SMALL, Silent(), start=Vectors(songs, rows, rows)).vectors
        assert np.array_equal(plain.w1, same.w1)
        assert np.array_equal(plain.w2, same.w2)


def test_a_start_of_another_size_is_refused_with_the_way_out() -> None:
    rows = np.ones((1, 20), np.float32)
    with pytest.raises(BadRequest, match="vector_size=20"):
        train(corpus(), SMALL, Silent(), start=Vectors(np.array([10]), rows, rows))


def test_an_early_stop_keeps_the_best_pass_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("s2v_desktop.core.training.TELL_EVERY_S", 0.0)
    monkeypatch.setattr("s2v_desktop.core.training.LOOK_EVERY", 1)
    monitor, seen = Stopping(), []

    def watch(epoch: int, vectors: Vectors) -> float:
        seen.append(vectors.w1.copy())
        if epoch == 4:
            monitor.stop()
        return {1: 0.2, 2: 0.7, 3: 0.5}.get(epoch, 0.1)

    trained = train(corpus(), SMALL, monitor, watch)
    assert trained.scores == (0.2, 0.7, 0.5, 0.1)
    assert trained.kept == 2
    assert trained.stopped
    assert np.array_equal(trained.vectors.w1, seen[1])


def test_after_an_early_stop_a_short_second_round_still_teaches_what_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("s2v_desktop.core.training.TELL_EVERY_S", 0.0)
    monkeypatch.setattr("s2v_desktop.core.training.LOOK_EVERY", 1)
    learnt: list[Vectors] = []
    for visits in (0, 10**6):
        monkeypatch.setattr("s2v_desktop.core.training.STOPPED_VISITS", visits)
        monitor = Stopping()

        def watch(epoch: int, vectors: Vectors, monitor: Stopping = monitor) -> float:
            monitor.stop()
            return 0.5

        learnt.append(train(corpus(), replace(SMALL, follow_passes=3.0), monitor, watch).vectors)
    assert np.array_equal(learnt[0].w1, learnt[1].w1)
    assert not np.array_equal(learnt[0].w2, learnt[1].w2)
    # Whole, although the monitor still says "stop".
    plan = Refinement(3.0)
    again = refine(learnt[0], corpus(), plan, SMALL.seed, Silent())
    assert np.array_equal(again.w2, learnt[1].w2)


def test_a_whole_training_keeps_its_last_pass() -> None:
    trained = train(corpus(), SMALL, Silent(), lambda epoch, vectors: 1.0 / epoch)
    assert trained.kept == trained.epochs == 6
    assert np.array_equal(trained.vectors.w1, train(corpus(), SMALL, Silent()).vectors.w1)


def test_a_million_songs_played_once_end_in_a_sentence() -> None:
    size = 1_000_000
    starts = np.arange(0, size + 1, 10, dtype=np.int64)
    sessions = len(starts) - 1
    once = Corpus(np.arange(size, dtype=np.int32), starts, np.zeros(sessions, np.int32), np.arange(sessions))
    with pytest.raises(TooLittleData, match="0 songs were played 3 times"):
        train(once, TrainingParameters(min_count=3), Silent())
