"""What is in a library goes out as a file, by a job."""

from __future__ import annotations

from pathlib import Path

import pytest

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.progress import Silent
from s2v_desktop.jobs import inline
from tests import two_groups


@pytest.mark.parametrize("kind", ["plays", "sessions"])
def test_tables_hold_every_play(tmp_path: Path, kind: str) -> None:
    library, file = two_groups.make_library(tmp_path / "library"), tmp_path / "out.csv"
    spec = {"library": str(library), "kind": kind, "form": "csv", "path": str(file), "listener": None}
    assert inline.run("export", spec, Silent()) == {"path": str(file), "bytes": file.stat().st_size}
    assert len(file.read_text(encoding="utf-8").splitlines()) == 1 + two_groups.SESSIONS * two_groups.LENGTH


def test_what_is_not_known_is_refused(tmp_path: Path) -> None:
    spec = {"library": str(tmp_path), "kind": "films", "form": "csv", "path": str(tmp_path / "out.csv")}
    with pytest.raises(BadRequest, match="Nothing was written"):
        inline.run("export", spec, Silent())
    assert not list(tmp_path.iterdir())
