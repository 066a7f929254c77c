"""The balance of an import, row by row, as a table for other programs."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from s2v_desktop.core.errors import SKIP_REASONS, BadRequest, LibraryError
from s2v_desktop.core.types import Kind
from s2v_desktop.store import atomic

HEADER = ("file", "format", "row", "what became of it", "reason", "content")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_EXAMPLES = 3
_EVENT_REASONS = {int(kind): kind.name.lower() for kind in Kind}


def safe(cell: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def rows(connection: sqlite3.Connection, batch: int) -> Iterator[tuple[str, str, int, str, str, str]]:
    """Every row of an import that is no play of its own: duplicates and skipped rows, in the order of the files.

    Raises
    ------
    BadRequest
        When there is no such import.
    """
    files = connection.execute(
        "SELECT id, path, format FROM source_file WHERE batch = ? ORDER BY id", (batch,)
    ).fetchall()
    if not files:
        raise BadRequest(f"There is no import with the number {batch}.")
    for file, path, form in files:
        for row, content in connection.execute(
            "SELECT d.row, a.name || ' - ' || s.title FROM duplicate_row d JOIN song s ON s.id = d.song "
            "JOIN artist a ON a.id = s.artist WHERE d.file = ? ORDER BY d.row",
            (file,),
        ):
            yield path, form, row, "duplicate", "a play you have already", content
        for row, reason, content in connection.execute(
            "SELECT row, reason, excerpt FROM skipped_row WHERE file = ? ORDER BY row", (file,)
        ):
            yield path, form, row, "skipped", SKIP_REASONS.get(reason, reason), content
        for row, kind in connection.execute("SELECT row, kind FROM event WHERE file = ? ORDER BY row", (file,)):
            reason = _EVENT_REASONS[kind]
            yield path, form, row, "skipped", SKIP_REASONS.get(reason, reason), ""


def write(connection: sqlite3.Connection, batch: int, target: Path) -> int:
    """Write `rows` as CSV; gives how many there are.

    Raises
    ------
    LibraryError
        When the file cannot be written.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    count = 0
    for path, form, row, outcome, reason, content in rows(connection, batch):
        writer.writerow((safe(path), safe(form), row, outcome, reason, safe(content)))
        count += 1
    try:
        atomic.write_bytes(target, text.getvalue().encode("utf-8-sig"))
    except OSError as error:
        raise LibraryError(f"“{target.name}” could not be written. Choose another place.", str(error)) from error
    return count


def files(connection: sqlite3.Connection, batch: int) -> list[dict[str, Any]]:
    """The files of an import as the doctor shows them: figures, notes and examples (`store.examination`)."""
    found = []
    for file, path, form, read, plays, duplicates, skipped in connection.execute(
        "SELECT id, path, format, rows, plays, duplicates, skipped FROM source_file WHERE batch = ? ORDER BY id",
        (batch,),
    ).fetchall():
        note = connection.execute("SELECT note FROM source_note WHERE file = ?", (file,)).fetchone()
        reasons = json.loads(skipped)
        found.append({
            "path": path, "name": path, "format": form, "rows": read, "plays": plays, "duplicates": duplicates,
            "skipped": reasons, "examples": _examples(connection, file, reasons),
            **(json.loads(note[0]) if note is not None else {}),
        })  # fmt: skip
    return found


def _examples(connection: sqlite3.Connection, file: int, reasons: dict[str, int]) -> dict[str, list[list[Any]]]:
    found: dict[str, list[list[Any]]] = {}
    for reason in reasons:
        some = connection.execute(
            "SELECT row, excerpt FROM skipped_row WHERE file = ? AND reason = ? ORDER BY id LIMIT ?",
            (file, reason, _EXAMPLES),
        ).fetchall()
        if some:
            found[reason] = [list(row) for row in some]
    again = connection.execute(
        "SELECT d.row, a.name || ' - ' || s.title FROM duplicate_row d JOIN song s ON s.id = d.song "
        "JOIN artist a ON a.id = s.artist WHERE d.file = ? LIMIT ?",
        (file, _EXAMPLES),
    ).fetchall()
    if again:
        found["duplicate"] = [list(row) for row in again]
    return found
