"""The import doctor in the window, the history with its balance, merging songs, listeners, deleting a library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from s2v_desktop.core.progress import Silent
from s2v_desktop.jobs.outcomes import Done
from s2v_desktop.store.importer import import_files
from s2v_desktop.store.listeners import Listener
from s2v_desktop.store.report import ImportRequest
from s2v_desktop.store.same_person import Joined
from s2v_desktop.ui import theme
from s2v_desktop.ui.app import Application
from s2v_desktop.ui.dialogs.doctor import DoctorDialog
from s2v_desktop.ui.dialogs.help import HelpDialog
from s2v_desktop.ui.dialogs.import_dialog import ImportDialog
from s2v_desktop.ui.dialogs.join_listeners import JoinDialog
from s2v_desktop.ui.dialogs.listeners import PLAYS, ListenersDialog
from s2v_desktop.ui.dialogs.merges import MergesDialog
from s2v_desktop.ui.dialogs.questions import ApartQuestion, ListenersQuestion
from s2v_desktop.ui.dialogs.remove_library import RemoveLibrary
from s2v_desktop.ui.dialogs.spellings import SpellingsDialog
from s2v_desktop.ui.job_controller import JobController
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.stylesheet import stylesheet
from s2v_desktop.ui.widgets.balance_tree import BalanceTree
from tests.ui.fakes import FakeChild, Theatre

FILE = {
    "path": "/a/log.csv", "name": "log.csv", "format": "scrobbler-log", "service": "Audioscrobbler log",
    "how": "Its first line says so.", "listener": "Me", "rows": 12, "plays": 9, "duplicates": 1,
    "skipped": {"bad-time": 2}, "first_ms": 1_600_000_000_000, "last_ms": 1_700_000_000_000, "local_time": True,
    "examples": {"bad-time": [[4, "Band | Song | never"]], "duplicate": [[7, "Band - Song"]]},
}  # fmt: skip
ASKS: list[dict[str, Any]] = [
    {"kind": "time-zone", "files": ["log.csv"], "first_ms": FILE["first_ms"], "last_ms": FILE["last_ms"]},
    {"kind": "private", "plays": 3},
    {"kind": "shift", "format": "scrobbler-log", "service": "Audioscrobbler log", "hours": -1.0, "fits": 8, "of": 9},
    {"kind": "listeners", "names": [["Ann", 5], ["Bob", 4]]},
    {"kind": "refused"},
]


def examination(*asks: dict[str, Any]) -> dict[str, Any]:
    return {"files": [FILE], "listeners": [["Me", 9]], "refused": [["b.txt", "b.txt is no history."]],
            "asks": list(asks)}  # fmt: skip


@pytest.fixture
def theatre() -> Theatre:
    return Theatre()


@pytest.fixture
def window(
    qapp: QApplication, theatre: Theatre, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    monkeypatch.setattr("s2v_desktop.ui.app.JobController", lambda parent: JobController(theatre, parent))
    application = Application(qapp, tmp_path / "library")
    application.window.show()
    yield application.window
    application.window.parts.controller.shutdown(lambda: None)
    application.end()


def fill(window: MainWindow, folder: Path) -> None:
    file = folder / "plays.csv"
    lines = [f"Song {i % 7},Band,{1_600_000_000 + 300 * i}" for i in range(60)]
    file.write_text("\n".join(["title,artist,time", *lines, lines[0]]), encoding="utf-8")
    import_files(window.parts.library.folder, ImportRequest(paths=(file,)), Silent())
    window.parts.library.reload()


def texts(tree: BalanceTree) -> list[str]:
    found: list[str] = []
    waiting = [tree.topLevelItem(i) for i in range(tree.topLevelItemCount())]
    while waiting:
        item = waiting.pop(0)
        assert item is not None
        found.append(item.text(0))
        waiting += [item.child(i) for i in range(item.childCount())]
    return found


@pytest.mark.parametrize("likely", [True, False])
def test_a_second_name_is_asked_about_and_can_go_under_the_first(qtbot: QtBot, likely: bool) -> None:
    ask = {"kind": "apart", "name": "nt_user", "other": "Me", "others": ["Ann", "Me"], "likely": likely}
    dialog = DoctorDialog(examination(ask))
    qtbot.addWidget(dialog)
    (question,) = dialog._questions
    assert isinstance(question, ApartQuestion)
    assert "“nt_user”" in question.findChildren(QLabel)[0].text()
    assert dialog.options == ({"listener": "Me"} if likely else {"set_values": {"apart": "keep"}})
    assert ("counted once" in question._means.text()) is likely
    assert [question._who.itemText(at) for at in range(3)] == ["Me", "Ann", "nt_user, somebody else"]
    question._who.setCurrentIndex(1)
    assert dialog.options == {"listener": "Ann"}


def test_a_download_without_a_history_says_what_to_request_and_imports_nothing(qtbot: QtBot) -> None:
    lacking = [["“my.zip” is Spotify's account data, without a streaming history.", "Ask Spotify for another."]]
    refused = [[f"my.zip/{i}.json", f"{i}.json is another part."] for i in range(15)]
    dialog = DoctorDialog(
        {"files": [], "listeners": [], "lacking": lacking, "refused": refused, "asks": [{"kind": "refused"}]}
    )
    qtbot.addWidget(dialog)
    dialog.show()
    assert {*lacking[0], "Nothing was imported."} <= {label.text() for label in dialog.findChildren(QLabel)}
    assert dialog._import.isHidden()
    assert dialog._cancel.text() == "Close"
    assert "15 files are no history" in texts(dialog._tree)
    dialog._help.click()
    (page,) = dialog.findChildren(HelpDialog)
    assert page.isVisible()


def test_the_doctor_says_what_the_import_will_change(qtbot: QtBot) -> None:
    found = {**examination(ASKS[1]), "songs": 4}
    for listeners, said in (
        ([["Me", 9]], "This adds 9 new plays by Me and 4 new songs. Then the map is learnt and drawn again."),
        ([["Me", 0]], "All of it is there already: songs, model and map stay as they are."),
    ):
        dialog = DoctorDialog({**found, "listeners": listeners})
        qtbot.addWidget(dialog)
        assert dialog._adds.text() == said


def test_the_doctor_asks_and_its_answers_are_options_of_the_import(qtbot: QtBot) -> None:
    dialog = DoctorDialog(examination(*ASKS))
    qtbot.addWidget(dialog)
    zone, private, _, people = dialog._questions
    zone._zone.setCurrentText("Asia/Beirut")  # type: ignore[attr-defined]
    private.box.setChecked(False)  # type: ignore[attr-defined]
    people._list.item(1).setCheckState(Qt.CheckState.Unchecked)  # type: ignore[attr-defined]
    assert dialog.options == {
        "time_zone": "Asia/Beirut",
        "set_values": {"private": "skip", "shift": "-1 scrobbler-log"},
        "only_listeners": ["Ann"],
    }
    assert "9 new plays by Me" in dialog._adds.text()
    shown = texts(dialog._tree)
    assert "Row 4: Band | Song | never" in shown
    assert "Row 7: Band - Song" in shown
    assert "b.txt is no history." in shown


def test_an_unknown_zone_and_nobody_at_all_stop_the_import(qtbot: QtBot) -> None:
    dialog = DoctorDialog(examination(ASKS[0], ASKS[3]))
    qtbot.addWidget(dialog)
    assert dialog._import.isEnabled()
    zone, people = dialog._questions
    zone._zone.setCurrentText("Atlantis")  # type: ignore[attr-defined]
    assert not dialog._import.isEnabled()
    zone._zone.setCurrentText("UTC")  # type: ignore[attr-defined]
    people._all.setChecked(False)  # type: ignore[attr-defined]
    assert not dialog._import.isEnabled()


def test_a_thousand_listeners_can_be_searched(qtbot: QtBot) -> None:
    dialog = ListenersDialog([Listener(i, f"user_{i:04d}", i, False) for i in range(1_000)], False)
    qtbot.addWidget(dialog)
    assert dialog._proxy.index(0, PLAYS).data() == "999"
    dialog._find.setText("0077")
    assert dialog._proxy.rowCount() == 1
    dialog._table.selectRow(0)
    with qtbot.waitSignal(dialog.wanted) as told:
        dialog._pseudonym.click()
    assert told.args == [{"do": "pseudonymise", "listeners": [77]}]


def test_some_of_a_thousand_listeners_are_found_and_chosen_before_the_import(qtbot: QtBot) -> None:
    dialog = DoctorDialog(examination({"kind": "listeners", "names": [[f"user_{i:06d}", i] for i in range(1_000)]}))
    qtbot.addWidget(dialog)
    (people,) = dialog._questions
    assert isinstance(people, ListenersQuestion)
    assert dialog.options == {}
    people._all.setChecked(False)
    people._find.setText("user_00077")
    people._all.setChecked(True)  # those that are shown
    people._find.setText("")
    assert dialog.options == {"only_listeners": [f"user_{i:06d}" for i in range(779, 769, -1)]}
    assert dialog._import.isEnabled()


def test_two_listeners_are_joined_and_one_who_was_is_parted(qtbot: QtBot) -> None:
    people = [Listener(1, "Me", 90, False), Listener(2, "nt_user", 40, False), Listener(3, "Ann", 7, False)]
    wanted: list[object] = []
    for rows, kind in (((0, 1), "join"), ((3,), "part")):
        dialog = ListenersDialog(people, False, joined=[Joined(9, "old", 1)])
        qtbot.addWidget(dialog)
        dialog.wanted.connect(wanted.append)
        dialog.parting.connect(wanted.append)
        names = [dialog._proxy.index(row, 0).data() for row in range(4)]
        assert names == ["Me", "nt_user", "Ann", "old"]
        assert dialog._proxy.index(3, 2).data() == "is Me"
        assert not dialog._join.isEnabled()
        for row in rows:
            dialog._table.selectionModel().select(
                dialog._proxy.index(row, 0),
                QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
            )
        assert dialog._join.isEnabled()
        assert dialog._out.isEnabled() is (kind == "join")
        dialog._join.click()
    assert wanted == [{"do": "compare", "listeners": [2], "into": 1}, Joined(9, "old", 1)]


def test_joining_says_what_becomes_of_the_plays_and_is_undone(
    window: MainWindow, theatre: Theatre, tmp_path: Path, qtbot: QtBot
) -> None:
    fill(window, tmp_path)
    history = tmp_path / "plays.csv"
    import_files(window.parts.library.folder, ImportRequest(paths=(history,), listener="nt_user"), Silent())
    window.parts.library.reload()
    compared = {"do": "compare", "plays_removed": 16, "listeners": [2], "into": 1}
    theatre.parts["listeners"] = FakeChild(outcome=Done(compared))
    window.handlers.library.run("listeners", {"do": "compare", "listeners": [2], "into": 1})
    qtbot.waitUntil(lambda: bool(window.findChildren(JoinDialog)))
    (dialog,) = window.findChildren(JoinDialog)
    said = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "60 plays and 60 plays; 16 of them stand in both and are counted once, so 104 plays are left." in said
    theatre.parts["listeners"] = FakeChild(outcome=Done({"do": "join", "plays_removed": 16}))
    dialog._stays.setCurrentIndex(1)
    dialog._on_join()
    qtbot.waitUntil(lambda: "16 plays that both told are counted once now" in window.error_bar.text)
    theatre.parts["listeners"] = FakeChild(outcome=Done({"do": "part", "plays_removed": -16}))
    window.parts.undo.undo()
    qtbot.waitUntil(lambda: "16 plays are counted for each again" in window.error_bar.text)
    told = [{name: value for name, value in spec.items() if name != "library"} for _, spec in theatre.specs]
    assert told[1:] == [{"do": "join", "listeners": [1], "into": 2}, {"do": "part", "listeners": [1]}]


SPELLED = {"song": 3, "spellings": [
    {"name": ["Intro", "Trio", "First"], "plays": 9, "own": False, "known": True},
    {"name": ["Intro", "Trio", "Second"], "plays": 4, "own": False, "known": True},
    {"name": ["<b>Intro", "Trio", "Third"], "plays": 2, "own": True, "known": False}]}  # fmt: skip


def test_a_spelling_is_taken_out_and_put_back(qtbot: QtBot) -> None:
    told: list[object] = []
    for row, button in ((1, "_take"), (2, "_back")):
        dialog = SpellingsDialog("Trio – Intro", SPELLED)
        qtbot.addWidget(dialog)
        dialog.wanted.connect(lambda *all_: told.append(all_[:2]))
        assert not dialog._take.isEnabled()
        dialog._list.setCurrentItem(dialog._list.topLevelItem(row))
        assert dialog._take.isEnabled() is (row == 1)
        assert dialog._back.isEnabled() is (row == 2)
        getattr(dialog, button).click()
    second, third = ({"names": [SPELLED["spellings"][row]["name"]]} for row in (1, 2))  # type: ignore[index]
    assert told == [
        ({"take_out": {"song": 3, **second}}, {"put_back": second}),
        ({"put_back": third}, {"take_out": third}),
    ]
    dialog = SpellingsDialog("Trio – Intro", SPELLED)
    qtbot.addWidget(dialog)
    dialog._list.selectAll()
    assert not dialog._take.isEnabled()  # a song needs a spelling


@pytest.mark.parametrize("kind", ["QTableView", "QListView", "QTreeView"])
def test_what_is_selected_can_be_seen_in_every_list(kind: str) -> None:
    for one in (theme.DARK, theme.LIGHT):
        rules = [rule for rule in stylesheet(one).split("}") if f"{kind}::item:selected" in rule]
        assert any("background" in rule for rule in rules)


def test_the_menu_of_a_song_leads_to_its_spellings_and_they_can_be_undone(
    window: MainWindow, theatre: Theatre, tmp_path: Path, qtbot: QtBot
) -> None:
    fill(window, tmp_path)
    theatre.parts["spellings"] = FakeChild(outcome=Done({**SPELLED, "song": 1}))
    window.handlers.library.spellings(1)
    qtbot.waitUntil(lambda: bool(window.findChildren(SpellingsDialog)))
    (dialog,) = window.findChildren(SpellingsDialog)
    dialog._list.setCurrentItem(dialog._list.topLevelItem(0))
    dialog._on_take()
    qtbot.waitUntil(lambda: theatre.names == ["spellings", "merge"] and not window.parts.flow.running)
    window.parts.undo.undo()
    qtbot.waitUntil(lambda: theatre.names == ["spellings", "merge", "merge"])
    assert "put_back" in theatre.specs[2][1]


def test_an_import_that_needs_no_decision_goes_on(
    window: MainWindow, theatre: Theatre, tmp_path: Path, qtbot: QtBot
) -> None:
    fill(window, tmp_path)
    result = {"batch": 1, "plays": 9, "examination": {**examination(), "refused": []}}
    theatre.parts["import"] = FakeChild(outcome=Done(result))
    folder = tmp_path / "many"
    folder.mkdir()
    window.handlers.import_paths([folder])
    qtbot.waitUntil(lambda: not window.parts.flow.running)
    assert theatre.names == ["import", "train", "map"]
    assert theatre.specs[0][1]["ask"] is True
    assert "Audioscrobbler log" in window.stages._stages[0].sentence.text()
    assert not window.findChildren(DoctorDialog)


def test_a_question_stops_it_and_the_answer_starts_it_again(
    window: MainWindow, theatre: Theatre, tmp_path: Path, qtbot: QtBot
) -> None:
    asked = {"batch": None, "plays": 9, "warnings": [], "examination": examination(ASKS[1])}
    theatre.parts["import"] = FakeChild(outcome=Done(asked))
    folder = tmp_path / "many"
    folder.mkdir()
    window.handlers.import_paths([folder])
    qtbot.waitUntil(lambda: bool(window.findChildren(DoctorDialog)))
    assert theatre.names == ["import"]
    assert window.error_bar.isHidden()
    theatre.parts["import"] = FakeChild(outcome=Done({"batch": 1, "plays": 9}))
    window.findChildren(DoctorDialog)[0]._import.click()
    qtbot.waitUntil(lambda: not window.parts.flow.running)
    assert theatre.specs[1] == (
        "import",
        {"library": str(window.parts.library.folder), "paths": [str(folder)], "set_values": {"private": "keep"}},
    )
    assert theatre.names == ["import", "import", "train", "map"]


def test_every_unknown_table_is_shown_once_and_all_are_imported_together(
    window: MainWindow, theatre: Theatre, tmp_path: Path, qtbot: QtBot
) -> None:
    paths = []
    for name, header in (("a.csv", "wat,who,when"), ("b.csv", "x,y,z")):
        paths.append(tmp_path / name)
        paths[-1].write_text(header + "\nTune,Band,1600000000\nTune 2,Band,1600000300\n", encoding="utf-8")
    asks = [{"kind": "mapping", "path": str(one), "member": None, "name": one.name, "header": []} for one in paths]
    theatre.parts["import"] = FakeChild(outcome=Done({"batch": None, "plays": 0, "examination": examination(*asks)}))
    window.handlers.import_paths(paths)
    for header in (["wat", "who", "when"], ["x", "y", "z"]):
        qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(ImportDialog)))
        (dialog,) = [one for one in window.findChildren(ImportDialog) if one.isVisible()]
        assert dialog.options["header"] == header
        theatre.parts["import"] = FakeChild(outcome=Done({"batch": 1, "plays": 2}))
        dialog.accept()
        dialog.confirmed.emit(dialog.options)
    qtbot.waitUntil(lambda: not window.parts.flow.running)
    assert [one["header"] for one in theatre.specs[1][1]["tables"]] == [["wat", "who", "when"], ["x", "y", "z"]]


def test_the_history_shows_the_balance_of_each_import(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    from s2v_desktop.ui.dialogs.history import HistoryDialog

    fill(window, tmp_path)
    window.handlers.library.history()
    (dialog,) = window.findChildren(HistoryDialog)
    shown = texts(dialog._tree)
    assert any(text.startswith("plays.csv") for text in shown)
    assert "Row 61: Band - Song 0" in shown
    assert dialog._save.isEnabled()
    dialog.close()


def test_decisions_about_songs_are_one_job_that_can_be_undone(
    window: MainWindow, theatre: Theatre, tmp_path: Path, qtbot: QtBot
) -> None:
    fill(window, tmp_path)
    pair = {"song": 2, "other": 1, "names": ["Band - Sing", "Band - Song"], "plays": [1, 5], "score": 93.0,
            "same_id": False}  # fmt: skip
    theatre.parts["suggest"] = FakeChild(outcome=Done({"suggestions": [pair], "merged": []}))
    theatre.parts["merge"] = FakeChild(outcome=Done({"songs": 6, "before": []}))
    window.handlers.library.merges()
    qtbot.waitUntil(lambda: bool(window.findChildren(MergesDialog)))
    (dialog,) = window.findChildren(MergesDialog)
    assert not dialog._done.isEnabled()
    dialog._pairs.selectAll()
    dialog._one.click()
    dialog._done.click()
    qtbot.waitUntil(lambda: not window.parts.flow.running)
    assert theatre.specs[-1][1]["merge"] == [[2, 1]]
    window.parts.undo.undo()
    qtbot.waitUntil(lambda: not window.parts.flow.running)
    assert theatre.specs[-1][1]["restore"] == []


def test_a_library_is_deleted_only_after_its_name_was_typed(
    window: MainWindow, theatre: Theatre, tmp_path: Path, qtbot: QtBot
) -> None:
    fill(window, tmp_path)
    window.handlers.library.remove_library()
    (dialog,) = window.findChildren(RemoveLibrary)
    assert not dialog._delete.isEnabled()
    dialog._typed.setText("library")
    assert dialog._delete.isEnabled()
    theatre.parts["remove-library"] = FakeChild(outcome=Done({"removed": "x"}))
    dialog._delete.click()
    qtbot.waitUntil(lambda: not window.parts.flow.running)
    assert theatre.names == ["remove-library"]
