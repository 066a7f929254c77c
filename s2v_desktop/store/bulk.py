"""Many rows into one table: columns in, a few long statements out.

Binding a value costs more than storing it (0.1 to 0.25 millionths of a second, the most for ``None``). So columns that
say the same in every row are written into the statement, and one statement takes many rows: 0.4 instead of 2.5
millionths of a second for a staged play.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Sequence
from itertools import chain

_VARIABLES = 900
"""Values bound at a time; builds of SQLite from before 2020 take 999."""

_EXACT = 1e15
"""Whole numbers below this are exact as text."""


def insert(connection: sqlite3.Connection, table: str, columns: Sequence[Sequence[object]]) -> list[str | None]:
    """Append rows to a table of the program's own stage.

    Parameters
    ----------
    table : str
        Its name; never a name from outside.
    columns : sequence of sequence, each of length (rows,)
        All columns of the table in their order.

    Returns
    -------
    list of str or None
        What all of these rows say in each column, as SQL; None where they differ. Empty without rows.
    """
    rows = len(columns[0])
    if not rows:
        return []
    same = [_constant(column) for column in columns]
    written = same.copy()
    if None not in written:
        written[0] = None
    bound = [column for column, text in zip(columns, written, strict=True) if text is None]
    one = f"({', '.join('?' if text is None else text for text in written)})"
    block = max(_VARIABLES // len(bound), 1)
    # The same iterator so many times over: its values in groups of a whole block, an incomplete one left out.
    groups = zip(*[chain.from_iterable(zip(*bound, strict=True))] * (block * len(bound)), strict=False)
    if rows >= block:
        connection.executemany(f"INSERT INTO {table} VALUES {', '.join([one] * block)}", groups)
    rest = rows - rows % block
    connection.executemany(f"INSERT INTO {table} VALUES {one}", zip(*(column[rest:] for column in bound), strict=True))
    return same


def _constant(column: Sequence[object]) -> str | None:
    """What all rows of a column say, as SQL; None when it differs or is no plain number."""
    first = column[0]
    if first is not None and type(first) not in (int, bool, float):
        return None
    if column[-1] != first or column.count(first) != len(column):
        return None
    if first is None:
        return "NULL"
    if isinstance(first, float):
        # SQLite reads some fractions in a statement a hair beside what they are; bound ones arrive exactly.
        return repr(first) if math.isfinite(first) and first.is_integer() and abs(first) < _EXACT else None
    return str(int(first))  # type: ignore[call-overload]
