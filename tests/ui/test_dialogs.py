"""Dialogs: the columns of a table, errors, questions, preferences."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from s2v_desktop.core.errors import S2VError
from s2v_desktop.ui.dialogs.about import diagnostics
from s2v_desktop.ui.dialogs.confirm import confirm_close
from s2v_desktop.ui.dialogs.error_dialog import ErrorDialog
from s2v_desktop.ui.dialogs.import_dialog import ImportDialog
from s2v_desktop.ui.dialogs.preferences import Preferences
from s2v_desktop.ui.import_start import is_table

GOOD = "when;who;what\n" + "".join(f"09.03.2024 21:{n:02d};Artist {n % 3};Song {n}\n" for n in range(30))
ODD = "alpha,beta,gamma\n" + "".join(f"thing {n},other {n},{n + 7}\n" for n in range(10))


def write(folder: Path, text: str, name: str = "plays.csv") -> Path:
    """A file with this text."""
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def open_dialog(qtbot: QtBot, file: Path) -> ImportDialog:
    """The dialog for a file."""
    dialog = ImportDialog(file)
    qtbot.addWidget(dialog)
    return dialog


def choose(dialog: ImportDialog, column: int, field: str) -> None:
    """Say what a column is."""
    box = dialog._table._choices[column]
    box.setCurrentIndex(box.findData(field))


def test_unknown_names_of_columns_can_be_told(qtbot: QtBot, tmp_path: Path) -> None:
    file = write(tmp_path, ODD)
    assert is_table(file)
    dialog = open_dialog(qtbot, file)
    assert not dialog._import.isEnabled()
    assert "title" in dialog._problems.text()
    choose(dialog, 0, "title")
    choose(dialog, 1, "artist")
    assert dialog._import.isEnabled()
    assert dialog.options["mapping"] == {"title": ["alpha"], "artist": ["beta"]}


def test_the_rows_and_the_way_they_are_read_are_shown(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = open_dialog(qtbot, write(tmp_path, GOOD))
    choose(dialog, 0, "time")
    choose(dialog, 1, "artist")
    choose(dialog, 2, "title")
    assert dialog._table.rowCount() == 31
    assert dialog._table.item(1, 2).text() == "Song 0"
    assert "semicolons" in dialog._how.text()
    assert "UTF-8" in dialog._how.text()
    assert "2024" in dialog._times.text() or "/24" in dialog._times.text()


def test_a_table_without_an_artist_can_be_given_one(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = open_dialog(qtbot, write(tmp_path, ODD))
    choose(dialog, 0, "title")
    dialog._artist.setText("Fairuz")
    assert dialog.options["set_values"] == {"artist": "Fairuz"}
    choose(dialog, 1, "artist")
    assert dialog.options["set_values"] == {}


def test_import_tells_what_was_chosen_once(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = open_dialog(qtbot, write(tmp_path, ODD))
    choose(dialog, 0, "title")
    choose(dialog, 1, "artist")
    dialog._listener.setText("Sam")
    with qtbot.waitSignal(dialog.confirmed) as told:
        dialog._import.click()
    assert told.args is not None
    assert told.args[0]["listener"] == "Sam"


def test_a_cell_of_markup_stays_text_and_a_huge_one_is_cut(qtbot: QtBot, tmp_path: Path) -> None:
    text = f"artist,title\n<h1>A</h1>,{'x' * 20_000}\nB,C\n"
    dialog = open_dialog(qtbot, write(tmp_path, text))
    assert dialog._table.item(1, 0).text() == "<h1>A</h1>"
    assert len(dialog._table.item(1, 1).text()) <= 80


@pytest.mark.parametrize("content", [b"", b"\0" * 500])
def test_an_empty_file_is_refused(qtbot: QtBot, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "empty.csv"
    file.write_bytes(content)
    with pytest.raises(S2VError, match=r"empty\.csv"):
        is_table(file)


def test_a_folder_is_no_table(tmp_path: Path) -> None:
    assert not is_table(tmp_path)


def test_an_error_is_shown_as_plain_text_and_its_details_can_be_copied(qtbot: QtBot, qapp: object) -> None:
    dialog = ErrorDialog("Title", "<i>Sentence</i>", "Details")
    qtbot.addWidget(dialog)
    assert "<i>Sentence</i>" in [label.text() for label in dialog.findChildren(QLabel)]
    next(button for button in dialog.findChildren(QPushButton) if "Copy" in button.text()).click()
    assert "Details" in qapp.clipboard().text()  # type: ignore[attr-defined]


def test_the_safe_answer_is_the_default(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    question = confirm_close("Drawing the map · step 3 of 9", parent)
    default = [button.text() for button in question.findChildren(QPushButton) if button.isDefault()]
    assert default == ["Keep running"]
    assert any("Drawing the map." in label.text() for label in question.findChildren(QLabel))


def test_preferences_take_effect_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = Preferences("system", False, tmp_path)
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.motion_chosen) as told:
        dialog.findChild(QWidget, "motion").click()  # type: ignore[union-attr]
    assert told.args == [True]


def test_diagnostics_name_versions_and_nobody(qtbot: QtBot) -> None:
    text = diagnostics()
    assert "NumPy" in text
    assert str(Path.home()) not in text
