"""Which plays make a taste: counted ones, of a listener, in a period, the recent ones more."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.recency import DAY_MS, Listening, song_weights
from s2v_desktop.core.types import NO_TIME, PlayColumns


def columns(*rows: dict[str, Any]) -> PlayColumns:
    """Plays with a song, and what else is said of them."""
    usual = {"listener": 0, "day": 100, "session": -1, "counted": True}
    filled = [usual | row for row in rows]
    start = [NO_TIME if row["day"] is None else row["day"] * DAY_MS + 5 for row in filled]

    def of(name: str, kind: type) -> np.ndarray:
        return np.array([row[name] for row in filled], kind)

    times = np.array(start, np.int64)
    flags = np.ones(len(rows), np.bool_)
    return PlayColumns(
        of("song", np.int32), of("listener", np.int32), times, times, of("session", np.int32),
        of("counted", np.bool_), flags,
    )  # fmt: skip


PLAYS = columns(
    {"song": 0, "day": 100}, {"song": 0, "day": 90}, {"song": 1, "day": 100, "listener": 1},
    {"song": 2, "counted": False}, {"song": 3, "day": None}, {"song": 4, "day": None, "session": 7},
)  # fmt: skip


def weigh(**wish: Any) -> list[float]:
    return song_weights(PLAYS, 6, Listening(**wish)).round(6).tolist()


def test_counted_plays_of_everybody_but_no_playlists() -> None:
    assert weigh() == [2, 1, 0, 1, 0, 0]


def test_who_is_left_out_is_not_part_of_everybody() -> None:
    assert weigh(without=(1,)) == [2, 0, 0, 1, 0, 0]
    assert weigh(listener=1, without=(1,)) == [0, 1, 0, 0, 0, 0]  # asked for by name


def test_plays_too_short_to_count_were_played_all_the_same() -> None:
    assert weigh(counted_only=False) == [2, 1, 1, 1, 0, 0]


def test_one_listener() -> None:
    assert weigh(listener=1) == [0, 1, 0, 0, 0, 0]


def test_a_period_has_both_its_ends_and_only_plays_with_a_time() -> None:
    assert weigh(first_day=91) == [1, 1, 0, 0, 0, 0]
    assert weigh(first_day=90, last_day=90) == [1, 0, 0, 0, 0, 0]
    assert weigh(last_day=99) == [1, 0, 0, 0, 0, 0]


def test_a_play_counts_half_after_its_half_life() -> None:
    assert weigh(half_life=10) == [1.5, 1, 0, 0, 0, 0]
    assert weigh(half_life=5, listener=0) == [1.25, 0, 0, 0, 0, 0]


def test_without_any_time_all_count_the_same() -> None:
    untimed = columns({"song": 0, "day": None}, {"song": 0, "day": None}, {"song": 1, "day": None})
    assert song_weights(untimed, 2, Listening(half_life=30)).tolist() == [2, 1]
    with pytest.raises(BadRequest, match="half-life"):
        song_weights(untimed, 2, Listening(half_life=-1))
