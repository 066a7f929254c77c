"""The catalogue shows the library's facts, finds songs, and is never behind."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from s2v_desktop.core.errors import LibraryError, UnknownSong
from s2v_desktop.core.session_rule import SessionRule
from s2v_desktop.core.sessions import cut
from s2v_desktop.core.types import NO_DAY, NO_TIME, Row
from s2v_desktop.store import columns
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.importer import ImportReport
from s2v_desktop.store.library import Library

Import = Callable[..., ImportReport]
DAY = 86_400_000
SONGS = [
    ("Scarlet Begonias", "Grateful Dead"), ("Fire On The Mountain", "Grateful Dead"), ("Drums", "Grateful Dead"),
    ("Déjà Vu", "Beyoncé"), ("Mountain Song", "Jane's Addiction"), ("1999", "Prince"), ("A - B", "C - D"),
]  # fmt: skip


@pytest.fixture
def catalogue(bring: Import, library: Path) -> Catalogue:
    rows = [
        Row(i + 1, title, artist, "Album", start_ms=(18_000 + 20 * i) * DAY, ms_played=1 if i == 2 else None)
        for i, (title, artist) in enumerate(SONGS)
    ]
    sam = [row._replace(listener="Sam", start_ms=row.start_ms + 1) for row in rows[:2] if row.start_ms]
    bring([*rows, *sam, Row(50, "Drums", "Grateful Dead", listener="Ann", session="Mix")])
    return Catalogue.open(library)


def test_it_shows_what_was_imported(catalogue: Catalogue) -> None:
    assert [(catalogue.title(i), catalogue.artist(i)) for i in range(len(catalogue))] == SONGS
    assert catalogue.plays.tolist() == [2, 2, 2, 1, 1, 1, 1]
    assert catalogue.counted.tolist() == [2, 2, 1, 1, 1, 1, 1]
    assert catalogue.first_day.tolist() == [18_000 + 20 * i for i in range(7)]
    assert [(one.name, one.plays) for one in catalogue.listeners] == [("Me", 7), ("Sam", 2), ("Ann", 1)]
    assert catalogue.figures["artists"] == len(catalogue.artists) == 5


def test_plays_come_sorted_by_listener_and_time(catalogue: Catalogue) -> None:
    columns = catalogue.play_columns()
    assert columns.listener.tolist() == [0] * 7 + [1, 1, 2]
    assert all((np.diff(columns.start_ms[columns.listener == who]) >= 0).all() for who in (0, 1))


def test_a_list_is_a_play_but_never_a_time(catalogue: Catalogue) -> None:
    ann = np.array([False, False, True])
    assert catalogue.plays_between(listeners=ann).tolist() == [0, 0, 1, 0, 0, 0, 0]
    assert catalogue.plays_between(0, 30_000, listeners=ann).sum() == 0
    assert catalogue.months(ann).counts.sum() == 0
    assert (catalogue.last_played(2) == NO_DAY).all()


def test_months_and_periods_count_what_lies_in_them(catalogue: Catalogue) -> None:
    months = catalogue.months()
    assert months.counts.sum() == 9
    assert months.labels[0] == "2019-04"
    assert catalogue.plays_between(18_000, 18_020).tolist() == [2, 2, 0, 0, 0, 0, 0]
    assert catalogue.plays_between(counted_only=True).sum() == 9


@pytest.mark.parametrize(("query", "best"), [
    ("scar", 0), ("fire mountain", 1), ("mountain", 4), ("deja vu", 3), ("BEYONCE", 3), ("janes", 4),
    ("scarlett begonia", 0), ("prnce", 5), ("dead drums", 2),
])  # fmt: skip
def test_search_finds_what_is_meant(catalogue: Catalogue, query: str, best: int) -> None:
    assert catalogue.search(query)[0] == best


@pytest.mark.parametrize("query", ["", "   ", "zzzzqqqq", "\x1e"])
def test_search_finds_nothing_in_nonsense(catalogue: Catalogue, query: str) -> None:
    assert len(catalogue.search(query)) == 0


@pytest.mark.parametrize(("text", "index"), [
    ("Grateful Dead - Drums", 2), ("the grateful dead - DRUMS (Remastered 2001)", 2), ("Beyonce - Deja Vu", 3),
    ("C - D - A - B", 6), ("4", 3), ("Drums", 2),
])  # fmt: skip
def test_find_knows_a_name_or_a_number(catalogue: Catalogue, text: str, index: int) -> None:
    assert catalogue.find(text) == index


def test_find_says_what_may_have_been_meant(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownSong) as refused:
        catalogue.find("Grateful Dead - Scarlet Begonia")
    assert refused.value.candidates == ("Grateful Dead - Scarlet Begonias",)
    with pytest.raises(UnknownSong):
        catalogue.find("Nobody - Nothing")


def test_a_missing_or_damaged_catalogue_is_made_anew(catalogue: Catalogue, library: Path) -> None:
    shutil.rmtree(library / "catalogue")
    assert Catalogue.open(library).plays.tolist() == catalogue.plays.tolist()
    (library / "catalogue" / str(catalogue.generation) / "song.npy").write_bytes(b"")
    (library / "catalogue" / str(catalogue.generation) / "titles.starts.npy").write_bytes(b"\x93NUMPY")
    again = Catalogue.open(library)
    assert again.title(0) == "Scarlet Begonias"
    assert len(again.play_columns()) == 10


def test_one_that_is_behind_is_made_anew(
    catalogue: Catalogue, library: Path, bring: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("s2v_desktop.store.catalogue.write", lambda *_: None)
        bring([Row(1, "New", "Band", start_ms=19_000 * DAY)])
    assert not (library / "catalogue" / str(catalogue.generation + 1)).exists()
    assert len(Catalogue.open(library)) == 8


def test_without_a_library_there_is_no_catalogue(tmp_path: Path) -> None:
    with pytest.raises(LibraryError):
        Catalogue.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_library_has_an_empty_catalogue(library: Path) -> None:
    with Library.create(library) as opened:
        assert opened.info().plays == 0
    empty = Catalogue.open(library)
    assert len(empty) == len(empty.play_columns()) == len(empty.search("a")) == len(empty.months().counts) == 0


def test_sessions_are_the_same_counted_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(4)
    size = 3_000
    start = 1_000_000_000_000 + np.cumsum(rng.choice([1_000, 200_000, 1_500_000, 9_000_000], size))
    start[1_500:] -= start[1_500] - start[10]  # the next listener begins long before the last one ended
    start[1_500:1_520] = NO_TIME
    end = np.where(rng.random(size) < 0.3, NO_TIME, start + rng.choice([-5_000, 100_000, 20_000_000], size))
    table = {
        "song": rng.integers(0, 9, size).astype(np.int32), "listener": (np.arange(size) >= 1_500).astype(np.int32),
        "start_ms": start, "end_ms": end, "session": np.full(size, -1, np.int32), "counted": rng.random(size) < 0.9,
        "usable": start != NO_TIME, "day": np.zeros(size, np.int32),
    }  # fmt: skip
    chosen = rng.permutation(np.flatnonzero(start != NO_TIME))[:80]
    who = np.repeat(table["listener"][chosen], 10)  # ten talks in a row after some songs
    heard = (start[chosen, None] + np.arange(10) * 1_000_000).ravel()
    bare = columns.play_columns(table, None)
    plays = columns.play_columns(table, columns.asides(bare, who, heard, heard + 900_000))
    rule = SessionRule(listener_gaps=((1, 3_600),))
    monkeypatch.setattr(columns, "_GROUP", 100)
    pieces = list(columns._pieces(plays, rule))
    assert len(pieces) > 5
    corpus = cut(plays, rule)[0]
    whole, figures = len(corpus), columns.SongFigures.empty(9)
    for part in pieces:
        figures.add_sessions(cut(plays.part(*part), rule)[0])
    assert figures.sessions == whole
    assert figures.taught.tolist() == np.bincount(corpus.songs, minlength=9).tolist()
    assert whole != len(cut(bare, rule)[0])
    assert whole > 100
