"""Training: two groups stay apart, the same bits twice, ends at once when asked, refuses what it cannot learn from."""

from __future__ import annotations

import dataclasses
import logging
import threading

import numpy as np
import pytest

from s2v_desktop.core.errors import BadRequest, TooLittleData
from s2v_desktop.core.policy import TrainingParameters
from s2v_desktop.core.progress import Cancelled, Silent
from s2v_desktop.core.scoring import Space, next_songs, recommend, similar
from s2v_desktop.core.training import LONGEST_PIECE, train
from s2v_desktop.core.types import Corpus, Vectors

SMALL = TrainingParameters(vector_size=16, window=3, negative=5, sample=0.0, epochs=10, alpha=0.025, batch_words=200)
GROUP = 15


def corpus_of(sessions: list[np.ndarray]) -> Corpus:
    starts = np.concatenate(([0], np.cumsum([len(session) for session in sessions]))).astype(np.int64)
    flat = np.concatenate(sessions) if sessions else np.zeros(0)
    return Corpus(
        flat.astype(np.int32), starts, np.zeros(len(sessions), np.int32), np.arange(len(sessions), dtype=np.int64)
    )


def two_groups(sessions: int = 300, length: int = 8) -> Corpus:
    """Even sessions play songs 10..24, odd ones songs 40..54."""
    rng = np.random.default_rng(7)
    return corpus_of([(10 if i % 2 == 0 else 40) + rng.permutation(GROUP)[:length] for i in range(sessions)])


class Watcher(Silent):
    """A monitor that remembers, and that says cancel or stop after so many plays."""

    def __init__(self, cancel_at: float = np.inf, stop_at: float = np.inf) -> None:
        self.told: list[tuple[str, float, float, str]] = []
        self.cancel_at, self.stop_at = cancel_at, stop_at

    def update(self, stage: str, done: float, total: float, note: str = "") -> None:
        self.told.append((stage, done, total, note))
        if done >= self.cancel_at and not self.cancelled:
            self.cancelled = True
        self.stopping = done >= self.stop_at
        self.check()

    def check(self) -> None:
        if self.cancelled:
            raise Cancelled


