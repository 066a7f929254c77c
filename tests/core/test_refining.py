"""The second round: W2 learns the direction of play, W1 stays, and the same seed gives the same bits."""

from __future__ import annotations

import numpy as np
import pytest

from s2v_desktop.core import following as steps
from s2v_desktop.core import refining
from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.progress import Cancelled, Silent
from s2v_desktop.core.refining import (
    OLDEST,
    ORDERED,
    UNORDERED,
    Refinement,
    certain,
    drift,
    fitting_oldest,
    fitting_temperature,
    order_share,
    refine,
)
from s2v_desktop.core.types import NO_TIME, Corpus, Float32, Int64, Vectors

SONGS = 30


def rounds(sessions: int = 120, seed: int = 0) -> Corpus:
    """Every session walks the same circle of songs, always forwards."""
    rng = np.random.default_rng(seed)
    flat = np.concatenate([(rng.integers(SONGS) + np.arange(8)) % SONGS for _ in range(sessions)]).astype(np.int32)
    starts = np.arange(0, 8 * sessions + 1, 8, dtype=np.int64)
    return Corpus(flat, starts, np.zeros(sessions, np.int32), np.arange(sessions, dtype=np.int64))


def untaught() -> Vectors:
    rng = np.random.default_rng(4)
    w1, w2 = rng.normal(size=(2, SONGS, 40)).astype(np.float32)
    return Vectors(np.arange(SONGS), w1, 3 * w2)


def following(vectors: Vectors) -> Int64:
    unit1, unit2 = (rows / np.linalg.norm(rows, axis=1, keepdims=True) for rows in (vectors.w1, vectors.w2))
    scores: Float32 = unit1 @ unit2.T
    np.fill_diagonal(scores, -np.inf)
    result: Int64 = np.argmax(scores, axis=1)
    return result


@pytest.mark.parametrize("all_songs", [1500, 1])
def test_w2_learns_what_follows_and_not_what_precedes(all_songs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "ALL_SONGS", all_songs)
    before = untaught()
    after = refine(before, rounds(), Refinement(passes=60, rate=0.02), 1, Silent())
    wanted = (np.arange(SONGS) + 1) % SONGS
    assert (following(before) == wanted).mean() < 0.2
    assert (following(after) == wanted).mean() > 0.9
    assert np.array_equal(after.w1, before.w1)
    assert np.linalg.norm(after.w2, axis=1) == pytest.approx(np.linalg.norm(before.w2, axis=1), rel=1e-4)


def test_the_same_seed_gives_the_same_bits() -> None:
    first, again, other = (refine(untaught(), rounds(), Refinement(), seed, Silent()) for seed in (1, 1, 2))
    assert np.array_equal(first.w2, again.w2)
    assert not np.array_equal(first.w2, other.w2)


def test_no_pass_changes_nothing_and_half_a_pass_something() -> None:
    before = untaught()
    assert refine(before, rounds(), Refinement(passes=0), 1, Silent()) is before
    assert not np.array_equal(refine(before, rounds(), Refinement(passes=0.5), 1, Silent()).w2, before.w2)


def pairs(sessions: int = 400, seed: int = 3) -> Corpus:
    """Songs 0 to 9 are each followed by the song ten numbers on, in sessions of one pair or two."""
    rng = np.random.default_rng(seed)
    first = rng.integers(10, size=(sessions, 2))
    flat = np.stack([first, first + 10], axis=2).reshape(-1).astype(np.int32)
    starts = np.arange(0, 4 * sessions + 1, 4, dtype=np.int64)
    return Corpus(flat, starts, np.zeros(sessions, np.int32), np.arange(sessions, dtype=np.int64))


