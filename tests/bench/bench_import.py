"""How fast an import is, beside a reader that only parses the same file.

Sizes: ``S2V_BENCH_TABLE_ROWS`` (400,000; in full 5,000,000) and ``S2V_BENCH_SPOTIFY_ROWS`` (350,000);
``S2V_BENCH_RUNS`` (3) runs of each, medians.
"""

from __future__ import annotations

import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import generated
from run import SOURCE, amount, entry

NAMES = ("import-spotify", "import-table")
TABLE_ROWS = amount("S2V_BENCH_TABLE_ROWS", 400_000, 5_000_000)
SPOTIFY_ROWS = amount("S2V_BENCH_SPOTIFY_ROWS", 350_000)
RUNS = amount("S2V_BENCH_RUNS", 3)


def measure(name: str) -> list[dict[str, Any]]:
    """Measure one of `NAMES`."""
    with tempfile.TemporaryDirectory(prefix="s2v-bench-") as scratch:
        return table(Path(scratch)) if name == "import-table" else spotify(Path(scratch))


def table(scratch: Path) -> list[dict[str, Any]]:
    """Rows a second of a table in the layout of Last.fm-1K, and whether memory grows with the file."""
    small = generated.lastfm_1k(scratch / "small.tsv", TABLE_ROWS // 4)
    large = generated.lastfm_1k(scratch / "large.tsv", TABLE_ROWS)
    small_run = run_import(small, scratch / "small-library")
    runs = [run_import(large, scratch / f"library-{turn}") for turn in range(RUNS)]
    seconds = statistics.median(run[0] for run in runs)
    peer = statistics.median(timed(lambda: read_table(large)) for _ in range(3))
    speed, parsed = TABLE_ROWS / seconds, TABLE_ROWS / peer
    return [
        entry("import-table", speed, "rows/s", 100_000, "higher", "csv.reader alone", parsed),
        entry(
            "import-table-memory", runs[0][1], "MB", 1.25, "lower", "a file of a quarter of the size", small_run[1],
            target_is_ratio=True,
        ),
    ]  # fmt: skip


def spotify(scratch: Path) -> list[dict[str, Any]]:
    """Seconds and peak memory for a Spotify zip, and that a second import of it adds nothing."""
    archive = generated.spotify_zip(scratch / "my_spotify_data.zip", SPOTIFY_ROWS)
    runs = [run_import(archive, scratch / f"library-{turn}") for turn in range(RUNS)]
    seconds, memory = statistics.median(run[0] for run in runs), max(run[1] for run in runs)
    again = run_import(archive, scratch / "library-0")
    peer = statistics.median(timed(lambda: read_json(archive)) for _ in range(3))
    size = f"{SPOTIFY_ROWS / 350_000:.3g} x 350,000 rows"
    return [
        entry(f"import-spotify ({size})", seconds, "s", 8.0, "lower", "json.loads alone", peer),
        entry("import-spotify-memory", memory, "MB", 400.0),
        entry("import-spotify-again", float(again[2]["plays"]), "plays", 0.0),
    ]


def run_import(path: Path, library: Path) -> tuple[float, float, dict[str, Any]]:
    """Import with the real command and its real child.

    Returns
    -------
    tuple
        Seconds, peak of the resident memory in MB, and the JSON of the command.
    """
    command = [sys.executable, "-m", "s2v_desktop", "--cli", "import", str(path), "--library", str(library), "--json"]
    if path.suffix == ".tsv":
        columns = (f"{field}={number}" for field, (number,) in generated.LASTFM_1K.items())
        command += [part for column in columns for part in ("--map", column)]
    output = library.with_suffix(".json")
    begin = time.perf_counter()
    with output.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, cwd=SOURCE) as run:
        _, status, usage = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begin
    if run.returncode != 0:
        raise RuntimeError(f"the import ended with {run.returncode}: {output.read_text()[:500]}")
    result: dict[str, Any] = json.loads(output.read_bytes())
    if result["rows"] != result["plays"] + result["duplicates"] + sum(result["skipped"].values()):
        raise RuntimeError("the sums of the import do not fit")
    # Linux tells kilobytes, macOS bytes; the worker is the larger of the two processes.
    return seconds, usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2), result


def timed(work: Callable[[], None]) -> float:
    """Seconds that something takes."""
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def read_table(path: Path) -> None:
    """Parse a table and keep nothing."""
    with path.open(encoding="utf-8", newline="") as file:
        for _ in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            pass


def read_json(path: Path) -> None:
    """Parse all files of a zip and keep nothing."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            json.loads(archive.read(name))
