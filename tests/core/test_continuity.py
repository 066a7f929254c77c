"""What is heard between songs and is no music: it bridges a pause, or ends a session when it is long."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.continuity import NO_GAP, Continuity, asides
from s2v_desktop.core.session_rule import SessionRule
from s2v_desktop.core.sessions import cut
from s2v_desktop.core.types import NO_TIME, PlayColumns

MINUTE = 60_000
OPEN = SessionRule(asides_split=False)


def plays(*rows: tuple[int, int, int]) -> PlayColumns:
    """Listener, minute of the start, minutes heard; the song is the row."""
    listener, start, heard = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    yes = np.ones(len(rows), np.bool_)
    return PlayColumns(
        np.arange(len(rows), dtype=np.int32), listener.astype(np.int32), start * MINUTE, (start + heard) * MINUTE,
        np.full(len(rows), -1, np.int32), yes, yes,
    )  # fmt: skip


def with_events(mine: PlayColumns, *events: tuple[int, int, int | None]) -> PlayColumns:
    """Listener, minute of the start, minutes it lasted (None: unknown)."""
    who = np.array([one[0] for one in events], np.int32)
    start = np.array([one[1] * MINUTE for one in events], np.int64)
    end = np.array([NO_TIME if one[2] is None else (one[1] + one[2]) * MINUTE for one in events], np.int64)
    found = asides(mine, who, start, end)
    return PlayColumns(mine.song, mine.listener, mine.start_ms, mine.end_ms, mine.session, mine.counted, mine.usable,
                       asides=found)  # fmt: skip


def sizes(mine: PlayColumns, rule: SessionRule = OPEN) -> list[int]:
    return np.diff(cut(mine, SessionRule(min_songs=1, asides_split=rule.asides_split))[0].starts).tolist()


TWO = plays((0, 0, 3), (0, 33, 3))
"""Half an hour of silence between two songs."""


def test_a_podcast_bridges_two_songs() -> None:
    assert sizes(TWO) == [1, 1]
    bridged = with_events(TWO, (0, 10, 15))
    assert sizes(bridged) == [2]
    assert sizes(bridged, SessionRule()) == [2]
    assert Continuity.of(bridged).gap_ms.tolist() == [NO_GAP, 8 * MINUTE]


def test_a_podcast_longer_than_the_gap_ends_a_session_unless_that_is_not_wanted() -> None:
    long = with_events(TWO, (0, 5, 27))
    assert sizes(long, SessionRule()) == [1, 1]
    assert sizes(long) == [2]


def test_an_event_of_unknown_length_lasts_four_minutes() -> None:
    assert sizes(with_events(TWO, (0, 15, None))) == [2]
    assert sizes(with_events(TWO, (0, 8, None))) == [1, 1]  # 12 to 33 is silence


def test_what_another_listener_hears_bridges_nothing() -> None:
    two = plays((0, 0, 3), (0, 33, 3), (1, 0, 3), (1, 33, 3))
    assert sizes(with_events(two, (1, 10, 15))) == [1, 1, 2]


def test_what_runs_beside_music_does_not_end_a_session() -> None:
    beside = plays(*((0, minute, 3) for minute in range(0, 60, 3)))
    assert sizes(with_events(beside, (0, 1, 55)), SessionRule()) == [20]


def test_events_before_the_first_and_after_the_last_song_change_nothing() -> None:
    around = with_events(plays((0, 10, 3), (0, 14, 3), (1, 10, 3)), (0, 0, 5), (0, 60, 5), (1, 0, 9), (2, 3, 5))
    assert len(around.asides.play) == 0  # type: ignore[union-attr]
    assert sizes(around) == [2, 1]


def test_a_part_of_the_plays_keeps_its_events() -> None:
    four = with_events(plays((0, 0, 3), (0, 33, 3), (0, 100, 3), (0, 133, 3)), (0, 10, 15), (0, 110, 15))
    assert sizes(four) == [2, 2]
    assert sizes(four.part(2, 4)) == [2]
    assert sizes(four.part(1, 3)) == [1, 1]


def slow(mine: PlayColumns, events: list[tuple[int, int, int]], gap: int, split: bool) -> list[int]:
    """Sizes of sessions, listener by listener, song by song."""
    found: list[int] = []
    rows = rows_of(mine)
    for row, (who, start, _) in enumerate(rows):
        before = [one for one in rows[:row] if one[0] == who]
        heard = [one for one in events if one[0] == who and one[1] < start]
        joins = False
        if before:
            first = max(begin for _, begin, _ in before)
            inside = [one for one in heard if one[1] >= first]
            earlier = [*before, *(one for one in heard if one[1] < first)]
            reached = since = max(begin + length for _, begin, length in earlier)
            silence = longest = 0
            for _, begin, length in inside:
                silence = max(silence, begin - reached)
                reached = max(reached, begin + length)
                longest = max(longest, min(begin + length, start) - max(begin, since))
            pause = max(silence, start - reached)
            joins = max(pause, longest if split else 0) <= gap
        if joins:
            found[-1] += 1
        else:
            found.append(1)
    return found


def rows_of(mine: PlayColumns) -> list[tuple[int, int, int]]:
    ends = (mine.end_ms - mine.start_ms) // MINUTE
    return list(zip(mine.listener.tolist(), (mine.start_ms // MINUTE).tolist(), ends.tolist(), strict=True))


heard = st.tuples(st.integers(0, 2), st.integers(0, 120), st.integers(0, 60))


@given(st.lists(heard, min_size=1, max_size=25), st.lists(heard, max_size=15), st.integers(1, 40), st.booleans())
def test_it_is_what_looking_at_one_thing_after_the_other_gives(
    rows: list[tuple[int, int, int]], events: list[tuple[int, int, int]], gap: int, split: bool
) -> None:
    mine = plays(*sorted(rows, key=lambda row: row[:2]))
    rule = SessionRule(gap_s=gap * 60, min_songs=1, asides_split=split)
    found = np.diff(cut(with_events(mine, *events) if events else mine, rule)[0].starts).tolist()
    assert found == slow(mine, sorted(events), gap, split)


def test_an_event_around_a_song_reaches_into_the_pause_after_it() -> None:
    songs = plays((0, 1, 0), (0, 38, 0))
    rule = SessionRule(gap_s=36 * 60, min_songs=1, asides_split=False)
    assert np.diff(cut(songs, rule)[0].starts).tolist() == [1, 1]
    assert np.diff(cut(with_events(songs, (0, 0, 2)), rule)[0].starts).tolist() == [2]


def test_plays_of_one_moment_lie_beside_each_other() -> None:
    assert sizes(plays((0, 2, 0), (0, 2, 0))) == [2]


@pytest.mark.parametrize("split", [True, False])
def test_no_events_are_no_difference(split: bool) -> None:
    rule = SessionRule(asides_split=split)
    assert sizes(with_events(TWO, (5, 10, 15)), rule) == sizes(TWO, rule)