@pytest.fixture(autouse=True)
def tell_always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at the monitor before every session, so that tests do not depend on the clock."""
    monkeypatch.setattr("s2v_desktop.core.training.TELL_EVERY_S", 0.0)
    monkeypatch.setattr("s2v_desktop.core.training.LOOK_EVERY", 1)


def group_of(space: Space, rows: np.ndarray) -> set[bool]:
    return set((space.songs[rows] >= 40).tolist())


@pytest.mark.parametrize("hs", [0, 1])
def test_two_groups_recommend_within_the_group(hs: int) -> None:
    trained = train(two_groups(), dataclasses.replace(SMALL, hs=hs), Silent())
    assert sorted(trained.vectors.songs.tolist()) == [*range(10, 25), *range(40, 55)]
    space = Space.build(trained.vectors)
    for song, other in ((12, False), (50, True)):
        for question in (similar, next_songs):
            assert group_of(space, recommend(space, question([space.row_of(song)]), top=GROUP - 1).rows) == {other}


def test_counts_belong_to_the_rows_and_rare_songs_are_left_out() -> None:
    sessions = [np.arange(25)] * 3 + [np.array([0, 1, 99])]
    trained = train(corpus_of(sessions), SMALL, Silent())
    assert trained.counts.tolist() == [4, 4, *[3] * 23]
    assert trained.vectors.songs.tolist() == list(range(25))
    assert trained.vectors.w1.shape == trained.vectors.w2.shape == (25, 16)
    assert trained.vectors.w1.dtype == trained.vectors.w2.dtype == np.float32
    assert np.isfinite(trained.vectors.w1).all()
    assert np.abs(trained.vectors.w2).sum(axis=1).min() > 0


def test_the_same_seed_gives_the_same_bits_and_another_seed_does_not() -> None:
    first, second = (train(two_groups(), SMALL, Silent()).vectors for _ in range(2))
    assert first.w1.tobytes() == second.w1.tobytes()
    assert first.w2.tobytes() == second.w2.tobytes()
    other = train(two_groups(), dataclasses.replace(SMALL, seed=2), Silent()).vectors
    assert first.w1.tobytes() != other.w1.tobytes()


def test_a_watched_training_gives_the_same_bits_as_a_silent_one() -> None:
    seen: list[int] = []
    watched = train(two_groups(), SMALL, Watcher(), watch=lambda epoch, vectors: seen.append(epoch))
    assert seen == list(range(1, SMALL.epochs + 1))
    assert watched.vectors.w1.tobytes() == train(two_groups(), SMALL, Silent()).vectors.w1.tobytes()


def test_it_equals_what_gensim_makes_of_the_same_sessions() -> None:
    """gensim reads the sessions in another order, so the bits differ; how close the songs of a group are does not."""
    from gensim.models import Word2Vec

    corpus = two_groups()
    ours = Space.build(train(corpus, SMALL, Silent()).vectors)
    words = [[str(song) for song in corpus.session(i)] for i in range(len(corpus))]
    model = Word2Vec(
        words,
        sg=1,
        vector_size=16,
        window=3,
        negative=5,
        hs=1,
        ns_exponent=0.25,
        sample=0.0,
        min_count=2,
        epochs=10,
        alpha=0.025,
        min_alpha=0.0001,
        seed=1,
        workers=1,
        batch_words=200,
    )
    theirs = Space.build(
        Vectors(np.array([int(key) for key in model.wv.index_to_key]), model.wv.vectors, model.syn1neg)
    )

    def within(space: Space) -> float:
        rows = space.w1[space.songs < 40]
        return float((rows @ rows.T).mean())

    assert within(ours) == pytest.approx(within(theirs), abs=0.1)


def test_progress_moves_within_the_pass_and_never_backwards() -> None:
    monitor = Watcher()
    train(two_groups(), SMALL, monitor)
    done = [entry[1] for entry in monitor.told]
    total = 300 * 8 * SMALL.epochs
    assert {entry[0] for entry in monitor.told} == {"training"}
    assert {entry[2] for entry in monitor.told} == {total}
    assert done == sorted(done)
    assert sum(value < 300 * 8 for value in done) > 10
    assert done[-1] == total
    assert monitor.told[-1][3].startswith("Pass 10 of 10")


def test_cancel_ends_it_and_leaves_no_thread() -> None:
    before = threading.active_count()
    monitor = Watcher(cancel_at=5000)
    with pytest.raises(Cancelled):
        train(two_groups(), SMALL, monitor)
    assert 5000 <= monitor.told[-1][1] < 5100, "nothing may be read after the cancel"
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and thread.daemon:
            thread.join(5)
    assert threading.active_count() <= before


def test_cancelled_before_it_begins() -> None:
    monitor = Watcher()
    monitor.cancelled = True
    with pytest.raises(Cancelled):
        train(two_groups(), SMALL, monitor)
    assert monitor.told == []


def test_stop_keeps_what_was_learnt() -> None:
    monitor = Watcher(stop_at=2400 * 4 + 100)
    trained = train(two_groups(), SMALL, monitor)
    assert trained.epochs == 5
    assert monitor.told[-1][1] < 2400 * 5
    space = Space.build(trained.vectors)
    assert group_of(space, recommend(space, similar([space.row_of(12)]), top=10).rows) == {False}


def test_a_monitor_that_breaks_ends_the_training_with_its_own_error() -> None:
    class Broken(Silent):
        def update(self, stage: str, done: float, total: float, note: str = "") -> None:
            raise BrokenPipeError("nobody listens")

    with pytest.raises(BrokenPipeError):
        train(two_groups(), SMALL, Broken())


def test_the_log_stays_quiet(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), pytest.raises(Cancelled):
        train(two_groups(), SMALL, Watcher(cancel_at=3000))
    assert caplog.records == []


def test_a_session_of_thousands_is_read_whole() -> None:
    long = np.tile(np.arange(30), 200)
    monitor = Watcher()
    trained = train(corpus_of([long, np.arange(30)]), SMALL, monitor)
    assert len(long) > 5 * LONGEST_PIECE
    assert monitor.told[-1][1] == SMALL.epochs * (len(long) + 30)
    assert trained.counts.tolist() == [201] * 30


@pytest.mark.parametrize(
    ("sessions", "missing"),
    [
        ([], "0 listening sessions"),
        ([np.arange(30)], "1 listening sessions"),
        ([np.arange(19)] * 5, "19 songs"),
        ([np.arange(0, 30), np.arange(30, 60)], "0 songs"),
    ],
)
def test_too_little_data_says_what_is_missing_and_what_helps(sessions: list[np.ndarray], missing: str) -> None:
    with pytest.raises(TooLittleData, match=missing) as refused:
        train(corpus_of(sessions), SMALL, Silent())
    assert "Import more" in refused.value.message


def test_without_negative_sampling_there_is_no_w2() -> None:
    with pytest.raises(BadRequest, match="negative"):
        TrainingParameters(negative=0)
