"""What is asked of an import and what it answers."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from s2v_desktop.store.apply import unbalanced
from s2v_desktop.store.judge import Verdict
from s2v_desktop.store.mappings import Told
from s2v_desktop.store.staging import StagedFile


@dataclass(frozen=True, slots=True)
class TableAnswer:
    """What a listener said about tables with one header."""

    header: tuple[str, ...]
    told: Told


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What to import and how.

    Attributes
    ----------
    paths : sequence of Path
        Files, folders and archives.
    listener : str
        Whose plays rows are that do not say. Empty: whom the file names, else ``Me``.
    time_zone : str or None
        IANA name for files with local times.
    mapping : mapping of str to tuple of str
        Field -> columns; not empty means "read as a table".
    set_values : mapping of str to str
        Field -> one value for all rows.
    only_listeners : tuple of str
        Leave out everybody else; empty: take everybody.
    dry_run : bool
        Report the same figures and store nothing.
    tables : tuple of TableAnswer
        What is known about tables, by their header.
    ask : bool
        Store only if nothing has to be decided; the report says otherwise what.
    """

    paths: Sequence[Path]
    listener: str = "Me"
    time_zone: str | None = None
    mapping: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    set_values: Mapping[str, str] = field(default_factory=dict)
    only_listeners: tuple[str, ...] = ()
    dry_run: bool = False
    tables: tuple[TableAnswer, ...] = ()
    ask: bool = False


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file: rows = plays + duplicates + all skipped."""

    path: str
    format: str
    rows: int
    plays: int
    duplicates: int
    skipped: dict[str, int]

    def to_json(self) -> dict[str, Any]:
        """The same as a dictionary."""
        return {
            "path": self.path,
            "format": self.format,
            "rows": self.rows,
            "plays": self.plays,
            "duplicates": self.duplicates,
            "skipped": self.skipped,
        }


@dataclass(frozen=True, slots=True)
class ImportReport:
    """An import: rows = plays + duplicates + all skipped.

    Attributes
    ----------
    batch : int or None
        What `Library.undo` takes; None after a dry run.
    skipped : dict of str to int
        Reason -> rows.
    warnings : tuple of str
        Sentences the listener should see: files that were left out, zones that were guessed.
    examination : dict or None
        What the import doctor shows (`store.examination`); only for requests that ask, and not part of `to_json`.
    """

    batch: int | None
    rows: int
    plays: int
    duplicates: int
    skipped: dict[str, int]
    warnings: tuple[str, ...]
    files: tuple[FileReport, ...]
    examination: dict[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        """The same as a dictionary, with the keys of ``s2v import --json``."""
        return {
            "batch": self.batch,
            "rows": self.rows,
            "plays": self.plays,
            "duplicates": self.duplicates,
            "skipped": self.skipped,
            "warnings": list(self.warnings),
            "files": [one.to_json() for one in self.files],
        }


def balanced(batch: int | None, files: Sequence[StagedFile], verdict: Verdict, warnings: Sequence[str]) -> ImportReport:
    """The report, if its figures add up for each file.

    Raises
    ------
    S2VError
        When they do not.
    """
    total: Counter[str] = Counter()
    reports = []
    for file in files:
        plays, duplicates = verdict.plays.get(file.number, 0), verdict.duplicates.get(file.number, 0)
        if file.rows != plays + duplicates + sum(file.skipped.values()):
            raise unbalanced(f"{file.format}: {file.rows} != {plays} + {duplicates} + {dict(file.skipped)}")
        total.update(file.skipped)
        reports.append(FileReport(file.path, file.format, file.rows, plays, duplicates, dict(file.skipped)))
    return ImportReport(
        batch,
        sum(one.rows for one in reports),
        sum(one.plays for one in reports),
        sum(one.duplicates for one in reports),
        dict(total),
        tuple(warnings),
        tuple(reports),
    )


def stored(connection: sqlite3.Connection, said: ImportReport) -> ImportReport:
    """The report of an import as the library has it: storing it may have shown more plays to be one."""
    figures = connection.execute(
        "SELECT plays, duplicates FROM source_file WHERE batch = ? ORDER BY id", (said.batch,)
    ).fetchall()
    files = tuple(
        replace(one, plays=plays, duplicates=again)
        for one, (plays, again) in zip(said.files, figures, strict=True)
    )  # fmt: skip
    plays, again = (sum(column) for column in zip(*figures, strict=True)) if figures else (0, 0)
    return replace(said, files=files, plays=plays, duplicates=again)
