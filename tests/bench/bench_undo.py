"""How long taking back an import of 350,000 plays takes (``S2V_BENCH_SPOTIFY_ROWS`` for another size)."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

import generated
from bench_import import SPOTIFY_ROWS, run_import
from run import entry

from s2v_desktop.jobs.child import Child, Done

NAMES = ("undo",)


def measure() -> list[dict[str, Any]]:
    """Import twice, take the second import back, and look whether every figure is as before."""
    from s2v_desktop.store.library import Library

    with tempfile.TemporaryDirectory(prefix="s2v-bench-") as name:
        scratch, library = Path(name), Path(name) / "library"
        run_import(generated.lastfm_1k(scratch / "before.tsv", 20_000), library)
        with Library.open(library) as opened:
            before = opened.info()
        batch = run_import(generated.spotify_zip(scratch / "data.zip", SPOTIFY_ROWS), library)[2]["batch"]
        begin = time.perf_counter()
        outcome = Child("undo", {"library": str(library), "batch": batch}).run(lambda message: None)
        seconds = time.perf_counter() - begin
        if not isinstance(outcome, Done):
            raise RuntimeError(str(outcome))
        with Library.open(library) as opened:
            if opened.info() != before:
                raise RuntimeError("the figures are not as before the import")
    return [entry(f"undo ({outcome.result['plays_removed']:,} plays)", seconds, "s", 2.0)]
