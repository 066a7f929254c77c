"""Staged rows come back by listener, then as they came, whether runs or an index lead to them."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from s2v_desktop.core.types import NO_TIME, Row
from s2v_desktop.store import runs, staged_rows
from s2v_desktop.store.staging import Stage, StagedFile

Attach = Callable[..., sqlite3.Connection]


def row(number: int, listener: str, **others: object) -> Row:
    return Row(number, f"Song {number}", "The Ensemble", listener=listener, start_ms=1_000 * number, **others)  # type: ignore[arg-type]


@pytest.fixture
def staged(tmp_path: Path) -> Iterator[Callable[..., sqlite3.Connection]]:
    """Makes a connection with a stage attached, and closes it."""
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:

        def attach(*chunks: list[Row], bad: list[Row] | None = None) -> sqlite3.Connection:
            fill(tmp_path / "stage", *chunks, bad=bad)
            connection.execute("ATTACH ? AS stage", (str(tmp_path / "stage"),))
            return connection

        yield attach


def fill(path: Path, *chunks: list[Row], bad: list[Row] | None = None) -> None:
    """Stage these chunks; a file that turned out unreadable came before the last."""
    with Stage(path) as stage:
        for number, chunk in enumerate(chunks, 1):
            if bad and number == len(chunks):
                broken = StagedFile(99, "bad", "bad", "table", "Me")
                stage.add(broken, bad)
                stage.forget(broken)
            stage.add(StagedFile(number, "a", "a", "table", "Me"), chunk)


def order(connection: sqlite3.Connection) -> list[list[tuple[int, int, int]]]:
    """(listener, song, time) of each group."""
    return [
        list(zip(*(rows[name].tolist() for name in ("listener", "song", "time")), strict=True))
        for rows in map(staged_rows.Reader(connection).group, staged_rows.groups(connection, {}))
    ]


TURNS = [row(1, "A"), row(2, "A"), row(3, "B"), row(4, "A"), row(5, "B"), row(6, "C")]
SORTED = [(1, 1, 1000), (1, 2, 2000), (1, 4, 4000), (2, 3, 3000), (2, 5, 5000), (3, 6, 6000)]


@pytest.mark.parametrize("most", [2, 50])
def test_rows_come_by_listener(staged: Attach, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(runs, "MOST", most)
    connection = staged(TURNS)
    assert (staged_rows.ranges(connection) is None) == (most == 2)
    assert order(connection) == [SORTED]


@pytest.mark.parametrize("most", [2, 50])
def test_groups_hold_whole_listeners(staged: Attach, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(runs, "MOST", most)
    monkeypatch.setattr(staged_rows, "GROUP", 2)
    connection = staged(TURNS)
    assert order(connection) == [SORTED[:3], SORTED[3:5], SORTED[5:]]


def test_listeners_that_are_one_by_name_stay_together(staged: Attach, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staged_rows, "GROUP", 2)
    connection = staged(TURNS)
    connection.execute("UPDATE stage.listener SET name = 'A' WHERE name = 'C'")
    assert order(connection) == [SORTED]


def test_an_unreadable_file_leaves_no_run(staged: Attach) -> None:
    bad = [row(1, "B"), row(2, "C")]
    connection = staged(TURNS[:3], [row(4, "B"), row(5, "A")], bad=bad)
    assert order(connection) == [[(1, 1, 1000), (1, 2, 2000), (1, 5, 5000), (2, 3, 3000), (2, 4, 4000)]]
    assert staged_rows.ranges(connection) == [(1, 1, 2), (1, 5, 5), (2, 3, 4)]


def test_what_differs_in_some_chunk_only_is_read(staged: Attach) -> None:
    later = [row(3, "A", ms_played=5_000, order=2.5, end_ms=9_000), row(4, "A")]
    connection = staged([row(1, "A"), row(2, "A")], later)
    (group,) = staged_rows.groups(connection, {})
    rows = staged_rows.Reader(connection).group(group)
    assert rows["heard"].tolist() == [-1, -1, 5_000, -1]
    assert rows["end"].tolist() == [NO_TIME, NO_TIME, 9_000, NO_TIME]
    assert rows["ended"].tolist() == [False, False, True, False]
    np.testing.assert_array_equal(rows["place"], [np.nan, np.nan, 2.5, np.nan])
    assert rows["file"].tolist() == [1, 1, 2, 2]
    assert rows["length"].tolist() == [-1] * 4


def test_an_empty_stage_has_no_group(staged: Attach) -> None:
    assert list(staged_rows.groups(staged(), {})) == []
