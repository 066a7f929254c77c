"""Sessions: the gap rule, what is left out and why, and a slow reference that the fast code must equal."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.session_rule import SessionRule
from s2v_desktop.core.sessions import cut
from s2v_desktop.core.types import NO_TIME, Corpus, PlayColumns

MINUTE = 60_000


def columns(rows: list[dict[str, int]]) -> PlayColumns:
    """Plays from dictionaries; a missing `end` or `start` is unknown."""

    def of(name: str, default: int, kind: type) -> np.ndarray:
        return np.array([row.get(name, default) for row in rows], kind)

    return PlayColumns(
        of("song", 0, np.int32),
        of("listener", 0, np.int32),
        of("start", NO_TIME, np.int64),
        of("end", NO_TIME, np.int64),
        of("session", -1, np.int32),
        of("counted", 1, np.bool_),
        of("usable", 1, np.bool_),
        of("marked", 0, np.bool_),
    )


def lists(corpus: Corpus) -> list[list[int]]:
    return [corpus.session(i).tolist() for i in range(len(corpus))]


def at(minute: float, song: int, length: float | None = 3, **more: int) -> dict[str, int]:
    row = {"song": song, "start": int(minute * MINUTE), **more}
    return row if length is None else row | {"end": int((minute + length) * MINUTE)}


def test_a_gap_over_twenty_minutes_ends_a_session() -> None:
    corpus, cuts = cut(columns([at(0, 1), at(4, 2), at(27, 3), at(50.1, 4), at(54, 5)]))
    assert lists(corpus) == [[1, 2, 3], [4, 5]]
    assert corpus.start_ms.tolist() == [0, int(50.1 * MINUTE)]
    assert (cuts.sessions, cuts.used, cuts.plays) == (2, 5, 5)


def test_gap_runs_from_the_latest_end_so_far() -> None:
    corpus, _ = cut(columns([at(0, 1, 60), at(1, 2, 1), at(70, 3)]))
    assert lists(corpus) == [[1, 2, 3]]


def test_missing_end_is_four_minutes_or_the_next_start() -> None:
    assert lists(cut(columns([at(0, 1, None), at(23.9, 2, None)]))[0]) == [[1, 2]]
    assert lists(cut(columns([at(0, 1, None), at(24.1, 2, None)]))[0]) == []


def test_listeners_do_not_share_sessions() -> None:
    corpus, _ = cut(columns([at(0, 1), at(3, 2), at(3, 3, listener=1), at(6, 4, listener=1)]))
    assert lists(corpus) == [[1, 2], [3, 4]]
    assert corpus.listener.tolist() == [0, 1]


def test_a_listed_session_decides_alone() -> None:
    rows = [{"song": 1, "session": 0}, {"song": 2, "session": 0}, {"song": 3, "session": 1}, {"song": 4, "session": 1}]
    corpus, _ = cut(columns(rows))
    assert lists(corpus) == [[1, 2], [3, 4]]
    assert corpus.start_ms.tolist() == [NO_TIME, NO_TIME]
    far_apart = columns([at(0, 1, session=0), at(600, 2, session=0), at(601, 3), at(604, 4)])
    assert lists(cut(far_apart)[0]) == [[1, 2], [3, 4]]


def test_continuity_uses_plays_that_are_not_content() -> None:
    corpus, cuts = cut(columns([at(0, 1), at(18, 9, counted=0), at(36, 8, usable=0), at(54, 2)]))
    assert lists(corpus) == [[1, 2]]
    assert (cuts.uncounted, cuts.unusable) == (1, 1)


def test_immediate_repeats_collapse_even_around_a_skip() -> None:
    corpus, cuts = cut(columns([at(0, 1), at(3, 1), at(6, 7, counted=0), at(7, 1), at(10, 2), at(13, 1)]))
    assert lists(corpus) == [[1, 2, 1]]
    assert cuts.repeats == 2


def test_short_sessions_are_counted_out() -> None:
    corpus, cuts = cut(columns([at(0, 1), at(100, 2), at(103, 3)]), SessionRule(min_songs=2))
    assert lists(corpus) == [[2, 3]]
    assert (cuts.short, cuts.short_sessions) == (1, 1)


def test_long_sessions_are_split_into_equal_parts() -> None:
    corpus, cuts = cut(columns([at(i * 3, i) for i in range(11)]), SessionRule(split_at=5))
    assert [len(session) for session in lists(corpus)] == [3, 4, 4]
    assert (cuts.split_sessions, cuts.used) == (1, 11)


def test_no_session_is_longer_than_gensim_reads() -> None:
    n = 25_001
    corpus, _ = cut(columns([{"song": i % 7, "session": 0} for i in range(n)]))
    assert np.diff(corpus.starts).max() <= 10_000
    assert len(corpus.songs) == n


def test_strict_leaves_out_half_heard_songs() -> None:
    rows = [at(0, 1, 4), at(4, 2, 4), at(8, 1, 1), at(9, 3, None), at(12, 2, 3)]
    corpus, cuts = cut(columns(rows), SessionRule(strict=True))
    assert lists(corpus) == [[1, 2, 3, 2]]
    assert cuts.strict == 1
    assert cut(columns(rows))[1].strict == 0


BRIEF, TOLD = {"counted": 0}, {"marked": 1}
SOME_SKIPS = [at(0, 1), at(3, 2, 0.2, **BRIEF), at(4, 3, 2, **TOLD), at(6, 4, 0.1, **BRIEF, **TOLD), at(7, 5)]


@pytest.mark.parametrize(
    ("rule", "content", "uncounted", "skipped"),
    [
        (SessionRule(), [1, 3, 5], 2, 0),
        (SessionRule(keep_skipped=True), [1, 2, 3, 4, 5], 0, 0),
        (SessionRule(skips="marked"), [1, 5], 2, 1),
        (SessionRule(skips="marked", keep_skipped=True), [1, 3, 4, 5], 1, 0),
    ],
)
def test_what_is_a_skip_and_whether_it_stays(
    rule: SessionRule, content: list[int], uncounted: int, skipped: int
) -> None:
    corpus, cuts = cut(columns(SOME_SKIPS), rule)
    assert lists(corpus) == [content]
    assert (cuts.uncounted, cuts.skipped) == (uncounted, skipped)
    assert cuts.plays == cuts.used + cuts.uncounted + cuts.skipped


def test_a_skip_that_stays_need_not_be_heard_for_long() -> None:
    rule = SessionRule(keep_skipped=True, min_heard_s=150)
    assert lists(cut(columns(SOME_SKIPS), rule)[0]) == [[1, 2, 4, 5]]  # the third was heard for two minutes


def test_nothing_gives_nothing() -> None:
    corpus, cuts = cut(columns([]))
    assert len(corpus) == 0
    assert corpus.starts.tolist() == [0]
    assert cuts.plays == 0


@pytest.mark.parametrize("change", [{"gap_s": 0}, {"min_songs": 0}, {"split_at": 10_001}])
def test_a_rule_that_makes_no_sense_is_refused_by_name(change: dict[str, int]) -> None:
    with pytest.raises(BadRequest, match=next(iter(change))):
        SessionRule(**change)


def slow(plays: PlayColumns, rule: SessionRule) -> list[list[int]]:
    """The rule of formats.md section 16 written as a loop."""
    n = len(plays)
    sessions: list[list[int]] = []
    reached = 0
    for i in range(n):
        start, listed = int(plays.start_ms[i]), int(plays.session[i]) >= 0
        fresh = i == 0 or any(int(column[i]) != int(column[i - 1]) for column in (plays.listener, plays.session))
        if not fresh and not listed and start - reached > rule.gap_s * 1000:
            sessions.append([])
        if fresh:
            sessions.append([])
            reached = NO_TIME
        end = int(plays.end_ms[i])
        if end == NO_TIME:
            end = start + 240_000
            if i + 1 < n and all(int(c[i]) == int(c[i + 1]) for c in (plays.listener, plays.session)):
                end = min(end, int(plays.start_ms[i + 1]))
        reached = max(reached, end, start)
        song = int(plays.song[i])
        skipped = bool(plays.marked[i]) if rule.skips == "marked" else not plays.counted[i]  # type: ignore[index]
        content = plays.counted[i] | skipped if rule.keep_skipped else plays.counted[i] & (not skipped)
        if content and plays.usable[i] and (not sessions[-1] or sessions[-1][-1] != song):
            sessions[-1].append(song)
    return [session for session in sessions if len(session) >= rule.min_songs]


plays_of_anybody = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.integers(-1, 1),
        st.integers(0, 90),
        st.integers(-1, 40),
        st.integers(0, 3),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
    max_size=40,
)


@given(plays_of_anybody, st.integers(1, 40), st.sampled_from(["brief", "marked"]), st.booleans())
def test_fast_and_slow_agree_and_the_counts_add_up(
    rows: list[tuple[int, ...]], gap: int, skips: str, keep: bool
) -> None:
    rows = sorted(rows)
    plays = columns(
        [
            at(
                start,
                song,
                length if length >= 0 else None,
                listener=listener,
                session=session,
                counted=counted,
                usable=usable,
                marked=marked,
            )
            for listener, session, start, length, song, counted, usable, marked in rows
        ]
    )
    rule = SessionRule(gap_s=gap * 60, skips=skips, keep_skipped=keep)
    corpus, cuts = cut(plays, rule)
    assert lists(corpus) == slow(plays, rule)
    left_out = cuts.uncounted + cuts.unusable + cuts.skipped + cuts.strict + cuts.repeats + cuts.short
    assert cuts.plays == cuts.used + left_out


def test_many_runs_stay_exact() -> None:
    """Times centuries apart force the running maximum to work in several groups."""
    century = 100 * 365 * 86_400_000
    rows = []
    for listener in range(5):
        base = listener * century * 1000
        rows += [{"song": i, "listener": listener, "start": base + i * 1000, "end": base + 10**17} for i in range(3)]
    corpus, _ = cut(columns(rows))
    assert lists(corpus) == [[0, 1, 2]] * 5
