"""Columns arrive in a table as they were, however many rows there are and whatever they hold."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.store import bulk

Value = int | float | str | None
VALUES: st.SearchStrategy[Value] = st.one_of(
    st.none(), st.integers(-(1 << 62), 1 << 62), st.floats(allow_nan=False), st.text(st.characters(codec="utf-8"))
)


def table(columns: list[list[Value]]) -> list[tuple[Value, ...]]:
    connection = sqlite3.connect(":memory:")
    connection.execute(f"CREATE TABLE t ({', '.join(f'c{i}' for i in range(len(columns)))})")
    bulk.insert(connection, "t", columns)
    found = connection.execute("SELECT * FROM t ORDER BY rowid").fetchall()
    connection.close()
    return found


@given(st.integers(1, 4).flatmap(lambda width: st.lists(st.tuples(*[VALUES] * width), min_size=1, max_size=8)))
def test_any_values_arrive(rows: list[tuple[Value, ...]]) -> None:
    assert table([list(column) for column in zip(*rows, strict=True)]) == rows


@pytest.mark.parametrize("rows", [1, 2, 299, 300, 301, 900, 901, 2701])
def test_blocks_and_what_is_left_over_keep_their_order(rows: int) -> None:
    columns: list[list[Value]] = [
        list(range(rows)),
        [None] * rows,
        ["x"] * rows,
        [7] * rows,
        [float(-i) for i in range(rows)],
    ]
    assert table(columns) == list(zip(*columns, strict=True))


def test_no_rows_are_no_statement() -> None:
    assert table([[], []]) == []


def test_what_cannot_be_written_into_a_statement_is_bound() -> None:
    assert table([[float("inf")] * 3, [True] * 3]) == [(float("inf"), 1)] * 3


def test_a_fraction_that_all_rows_share_arrives_exactly() -> None:
    assert table([[None, None], [5.180568894414055e-302] * 2]) == [(None, 5.180568894414055e-302)] * 2


def test_what_all_rows_say_is_told_as_sql() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (a, b, c, d)")
    assert bulk.insert(connection, "t", [[7, 7], [None, None], [1, 2], [2.0, 2.0]]) == ["7", "NULL", None, "2.0"]
    assert bulk.insert(connection, "t", [[], [], [], []]) == []
    connection.close()
