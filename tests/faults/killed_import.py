"""A child that imports invented rows until it is killed: ``python killed_import.py LIBRARY ROWS``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from s2v_desktop.core.progress import Monitor, Silent
from s2v_desktop.core.readers import detect
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Row
from s2v_desktop.store.importer import ImportRequest, import_files


class Invented:
    """Rows out of nothing."""

    format = "invented"
    label = "Invented"

    def __init__(self, rows: int) -> None:
        self.count = rows

    def match(self, peek: object, options: ReadOptions) -> None:
        """Is never asked."""

    def rows(self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor) -> Iterator[Row]:
        """Plays four minutes apart."""
        for i in range(self.count):
            yield Row(i + 1, f"Song {i % 300}", f"Artist {i % 30}", start_ms=1_400_000_000_000 + i * 240_000)


class Loud(Silent):
    """Tells the parent where it is."""

    def update(self, stage: str, done: float, total: float, note: str = "") -> None:
        """One line per step."""
        say(stage)


def say(text: str) -> None:
    """One line for the parent, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    """Import and say so."""
    library, rows = Path(sys.argv[1]), int(sys.argv[2])
    reader = Invented(rows)
    detect.detect = lambda source, options=None: Detection(reader, "invented", "Invented", "said so")  # type: ignore[assignment]
    import_files(library, ImportRequest(paths=[Path(__file__)]), Loud())
    say("done")


if __name__ == "__main__":
    main()
