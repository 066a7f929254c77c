"""The map goes out through a process of its own, and a person is asked what and where."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from s2v_desktop.cli.main import main
from s2v_desktop.ui import export_process
from s2v_desktop.ui.dialogs.export_map import ExportMap
from s2v_desktop.ui.export_handlers import words
from s2v_desktop.ui.export_process import ExportProcess
from s2v_desktop.ui.saving import taken
from tests import two_groups

ECHO = "import json, sys; print(json.dumps({'path': sys.argv[-1]}))"
REFUSES = "import json, sys; print(json.dumps({'error': {'message': 'There is no map yet.'}})); sys.exit(3)"
BREAKS = "import sys; sys.stderr.write('boom'); sys.exit(1)"


def speaking(monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Let a small program stand in for the command."""
    monkeypatch.setattr(export_process, "program", lambda: [sys.executable, "-c", script])


def test_the_path_is_told_when_it_is_written(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    speaking(monkeypatch, ECHO)
    made = ExportProcess(tmp_path, ["map", "--as", "csv", "--", "ü & x.csv"])
    with qtbot.waitSignal(made.written, timeout=20_000) as told:
        made.start()
    assert told.args == ["ü & x.csv"]


@pytest.mark.parametrize(
    ("script", "sentence", "details"),
    [(REFUSES, "There is no map yet.", ""), (BREAKS, "The file could not be written. Nothing was changed.", "boom")],
)
def test_a_refusal_is_a_sentence(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, sentence: str, details: str
) -> None:
    speaking(monkeypatch, script)
    made = ExportProcess(tmp_path, ["map", "x.csv"])
    with qtbot.waitSignal(made.failed, timeout=20_000) as told:
        made.start()
    assert told.args == [sentence, details]


def test_a_program_that_is_not_there_is_said(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_process, "program", lambda: [str(tmp_path / "nowhere")])
    made = ExportProcess(tmp_path, ["map", "x.csv"])
    with qtbot.waitSignal(made.failed, timeout=20_000) as told:
        made.start()
    assert "could not be started" in told.args[0]


def test_it_can_be_stopped(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    speaking(monkeypatch, "import sys; sys.stdin.read(); import threading; threading.Event().wait()")
    made = ExportProcess(tmp_path, ["map", "x.csv"])
    made.start()
    qtbot.waitUntil(lambda: made.running)
    made.stop()
    assert not made.running


@pytest.mark.parametrize(
    ("file", "chosen", "asked"),
    [
        ("plays.csv", "", ["--as", "csv", "--", "plays.csv"]),
        ("plays.JSONL", "Table (*.csv)", ["--as", "jsonl", "--", "plays.JSONL"]),
        ("-mine", "One JSON object a line (*.jsonl)", ["--as", "jsonl", "--", "-mine.jsonl"]),
        ("v1.2", "", ["--as", "csv", "--", "v1.2.csv"]),
    ],
)
def test_the_ending_or_the_chosen_kind_decides_the_format(file: str, chosen: str, asked: list[str]) -> None:
    assert words("plays", Path(file), chosen) == ["plays", *asked]


def test_a_file_that_only_the_ending_makes_another_is_kept(tmp_path: Path) -> None:
    (tmp_path / "plays.csv").write_text("precious")
    assert "plays.csv" in taken(str(tmp_path / "plays"), tmp_path / "plays.csv")
    assert not taken(str(tmp_path / "plays.csv"), tmp_path / "plays.csv")
    assert not taken(str(tmp_path / "other"), tmp_path / "other.csv")


def test_the_map_is_not_written_over_a_file_nobody_was_asked_about(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "map.png").write_text("precious")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "map"), ""))
    dialog = ExportMap("light")
    qtbot.addWidget(dialog)
    asked: list[object] = []
    dialog.wanted.connect(asked.append)
    dialog._on_save()
    assert (asked, "map.png" in dialog.hint.text()) == ([], True)


def test_what_is_asked_is_what_the_command_understands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = two_groups.make_library(tmp_path / "Library")
    for kind in ("plays", "sessions"):
        asked = words(kind, tmp_path / f"-{kind}", "")
        assert main(["export", "--library", str(folder), "--json", *asked]) == 0
        lines = Path(json.loads(capsys.readouterr().out)["path"]).read_text(encoding="utf-8").splitlines()
        assert len(lines) == 1 + two_groups.SESSIONS * two_groups.LENGTH


def test_the_dialog_says_what_was_chosen(qtbot: QtBot) -> None:
    dialog = ExportMap("light")
    qtbot.addWidget(dialog)
    dialog.width_box.setValue(4000)
    dialog.height_box.setValue(3000)
    file = Path("-map.png")
    assert dialog.words(file) == ["map", "--as", "png", "--theme", "light", "--size", "4000x3000", "--", "-map.png"]
    dialog.form.setCurrentIndex(1)
    assert dialog._size.isHidden()
    assert "no network connection" in dialog.hint.text()
    dialog.form.setCurrentIndex(6)
    assert dialog.words(Path("v.txt")) == ["vectors", "--as", "word2vec", "--", "v.txt"]
    assert json.dumps(dialog.words(Path("v.txt")))
