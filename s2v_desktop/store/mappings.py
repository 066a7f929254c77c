"""Which column of a table is what, remembered by its header: the next file of the same kind needs no question."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import sqlite3
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from s2v_desktop.core.errors import NeedsMapping, UnreadableFile
from s2v_desktop.core.readers import table
from s2v_desktop.core.readers.base import ReadOptions
from s2v_desktop.core.readers.mapping import TableMapping, fold
from s2v_desktop.core.readers.source import Source
from s2v_desktop.store import database


@dataclass(frozen=True, slots=True)
class Told:
    """What was said about tables with one header.

    Attributes
    ----------
    columns : mapping of str to tuple of str
        Field -> columns.
    values : mapping of str to str
        Field -> one value for all rows.
    time_zone : str or None
    listener : str
        Whose plays; empty: as for the rest of the import.
    """

    columns: Mapping[str, tuple[str, ...]]
    values: Mapping[str, str] = field(default_factory=dict)
    time_zone: str | None = None
    listener: str = ""

    def to_json(self) -> dict[str, Any]:
        """The same as a dictionary; the listener is not remembered: the next file may be somebody else's."""
        columns = {name: list(names) for name, names in self.columns.items()}
        return {"mapping": columns, "set_values": dict(self.values), "time_zone": self.time_zone}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Told:
        """From what `to_json` made, or from what the import dialog answers."""
        columns = {str(name): tuple(map(str, names)) for name, names in (value.get("mapping") or {}).items()}
        values = {str(name): str(one) for name, one in (value.get("set_values") or {}).items()}
        return cls(columns, values, value.get("time_zone") or None, value.get("listener") or "")

    def options(self, general: ReadOptions) -> ReadOptions:
        """What a reader is told about such a table."""
        return dataclasses.replace(
            general,
            mapping=dict(self.columns),
            set_values={**general.set_values, **self.values},
            time_zone=self.time_zone or general.time_zone,
        )


def key(header: Sequence[str]) -> str:
    """A header as it is compared: case and blanks do not matter, the order does."""
    return "\t".join(fold(name) for name in header)


def loosely(source: Source) -> TableMapping:
    """How a table is cut into cells, whether or not it can be told what they are.

    Raises
    ------
    UnreadableFile
    """
    try:
        return table.guess(source)
    except NeedsMapping:
        # Any column will do to learn how the file is cut.
        options = ReadOptions(mapping={"title": ("1",)}, set_values={"artist": "?"})
        return dataclasses.replace(table.guess(source, options), columns=(), constants=())


def header_of(source: Source) -> tuple[str, ...]:
    """Names of the columns of a table; empty when no line names them or it is no table."""
    try:
        mapping = loosely(source)
        return table.cells(source, mapping)[0] if mapping.has_header else ()
    except UnreadableFile:
        return ()


def load(folder: Path) -> dict[str, Told]:
    """Everything remembered by a library, by `key`; nothing where there is no library."""
    if not (Path(folder) / database.FILE_NAME).is_file():
        return {}
    with contextlib.closing(database.connect(folder)) as connection, database.explained(folder):
        if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'table_mapping'").fetchone():
            return {}
        rows = connection.execute("SELECT header, mapping FROM table_mapping").fetchall()
    return {header: Told.from_json(json.loads(text)) for header, text in rows}


def remember(connection: sqlite3.Connection, told: Iterable[tuple[str, Told]]) -> None:
    """Remember for the next file with the same header; to be called inside a transaction."""
    now = int(time.time() * 1000)
    connection.executemany(
        "INSERT OR REPLACE INTO table_mapping (header, mapping, made_ms) VALUES (?, ?, ?)",
        [(header, json.dumps(one.to_json(), ensure_ascii=False), now) for header, one in told],
    )
