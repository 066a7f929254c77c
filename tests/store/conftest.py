"""A reader that delivers what a test says, so that the store is tested without any file format."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from s2v_desktop.core.errors import UnreadableFile
from s2v_desktop.core.progress import Monitor, Silent
from s2v_desktop.core.readers import detect
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Row, SkippedRow
from s2v_desktop.store.importer import ImportReport, ImportRequest, import_files

Rows = Sequence[Row | SkippedRow]


class Rehearsed:
    """A reader of given rows; a file called ``bad`` is none of its own, one called ``torn`` breaks at its end.

    A file called ``deezer@1`` is of the format ``deezer``.
    """

    format = "rehearsed"
    label = "Rehearsed"

    def __init__(self) -> None:
        self.files: dict[str, Rows] = {}

    def match(self, peek: object, options: ReadOptions) -> None:
        """Is never asked."""

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Give the rows of the file with this name."""
        yield from self.files[source.name]
        if source.name.startswith("torn"):
            raise UnreadableFile(f"{source.name} is torn.")

    def detect(self, source: Source, options: ReadOptions | None = None) -> Detection:
        """Stand in for `detect.detect`."""
        if source.name not in self.files:
            raise UnreadableFile(f"{source.name} is no history.")
        form, at, _ = source.name.partition("@")
        return Detection(self, form if at else self.format, self.label, "said so")


Import = Callable[..., ImportReport]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Where a library may be made."""
    return tmp_path / "Library"


@pytest.fixture
def bring(tmp_path: Path, library: Path, monkeypatch: pytest.MonkeyPatch) -> Import:
    """Import rows: ``bring(rows)`` or ``bring({"a": rows, "bad": None}, listener="Ann", monitor=m)``."""
    reader = Rehearsed()
    monkeypatch.setattr(detect, "detect", reader.detect)

    def bring(files: Rows | dict[str, Rows | None], monitor: Monitor | None = None, **request: object) -> ImportReport:
        named = files if isinstance(files, dict) else {"history": files}
        inbox = tmp_path / "inbox"
        inbox.mkdir(exist_ok=True)
        for name, rows in named.items():
            (inbox / name).write_bytes(b"x" * 100)
            if rows is not None:
                reader.files[name] = rows
        paths = [inbox / name for name in named]
        return import_files(library, ImportRequest(paths=paths, **request), monitor or Silent())  # type: ignore[arg-type]

    return bring


MINUTE = 60_000
START = 1_600_000_000_000


def plays(count: int, first: int = 0, songs: int = 5, **more: object) -> list[Row]:
    """Plays of some songs, four minutes apart."""
    return [
        Row(i + 1, f"Song {i % songs}", f"Artist {i % songs % 2}", "Album", start_ms=START + i * 4 * MINUTE, **more)  # type: ignore[arg-type]
        for i in range(first, first + count)
    ]


@pytest.fixture
def make_plays() -> Callable[..., list[Row]]:
    """`plays`."""
    return plays
