"""The frame of the command: help, usage, exit codes, one document on standard output."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from s2v_desktop import __version__
from s2v_desktop.cli import info
from s2v_desktop.cli.main import main
from s2v_desktop.core.errors import UnknownSong

VERBS = ("import", "undo", "info", "train", "map", "recommend", "similarity", "doctor", "demo")


def test_help_names_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(f"  {verb}" in out for verb in VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, "--help"]) == 0
    assert "--library" in capsys.readouterr().out


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from s2v_desktop.cli.main import main; main(['--help']);"
        "heavy = ('numpy', 'sqlite3', 'gensim', 'sklearn', 'scipy', 'PySide6', 'orjson');"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"s2v {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ["fly"],
        ["undo"],
        ["undo", "three"],
        ["import"],
        ["import", "x", "--map", "title"],
        ["import", "x", "--time-zone", "Middle/Earth"],
        ["import", "x", "--time-zone", "../etc/passwd"],
        ["train", "--set", "=3"],
        ["recommend"],
        ["recommend", "--mode", "psychic", "--song", "a"],
        ["recommend", "--mode", "taste", "--song", "a"],
        ["recommend", "--song", "a", "--diversity", "2"],
        ["recommend", "--song", "a", "--from", "2020-01-02", "--to", "2020-01-01"],
        ["recommend", "--song", "a", "--from", "yesterday"],
        ["similarity", "a"],
    ],
)
def test_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    caught = capsys.readouterr()
    assert caught.out == ""
    assert caught.err != ""


def test_no_library_is_refused_with_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["info", "--library", str(tmp_path / "none")]) == 3
    caught = capsys.readouterr()
    assert caught.out == ""
    assert caught.err.strip().endswith(".")
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("error", "code", "name"),
    [
        (UnknownSong("Which?", ("A - B",)), 3, "unknown-song"),
        (KeyboardInterrupt(), 130, None),
        (KeyError("surprise"), 1, "internal"),
    ],
)
def test_what_a_verb_raises(
    error: BaseException,
    code: int,
    name: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def raising(library: Path | None) -> Path:
        raise error

    monkeypatch.setattr(info.options, "folder", raising)
    assert main(["info", "--library", str(tmp_path), "--json"]) == code
    out = capsys.readouterr().out
    assert out == "" if name is None else json.loads(out)["error"]["code"] == name
