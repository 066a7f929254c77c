"""A listening history with an obvious answer: two groups of songs that are never played together. Not a test module."""

from __future__ import annotations

import csv
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

GROUPS = ("Ash", "Birch")
SONGS = 14
SESSIONS = 80
LENGTH = 12
ROWS = SESSIONS * LENGTH


def write(path: Path, first: int = 0) -> Path:
    """Write the history as a table; `first` moves it by so many days."""
    rng = random.Random(5)
    start = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=first)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("time", "artist", "title"))
        for session in range(SESSIONS):
            group = GROUPS[session % 2]
            for place in range(LENGTH):
                when = start + timedelta(hours=12 * session, minutes=4 * place)
                table.writerow((f"{when:%Y-%m-%dT%H:%M:%SZ}", group, f"Leaf {rng.randrange(SONGS)}"))
    return path


MAPPING = {"time": ["time"], "artist": ["artist"], "title": ["title"]}


def spec(library: Path, path: Path) -> dict[str, object]:
    """What to tell the job ``import``."""
    return {"library": str(library), "paths": [str(path)], "mapping": MAPPING, "time_zone": "UTC"}
