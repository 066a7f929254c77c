"""The first part of an import: every file is recognised, read, and its rows are staged."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from s2v_desktop.core.errors import Foreign, NeedsMapping, UnreadableFile, WrongPackage
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import archive, columns, detect
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.clock_changes import ClockChanges
from s2v_desktop.core.readers.packages import Package
from s2v_desktop.core.readers.plain import BlockReader, PlainPlays
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Row
from s2v_desktop.store import decisions, downloads, mappings
from s2v_desktop.store.downloads import Lacking, Refused
from s2v_desktop.store.mappings import Told
from s2v_desktop.store.report import ImportRequest
from s2v_desktop.store.scratch import require_space
from s2v_desktop.store.staging import CHUNK, Chunk, Stage, StagedFile

SPARE = 16_000_000
"""Bytes of the disk that an import leaves free."""


class _Known(NamedTuple):
    """How a source is read."""

    detection: Detection
    options: ReadOptions
    listener: str = ""
    decided: bool = False
    """Somebody looked at this table: its clock is not asked for again."""


_Found = tuple[str, Source, _Known | None]
"""A download, a source of it, and how that is read."""


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A table whose columns a person should look at.

    Attributes
    ----------
    source : Source
    header : tuple of str
    download : str
        Name of the download it came in.
    """

    source: Source
    header: tuple[str, ...]
    download: str


def _titles_only(header: tuple[str, ...]) -> bool:
    """Whether a table names a title and nobody who plays it: books, films and invoices have titles as well."""
    known = columns.find(header, []).columns
    return "title" in known and "artist" not in known


