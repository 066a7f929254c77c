"""An import that asks, in a real child: nothing is stored before the answer, and the answer crosses the pipe whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from s2v_desktop.jobs.child import Child
from s2v_desktop.jobs.outcomes import Done
from s2v_desktop.store.fingerprint import fingerprint
from s2v_desktop.store.library import Library


def history(folder: Path) -> Path:
    rows = [
        {"ts": f"2024-03-09T21:{i:02d}:41Z", "ms_played": 50_000, "master_metadata_track_name": f"Lanterns “{i}” 灯",
         "master_metadata_album_artist_name": "Nordlicht Trio", "master_metadata_album_album_name": "Slow Weather",
         "spotify_track_uri": f"spotify:track:{i:022d}", "reason_start": "trackdone", "reason_end": "trackdone",
         "incognito_mode": i == 3}
        for i in range(12)
    ]  # fmt: skip
    rows.append({**rows[0], "ts": "never"})
    file = folder / "x.bin"
    file.write_text(json.dumps(rows), encoding="utf-8")
    return file


def run(job: str, **spec: Any) -> dict[str, Any]:
    outcome = Child(job, dict(spec)).run(lambda _: None)
    assert isinstance(outcome, Done), outcome
    return dict(outcome.result)


def test_a_question_and_its_answer(tmp_path: Path) -> None:
    library, paths = tmp_path / "Library", [str(history(tmp_path))]
    asked = run("import", library=str(library), paths=paths, ask=True)
    assert asked["batch"] is None
    assert asked["examination"]["asks"] == [{"kind": "private", "plays": 1}]
    (file,) = asked["examination"]["files"]
    assert (file["service"], file["plays"]) == ("Spotify extended streaming history", 12)
    assert len(file["examples"]["bad-time"]) == 1
    assert not Library.exists(library)
    stored = run("import", library=str(library), paths=paths, set_values={"private": "skip"})
    assert (stored["plays"], stored["skipped"]) == (11, {"private-session": 1, "bad-time": 1})
    assert "examination" not in stored
    mark = fingerprint(library)
    merged = run("merge", library=str(library), merge=[[1, 2]])
    assert merged["songs"] == 10
    run("merge", library=str(library), restore=merged["before"])
    assert fingerprint(library) == mark
