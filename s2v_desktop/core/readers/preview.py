"""What a mapping makes of the first rows: shown before anything is imported."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from s2v_desktop.core.errors import SKIP_REASONS
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.readers import table
from s2v_desktop.core.readers.mapping import TableMapping
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Row, SkippedRow

LONGEST_CELL = 300


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows of a table under a mapping.

    Attributes
    ----------
    columns : tuple of str
        Names of the columns.
    cells : tuple of tuple of str
        As they stand in the file, each cut to 300 characters.
    rows : tuple of Row or SkippedRow
        What becomes of them.
    first_ms, last_ms : int or None
        Earliest and latest time among them.
    problems : tuple of str
        Sentences: how many of these rows cannot be imported, and why.
    """

    columns: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    rows: tuple[Row | SkippedRow, ...]
    first_ms: int | None
    last_ms: int | None
    problems: tuple[str, ...]


def preview(source: Source, mapping: TableMapping, count: int = 50) -> Preview:
    """Read the first `count` rows.

    Raises
    ------
    NeedsMapping
        When a column of the mapping is not in the file.
    UnreadableFile
    """
    names, found = table.cells(source, mapping)
    shown = tuple(tuple(cell[:LONGEST_CELL] for cell in row) for row in islice(found, count))
    rows = tuple(islice(table.read(source, mapping, Silent()), count))
    times = [
        moment for row in rows if isinstance(row, Row) for moment in (row.start_ms, row.end_ms) if moment is not None
    ]
    return Preview(names, shown, rows, min(times, default=None), max(times, default=None), _problems(rows))


def _problems(rows: tuple[Row | SkippedRow, ...]) -> tuple[str, ...]:
    skipped = [row.reason for row in rows if isinstance(row, SkippedRow)]
    return tuple(
        f"{skipped.count(reason)} of the first {len(rows)} rows would be left out: {SKIP_REASONS[reason]}."
        for reason in dict.fromkeys(skipped)
    )
