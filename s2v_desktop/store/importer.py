"""The import: files become rows, rows are staged and judged, and one transaction makes them part of the library.

Until that transaction the library is only read. Stopping or dying before it leaves the library as it was; a folder in
``tmp`` is all that may remain, and the next start removes it.
"""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from s2v_desktop.core.errors import LibraryBusy
from s2v_desktop.core.progress import Monitor
from s2v_desktop.store import apply, backups, catalogue, database, decisions, examination, report, spellings
from s2v_desktop.store.judge import Verdict, judge
from s2v_desktop.store.library import Library
from s2v_desktop.store.reading import SPARE, Reading
from s2v_desktop.store.report import ImportReport, ImportRequest
from s2v_desktop.store.scratch import require_space, scratch, sweep
from s2v_desktop.store.staging import Stage

__all__ = ["FileReport", "ImportReport", "ImportRequest", "import_files"]

FileReport = report.FileReport

_STAGES = {"reading": 0.70, "comparing": 0.08, "storing": 0.12, "catalogue": 0.10}


def import_files(
    folder: Path, request: ImportRequest, monitor: Monitor, kept: Callable[[ImportReport], Monitor] | None = None
) -> ImportReport:
    """Import files into the library in `folder`, which is made when there is none.

    Parameters
    ----------
    kept : callable, optional
        Told of the report once the plays are stored for good; gives the monitor of the rest, too late to be cancelled.

    Raises
    ------
    UnreadableFile
        When nothing of what was chosen is a listening history; of several reasons the first.
    DiskFull, LibraryError, Cancelled
        The library is as it was before.
    """
    folder = Path(folder)
    if request.dry_run and not Library.exists(folder):
        with tempfile.TemporaryDirectory(prefix="s2v-dry-run-") as place:
            empty = Path(place) / "Library"
            database.create(empty)
            return import_files(empty, request, monitor)
    if folder.is_file() or (folder / database.FILE_NAME).exists():
        database.inspect(folder)
    sweep(folder)
    monitor.plan(_STAGES)
    with scratch(folder) as place:
        return _import(folder, request, place / "import.sqlite", monitor, kept)


def _import(
    folder: Path, request: ImportRequest, staged: Path, monitor: Monitor,
    kept: Callable[[ImportReport], Monitor] | None,
) -> ImportReport:  # fmt: skip
    """Read everything into `staged`, then compare and store it."""
    reading = Reading(request, monitor, folder)
    with (
        _no_room(folder),
        Stage(staged, request.only_listeners, keep_private=reading.keep_private, own=spellings.load(folder)) as stage,
    ):
        reading.run(stage, folder)
        reading.private = stage.private
        reading.warnings += [f"No row is from a listener called “{name}”." for name in stage.never_met()]
        size = stage.size
    if reading.unmapped:
        return ImportReport(None, 0, 0, 0, {}, tuple(reading.warnings), (), examination.questions_of_tables(reading))
    require_space(folder, (0 if request.dry_run else 3 * size) + SPARE)
    if not reading.files:
        if not request.ask or (len(reading.refused) == 1 and not reading.lacking):
            raise reading.nothing()
        return ImportReport(None, 0, 0, 0, {}, tuple(reading.warnings), (), examination.of_nothing(reading))
    new = not Library.exists(folder)
    # A library is made aside: a first import that ends early leaves none.
    home = staged.parent / (folder.name or "Library") if new else folder
    with Library.open(home, create=new) as library:
        result = _finish(library, staged, reading, monitor)
    if result.batch is not None:
        if new:
            database.move(home, folder)
        with Library.open(folder) as library:
            catalogue.write(library, kept(result) if kept is not None else monitor)
            if result.plays:
                backups.after_import(library)
    return result


def _finish(library: Library, stage: Path, reading: Reading, monitor: Monitor) -> ImportReport:
    """Judge what was staged and, unless it is a dry run, store it."""
    connection = library.connection
    with database.explained(library.folder):
        connection.execute("ATTACH ? AS stage", (str(stage),))
        connection.execute("PRAGMA stage.journal_mode = OFF")
        connection.execute("PRAGMA stage.synchronous = OFF")
        for _ in range(5):
            with database.reading(connection):
                before = database.generation(connection)
                verdict = judge(connection, reading.files, monitor)
            warnings = [*reading.warnings, *decisions.sentences(reading, verdict), *decisions.joined(connection)]
            if (apart := decisions.apart(connection, reading, verdict)) is not None:
                warnings.append(apart.sentence)
            result = report.balanced(None, reading.files, verdict, warnings)
            monitor.check()
            if reading.request.ask:
                result = replace(result, examination=examination.examine(connection, reading, verdict, result))
            if reading.request.dry_run or (result.examination or {}).get("asks"):
                return result
            batch = _store(library, reading, verdict, warnings, before, monitor)
            if batch is not None:
                return report.stored(connection, replace(result, batch=batch))
    raise LibraryBusy("Another program keeps changing this library. Nothing was imported. Try again when it is done.")


def _store(
    library: Library, reading: Reading, verdict: Verdict, warnings: Sequence[str], generation: int, monitor: Monitor
) -> int | None:
    """The number of the new batch; None when somebody changed the library since it was compared with."""
    monitor.update("storing", 0, 2, "Storing the plays")
    connection = library.connection
    with library.writing():
        if database.generation(connection) != generation:
            return None
        notes = examination.notes(reading, verdict)
        batch = apply.store(connection, reading.files, verdict, warnings, notes, reading.used)
        monitor.update("storing", 1, 2)  # the last place to be cancelled: afterwards the plays are in the library
    return batch


@contextlib.contextmanager
def _no_room(folder: Path) -> Iterator[None]:
    """Staging meets a full disk: the same sentence as the library's own."""
    try:
        yield
    except sqlite3.Error as error:
        raise database.explain(error, folder) from error
