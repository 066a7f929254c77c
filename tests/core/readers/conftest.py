"""What the tests of readers share: writing a foreign file, reading it, and the balance of every file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from s2v_desktop.core.progress import Silent
from s2v_desktop.core.readers import detect
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Row, SkippedRow

START_MS = 1_710_018_847_000
"""The one play of the specification: Paper Lanterns by Nordlicht Trio, 2024-03-09T21:14:07Z."""


SEVERAL = ("apple-daily-tracks", "foobar2000")
"""One row of these may tell of several plays."""


@dataclass(frozen=True)
class Result:
    """What became of a file."""

    detection: Detection
    rows: list[Row]
    skipped: list[SkippedRow]

    @property
    def numbers(self) -> list[int]:
        """Numbers of all rows, sorted."""
        return sorted(entry.number for entry in (*self.rows, *self.skipped))

    @property
    def reasons(self) -> list[str]:
        """Why rows were left out, in the order of the file."""
        return [entry.reason for entry in self.skipped]


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Source]:
    """Write a file with a name that says nothing."""

    def write(content: str | bytes, name: str = "x.bin") -> Source:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return Source(path)

    return write


@pytest.fixture
def read() -> Callable[..., Result]:
    """Recognise a source and read all its rows."""

    def read(source: Source, **options: object) -> Result:
        chosen = ReadOptions(**options)  # type: ignore[arg-type]
        found = detect.detect(source, chosen)
        entries = list(found.reader.rows(source, found, chosen, Silent()))
        result = Result(
            found,
            [entry for entry in entries if isinstance(entry, Row)],
            [entry for entry in entries if isinstance(entry, SkippedRow)],
        )
        numbers = sorted(set(result.numbers)) if found.format in SEVERAL else result.numbers
        assert numbers == list(range(1, len(numbers) + 1)), "every row comes out exactly once"
        return result

    return read


@pytest.fixture
def start_ms() -> int:
    """When the play of the specification began."""
    return START_MS