@pytest.mark.parametrize("all_songs", [1500, 1])
def test_songs_alike_in_w1_are_told_apart_by_numbers_of_their_own(
    all_songs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "ALL_SONGS", all_songs)
    before = untaught()
    before.w1[1:10] = before.w1[0]  # skip-gram sees no difference between them
    wanted = np.arange(10) + 10
    plain, told = (refine(before, pairs(), Refinement(passes=100, rate=0.02, own=own), 1, Silent()) for own in (0, 8))
    assert (following(plain)[:10] == wanted).sum() <= 2  # without, one answer must do for all ten
    assert (following(told)[:10] == wanted).all()


def test_numbers_of_their_own_stay_short_and_leave_w1_as_it_was() -> None:
    before = untaught()
    after = refine(before, rounds(), Refinement(passes=60, rate=0.05, own=6), 1, Silent())
    assert after.w1.shape == after.w2.shape == (SONGS, 46)
    assert np.array_equal(after.w1[:, :40], before.w1)
    share = np.linalg.norm(after.w1[:, 40:], axis=1) / np.linalg.norm(before.w1, axis=1)
    assert share.min() > 0.0
    assert share.max() <= refining.REACH * (1 + 1e-5)
    assert np.linalg.norm(after.w2, axis=1) == pytest.approx(np.linalg.norm(before.w2, axis=1), rel=1e-4)
    again = refine(before, rounds(), Refinement(passes=60, rate=0.05, own=6), 1, Silent())
    assert np.array_equal(after.w1, again.w1)
    assert np.array_equal(after.w2, again.w2)


@pytest.mark.parametrize("passes", [0.0, 4.0])
def test_they_are_zero_where_order_says_nothing(passes: float) -> None:
    few = rounds(12)  # too few neighbours to say
    assert certain(order_share(few)) == 0.0
    after = refine(untaught(), few, Refinement(passes=passes, own=6), 1, Silent())
    assert after.w1.shape == after.w2.shape == (SONGS, 46)
    assert not after.w1[:, 40:].any()
    assert not after.w2[:, 40:].any()


def test_songs_the_model_does_not_know_are_left_out() -> None:
    known = Vectors(np.arange(SONGS)[::2].copy(), untaught().w1[::2], untaught().w2[::2])
    assert refine(known, rounds(), Refinement(), 1, Silent()).w2.shape == known.w2.shape
    alone = Corpus(np.array([0, 1], np.int32), np.array([0, 2]), np.zeros(1, np.int32), np.zeros(1, np.int64))
    assert refine(known, alone, Refinement(), 1, Silent()) is known


class Ending(Silent):
    """Cancels, or says "stop here", at the second look."""

    def __init__(self, cancel: bool) -> None:
        self.looks, self.cancel = 0, cancel

    @property
    def stopping(self) -> bool:  # type: ignore[override]
        return self.looks > 1

    def update(self, stage: str, done: float, total: float, note: str = "") -> None:
        assert stage == "following"
        assert done <= total
        self.looks += 1
        if self.cancel and self.looks > 1:
            raise Cancelled


def test_it_ends_when_it_is_asked_to() -> None:
    long = Refinement(passes=100)
    with pytest.raises(Cancelled):
        refine(untaught(), rounds(), long, 1, Ending(cancel=True))
    monitor = Ending(cancel=False)
    refine(untaught(), rounds(), long, 1, monitor)
    assert monitor.looks == 2


def test_order_is_noticed_where_there_is_any() -> None:
    assert order_share(rounds()) > 0.95
    rng = np.random.default_rng(8)
    mixed = Corpus(rng.integers(0, 8, 8000).astype(np.int32), rounds(1000).starts, *(rounds(1000).listener,) * 2)
    assert 0.35 < order_share(mixed) < 0.65
    few = Corpus(np.arange(16, dtype=np.int32), np.array([0, 8, 16]), np.zeros(2, np.int32), np.arange(2))
    assert order_share(few) == 0.5


def test_the_temperature_falls_with_the_order() -> None:
    warm = [fitting_temperature(certain(share)) for share in (0.0, 0.5, 0.6, 0.75, 1.0)]
    assert warm == sorted(warm, reverse=True)
    assert warm[:2] == [UNORDERED] * 2
    assert warm[-2:] == pytest.approx([ORDERED] * 2)


