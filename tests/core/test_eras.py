"""Eras begin where listening changed, and nowhere else."""

from __future__ import annotations

import numpy as np

from s2v_desktop.core.eras import find


def history(parts: list[tuple[int, list[int]]], first: int = 500, each: int = 10) -> tuple[np.ndarray, np.ndarray]:
    """Months and songs: each part is a number of months with songs, all played equally."""
    month, song = [], []
    at = first
    for months, songs in parts:
        for one in range(months):
            for number in songs:
                month += [at + one] * each
                song += [number] * each
        at += months
    return np.array(month), np.array(song)


def test_an_era_begins_where_all_songs_change() -> None:
    eras = find(*history([(30, [0, 1, 2]), (30, [3, 4, 5])]))
    assert [era.month for era in eras] == [530]
    assert eras[0].change > 0.99
    assert set(eras[0].rising) == {3, 4, 5}


def test_several_eras_are_in_order() -> None:
    eras = find(*history([(30, [0, 1]), (30, [2, 3]), (40, [4, 5])]))
    assert [era.month for era in eras] == [530, 560]
    assert len(find(*history([(30, [0, 1]), (30, [2, 3]), (40, [4, 5])]), most=1)) == 1


def test_listening_that_never_changes_has_no_eras() -> None:
    assert find(*history([(60, [0, 1, 2, 3])])) == []


def test_a_short_or_empty_history_has_no_eras() -> None:
    assert find(*history([(5, [0, 1]), (5, [2, 3])])) == []
    assert find(np.zeros(0, np.int64), np.zeros(0, np.int64)) == []


def test_a_few_plays_do_not_make_an_era() -> None:
    assert find(*history([(30, [0]), (30, [1])], each=0)) == []
    month, song = np.repeat(np.arange(60), 1), np.repeat([0, 1], 30)
    assert find(month, song) == [], "a window of twelve plays"


def test_a_pause_is_no_era() -> None:
    month, song = history([(24, [0, 1]), (24, []), (24, [0, 1])])
    assert find(month, song) == []
