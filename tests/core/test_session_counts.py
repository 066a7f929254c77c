"""Many rules counted at once agree with cutting by each of them; runs that are no listening are found."""

from __future__ import annotations

import numpy as np
import pytest

from s2v_desktop.core import session_counts, sessions
from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.session_rule import SessionRule
from s2v_desktop.core.sessions import Cuts
from s2v_desktop.core.types import NO_TIME, PlayColumns

MINUTE = 60_000


def plays(starts: list[int], songs: list[int], listener: list[int] | None = None, length: int = 3) -> PlayColumns:
    n = len(starts)
    start = np.array(starts, np.int64) * MINUTE
    return PlayColumns(
        song=np.array(songs, np.int32),
        listener=np.array(listener or [0] * n, np.int32),
        start_ms=start,
        end_ms=start + length * MINUTE,
        session=np.full(n, -1, np.int32),
        counted=np.ones(n, np.bool_),
        usable=np.ones(n, np.bool_),
    )


TWO = plays([0, 4, 30, 34, 0, 4, 100, 104], [0, 1, 2, 3, 4, 5, 6, 7], [0, 0, 0, 0, 1, 1, 1, 1])


def test_every_choice_is_what_cutting_by_its_rule_gives() -> None:
    found = session_counts.choices(TWO, 2, SessionRule(), Silent())
    assert {(one.gap_s, one.strict) for one in found} >= {(60, False), (1200, True), (21_600, False)}
    for one in found:
        _, cuts = sessions.cut(TWO, SessionRule(gap_s=one.gap_s, strict=one.strict))
        assert one.cuts == cuts
        assert sum(one.sessions) == cuts.sessions
        assert sum(one.used) == cuts.used


def test_a_longer_gap_never_gives_more_sessions_when_all_are_long_enough() -> None:
    usual = [one for one in session_counts.choices(TWO, 2, SessionRule(min_songs=1), Silent()) if not one.strict]
    counts = [one.cuts.sessions for one in sorted(usual, key=lambda one: one.gap_s)]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] == 4
    assert counts[-1] == 2


def test_one_listener_may_have_a_gap_of_their_own() -> None:
    corpus, _ = sessions.cut(TWO, SessionRule(gap_s=20 * 60, listener_gaps=((1, 3 * 3600),)))
    assert np.bincount(corpus.listener).tolist() == [2, 1]
    assert len(sessions.cut(TWO, SessionRule(gap_s=20 * 60))[0]) == 4


def test_a_rule_is_counted_with_the_gaps_of_single_listeners() -> None:
    twice = plays([0, 4, 400, 404, 0, 4, 30, 62], [0, 1, 0, 1, 2, 3, 2, 3], [0, 0, 0, 0, 1, 1, 1, 1])
    common = session_counts.of_rule(twice, 2, SessionRule())
    assert (common.songs, common.used, common.sessions) == (2, (4, 2), (2, 1))  # two of the second listener are alone
    own = session_counts.of_rule(twice, 2, SessionRule(listener_gaps=((1, 3600),)))
    assert (own.songs, own.used, own.sessions) == (4, (4, 4), (2, 1))


def test_a_minimum_hearing_leaves_plays_out_and_says_so() -> None:
    _, cuts = sessions.cut(TWO, SessionRule(min_heard_s=181))
    assert cuts.used == 0
    assert cuts.strict == 8
    _, cuts = sessions.cut(TWO, SessionRule(min_heard_s=180))
    assert cuts.strict == 0


@pytest.mark.parametrize("wrong", [{"min_heard_s": -1}, {"listener_gaps": ((0, 0),)}, {"gap_s": 0}])
def test_a_rule_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(BadRequest):
        SessionRule(**wrong)  # type: ignore[arg-type]


def test_histograms_add_up_to_all_gaps() -> None:
    found = session_counts.histograms(TWO, 2)
    assert found.shape == (2, len(session_counts.EDGES_S))
    assert found.sum(axis=1).tolist() == [3, 3]


def test_a_night_of_music_and_a_loop_are_found() -> None:
    night = plays([i * 4 for i in range(200)], [i % 50 for i in range(200)], length=4)
    odd = session_counts.odd(night, SessionRule())
    assert [one.kind for one in odd] == ["asleep"]
    assert odd[0].hours == pytest.approx(200 * 4 / 60)
    loop = plays([i * 4 for i in range(30)], [7, 8] * 15, length=4)
    found = session_counts.odd(loop, SessionRule())
    assert [(one.kind, one.plays, one.songs, one.first_song) for one in found] == [("loop", 30, 2, 7)]


def test_a_night_in_which_something_was_skipped_was_heard() -> None:
    night = plays([i * 4 for i in range(200)], [i % 50 for i in range(200)], length=4)
    night.counted[100] = False
    assert session_counts.odd(night, SessionRule()) == []


def test_plays_without_times_are_neither() -> None:
    none = plays([0, 1, 2], [0, 0, 0])
    none.start_ms[:] = NO_TIME
    none.end_ms[:] = NO_TIME
    assert session_counts.odd(none, SessionRule()) == []
    assert session_counts.odd(plays([], []), SessionRule()) == []


@pytest.mark.parametrize(
    ("cuts", "said"),
    [
        (Cuts(), "no plays"),
        (Cuts(plays=500, unusable=500), "time"),
        (Cuts(plays=500, uncounted=400), "30 seconds"),
        (Cuts(plays=500, repeats=450, short=50, short_sessions=50), "same song"),
        (Cuts(plays=500, short=500, short_sessions=500), "longer gap"),
        (Cuts(plays=500, used=500, sessions=1), "shorter gap"),
    ],
)
def test_advice_says_what_is_wrong_and_what_helps(cuts: Cuts, said: str) -> None:
    sentence = sessions.advice(cuts)
    assert said in sentence
    assert "mport" in sentence or "Library" in sentence