class Reading:
    """Reads all files into the stage, and remembers what was read and what could not be.

    Attributes
    ----------
    files : list of StagedFile
    warnings : list of str
    refused : list of Refused
    lacking : list of Lacking
        Downloads that are known and hold no history.
    unmapped : list of Unmapped
        Only looked for when the request asks.
    used : dict of str to Told
        Mappings that were told for this import, by header: what is remembered when it is stored.
    private : int
        Plays of private sessions.
    """

    def __init__(self, request: ImportRequest, monitor: Monitor, folder: Path) -> None:
        self.request = request
        values = dict(request.set_values)
        self.keep_private = decisions.keep_private(values.pop("private", None))
        self.apart_said = decisions.keep_apart(values.pop("apart", None))
        self.private_said = "private" in request.set_values
        self.shift_said = "shift" in request.set_values
        self.shifts = decisions.shifts_ms(values.pop("shift", None))
        self.options = ReadOptions(request.time_zone, dict(request.mapping), values)
        self.monitor = monitor
        self.files: list[StagedFile] = []
        self.warnings: list[str] = []
        self.refused: list[Refused] = []
        self.lacking: list[Lacking] = []
        self.unmapped: list[Unmapped] = []
        self.used: dict[str, Told] = {}
        self.private = 0
        self._told = {mappings.key(one.header): one.told for one in request.tables}
        self._remembered = mappings.load(folder)
        self._known: dict[str, Package] = {}
        self._clocks: dict[str | None, ClockChanges] = {}
        self._total = 0
        self._done = 0

    def run(self, stage: Stage, folder: Path) -> None:
        """Read everything; what is no history becomes a warning. With questions open, nothing is read."""
        named = list(self._sources())
        sources = [source for _, source in named]
        self.options = replace(self.options, companions=tuple(sources))
        sizes = [self._size(source) for source in sources]
        self._total = sum(sizes)
        require_space(folder, self._total + SPARE)
        found = self._recognise([(name, source, self._detect(name, source)) for name, source in named])
        if self.unmapped:
            return
        for (name, source, one), size in zip(found, sizes, strict=True):
            if one is not None:
                try:
                    self._read(stage, source, one)
                except UnreadableFile as error:
                    self._fail(source.label, error, name)
            self._done += size
            self.monitor.update("reading", self._done, self._total, f"Reading {source.name}")
        self.lacking = downloads.lacking(self._known, (file.format for file in self.files))
        self.warnings[:0] = [*(one.sentence for one in self.lacking), *downloads.warnings(self.refused)]

    def nothing(self) -> UnreadableFile:
        """Why nothing can be read: what the download is, else the first of the reasons."""
        if self.lacking:
            return WrongPackage(f"{self.lacking[0].what} Nothing was imported. {self.lacking[0].advice}")
        return self.refused[0].error

    def _recognise(self, found: list[_Found]) -> list[_Found]:
        """Downloads as a whole: what is no history in a known one is a part of it, tables that are not known too.

        A table that somebody chose, or that lies in a folder, may be their own history: only an archive is all the
        service's.
        """
        read = ((name, source.label, one.detection.format) for name, source, one in found if one is not None)
        self._known = downloads.recognise(self.refused, read)
        strange = [one for one in self.unmapped if one.download and one.download in self._known]
        self.unmapped = [one for one in self.unmapped if one not in strange]
        for table in strange:
            self._fail(table.source.label, Foreign(table.source.name), table.download)
        kept: list[_Found] = []
        for name, source, one in found:
            guessed = one is not None and one.detection.format == "table" and not one.decided
            if guessed and source.member is not None and name in self._known and not self.request.mapping:
                self._fail(source.label, Foreign(source.name), name)
                one = None
            kept.append((name, source, one))
        self.refused = downloads.settle(self.refused, self._known)
        return kept

    def _sources(self) -> Iterator[tuple[str, Source]]:
        """Everything that was chosen, each with the name of the download it came in."""
        for path in self.request.paths:
            try:
                for source in archive.sources([path], self.monitor):
                    yield downloads.name_of(Path(path), source), source
            except UnreadableFile as error:
                self._fail(path.name, error)

    def _size(self, source: Source) -> int:
        try:
            return source.size
        except UnreadableFile:
            return 0  # reading it says why

    def _fail(self, name: str, error: UnreadableFile, download: str = "") -> None:
        self.refused.append(Refused(name, error, download))

    def _detect(self, download: str, source: Source) -> _Known | None:
        """What a source is, what its reader is told and whose it is; None for no history."""
        self.monitor.check()
        try:
            try:
                found: Detection | None = detect.detect(source, self.options)
            except NeedsMapping:
                if self.request.mapping:
                    raise
                found = None
            if found is not None and found.format != "table":
                return _Known(found, self.options)
            return self._table(download, source, found)
        except UnreadableFile as error:
            self._fail(source.label, error, download)
            return None

    def _table(self, download: str, source: Source, found: Detection | None) -> _Known | None:
        """A table: as told for its header, else as remembered, else as guessed."""
        header = mappings.header_of(source)
        key = mappings.key(header or (source.label,))  # without a header only this file is meant
        if self.request.mapping and found is not None:
            if header:
                self.used[key] = Told(self.request.mapping, self.options.set_values, self.request.time_zone)
            return _Known(found, self.options)
        told = self._told.get(key) or self._remembered.get(key)
        if told is not None:
            if key in self._told and header:
                self.used[key] = told
            options = told.options(self.options)
            return _Known(detect.detect(source, options), options, told.listener, True)
        if not self._by_hand(source) and _titles_only(header):
            raise Foreign(
                f"{source.name} is a table in what you chose, but no listening history: nothing in it names an artist. "
                "Nothing of it was imported. If it is one, import that file alone and say which column is what."
            )
        if self.request.ask:
            mappings.loosely(source)  # a text that is no table at all says so here
            if not header or header not in [one.header for one in self.unmapped]:
                self.unmapped.append(Unmapped(source, header, download))
            return None
        if found is None:
            found = detect.detect(source, self.options)  # says what is missing
        return _Known(found, self.options)

    def _by_hand(self, source: Source) -> bool:
        """Whether somebody chose this very file, not a folder or an archive around it."""
        return not source.member and Path(source.path) in [Path(path) for path in self.request.paths]

    def _read(self, stage: Stage, source: Source, known: _Known) -> None:
        detection, options = known.detection, known.options
        path = f"{source.path}/{source.member}" if source.member else str(source.path)
        whose = known.listener or self.request.listener or detection.listener or decisions.DEFAULT_LISTENER
        local = detection.local_time and not options.time_zone and not known.decided
        file = StagedFile(
            len(self.files) + 1, path, source.label, detection.format, whose, detection.label, detection.how, local
        )
        shift = self.shifts.get(detection.format, self.shifts.get("", 0))
        clock, twice = self._clock(options.time_zone) if detection.local_time and not shift else None, 0
        try:
            for chunk in _chunks(source, known, self.monitor, shift):
                stage.add_any(file, chunk)
                if clock is not None:
                    twice += clock.doubtful(_moments(chunk))
                self.monitor.update("reading", self._done + source.consumed, self._total, f"Reading {source.name}")
                self.monitor.check()
        except UnreadableFile:
            stage.forget(file)
            raise
        self.files.append(file)
        said = (*detection.warnings, clock.sentence(twice, source.name)) if clock and twice else detection.warnings
        self.warnings += [one for one in said if one not in self.warnings]

    def _clock(self, time_zone: str | None) -> ClockChanges:
        """The changes of a clock, looked up once."""
        if time_zone not in self._clocks:
            self._clocks[time_zone] = ClockChanges(time_zone)
        return self._clocks[time_zone]


def _moments(chunk: Chunk) -> Iterable[int | None]:
    """The times that the file told of these rows."""
    if isinstance(chunk, PlainPlays):
        return chunk.moments
    return (
        row.start_ms if row.end_ms is None or row.ms_played else row.end_ms for row in chunk if isinstance(row, Row)
    )


def _chunks(source: Source, known: _Known, monitor: Monitor, shift: int) -> Iterator[Chunk]:
    """Rows of a source, many at a time; as columns where its reader can and nothing is moved."""
    reader = known.detection.reader
    if isinstance(reader, BlockReader) and not shift:
        yield from reader.blocks(source, known.detection, known.options, monitor)
        return
    rows = iter(reader.rows(source, known.detection, known.options, monitor))
    while chunk := list(itertools.islice(rows, CHUNK)):
        yield [decisions.moved(row, shift) for row in chunk] if shift else chunk
