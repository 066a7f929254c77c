"""Sessions, training and models: what is typed, chosen and undone has the effect it says."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from s2v_desktop.core.progress import Progress, Silent
from s2v_desktop.core.watching import Pass
from s2v_desktop.jobs import inline
from s2v_desktop.jobs.outcomes import Done, Failed
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.models import ModelStore
from s2v_desktop.ui.asking import Question
from s2v_desktop.ui.dialogs.compare_models import ChangeTable, CompareDialog, summary
from s2v_desktop.ui.dialogs.models import ModelsDialog, proof
from s2v_desktop.ui.dialogs.training import TrainingDialog
from s2v_desktop.ui.job_controller import JobController
from s2v_desktop.ui.models.model_table import SINCE, learnt
from s2v_desktop.ui.widgets.learning import LearningView
from tests import two_groups
from tests.ui.fakes import FakeChild, Theatre


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return two_groups.make(tmp_path / "library")


def another(library: Path, name: str) -> str:
    catalogue = Catalogue.open(library)
    stored = ModelStore(library).load(ModelStore(library).newest().id)
    trained = two_groups.Trained(stored.vectors, stored.counts)
    index = catalogue.index_of(stored.vectors.songs)
    trained = two_groups.Trained(type(stored.vectors)(index, stored.vectors.w1, stored.vectors.w2), stored.counts)
    corpus = stored.corpus(catalogue)
    return ModelStore(library).save(trained, catalogue, corpus, {"preset": "quick", "epochs": 3}, name=name).id


# Training ---------------------------------------------------------------------------------------------------------


def training(qtbot: QtBot, library: Path) -> TrainingDialog:
    dialog = TrainingDialog(Catalogue.open(library).taught, ModelStore(library).active())
    qtbot.addWidget(dialog)
    return dialog


def test_presets_show_their_values_and_only_changes_are_sent(qtbot: QtBot, library: Path) -> None:
    dialog = training(qtbot, library)
    assert dialog.field("negative").text() == "2"
    assert dialog.spec == {"preset": "balanced", "parameters": {}, "watch": True}
    dialog._preset.chosen.emit("quick")
    dialog._preset.set_value("quick")
    dialog._on_edited()
    assert dialog.field("negative").text() == "1"
    dialog.field("seed").setText("7")
    dialog.field("seed").textEdited.emit("7")
    dialog._warm.setChecked(True)
    model = ModelStore(library).active().id
    assert dialog.spec == {"preset": "quick", "parameters": {"seed": "7"}, "watch": True, "start": model}


@pytest.mark.parametrize(
    "counted", [np.zeros(0), np.array([5000]), np.ones(1_000_000), np.repeat([1, 2], [500, 19])],
    ids=["nothing", "one-song", "a-million-songs-once", "nineteen"],
)  # fmt: skip
def test_too_few_songs_are_said_before_anything_begins(qtbot: QtBot, counted: np.ndarray) -> None:
    dialog = TrainingDialog(counted.astype(np.int32), None)
    qtbot.addWidget(dialog)
    assert "at least 20 such songs are needed" in dialog.sentence
    assert not dialog._train.isEnabled()
    dialog.field("min_count").setText("1")
    dialog.field("min_count").textEdited.emit("1")
    assert not dialog._train.isEnabled()  # a song that was played once is learnt from nothing


def test_too_few_sessions_are_said_before_anything_begins(qtbot: QtBot) -> None:
    dialog = TrainingDialog(np.full(100, 50, np.int32), None, sessions=1)
    qtbot.addWidget(dialog)
    assert dialog.sentence.startswith("Your plays form 1 session, and at least 2 are needed.")
    assert not dialog._train.isEnabled()


def test_a_lower_minimum_helps_where_songs_were_played_less(qtbot: QtBot) -> None:
    dialog = TrainingDialog(np.full(30, 2, np.int32), None)
    qtbot.addWidget(dialog)
    assert dialog._train.isEnabled()
    dialog.field("min_count").setText("3")
    dialog.field("min_count").textEdited.emit("3")
    assert "Choose a lower min count" in dialog.sentence
    assert not dialog._train.isEnabled()


def test_too_little_memory_is_said_and_can_be_overruled(qtbot: QtBot, library: Path) -> None:
    dialog = TrainingDialog(Catalogue.open(library).taught, None, free=50_000_000)
    qtbot.addWidget(dialog)
    assert "Only 50 MB of memory are free" in dialog.sentence
    assert dialog._train.text() == "Train anyway"
    assert dialog.spec["anyway"] is True


@pytest.mark.parametrize(("name", "text"), [("negative", "1000"), ("window", "0"), ("epochs", "many"), ("alpha", "-1")])
def test_what_cannot_be_is_refused_where_it_is_typed(qtbot: QtBot, library: Path, name: str, text: str) -> None:
    dialog = training(qtbot, library)
    dialog.field(name).setText(text)
    dialog.field(name).textEdited.emit(text)
    assert not dialog._train.isEnabled()
    assert name in dialog._fields[name]._told.text()
    assert dialog.field(name).property("wrong")
    dialog.field(name).setText("")
    dialog.field(name).textEdited.emit("")
    assert dialog._train.isEnabled()
    assert not dialog._fields[name]._told.text()
    assert not dialog.field(name).property("wrong")
    assert "memory" in dialog.sentence


def test_what_follows_from_what_was_typed_is_shown(qtbot: QtBot, library: Path) -> None:
    dialog = training(qtbot, library)
    size, follow = dialog.field("vector_size"), dialog.field("follow_size")
    assert (size.text(), follow.text()) == ("128", "32")
    size.setText("40")
    size.textEdited.emit("40")
    assert follow.text() == "10"
    assert dialog.spec["parameters"] == {"vector_size": "40"}
    size.setText("")
    size.textEdited.emit("")
    assert (size.placeholderText(), follow.text()) == ("128", "32")
    dialog._warm.setChecked(True)
    numbers = ModelStore(library).active()
    assert numbers is not None
    assert follow.text() == str(numbers.dimensions // 4)
    assert size.placeholderText() == str(numbers.dimensions)
    assert dialog.spec["parameters"] == {}


def test_two_values_that_do_not_fit_are_refused_too(qtbot: QtBot, library: Path) -> None:
    dialog = training(qtbot, library)
    dialog.field("min_alpha").setText("0.5")
    dialog.field("min_alpha").textEdited.emit("0.5")
    assert not dialog._train.isEnabled()
    assert "alpha" in dialog.sentence


def test_learning_is_shown_pass_by_pass(qtbot: QtBot) -> None:
    view = LearningView()
    qtbot.addWidget(view)
    view.show_pass(Pass(1, 3, 0.1, 200, "<b>Song</b>", ["A", "B"], 0.0))
    assert view._speed.text() == ""
    view.show_pass(Pass(2, 3, 0.25, 200, "<b>Song</b>", ["B", "C", "D", "E", "F"], 2000.0))
    assert view._chart._scores == {1: 0.1, 2: 0.25}
    assert "25.0 %" in view._score.text()
    assert "2,000 plays a second" in view._speed.text().replace("2000", "2,000")
    assert view._song.text() == "<b>Song</b>"
    assert not view.grab().isNull()
    view.show_pass(Pass(1, 3, None, 0, "", [], 10.0))
    assert view._song.text() == ""


# Models -----------------------------------------------------------------------------------------------------------


class Shelf:
    """The dialog of models on a library, with fake jobs."""

    def __init__(self, qtbot: QtBot, library: Path, **parts: FakeChild) -> None:
        self.undo = QUndoStack()
        self.controller = JobController(Theatre(**parts))
        self.question = Question(self.controller)
        self.changes: list[int] = []
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.dialog = ModelsDialog(library, self.undo, self.question, self.controller, self._on_changed, self.window)

    def _on_changed(self) -> None:
        self.changes.append(1)

    def select(self, *rows: int) -> None:
        self.dialog._table.clearSelection()
        model = self.dialog._table.selectionModel()
        flags = model.SelectionFlag.Select | model.SelectionFlag.Rows
        for row in rows:
            model.select(self.dialog._model.index(row, 0), flags)


def test_another_model_is_used(qtbot: QtBot, library: Path) -> None:
    first = ModelStore(library).newest().id
    another(library, "Second")
    shelf = Shelf(qtbot, library)
    assert [info.name for info in shelf.dialog._model.models] == ["Second", "By hand"]
    shelf.select(1)
    shelf.dialog._on_use()
    assert ModelStore(library).active().id == first
    assert shelf.changes == [1]
    assert "in use" in str(shelf.dialog._model.index(1, 0).data())


def test_deleting_is_undone(qtbot: QtBot, library: Path) -> None:
    second = another(library, "Second")
    shelf = Shelf(qtbot, library)
    shelf.select(0)
    shelf.dialog._on_delete()
    assert [info.name for info in ModelStore(library).list()] == ["By hand"]
    assert "Second" in shelf.undo.undoText()
    assert shelf.dialog._model.rowCount() == 1
    shelf.dialog._on_undo()
    assert "“Second” is back" in shelf.dialog._said.text()
    assert shelf.dialog._model.rowCount() == 2
    shelf.dialog._on_undo()  # what was done elsewhere is not undone unseen
    assert shelf.undo.index() == 0
    assert ModelStore(library).active().id == second
    shelf.dialog.close()  # and with it the dialog is gone
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    shelf.undo.redo()
    assert [info.name for info in ModelStore(library).list()] == ["By hand"]
    assert len(shelf.changes) >= 3


def other_rule(library: Path) -> None:
    opened = Catalogue.open(library)
    inline.run("session-rule", {"library": str(library), "rule": {"gap_s": 600}}, Silent())
    assert Catalogue.open(library).generation > opened.generation


def test_what_changed_since_is_listed_and_said(qtbot: QtBot, library: Path) -> None:
    other_rule(library)
    another(library, "Newer")
    shelf = Shelf(qtbot, library)
    dialog = shelf.dialog
    column = [dialog._model.index(row, SINCE).data() for row in range(2)]
    assert column == ["nothing changed", "1 change"]
    assert dialog._said.text() == ""
    shelf.select(1)
    assert dialog._said.text() == "The model was made before 1 change: sessions follow another rule."
    assert "another rule" in dialog._model.index(1, SINCE).data(Qt.ItemDataRole.ToolTipRole)


def test_training_says_what_changed_beside_where_to_begin(qtbot: QtBot, library: Path) -> None:
    model = ModelStore(library).active()
    dialog = TrainingDialog(Catalogue.open(library).taught, model, since="The model was made before 1 change: x.")
    qtbot.addWidget(dialog)
    assert not dialog._since.isHidden()
    assert not dialog._warm.isHidden()
    assert training(qtbot, library)._since.isHidden()


def test_renaming_says_why_not(qtbot: QtBot, library: Path) -> None:
    shelf = Shelf(qtbot, library)
    model = ModelStore(library).newest().id
    shelf.dialog.rename(model, "<b>Best</b>")
    assert ModelStore(library).newest().name == "<b>Best</b>"
    shelf.dialog.rename(model, "")
    assert "100 letters" in shelf.dialog._said.text()


def test_buttons_fit_what_is_selected(qtbot: QtBot, library: Path) -> None:
    another(library, "Second")
    shelf = Shelf(qtbot, library)
    buttons = shelf.dialog._buttons

    def unable() -> set[str]:
        return {name for name, button in buttons.items() if not button.isEnabled()}

    assert unable() == {"compare", "use"}  # the first one is in use
    assert buttons["close"].isDefault()
    shelf.select(1)
    assert unable() == {"compare"}
    assert buttons["use"].isDefault()
    shelf.select(0, 1)
    assert unable() == {"use", "rename", "repeat", "share", "delete"}
    assert buttons["close"].isDefault()


def test_a_training_that_was_stopped_says_how_far_it_came(qtbot: QtBot, library: Path) -> None:
    info = ModelStore(library).load(another(library, "Short")).info
    assert "3 passes" in learnt(info)
    stopped = dataclasses.replace(info, scores={"stopped": True, "passes": [0.1, 0.2]})
    assert "2 of 3 passes" in learnt(stopped)


def test_the_main_button_is_the_last_as_in_every_dialog(qtbot: QtBot, library: Path) -> None:
    dialog = Shelf(qtbot, library).dialog
    dialog.grab()
    places = {name: button.x() for name, button in dialog._buttons.items()}
    assert max(places, key=lambda name: places[name]) == "use"


def test_the_proof_is_said(qtbot: QtBot, library: Path) -> None:
    told = {"equal": True, "differences": 0, "numbers": 96, "trainings": 1, "changed": ""}
    shelf = Shelf(qtbot, library, repeat=FakeChild(outcome=Done(told)))
    shelf.dialog._on_repeat()
    qtbot.waitUntil(lambda: not shelf.question.waiting and not shelf.controller.busy)
    assert "repeats exactly" in shelf.dialog._said.text()
    assert "not repeat" in proof({**told, "equal": False, "differences": 3})
    assert "library has changed since, so it was trained twice" in proof({**told, "trainings": 2, "changed": "library"})
    assert "program has changed since, so it was trained twice" in proof({**told, "trainings": 2, "changed": "program"})


def test_a_proof_shows_how_far_it_is_and_can_be_cancelled(qtbot: QtBot, library: Path) -> None:
    child = FakeChild((Progress("repeating", 0.25, 1.0, 0.25, None, "Training again with the same seed"),), hold=True)
    shelf = Shelf(qtbot, library, repeat=child)
    shelf.dialog._on_repeat()
    line = shelf.dialog._progress
    assert not line.isHidden()
    assert shelf.dialog._said.isHidden()
    qtbot.waitUntil(lambda: "25" in line.sentence or line._bar.value() == 250)
    line._cancel.click()
    qtbot.waitUntil(lambda: not shelf.controller.busy)
    assert child.cancelled
    assert line.isHidden()
    assert shelf.dialog._said.text() == "Cancelled. Nothing was changed."


def test_a_question_that_waits_is_cancelled_without_ending_what_runs(qtbot: QtBot, library: Path) -> None:
    running = FakeChild(hold=True)
    shelf = Shelf(qtbot, library, map=running)
    shelf.controller.submit("map", {})
    shelf.dialog._ask("compare", {})
    shelf.dialog._progress._cancel.click()
    assert not running.cancelled
    assert shelf.dialog._said.text() == "Cancelled. Nothing was changed."
    running.cancel()
    qtbot.waitUntil(lambda: not shelf.controller.busy)


def test_a_failed_job_says_why(qtbot: QtBot, library: Path) -> None:
    shelf = Shelf(qtbot, library, repeat=FakeChild(outcome=Failed("library", "The disk is full.")))
    shelf.dialog._on_repeat()
    qtbot.waitUntil(lambda: not shelf.question.waiting and not shelf.controller.busy)
    assert shelf.dialog._said.text() == "The disk is full."


def test_a_comparison_is_a_table_and_a_sentence(qtbot: QtBot) -> None:
    one = {"song": 1, "title": "<i>T</i>", "artist": "A", "plays": 3, "jaccard": 0.25, "gone": ["<x>"], "came": ["B"]}
    result = {"first": "a", "second": "b", "songs": 10, "only_first": 1, "only_second": 2, "jaccard": 0.5}
    dialog = CompareDialog({**result, "changed": [one]}, "First", "Second")
    qtbot.addWidget(dialog)
    table = ChangeTable([one])
    assert [table.index(0, column).data() for column in range(5)] == ["<i>T</i> · A", "3", "25 %", "<x>", "B"]
    assert table.index(0, 3).data(Qt.ItemDataRole.ToolTipRole) == "&lt;x&gt;"
    assert "50 %" in summary(result)
    assert "only in the first" in summary(result)
    table.deleteLater()


def test_models_of_other_seeds_say_how_much_is_chance() -> None:
    result = {"jaccard": 0.5, "songs": 9, "only_first": 0, "only_second": 0, "only_seed": True}
    assert "nothing but their seed" in summary(result)
    assert "seed" not in summary(result | {"only_seed": False})


def test_models_are_numbers_not_html(qtbot: QtBot, library: Path) -> None:
    shelf = Shelf(qtbot, library)
    assert shelf.dialog._model.rowCount() == len(ModelStore(library).list()) == 1
    assert np.isfinite(shelf.dialog._model.models[0].seconds)
