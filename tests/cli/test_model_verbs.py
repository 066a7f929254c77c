"""Sharing, opening, beginning with old vectors and proving, from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from s2v_desktop.cli.main import main
from s2v_desktop.core.session_rule import SessionRule
from s2v_desktop.store import machine, session_rules
from s2v_desktop.store.library import Library
from s2v_desktop.store.models import ModelStore
from tests import two_groups


class Shell:
    """Runs verbs and reads their JSON."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.told = ""

    def __call__(self, library: Path, *arguments: str, code: int = 0) -> Any:
        assert main([*arguments, "--library", str(library), "--json"]) == code
        said = self._capsys.readouterr()
        self.told = said.err
        return json.loads(said.out)


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def test_share_and_open(shell: Shell, tmp_path: Path) -> None:
    library, other, path = two_groups.make(tmp_path / "library"), tmp_path / "other", tmp_path / "a.s2v"
    shared = shell(library, "share", "By hand", str(path))
    assert shared == {"path": str(path)}
    opened = shell(other, "open", str(path))
    assert opened == {"path": str(path), "batch": 1}
    assert shell(other, "info")["songs"] == shell(library, "info")["songs"]
    items = shell(other, "recommend", "--song", "Ash - Leaf 3", "--top", "3")["items"]
    assert [item["artist"] for item in items] == ["Ash"] * 3
    assert shell(other, "info")["plays"] == 0
    shell(other, "undo", str(opened["batch"]))
    assert shell(other, "info")["songs"] == 0


def test_what_cannot_be_shared_or_opened_is_refused(shell: Shell, tmp_path: Path) -> None:
    library = two_groups.make(tmp_path / "library")
    assert "nobody" in shell(library, "share", "nobody", str(tmp_path / "a.s2v"), code=3)["error"]["message"]
    bad = tmp_path / "bad.s2v"
    bad.write_bytes(b"\x80\x04pickle")
    assert shell(library, "open", str(bad), code=3)["error"]["code"] == "unreadable-file"
    assert shell(library, "open", str(tmp_path / "absent.s2v"), code=3)["error"]["code"] == "unreadable-file"


def test_training_says_what_is_ahead_and_proves_itself(shell: Shell, tmp_path: Path) -> None:
    library = two_groups.make(tmp_path / "library")
    small = ("--set", "vector_size=8", "--set", "epochs=2", "--preset", "quick")
    result = shell(library, "train", *small, "--repeat", "--name", "Mine")
    assert "of memory" in shell.told
    free = machine.free_memory()
    assert free is None or "are free" in shell.told
    assert result["repeat"]["equal"] is True
    again = shell(library, "train", "--start", "Mine", "--preset", "quick", "--set", "epochs=1")
    assert again["parameters"]["vector_size"] == 8
    wrong = shell(library, "train", "--set", "negative=1000", code=3)
    assert wrong["error"]["code"] == "bad-request"


def test_only_what_can_repeat_is_asked_to(tmp_path: Path) -> None:
    library = two_groups.make(tmp_path / "library")
    models = len(ModelStore(library).list())
    assert main(["train", "--repeat", "--set", "workers=2", "--library", str(library)]) == 2
    assert len(ModelStore(library).list()) == models


def test_a_suggestion_is_one_for_the_command_line(shell: Shell, tmp_path: Path) -> None:
    library = two_groups.make(tmp_path / "library")
    told = shell(library, "train", "--set", "min_songs=7", code=3)["error"]["message"]
    assert "Let sessions end after a longer gap (--set gap_s=SECONDS)" in told


def test_a_training_may_use_other_sessions_than_the_library(shell: Shell, tmp_path: Path) -> None:
    library = two_groups.make(tmp_path / "library")
    small = ("--set", "vector_size=8", "--set", "epochs=1", "--preset", "quick")
    usual = shell(library, "train", *small)["sessions"]
    week = ("--set", "gap_s=604800", "--set", "keep_skipped=yes")
    assert (usual, shell(library, "train", *small, *week)["sessions"]) == (20, 2)
    assert ModelStore(library).active().parameters["keep_skipped"] is True
    assert "session_rule" not in shell(library, "info")
    for wrong in ("gap_s=0", "skips=all", "keep_skipped=perhaps", "min_songs=1.5"):
        assert shell(library, "train", "--set", wrong, code=3)["error"]["code"] == "bad-request"
    with Library.open(library) as opened, opened.writing() as connection:
        session_rules.save(connection, SessionRule(gap_s=60, listener_gaps=((0, 90),)), [2])
    assert shell(library, "info")["session_rule"] == {"gap_s": 60, "listener_gaps": {"Bob": 90}}
