"""Models as versions: which one is in use, what each was learnt from, and how two differ."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QUndoStack
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QInputDialog,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from s2v_desktop.core.errors import NoModel, S2VError
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.models import ModelInfo, ModelStore
from s2v_desktop.ui import staleness, wording
from s2v_desktop.ui.asking import Question
from s2v_desktop.ui.dialogs.compare_models import CompareDialog
from s2v_desktop.ui.job_controller import JobController
from s2v_desktop.ui.model_commands import WAIT_S, DeleteModel
from s2v_desktop.ui.models.model_table import NAME, ModelTable
from s2v_desktop.ui.widgets.labels import plain_label
from s2v_desktop.ui.widgets.plain_table import plain_table
from s2v_desktop.ui.widgets.progress_line import ProgressLine


class ModelsDialog(QDialog):
    """The list of models.

    Parameters
    ----------
    folder : Path
        Of the library.
    undo : QUndoStack
        Takes deletions.
    question : Question
        Asks the jobs ``compare`` and ``repeat``.
    controller : JobController
        While it is busy nothing is changed.
    reload : callable
        Lets the window read the model in use again; a deletion that is undone calls it when this dialog is long gone.
    """

    train_wanted = Signal()
    share_wanted = Signal(str)
    """Id of the model to share."""

    def __init__(
        self, folder: Path, undo: QUndoStack, question: Question, controller: JobController,
        reload: Callable[[], object], parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Models"))
        self.resize(1200, 440)
        self._folder, self._undo, self._question, self._controller = folder, undo, question, controller
        self._asked, self._active, self._reload_window = "", "", reload
        self._model = ModelTable(self)
        self._table = self._make_table()
        self._buttons: dict[str, QPushButton] = {}
        self._said = plain_label("", "secondary", muted=True, wrap=True)
        self._progress = ProgressLine()
        self._arrange()
        question.setParent(self)
        question.answered.connect(self._on_answer)
        question.failed.connect(self._on_failed)
        question.progressed.connect(self._progress.show_progress)
        self._progress.cancelled.connect(question.cancel)
        self.finished.connect(question.give_up)
        controller.state_changed.connect(self._enable)
        undo.indexChanged.connect(self._reload)
        back = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)  # the window's own does not reach in here
        back.activated.connect(self._on_undo)
        self._reload()

    def _make_table(self) -> QTableView:
        table = plain_table(self._model, self.tr("Models, newest first"), NAME, many=True)
        table.selectionModel().selectionChanged.connect(self._on_selected)
        table.doubleClicked.connect(self._on_use)
        return table

    def _arrange(self) -> None:
        actions: tuple[tuple[str, str, Callable[[], object]], ...] = (
            ("rename", self.tr("Rename…"), self._on_rename),
            ("compare", self.tr("Compare"), self._on_compare),
            ("repeat", self.tr("Prove that it repeats"), self._on_repeat),
            ("share", self.tr("Share…"), self._on_share),
            ("delete", self.tr("Delete"), self._on_delete),
            ("train", self.tr("Train…"), self._on_train),
            ("close", self.tr("Close"), self.accept),
            ("use", self.tr("Use"), self._on_use),
        )
        row = QHBoxLayout()
        row.setSpacing(8)
        for name, text, slot in actions:
            if name == "train":
                row.addStretch(1)
            button = QPushButton(text)
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            self._buttons[name] = button
            row.addWidget(button)
        self._buttons["use"].setProperty("primary", True)
        self._buttons["repeat"].setToolTip(self.tr("Trains again with the same seed and compares every bit"))
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(12)
        text = self.tr("Each training makes a model of its own. Select one to use it, two to see how they differ.")
        column.addWidget(plain_label(text, "secondary", muted=True))
        column.addWidget(self._table, 1)
        column.addWidget(self._said)
        column.addWidget(self._progress)
        column.addLayout(row)

    # What is there --------------------------------------------------------------------------------------------

    @Slot()
    def _reload(self) -> None:
        store = ModelStore(self._folder)
        try:
            self._active = store.active().id
        except NoModel:
            self._active = ""
        self._model.show_models(store.list(), self._active, Catalogue.open(self._folder).state)
        if self._model.models:
            rows = [row for row, info in enumerate(self._model.models) if info.id == self._active]
            self._table.selectRow(rows[0] if rows else 0)
        self._enable()

    @property
    def selected(self) -> list[ModelInfo]:
        """The selected models, top to bottom."""
        rows = sorted(index.row() for index in self._table.selectionModel().selectedRows())
        return [self._model.models[row] for row in rows]

    @Slot()
    def _on_selected(self) -> None:
        chosen = self.selected
        self._said.setText(staleness.sentence(self._model.since(chosen[0])) if len(chosen) == 1 else "")
        self._enable()

    @Slot()
    def _enable(self) -> None:
        count, idle = len(self.selected), not self._controller.busy
        own = count == 1 and self.selected[0].origin != "shared"
        for name, possible in (
            ("use", count == 1 and idle and self.selected[0].id != self._active),
            ("rename", count == 1 and idle),
            ("compare", count == 2),
            ("repeat", own and idle),
            ("share", count == 1 and idle),
            ("delete", count == 1 and idle),
        ):
            self._buttons[name].setEnabled(possible)
        # Enter uses what is selected, and closes where there is nothing to use.
        self._buttons["use" if self._buttons["use"].isEnabled() else "close"].setDefault(True)

    # What can be done -----------------------------------------------------------------------------------------

    def _change(self, change: Callable[[], object]) -> None:
        try:
            change()
        except S2VError as problem:
            self._said.setText(problem.message)
            return
        self._reload_window()
        self._reload()

    @Slot()
    def _on_use(self) -> None:
        chosen = self.selected
        if len(chosen) == 1 and not self._controller.busy:
            self._change(lambda: ModelStore(self._folder, WAIT_S).use(chosen[0].id))

    @Slot()
    def _on_rename(self) -> None:
        info = self.selected[0]
        name, good = QInputDialog.getText(self, self.tr("Rename"), self.tr("Name of the model"), text=info.name)
        if good:
            self.rename(info.id, name)

    def rename(self, model: str, name: str) -> None:
        """Give a model another name, or say why not."""
        self._change(lambda: ModelStore(self._folder, WAIT_S).rename(model, name))

    @Slot()
    def _on_delete(self) -> None:
        info = self.selected[0]
        command = DeleteModel(self._folder, info.id, wording.clean(info.name, 60), self._reload_window)
        try:
            self._undo.push(command)
        except S2VError as problem:
            self._said.setText(problem.message)
            return
        said = self.tr("“{name}” was deleted. Ctrl+Z brings it back.")
        self._said.setText(said.format(name=wording.clean(info.name, 60)))

    @Slot()
    def _on_undo(self) -> None:
        """Bring back the model that was deleted last; anything else is not undone unseen behind this dialog."""
        last = self._undo.command(self._undo.index() - 1) if self._undo.canUndo() else None
        if not isinstance(last, DeleteModel) or self._controller.busy:
            return
        try:
            self._undo.undo()
        except S2VError as problem:
            self._said.setText(problem.message)
            return
        self._said.setText(self.tr("“{name}” is back.").format(name=last.name))

    @Slot()
    def _on_share(self) -> None:
        model = self.selected[0].id
        self.accept()
        self.share_wanted.emit(model)

    @Slot()
    def _on_train(self) -> None:
        self.accept()
        self.train_wanted.emit()

    @Slot()
    def _on_compare(self) -> None:
        newer, older = self.selected
        self._ask("compare", {"first": older.id, "second": newer.id})

    @Slot()
    def _on_repeat(self) -> None:
        self._ask("repeat", {"model": self.selected[0].id})

    def _ask(self, job: str, spec: Mapping[str, Any]) -> None:
        self._asked = job
        text = self.tr("Comparing…") if job == "compare" else self.tr("Training again with the same seed…")
        self._said.hide()  # the line takes its place
        self._progress.show_progress(text, 0.0)
        self._question.ask(job, {"library": str(self._folder), **spec})

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        self._say(sentence)

    def _say(self, sentence: str) -> None:
        """Show what a job came to, where its progress was."""
        self._progress.finish()
        self._said.show()
        self._said.setText(sentence)

    @Slot(object)
    def _on_answer(self, result: Mapping[str, Any]) -> None:
        self._say(proof(result) if self._asked == "repeat" else "")
        if self._asked == "repeat":
            return
        names = {info.id: info.name for info in self._model.models}
        CompareDialog(result, names.get(result["first"], ""), names.get(result["second"], ""), self).open()


def proof(result: Mapping[str, Any]) -> str:
    """Whether a training repeats exactly, in one sentence."""
    numbers = wording.number(result["numbers"])
    if result["equal"]:
        if result["trainings"] == 1:
            same = wording.tr("It repeats exactly: trained again, all {n} numbers are equal bit for bit.")
            return same.format(n=numbers)
        twice = wording.tr(
            "It repeats exactly: {changed}, so it was trained twice; all {n} numbers are equal bit for bit."
        )
        program = wording.tr("the program has changed since")
        changed = program if result["changed"] == "program" else wording.tr("the library has changed since")
        return twice.format(n=numbers, changed=changed)
    differ = wording.tr(
        "It does not repeat exactly: {m} of {n} numbers differ. The model is as good as before; one that is trained "
        "now can be compared with another of the same seed."
    )
    return differ.format(m=wording.number(result["differences"]), n=numbers)
