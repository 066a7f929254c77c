"""One play told by several sources: each thing is taken from the row that knows it best (formats.md section 15).

A play keeps its own row's values in ``own_row`` as soon as another row fills it in, so that it can be worked out again
when an import is undone: own values first, then the duplicates in the order in which they came.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from s2v_desktop.core.types import COUNTED_MS
from s2v_desktop.store import sources

COLUMNS = (
    "listener, song, start_ms, end_ms, ms_played, track_ms, given_ms, precision_s, quality, kind, skip, private, "
    "counted, session, place, file, row"
)
"""Of a play and of a duplicate row, without their numbers."""
FIELDS = "start_ms, end_ms, ms_played, track_ms, given_ms, precision_s, quality, skip, counted"
_SHORT_SONG_MS = 60_000
_MANY = 500


class _Told(NamedTuple):
    """What a row says about its play."""

    start_ms: int | None
    end_ms: int | None
    ms_played: int | None
    track_ms: int | None
    given_ms: int | None
    precision_s: int
    quality: int
    skip: int | None
    counted: int


def fill_in(connection: sqlite3.Connection, batch: int) -> None:
    """Let the duplicates of a batch fill in the plays they say again; to be called inside a transaction."""
    work_out(
        connection,
        (
            row[0]
            for row in connection.execute(
                "SELECT DISTINCT d.play FROM main.duplicate_range r "
                "JOIN main.duplicate_row d ON d.id BETWEEN r.first AND r.last WHERE r.batch = ? AND d.level = 3",
                (batch,),
            ).fetchall()
        ),
    )


def work_out(connection: sqlite3.Connection, plays: Iterable[int]) -> None:
    """Work out the values of some plays from their own rows and their duplicates; inside a transaction."""
    numbers = iter(plays)
    while part := list(itertools.islice(numbers, _MANY)):
        changed, same = [], []
        for play, now, own, best in _parts(connection, part):
            if best == own:
                same.append((play,))
            else:
                connection.execute(
                    f"INSERT OR IGNORE INTO main.own_row (play, {FIELDS}) VALUES (?, {', '.join('?' * len(own))})",
                    (play, *own),
                )
            if best != now:
                changed.append((*best, play))
        fields = ", ".join(f"{one.strip()} = ?" for one in FIELDS.split(","))
        connection.executemany(f"UPDATE main.play SET {fields} WHERE id = ?", changed)
        connection.executemany("DELETE FROM main.own_row WHERE play = ?", same)


def _parts(connection: sqlite3.Connection, plays: list[int]) -> Iterator[tuple[int, _Told, _Told, _Told]]:
    """(play, its values now, those of its own row, the best there are)."""
    marks = ", ".join("?" * len(plays))
    own = {
        row[0]: _Told(*row[1:])
        for row in connection.execute(f"SELECT play, {FIELDS} FROM main.own_row WHERE play IN ({marks})", plays)
    }
    now = connection.execute(
        f"SELECT p.id, f.format, {_named('p')} FROM main.play p JOIN main.source_file f ON f.id = p.file "
        f"WHERE p.id IN ({marks})",
        plays,
    ).fetchall()
    again: dict[int, list[tuple[str, _Told]]] = {}
    for play, form, *values in connection.execute(
        f"SELECT d.play, f.format, {_named('d')} FROM main.duplicate_row d JOIN main.source_file f ON f.id = d.file "
        f"WHERE d.play IN ({marks}) AND d.level = 3 ORDER BY d.id",
        plays,
    ):
        again.setdefault(play, []).append((form, _Told(*values)))
    for play, form, *values in now:
        told = _Told(*values)
        mine = own.get(play, told)
        yield play, told, mine, _best(form, mine, again.get(play, []))


def _named(table: str) -> str:
    return ", ".join(f"{table}.{one.strip()}" for one in FIELDS.split(","))


def _best(form: str, own: _Told, others: list[tuple[str, _Told]]) -> _Told:
    """Times from the source that knows them best, what was heard and the length from the first that knows it."""
    rank, best = sources.of(form).rank, own
    for other_form, other in others:
        if sources.of(other_form).rank < rank and other.start_ms is not None:
            rank = sources.of(other_form).rank
            best = best._replace(
                start_ms=other.start_ms,
                end_ms=other.end_ms,
                given_ms=other.given_ms,
                precision_s=other.precision_s,
                quality=other.quality,
            )
            if other.ms_played is not None:
                best = best._replace(ms_played=other.ms_played, skip=other.skip)
        if best.ms_played is None and other.ms_played is not None:
            best = best._replace(ms_played=other.ms_played, skip=other.skip)
        if best.track_ms is None:
            best = best._replace(track_ms=other.track_ms)
    return best if best == own else best._replace(counted=int(_counts(best)))


def _counts(told: _Told) -> bool:
    """The counting rule of formats.md section 17, as `apply` writes it."""
    if told.ms_played is None or told.ms_played >= COUNTED_MS:
        return True
    return told.track_ms is not None and told.track_ms < _SHORT_SONG_MS and told.ms_played * 2 >= told.track_ms
