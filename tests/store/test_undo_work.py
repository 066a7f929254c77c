"""How much work an undo is: with the songs, and not with their square."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from s2v_desktop.core.types import Row
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
