"""What goes out of the window as a file: a person is asked what and where, a job writes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from s2v_desktop.ui.dialogs.export_map import ExportMap
from s2v_desktop.ui.export_handlers import named
from s2v_desktop.ui.saving import taken


@pytest.mark.parametrize(
    ("file", "chosen", "form", "name"),
    [
        ("plays.csv", "", "csv", "plays.csv"),
        ("plays.JSONL", "Table (*.csv)", "jsonl", "plays.JSONL"),
        ("-mine", "One JSON object a line (*.jsonl)", "jsonl", "-mine.jsonl"),
        ("v1.2", "", "csv", "v1.2.csv"),
    ],
)
def test_the_ending_or_the_chosen_kind_decides_the_format(file: str, chosen: str, form: str, name: str) -> None:
    assert named(Path(file), chosen) == (form, Path(name))


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
    dialog.wanted.connect(lambda job, spec: asked.append(job))
    dialog._on_save()
    assert (asked, "map.png" in dialog.hint.text()) == ([], True)


def test_the_dialog_says_what_was_chosen(qtbot: QtBot) -> None:
    dialog = ExportMap("light")
    qtbot.addWidget(dialog)
    dialog.width_box.setValue(4000)
    dialog.height_box.setValue(3000)
    assert dialog.order(Path("-map.png")) == (
        "picture", {"path": "-map.png", "size": [4000, 3000], "theme": "light"},
    )  # fmt: skip
    dialog.form.setCurrentIndex(1)
    assert dialog._size.isHidden()
    assert "no network connection" in dialog.hint.text()
    job, spec = dialog.order(Path("m.html"))
    assert (job, spec["kind"], spec["form"]) == ("export", "map", "html")
    assert spec["colours"]["map"] == "#fbfbfa"
    dialog.form.setCurrentIndex(6)
    assert dialog.order(Path("v.txt")) == ("export", {"kind": "vectors", "form": "word2vec", "path": "v.txt"})
