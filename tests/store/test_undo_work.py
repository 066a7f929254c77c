"""How much work an undo is: with the songs, and not with their square."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from s2v_desktop.core.types import Row
from s2v_desktop.store import joining
from s2v_desktop.store.check import doctor
from s2v_desktop.store.importer import ImportReport
from s2v_desktop.store.library import Library

Import = Callable[..., ImportReport]
EVERY = 50
"""Steps of SQLite's machine between two calls of its progress handler."""


def listening(songs: int, artist: str, first_ms: int) -> list[Row]:
    """Each song of one artist once."""
    return [Row(at, f"Song {at}", artist, start_ms=first_ms + at * 300_000) for at in range(1, songs + 1)]


def work(library: Library, batch: int) -> int:
    """Undo an import; gives how often the progress handler was called."""
    ticks: list[None] = []
    library.connection.set_progress_handler(lambda: ticks.append(None), EVERY)
    library.undo(batch)
    library.connection.set_progress_handler(None, EVERY)
    return len(ticks)


@pytest.mark.parametrize("second", ["The Band", "THE BAND"])
def test_taking_back_many_songs_of_one_artist_that_others_brought_too(
    bring: Import, library: Path, second: str
) -> None:
    steps = []
    for songs in (300, 1_200):
        batches = [
            bring(listening(songs, artist, 1_600_000_000_000 + at * 1_000_000_000), listener=f"{songs} {at}").batch
            for at, artist in enumerate(("The Band", second))
        ]
        with Library.open(library) as opened:
            steps.append(work(opened, batches[0] or 0))
            names = [row[0] for row in opened.connection.execute("SELECT name FROM artist")]
            opened.undo(batches[1] or 0)
        assert names == [second]
    assert steps[1] < 6 * steps[0]


def two_people(artist: str = "The Band", late_ms: int = 0) -> list[Row]:
    """Forty plays, of one listener and another in turns of three."""
    return [
        Row(at, f"Song {at % 9}", artist, start_ms=1_600_000_000_000 + at * 300_000 + late_ms,
            listener="Ann" if at // 3 % 2 else "Bea")
        for at in range(1, 41)
    ]  # fmt: skip


def contents(library: Library) -> list[tuple[object, ...]]:
    query = "SELECT l.name, s.title, p.start_ms, f.batch, p.row FROM play p JOIN listener l ON l.id = p.listener " \
            "JOIN song s ON s.id = p.song JOIN source_file f ON f.id = p.file ORDER BY f.batch, p.row"  # fmt: skip
    again = "SELECT d.row, f.batch, p.row, d.level FROM duplicate_row d JOIN play p ON p.id = d.play " \
            "JOIN source_file f ON f.id = d.file ORDER BY f.batch, d.row"  # fmt: skip
    runs = "SELECT batch, listener, count(*), sum(last - first + 1) FROM play_range GROUP BY batch, listener"
    return [row for one in (query, again, runs) for row in library.connection.execute(one)]


@pytest.mark.parametrize("part", [1, 7, 40])
def test_rows_are_given_back_part_by_part_and_are_the_same_then(
    bring: Import, library: Path, part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def left() -> list[tuple[object, ...]]:
        for files in ({"a": two_people()}, {"deezer@1": two_people(late_ms=2_000)}, {"b": two_people()}):
            bring(files)
        with Library.open(library) as opened:
            statements: list[str] = []
            opened.connection.set_trace_callback(statements.append)
            opened.undo(1)
            opened.connection.set_trace_callback(None)
            found = contents(opened)
            assert doctor(library).problems == ()
        inserted = sum(one.startswith("INSERT INTO play (id") for one in statements)
        assert inserted == -(-40 // joining._PART)
        shutil.rmtree(library)
        return found

    whole = left()
    assert len(whole) > 80
    monkeypatch.setattr(joining, "_PART", part)
    assert left() == whole
