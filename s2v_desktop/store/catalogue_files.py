"""The files of a catalogue: names, song columns and keys, read from the library's file in one state of it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from s2v_desktop.core.identity import search_key
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.types import Int32
from s2v_desktop.core.versions import fold_groups
from s2v_desktop.store import atomic, changes, columns, search, session_rules
from s2v_desktop.store.named import NAMELESS
from s2v_desktop.store.names import Names

FORMAT = 3
"""Of the files of a catalogue; one of another format is made anew."""


def key_hash(key: str) -> np.uint64:
    """A text key as 64 bits."""
    return np.uint64(int.from_bytes(hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=8).digest(), "little"))


def ranks(names: Iterable[str]) -> Int32:
    """Place of each name in the alphabet, the same for names that differ in case only."""
    folded = [name.casefold() for name in names]
    place = {name: rank for rank, name in enumerate(sorted(set(folded)))}
    return np.array([place[name] for name in folded], np.int32)


def fill(connection: sqlite3.Connection, folder: Path, number: int, monitor: Monitor) -> None:
    """Write all files of a catalogue into `folder`, the manifest last.

    Parameters
    ----------
    number : int
        The library's generation.
    """
    index_of = _write_songs(connection, folder)
    people = connection.execute("SELECT id, name, hidden FROM listener ORDER BY id").fetchall()
    numbers = np.array([one for one, *_ in people], np.int64)
    rule = session_rules.read(connection, numbers.tolist())
    figures = columns.write_plays(connection, folder, index_of, numbers, rule, monitor)
    for name, column in (
        ("plays", figures.plays),
        ("counted_plays", figures.counted),
        ("taught", figures.taught),
        ("first_day", figures.first_day),
        ("last_day", figures.last_day),
    ):
        np.save(folder / f"{name}.npy", column, allow_pickle=False)
    per_listener: dict[int, int] = dict(
        connection.execute("SELECT listener, sum(last - first + 1) FROM play_range GROUP BY listener")
    )
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "generation": number,
        "figures": {
            "plays": int(figures.plays.sum()),
            "counted_plays": int(figures.counted.sum()),
            "songs": len(figures.plays),
            "artists": len(Names.load(folder, "artists")),
            "listeners": len(people),
            "sessions": figures.sessions,
        },
        "state": changes.state(connection, rule, numbers.tolist()),
        "listeners": [(name, per_listener.get(one, 0), one, bool(hidden)) for one, name, hidden in people],
    }
    atomic.write_json(folder / "manifest.json", manifest)


def _write_songs(connection: sqlite3.Connection, folder: Path) -> Int32:
    """Write all columns of songs; gives song number -> catalogue index."""
    rows = connection.execute(
        "SELECT s.id, s.title, a.name, s.album, s.artist, s.key FROM song s JOIN artist a ON a.id = s.artist "
        "WHERE s.merged_into IS NULL "
        f"AND (s.artist IS NOT {NAMELESS} OR s.id NOT IN (SELECT song FROM duplicate_row) "
        "OR s.id IN (SELECT song FROM play) OR s.id IN (SELECT merged_into FROM song WHERE merged_into IS NOT NULL)) "
        "ORDER BY s.id"
    ).fetchall()  # without songs of whose plays the artist became known: they are other songs
    merged = connection.execute(
        "SELECT id, merged_into, key FROM song WHERE merged_into IS NOT NULL ORDER BY id"
    ).fetchall()
    numbers = np.array([row[0] for row in rows], np.int64)
    largest = max([int(numbers.max(initial=0)), *(row[0] for row in merged)])
    index_of = np.full(largest + 1, -1, np.int32)
    index_of[numbers] = np.arange(len(numbers), dtype=np.int32)
    for _ in range(2 if merged else 0):  # a survivor may have been merged itself
        for one, target, _ in merged:
            index_of[one] = index_of[target]
    _write_names(folder, rows)
    hashes = np.array([key_hash(row[5]) for row in rows] + [key_hash(row[2]) for row in merged], np.uint64)
    owners = np.concatenate((np.arange(len(rows)), [index_of[row[0]] for row in merged])).astype(np.int32)
    order = np.argsort(hashes, kind="stable")
    for name, column in (
        ("songs", numbers),
        ("key_hashes", hashes[order]),
        ("key_index", owners[order]),
        ("merged_numbers", np.array([row[0] for row in merged], np.int64)),
        ("merged_index", np.array([index_of[row[0]] for row in merged], np.int64)),
    ):
        np.save(folder / f"{name}.npy", column, allow_pickle=False)
    return index_of


def _write_names(folder: Path, rows: list[tuple[Any, ...]]) -> None:
    """Write names of songs and artists, and what is worked out from them."""
    artist_numbers, artist_index = np.unique([row[4] for row in rows], return_inverse=True)
    artist_names = {row[4]: row[2] for row in rows}
    artists = [artist_names[int(one)] for one in artist_numbers]
    said = {number: search_key(name) for number, name in artist_names.items()}
    Names.save(folder, "titles", (row[1] for row in rows))
    Names.save(folder, "albums", (row[3] for row in rows))
    Names.save(folder, "artists", artists)
    Names.save(folder, "text", (search.joined(search_key(row[1]), said[row[4]]) for row in rows))
    for name, column in (
        ("artist_index", artist_index.astype(np.int32)),
        ("fold", fold_groups([row[1] for row in rows], artist_index.tolist())),
        ("title_rank", ranks(row[1] for row in rows)),
        ("artist_rank", ranks(artists)),
    ):
        np.save(folder / f"{name}.npy", column, allow_pickle=False)
