"""Which songs are proposed to be one, and which never are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.identity import song_key
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.suggestions import TOGETHER, Suggestion, met, suggest

Name = tuple[str, str]


def proposed(
    *names: Name, plays: tuple[int, ...] = (), together: tuple[tuple[int, int, int], ...] = ()
) -> list[Suggestion]:
    keys = [song_key(title, artist) for title, artist in names]
    artists = np.unique([key.partition("\n")[0] for key in keys], return_inverse=True)[1].astype(np.int32)
    counts = np.array(plays or [1] * len(keys), np.int64)
    return suggest(keys, artists, counts, [], Silent(), together)


MAY_BE_ONE: list[tuple[Name, Name]] = [
    (("Paper Lanterns", "Trio"), ("Paper Lantarns", "Trio")),
    (("Light House", "Trio"), ("Lighthouse", "Trio")),
    (("Für Elise", "Trio"), ("Fuer Elise", "Trio")),
    (("Help!", "The Beatles"), ("Help! (Remaster 24bit)", "Beatles")),
    (("Now", "Trio"), ("Now (The Remastered Album)", "Trio")),
    (("Se a vida é", "Pet Shop Boys"), ("Se a vida é (That's the Way Life Is)", "Pet Shop Boys")),
    (("September Song", "Trio"), ("September Song", "Trio, Quartet")),
    (("September Song", "Trio"), ("September Song", "Trio & Quartet")),
    (("September Song", "Jay-Zed"), ("September Song", "JayZed")),
    (("September Song", "Guns N' Roses"), ("September Song", "Guns'n'Roses")),
]
NEVER: list[tuple[Name, Name]] = [
    (("Symphony No 5", "Trio"), ("Symphony No 6", "Trio")),
    (("Movement II", "Trio"), ("Movement III", "Trio")),
    (("Paper Lanterns", "Trio"), ("Paper Lanterns (Live)", "Trio")),
    (("Paper Lanterns", "Trio"), ("Paper Lanterns (Remastered Live)", "Trio")),
    (("Paper Lanterns", "Trio"), ("Paper Lanterns (Bob Remix)", "Trio")),
    (("Paper Lanterns", "Trio"), ("Paper Lanterns (Part 2)", "Trio")),
    (("Paper Lanterns", "Trio"), ("Paper Lanterns (Interlude)", "Trio")),
    (("Angel of Night", "Trio"), ("Angel of", "Trio")),
    (("Now", "Trio"), ("Not", "Trio")),
    (("Бумажные фонари", "Трио"), ("Bumazhnye fonari", "Trio")),
    (("September Song", "Trio"), ("September Song", "Quartet")),
    (("September Song", "Sum 41"), ("September Song", "Sum 42")),
    (("One", "Earth"), ("One", "Earth, Wind & Fire")),
]


@pytest.mark.parametrize(("one", "other"), MAY_BE_ONE, ids=str)
def test_what_may_be_one_song_is_proposed_and_not_merged(one: Name, other: Name) -> None:
    assert song_key(*one) != song_key(*other)
    (found,) = proposed(one, other, plays=(5, 1))
    assert (found.song, found.other) == (1, 0)
    assert 90 <= found.score < 100


@pytest.mark.parametrize(("one", "other"), NEVER, ids=str)
def test_other_recordings_are_never_proposed_for_their_spelling(one: Name, other: Name) -> None:
    assert song_key(*one) != song_key(*other)
    assert proposed(one, other) == []


RUSSIAN, LATIN = NEVER[9]


@pytest.mark.parametrize(
    ("times", "plays", "sure"), [(2, (5, 4), True), (1, (2, 9), False), (2, (30, 20), False)], ids=str
)
def test_two_services_at_the_same_moments_speak_for_one_song(times: int, plays: tuple[int, int], sure: bool) -> None:
    found = proposed(RUSSIAN, LATIN, plays=plays, together=((0, 1, times),))
    assert [(one.score, one.together) for one in found] == ([(TOGETHER, times)] if sure else [])


def test_once_is_enough_for_a_song_played_once_that_is_written_alike() -> None:
    names = (("Paper Lanterns", "Trio"), ("Lanterns of paper", "The Trio Nordlicht"))
    assert len(proposed(*names, plays=(1, 1), together=((0, 1, 1),))) == 1


def test_only_moments_of_two_services_are_counted() -> None:
    song = np.array([1, 2, 1, 2, 3, 1, 1], np.int64)
    source = np.array([0, 1, 1, 0, 0, 0, 1], np.int64)
    start = np.array([0, 4, 300, 295, 600, 900, 900], np.int64) * 1000
    room = np.full(7, 5_000, np.int64)
    assert met(song, source, start, room) == [(1, 2, 2)]  # 3 was told by nobody else, the last two are one song
    assert met(song, np.zeros(7, np.int64), start, room) == []
    assert met(song[:0], source[:0], start[:0], room[:0]) == []


@given(st.lists(st.sampled_from([name for pair in (*MAY_BE_ONE, *NEVER) for name in pair]), max_size=12))
def test_a_proposal_names_two_songs_once_and_the_one_played_more_stays(names: list[Name]) -> None:
    plays = tuple(range(1, len(names) + 1))
    found = proposed(*names, plays=plays)
    pairs = [(one.song, one.other) for one in found]
    assert len(set(map(frozenset, pairs))) == len(pairs)
    assert all(one.song < one.other for one in found)
