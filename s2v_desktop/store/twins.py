"""Plays of the library that become one, or part again, because of what the listener decided.

Two songs are made one, or two listeners: what the files of both told of one listening was two plays and is one now.
The rows are compared as an import compares them (`near`). Nothing is deleted: one play becomes a duplicate row of the
other. A duplicate row whose song or listener is not that of its play any more becomes a play again.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.types import NO_TIME, Bool, Int64, Quality
from s2v_desktop.store import dedupe, joining, merging, named, near, sources

Pairs = list[tuple[int, int]]
"""A play that tells again what another one tells, and that other one."""

_ROOT = "coalesce(s.merged_into, s.id)"
_COLUMNS = f"""
    {_ROOT}, coalesce(o.given_ms, o.start_ms, r.given_ms, r.start_ms, {NO_TIME}),
    CASE WHEN o.play IS NULL THEN ifnull(r.ms_played, -1) ELSE ifnull(o.ms_played, -1) END,
    ifnull(r.start_ms, {NO_TIME}), ifnull(r.end_ms, {NO_TIME}), ifnull(r.ms_played, -1), ifnull(r.track_ms, -1),
    r.precision_s, r.quality, r.file, r.place IS NULL"""
_PLAYS = f"""
    SELECT r.id, {{fresh}}, r.listener, {_COLUMNS} FROM play r JOIN song s ON s.id = r.song
    LEFT JOIN own_row o ON o.play = r.id
    WHERE {{which}} AND r.start_ms IS NOT NULL AND r.session IS NULL AND r.quality < {int(Quality.SYNTHETIC)}
    ORDER BY r.id"""
_AGAIN = f"""
    SELECT r.play, coalesce(r.given_ms, r.start_ms, {NO_TIME}), ifnull(r.ms_played, -1), r.file
    FROM duplicate_row r JOIN song s ON s.id = r.song WHERE {{which}} AND r.session IS NULL ORDER BY r.id"""


@dataclass(frozen=True, slots=True)
class Sides:
    """What is compared with what.

    Attributes
    ----------
    which : str
        SQL: the rows ``r`` of both sides, with their song ``s``.
    fresh : str
        SQL: the rows of the side that joins the other.
    same_listener : bool
        All rows are those of one listener from now on.
    """

    which: str
    fresh: str
    same_listener: bool = False


def merged(connection: sqlite3.Connection) -> dict[int, int]:
    """Songs that were merged -> what they are."""
    return dict(connection.execute("SELECT id, merged_into FROM song WHERE merged_into IS NOT NULL"))


def follow(connection: sqlite3.Connection, before: dict[int, int], newest: int | None = None) -> None:
    """Let plays follow songs that were merged or parted since `before` (`merged`); inside a transaction.

    Parameters
    ----------
    newest : int, optional
        Songs with a greater number are new.
    """
    after = merged(connection)
    changed = {song for song in before.keys() | after.keys() if before.get(song) != after.get(song)}
    if not changed:
        return
    part(connection, changed)
    sides = _of_songs(connection, before, after, newest)
    if sides is not None:
        join(connection, find(connection, sides))


def _of_songs(
    connection: sqlite3.Connection, before: dict[int, int], after: dict[int, int], newest: int | None
) -> Sides | None:  # fmt: skip
    """Songs that became one, None where none did. The song that stays is one side; where it is new itself, another."""
    grown = {root for song, root in after.items() if before.get(song) != root}
    members: dict[int, list[int]] = {root: [root] for root in grown}
    for song, root in after.items():
        if root in grown:
            members[root].append(song)
    rows = []
    for root, songs in members.items():
        old = [before.get(song, song) for song in songs if newest is None or song <= newest]
        stays = root if root in old or not old else min(old)
        rows += [(song, before.get(song, song) != stays) for song in songs]
    if not any(fresh for _, fresh in rows):
        return None
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS compared (song INTEGER PRIMARY KEY, fresh INTEGER)")
    connection.execute("DELETE FROM compared")
    connection.executemany("INSERT INTO compared VALUES (?, ?)", rows)
    return Sides(
        "r.song IN (SELECT song FROM compared)", "(SELECT c.fresh FROM compared c WHERE c.song = r.song)"
    )  # fmt: skip


def of_listeners(stays: int, joins: int) -> Sides:
    """Two listeners who are one person."""
    return Sides(f"r.listener IN ({int(stays)}, {int(joins)})", f"r.listener = {int(joins)}", True)


def find(connection: sqlite3.Connection, sides: Sides) -> Pairs:
    """Plays of the joining side that tell again what another play of both sides tells."""
    query = _PLAYS.format(which=sides.which, fresh=sides.fresh)
    table = np.fromiter(itertools.chain.from_iterable(connection.execute(query)), np.int64).reshape(-1, 14)
    (number, fresh, listener, song, own, own_heard, start, end, heard, length, precision, quality, file, loose) = (
        table.T
    )
    if not len(number) or not fresh.any() or fresh.all():
        return []
    who = song if sides.same_listener else listener * (1 << 32) + song
    forms = sorted({form for (form,) in connection.execute("SELECT format FROM source_file")})
    known = {form: place for place, form in enumerate(forms)}
    of_file = {one: known[form] for one, form in connection.execute("SELECT id, format FROM source_file")}
    source = np.array([of_file[one] for one in file.tolist()], np.int64)
    again = connection.execute(_AGAIN.format(which=sides.which)).fetchall()
    place = {one: at for at, one in enumerate(number.tolist())}
    told = [(place[play], time, long, of_file[one]) for play, time, long, one in again if play in place]
    again_at, again_time, again_heard, again_source = np.array(told, np.int64).reshape(-1, 4).T
    owner = np.arange(len(number))
    _exact(owner, fresh > 0, who, own, own_heard, (again_at, again_time, again_heard))
    exact = np.array(
        [sources.tolerance_ms(forms[form], seconds, good == 0) for form, seconds, good in
         zip(source.tolist(), precision.tolist(), quality.tolist(), strict=True)], np.int64)  # fmt: skip
    late = np.where((heard >= 0) & (end != NO_TIME), end - np.maximum(heard, 0), start)
    scrobbles = np.array([sources.of(form).scrobbles for form in forms], np.bool_)[source]
    timed = near.Timed(
        np.unique(who, return_inverse=True)[1].astype(np.int64), start, late, heard, length, source, exact, scrobbles,
        fresh == 0, np.arange(len(number)))  # fmt: skip
    hit = np.flatnonzero(owner != np.arange(len(owner)))
    heard_of = np.concatenate((again_at, owner[hit])), np.concatenate((again_source, source[hit]))
    known_by = {int(one): heard_of[0][heard_of[1] == one] for one in np.unique(heard_of[1])}
    _near(owner, timed, (precision <= 1) & (loose > 0), known_by, forms)
    _earliest(connection, owner, file, source, forms)
    gone = np.flatnonzero(owner != np.arange(len(owner)))
    return list(zip(number[gone].tolist(), number[owner[gone]].tolist(), strict=True))


def _earliest(connection: sqlite3.Connection, owner: Int64, file: Int64, source: Int64, forms: list[str]) -> None:
    """Let the row stay that was imported first, as if both had been one from the beginning. Changes `owner`."""
    batch = dict(connection.execute("SELECT id, batch FROM source_file"))
    groups: dict[int, list[int]] = {}
    for one in np.flatnonzero(owner != np.arange(len(owner))).tolist():
        groups.setdefault(int(owner[one]), [int(owner[one])]).append(one)
    for rows in groups.values():
        stays = min(
            rows, key=lambda row: (batch[int(file[row])], sources.of(forms[int(source[row])]).rank, int(file[row]), row)
        )
        owner[rows] = stays


def _exact(
    owner: Int64, fresh: Bool, who: Int64, time: Int64, heard: Int64, again: tuple[Int64, Int64, Int64]
) -> None:  # fmt: skip
    """Level 1: word for word, also what another row of a play says. Changes `owner`."""
    new, old = np.flatnonzero(fresh), np.flatnonzero(~fresh)
    again_at = again[0]
    mine = ~fresh[again_at]
    columns = [np.concatenate((who[old], who[again_at[mine]]))]
    columns += [np.concatenate((own[old], said[mine])) for own, said in zip((time, heard), again[1:], strict=True)]
    found = dedupe.find([who[new], time[new], heard[new]], columns)
    at = np.concatenate((old, again_at[mine], new))
    owner[new] = np.where(found.known | found.inside, at[found.owner], new)


def _near(owner: Int64, timed: near.Timed, eligible: Bool, told: near.Told, forms: list[str]) -> None:
    """Levels 2 and 3, for what is left. Changes `owner`."""
    play = owner == np.arange(len(owner))
    twice = near.doubles(timed, eligible & play)
    hit = np.flatnonzero(~timed.old & (twice != np.arange(len(owner))))
    owner[hit] = twice[hit]
    play[hit] = False
    if len(np.unique(timed.source)) > 1:
        rank = np.array([sources.of(form).rank for form in forms], np.int64)
        met = near.across(timed, play, rank, told)
        hit = np.flatnonzero(~timed.old & (met != np.arange(len(owner))))
        owner[hit] = met[hit]
    for _ in range(4):  # a play told again by one that itself turned out to be told before
        owner[:] = owner[owner]


def join(connection: sqlite3.Connection, pairs: Pairs) -> int:
    """Make the first of each pair a duplicate row of the second; inside a transaction. Gives how many there were."""
    joining.join(connection, pairs)
    merging.work_out(connection, sorted({stays for _, stays in pairs}))
    return len(pairs)


def part(connection: sqlite3.Connection, songs: Collection[int] | None = None) -> int:
    """Make duplicate rows plays again whose song or listener is not that of their play; inside a transaction.

    Parameters
    ----------
    songs : collection of int, optional
        Only rows of these songs can be meant.

    Returns
    -------
    int
        How many plays there are more.
    """
    wanted = ""
    if songs is not None:
        connection.execute("CREATE TEMP TABLE IF NOT EXISTS parted (song INTEGER PRIMARY KEY)")
        connection.execute("DELETE FROM parted")
        connection.executemany("INSERT OR IGNORE INTO parted VALUES (?)", [(song,) for song in songs])
        wanted = "(d.song IN (SELECT song FROM parted) OR p.song IN (SELECT song FROM parted)) AND"
    rows = connection.execute(f"""
        SELECT d.id, d.play, d.listener, coalesce(s.merged_into, s.id), f.batch, f.format, d.file, d.row
        FROM duplicate_row d JOIN play p ON p.id = d.play JOIN song s ON s.id = d.song JOIN song o ON o.id = p.song
        JOIN source_file f ON f.id = d.file
        WHERE {wanted} (d.listener <> p.listener OR (coalesce(s.merged_into, s.id) <> coalesce(o.merged_into, o.id)
            AND NOT (s.artist IS {named.NAMELESS} AND {named.SAME_TITLE.format(one="s", other="o")})))
        """).fetchall()  # fmt: skip
    groups: dict[tuple[int, int, int], list[tuple[int, int, int, int, int]]] = {}
    for row, play, listener, song, batch, form, file, number in rows:
        groups.setdefault((play, listener, song), []).append((batch, sources.of(form).rank, file, number, row))
    leaders, followers = [], []
    for group in groups.values():
        first, *others = (row for *_, row in sorted(group))  # as their own imports would have judged them
        leaders.append(first)
        followers += [(row, first) for row in others]
    if leaders:
        _promote(connection, leaders, followers, {play for _, play, *_ in rows})
    return len(leaders)


def _promote(
    connection: sqlite3.Connection, leaders: list[int], followers: Iterable[tuple[int, int]], plays: set[int]
) -> None:  # fmt: skip
    before = connection.execute("SELECT ifnull(max(id), 0) FROM play").fetchone()[0]
    joining.promote(connection, leaders, followers)
    merging.work_out(connection, sorted(plays))
    made = [row[0] for row in connection.execute("SELECT id FROM play WHERE id > ?", (before,))]
    joining.separate(connection, sorted(plays.union(made)))
