"""The import: files become rows, rows are staged and judged, and one transaction makes them part of the library.

Until that transaction the library is only read. Stopping or dying before it leaves the library as it was; a folder in
``tmp`` is all that may remain, and the next start removes it.
"""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from s2v_desktop.core.errors import LibraryBusy, UnreadableFile
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import archive, detect
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.source import Source
from s2v_desktop.store import apply, catalogue, database, decisions, report
from s2v_desktop.store.judge import Verdict, judge
from s2v_desktop.store.library import Library
from s2v_desktop.store.report import ImportReport, ImportRequest
from s2v_desktop.store.scratch import require_space, scratch, sweep
from s2v_desktop.store.staging import CHUNK, Stage, StagedFile

__all__ = ["FileReport", "ImportReport", "ImportRequest", "import_files"]

FileReport = report.FileReport

_STAGES = {"reading": 0.70, "comparing": 0.08, "storing": 0.12, "catalogue": 0.10}
_DEFAULT_LISTENER = "Me"
_SPARE = 16_000_000


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
        reading = Reading(request, monitor)
        with (
            _no_room(folder),
            Stage(place / "import.sqlite", request.only_listeners, keep_private=reading.keep_private) as stage,
        ):
            reading.run(stage, folder)
            reading.private = stage.private
            size = stage.size
        require_space(folder, (0 if request.dry_run else 3 * size) + _SPARE)
        if not reading.files:
            raise reading.failures[0]
        with Library.open(folder, create=True) as library:
            result = _finish(library, place / "import.sqlite", reading, monitor)
            if result.batch is not None:
                catalogue.write(library, kept(result) if kept is not None else monitor)
    return result


class Reading:
    """Reads all files into the stage, and remembers what was read and what could not be."""

    def __init__(self, request: ImportRequest, monitor: Monitor) -> None:
        self.request = request
        values = dict(request.set_values)
        self.keep_private = decisions.keep_private(values.pop("private", None))
        self.private_said = "private" in request.set_values
        self.shift_ms = decisions.shift_ms(values.pop("shift", None))
        self.options = ReadOptions(request.time_zone, dict(request.mapping), values)
        self.monitor = monitor
        self.files: list[StagedFile] = []
        self.warnings: list[str] = []
        self.failures: list[UnreadableFile] = []
        self.private = 0
        self._total = 0
        self._done = 0

    def run(self, stage: Stage, folder: Path) -> None:
        """Read everything; what is no history becomes a warning."""
        sources = list(self._sources())
        sizes = [self._size(source) for source in sources]
        self._total = sum(sizes)
        require_space(folder, self._total + _SPARE)
        for source, size in zip(sources, sizes, strict=True):
            try:
                detection = detect.detect(source, self.options)
                self._read(stage, source, detection)
            except UnreadableFile as error:
                self._fail(error)
            self._done += size
            self.monitor.update("reading", self._done, self._total, f"Reading {source.name}")

    def _sources(self) -> Iterator[Source]:
        for path in self.request.paths:
            try:
                yield from archive.sources([path], self.monitor)
            except UnreadableFile as error:
                self._fail(error)

    def _size(self, source: Source) -> int:
        try:
            return source.size
        except UnreadableFile:
            return 0  # reading it says why

    def _fail(self, error: UnreadableFile) -> None:
        self.failures.append(error)
        self.warnings.append(error.message)

    def _read(self, stage: Stage, source: Source, detection: Detection) -> None:
        path = f"{source.path}/{source.member}" if source.member else str(source.path)
        listener = self.request.listener or detection.listener or _DEFAULT_LISTENER
        file = StagedFile(
            len(self.files) + 1,
            path,
            source.label,
            detection.format,
            listener,
            detection.label,
            detection.how,
            detection.local_time,
        )
        rows = iter(detection.reader.rows(source, detection, self.options, self.monitor))
        try:
            while chunk := list(itertools.islice(rows, CHUNK)):
                if self.shift_ms:
                    chunk = [decisions.moved(row, self.shift_ms) for row in chunk]
                stage.add(file, chunk)
                self.monitor.update("reading", self._done + source.consumed, self._total, f"Reading {source.name}")
                self.monitor.check()
        except UnreadableFile:
            stage.forget(file)
            raise
        self.files.append(file)
        self.warnings += [one for one in detection.warnings if one not in self.warnings]


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
            warnings = [*reading.warnings, *decisions.sentences(reading, verdict)]
            result = report.balanced(None, reading.files, verdict, warnings)
            monitor.check()
            if reading.request.dry_run:
                return result
            batch = _store(library, reading.files, verdict, warnings, before, monitor)
            if batch is not None:
                return replace(result, batch=batch)
    raise LibraryBusy("Another program keeps changing this library. Nothing was imported. Try again when it is done.")


def _store(
    library: Library, files: Sequence[StagedFile], verdict: Verdict, warnings: Sequence[str], generation: int,
    monitor: Monitor,
) -> int | None:  # fmt: skip
    """The number of the new batch; None when somebody changed the library since it was compared with."""
    monitor.update("storing", 0, 2, "Storing the plays")
    connection = library.connection
    with library.writing():
        if database.generation(connection) != generation:
            return None
        batch = apply.store(connection, files, verdict, warnings, {})
        monitor.update("storing", 1, 2)  # the last place to be cancelled: afterwards the plays are in the library
    return batch


@contextlib.contextmanager
def _no_room(folder: Path) -> Iterator[None]:
    """Staging meets a full disk: the same sentence as the library's own."""
    try:
        yield
    except sqlite3.Error as error:
        raise database.explain(error, folder) from error
