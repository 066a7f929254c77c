"""The library: a folder with a file of facts, opened for as long as a ``with`` block lasts."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from s2v_desktop.core.errors import LibraryError
from s2v_desktop.core.progress import Monitor, Silent
from s2v_desktop.store import catalogue, database, migrations, scratch, undo


@dataclass(frozen=True, slots=True)
class LibraryInfo:
    """The figures of a library.

    Attributes
    ----------
    plays, counted_plays : int
        All plays; those heard long enough to count.
    songs, artists, listeners : int
        Songs after merging.
    sessions : int
        With the default rule, listed sessions included.
    batches, models : int
    """

    plays: int
    counted_plays: int
    songs: int
    artists: int
    listeners: int
    sessions: int
    batches: int
    models: int

    def to_json(self) -> dict[str, int]:
        """The same as a dictionary."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Batch:
    """One import: rows = plays + duplicates + all skipped.

    Attributes
    ----------
    number : int
        What `Library.undo` takes.
    made_ms : int
        When it ended, UTC milliseconds.
    skipped : dict of str to int
        Reason -> rows.
    files : tuple of dict
        ``path``, ``format``, ``rows``, ``plays``, ``duplicates``, ``skipped`` of each file.
    """

    number: int
    made_ms: int
    rows: int
    plays: int
    duplicates: int
    skipped: dict[str, int]
    warnings: tuple[str, ...]
    files: tuple[dict[str, Any], ...]


class Library:
    """An open library. Use it in a ``with`` block; it always closes.

    Attributes
    ----------
    folder : Path
    connection : sqlite3.Connection
        In autocommit mode; write inside `writing()`.
    """

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.folder = folder
        self.connection = connection

    @classmethod
    def open(cls, folder: Path, create: bool = False, *, wait_s: float = 10.0) -> Library:
        """Open a library, bringing an older one up to date.

        Parameters
        ----------
        create : bool
            Make an empty library where there is none.
        wait_s : float
            How long a write waits for another program.

        Raises
        ------
        LibraryError
            Nothing there, another program's file, or not readable.
        LibraryTooNew, LibraryDamaged
            The file was not touched.
        """
        folder = Path(folder)
        if create and not (folder / database.FILE_NAME).exists() and not folder.is_file():
            database.create(folder)
        connection = database.connect(folder, wait_s=wait_s)
        try:
            with database.explained(folder):
                migrations.migrate(connection, folder)
        except BaseException:
            connection.close()
            raise
        return cls(folder, connection)

    @classmethod
    def create(cls, folder: Path) -> Library:
        """Make an empty library and open it.

        Raises
        ------
        LibraryError
            When there is one already.
        """
        if (Path(folder) / database.FILE_NAME).exists():
            raise LibraryError(f"“{Path(folder).name}” is a library already. Open it, or choose another folder.")
        return cls.open(folder, create=True)

    @staticmethod
    def exists(folder: Path) -> bool:
        """Whether there is a library file in `folder` (whatever its state)."""
        return (Path(folder) / database.FILE_NAME).is_file()

    def __enter__(self) -> Library:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. Closing twice does no harm."""
        self.connection.close()

    @contextlib.contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, kept for good when the block ends and undone when it raises."""
        with database.durable(self.connection), database.transaction(self.connection, self.folder):
            yield self.connection

    def info(self) -> LibraryInfo:
        """The figures, always of the present state (a catalogue that is behind is made anew)."""
        figures = catalogue.Catalogue.open(self.folder).figures
        with database.explained(self.folder):
            batches, models = self.connection.execute(
                "SELECT (SELECT count(*) FROM batch), (SELECT count(*) FROM model WHERE NOT trashed)"
            ).fetchone()
        return LibraryInfo(batches=batches, models=models, **figures)

    def batches(self) -> list[Batch]:
        """All imports, oldest first."""
        with database.explained(self.folder):
            files: dict[int, list[dict[str, Any]]] = {}
            for batch, path, form, rows, plays, duplicates, skipped in self.connection.execute(
                "SELECT batch, path, format, rows, plays, duplicates, skipped FROM source_file ORDER BY id"
            ):
                files.setdefault(batch, []).append(
                    {
                        "path": path,
                        "format": form,
                        "rows": rows,
                        "plays": plays,
                        "duplicates": duplicates,
                        "skipped": json.loads(skipped),
                    }
                )
            return [
                Batch(
                    number,
                    made,
                    rows,
                    plays,
                    duplicates,
                    json.loads(skipped),
                    tuple(json.loads(warnings)),
                    tuple(files.get(number, ())),
                )
                for number, made, rows, plays, duplicates, skipped, warnings in self.connection.execute(
                    "SELECT id, made_ms, rows, plays, duplicates, skipped, warnings FROM batch ORDER BY id"
                )
            ]

    def undo(self, batch: int, monitor: Monitor | None = None) -> int:
        """Take an import back, in one transaction; songs, artists and listeners only it brought go too.

        Returns
        -------
        int
            How many plays were removed.

        Raises
        ------
        BadRequest
            When there is no such import.
        """
        monitor = monitor or Silent()
        with self.writing() as connection:
            removed = undo.remove(connection, batch, monitor)
        catalogue.write(self, monitor)
        return removed

    def sweep(self) -> None:
        """Remove what a killed import or training left in ``tmp``; what is in use stays."""
        scratch.sweep(self.folder)