def changing(sessions: int = 400) -> Corpus:
    """First every song is followed by the next one, in the later half by the one before it; some songs come and go."""
    walks = [(number + np.arange(8) * (1 if number < sessions // 2 else -1)) % SONGS for number in range(sessions)]
    flat = np.concatenate(walks).astype(np.int32)
    starts = np.arange(0, 8 * sessions + 1, 8, dtype=np.int64)
    return Corpus(flat, starts, np.zeros(sessions, np.int32), np.arange(sessions, dtype=np.int64))


def test_the_latest_plays_weigh_more_when_told_to() -> None:
    corpus = changing()
    before = (np.arange(SONGS) - 1) % SONGS
    alike, lately = (
        following(refine(untaught(), corpus, Refinement(passes=30, rate=0.02, oldest=oldest), 1, Silent()))
        for oldest in (1.0, 0.02)
    )
    assert (lately == before).mean() > 0.9
    assert (alike == before).mean() < 0.8


def test_without_times_no_play_is_later_than_another() -> None:
    corpus = changing()
    untimed = Corpus(corpus.songs, corpus.starts, corpus.listener, np.full(len(corpus), NO_TIME))
    assert drift(untimed) == 0.0
    alike, told = (refine(untaught(), untimed, Refinement(oldest=oldest), 1, Silent()).w2 for oldest in (1.0, 0.05))
    assert np.array_equal(alike, told)


def test_drift_is_noticed_where_songs_come_and_go() -> None:
    rng = np.random.default_rng(5)
    when = np.repeat(np.arange(300), 10)
    fading = (when // 10 + rng.integers(0, 10, 3000)).astype(np.int32)  # each song is heard for a hundred sessions
    steady = rng.integers(0, 40, 3000).astype(np.int32)
    starts = np.arange(0, 3001, 10, dtype=np.int64)
    moving, still = (Corpus(songs, starts, np.zeros(300, np.int32), np.arange(300)) for songs in (fading, steady))
    assert drift(moving) > 0.3
    assert drift(still) < 0.02
    assert fitting_oldest(drift(moving)) == pytest.approx(OLDEST)
    assert fitting_oldest(drift(still)) == 1.0
    few = Corpus(np.arange(16, dtype=np.int32), np.array([0, 8, 16]), np.zeros(2, np.int32), np.arange(2))
    assert drift(few) == 0.0


def test_no_drift_is_seen_where_times_say_nothing() -> None:
    songs = np.concatenate((np.arange(1500) % 20, 20 + np.arange(1500) % 20)).astype(np.int32)
    starts = np.arange(0, 3001, 10, dtype=np.int64)
    same = Corpus(songs, starts, np.repeat([0, 1], 150).astype(np.int32), np.full(300, 7))
    assert drift(same) == 0.0
    assert refining._weights(same, 0.1) is None


def test_sessions_without_a_time_are_neither_old_nor_young() -> None:
    songs = np.concatenate((np.arange(1500) % 20, 20 + np.arange(1500) % 20)).astype(np.int32)
    starts = np.arange(0, 3001, 10, dtype=np.int64)
    half = Corpus(songs, starts, np.zeros(300, np.int32), np.where(np.arange(300) < 150, NO_TIME, np.arange(300)))
    assert drift(half) < 0.02
    weights = refining._weights(half, 0.1)
    assert weights is not None
    assert (weights[:150] == 1).all()
    assert (np.diff(weights[150:]) > 0).all()


@pytest.mark.parametrize(
    "wrong", [{"oldest": 2}, {"passes": -1}, {"temperature": 0.01}, {"rate": 2}, {"passes": float("nan")}]
)
def test_nonsense_is_refused_by_name(wrong: dict[str, float]) -> None:
    with pytest.raises(BadRequest, match=next(iter(wrong))):
        Refinement(**wrong)
