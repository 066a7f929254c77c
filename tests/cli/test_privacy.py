"""Addresses, devices, mail and numbers of accounts are never kept, printed nor logged, in whatever export they come."""

from __future__ import annotations

import json
import logging
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from s2v_desktop.cli import import_
from s2v_desktop.cli.main import main
from s2v_desktop.core.progress import Silent
from s2v_desktop.jobs import inline
from s2v_desktop.store.paths import HOME_VARIABLE
from tests.cli.marked import EXPORTS, SECRETS, Files


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs of the command run in this process, so that what they log is seen."""
    monkeypatch.setattr(import_, "run_job", lambda job, spec, title: inline.run(job, spec, Silent()))


def put(folder: Path, files: Files) -> list[str]:
    """Write an export; gives its files."""
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [str(folder / name) for name in files]


def told_by(content: bytes) -> list[str]:
    return [secret for secret in SECRETS if secret.encode() in content]


def told_in(folder: Path) -> dict[str, list[str]]:
    """Secrets in any file below a folder."""
    found = {str(one.relative_to(folder)): told_by(one.read_bytes()) for one in folder.rglob("*") if one.is_file()}
    return {name: secrets for name, secrets in found.items() if secrets}


def balance(library: Path, batch: int) -> bytes:
    """The balance of an import as the window exports it."""
    target = library.parent / "balance.csv"
    inline.run("balance", {"library": str(library), "batch": batch, "path": str(target)}, Silent())
    return target.read_bytes()


@pytest.mark.parametrize("name", EXPORTS)
def test_nothing_personal_of_an_export_is_kept_or_said(
    tmp_path: Path, here: None, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture, name: str
) -> None:
    caplog.set_level(logging.DEBUG)
    paths = put(tmp_path / "export", EXPORTS[name]())
    assert all(told_by(Path(path).read_bytes()) or path.endswith(".xlsx") for path in paths), "nothing is marked"
    library = tmp_path / "Library"
    common = [*paths, "--library", str(library), "--time-zone", "UTC", "--listener", "Me"]
    assert main(["import", *common, "--dry-run", "--json"]) == 0
    assert main(["import", *common]) == 0
    assert main(["import", *common, "--json"]) == 0
    assert main(["import", paths[0], "--library", str(library), "--map", "title=No such column", "--json"]) in (0, 3)
    asked = {"library": str(library), "paths": paths, "ask": True}
    examined = inline.run("import", asked, Silent())["examination"]
    rows = [line for line in balance(library, 1).decode().splitlines() if "skipped" in line]
    assert rows, "no row was skipped"
    said = "".join(capfd.readouterr()) + caplog.text + json.dumps(examined, ensure_ascii=False) + "".join(rows)
    assert told_by(said.encode()) == []
    assert told_in(library) == {}


def test_nothing_personal_reaches_a_model_or_the_log_of_a_child(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """All exports at once through a real child, and a model learnt from them."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    paths = [path for name, make in EXPORTS.items() for path in put(tmp_path / name, make())]
    rows = "".join(f"Me,A{at % 5},Song {at % 20},{1_600_000_000 + at // 10 * 9000 + at % 10 * 240},x@example.org\n"
                   for at in range(600))  # fmt: skip
    (tmp_path / "more.csv").write_text(f"user,artist,title,time,e-mail\n{rows}", encoding="utf-8")
    library = tmp_path / "Library"
    options = ["--library", str(library), "--json"]
    assert main(["import", *paths, str(tmp_path / "more.csv"), "--time-zone", "UTC", *options]) == 0
    assert main(["train", "--preset", "quick", "--set", "epochs=2", *options]) == 0
    with sqlite3.connect(library / "library.sqlite") as reader:  # an open reader keeps the -wal beside the file
        reader.execute("SELECT count(*) FROM play").fetchone()
        assert main(["import", str(tmp_path / "spotify_extended"), *options]) == 0
        assert told_in(library) == {}
    reader.close()
    assert len(list(library.glob("models/*/w1.npy"))) == 1
    assert told_in(tmp_path / "home") == {} if (tmp_path / "home").exists() else True
    assert told_by("".join(capfd.readouterr()).encode()) == []


def test_an_address_as_the_name_of_a_listener_loses_its_host(tmp_path: Path, here: None, capfd: Any) -> None:
    (tmp_path / "x.csv").write_text("user,artist,title,time\nsam@example.org,A,B,1600000000\n", encoding="utf-8")
    assert main(["import", str(tmp_path / "x.csv"), "--library", str(tmp_path / "Library"), "--json"]) == 0
    with sqlite3.connect(tmp_path / "Library" / "library.sqlite") as library:
        assert library.execute("SELECT name FROM listener").fetchall() == [("sam",)]
    library.close()
    assert told_in(tmp_path / "Library") == {}
