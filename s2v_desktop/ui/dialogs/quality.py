"""How good is it? The quality report of a model: one sentence, a chart, a table, and "Measure now"."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from s2v_desktop.core.progress import Progress
from s2v_desktop.jobs.outcomes import Cancelled, Crashed, Done, Failed
from s2v_desktop.store import reports
from s2v_desktop.ui import theme, wording
from s2v_desktop.ui.dialogs import quality_words as words
from s2v_desktop.ui.job_controller import Job, JobController
from s2v_desktop.ui.widgets.chart import IntervalChart
from s2v_desktop.ui.widgets.labels import plain_label
from s2v_desktop.ui.widgets.progress_line import ProgressLine

_WIDTH, _FULL, _EMPTY = 760, 720, 220


class QualityDialog(QDialog):
    """Shows the report of a model and measures anew. Not modal: the window stays usable while it measures.

    Parameters
    ----------
    folder : Path
        Of the library.
    model : str or None
        Id of the model; None when there is none yet.
    controller : JobController
    """

    measured = Signal(object)
    """The new report (dict), when a measurement is done and kept."""

    def __init__(
        self, folder: Path, model: str | None, controller: JobController, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("How good is it?"))
        self._folder, self._model = folder, model
        self._controller = controller
        self._number = 0
        self._build()
        controller.progressed.connect(self._on_progress)
        controller.ended.connect(self._on_ended)
        controller.state_changed.connect(self._on_state)
        self.show_report(reports.load(folder, model))
        self._enable()

    def _build(self) -> None:
        self._sentence = plain_label("", "title", wrap=True)
        self._explanation = plain_label("", "secondary", muted=True, wrap=True)
        self._chart = IntervalChart()
        self._table = self._make_table()
        self._progress = ProgressLine()
        self._progress.cancelled.connect(self._controller.cancel)
        self._measure = QPushButton(self.tr("Measure now"))
        self._measure.setProperty("primary", True)
        self._measure.setDefault(True)
        self._measure.setToolTip(self.tr("Trains models of its own on a part of your history; yours stays as it is"))
        self._measure.clicked.connect(self.measure)
        close = QPushButton(self.tr("Close"))
        close.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self._progress, 1)
        buttons.addStretch(0)
        buttons.addWidget(close)
        buttons.addWidget(self._measure)
        inner = QWidget()
        page = QVBoxLayout(inner)
        page.setContentsMargins(0, 0, 8, 0)
        page.setSpacing(12)
        for widget in (self._sentence, self._explanation, self._chart, self._table):
            page.addWidget(widget)
        page.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setProperty("ring", True)
        scroll.setAccessibleName(self.tr("Quality report"))
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 16, 16)
        column.setSpacing(12)
        column.addWidget(scroll, 1)
        column.addLayout(buttons)

    def _make_table(self) -> QTableWidget:
        headings = (self.tr("Method"), *words.column_names())
        table = QTableWidget(0, len(headings))
        table.setHorizontalHeaderLabels(list(headings))
        table.setAccessibleName(self.tr("All figures of all methods"))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT)
        table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        first = table.horizontalHeaderItem(0)
        if first is not None:
            first.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        return table

    def show_report(self, report: Mapping[str, Any] | None) -> None:
        """Show a report, or that nothing was measured yet."""
        self.resize(_WIDTH, _EMPTY if report is None else max(_FULL, self.height()))
        self._chart.setVisible(report is not None)
        self._table.setVisible(report is not None)
        if report is None:
            self._sentence.setText(self.tr("Not measured yet"))
            self._explanation.setText(
                self.tr(
                    "Part of your history is held out, models learn from the rest, and both they and simple counting "
                    "are asked which song came next. This takes about three times as long as training."
                )
            )
            return
        self._sentence.setText(words.sentence(report))
        self._explanation.setText(words.explanation(report))
        self._chart.show_bars(words.bars(report), self.tr("How often the next song stood among the first ten"))
        self._fill(report)

    def _fill(self, report: Mapping[str, Any]) -> None:
        rows = words.methods(report)
        self._table.setRowCount(len(rows))
        for row, (name, figures) in enumerate(rows):
            setting = str(report.get("settings", {}).get(name, ""))
            item = QTableWidgetItem(words.method_name(name))
            item.setToolTip(self.tr("Asked with: {setting}").format(setting=setting) if setting else "")
            self._table.setItem(row, 0, item)
            for place, column in enumerate(words.COLUMNS):
                figure = QTableWidgetItem(words.cell(column, float(figures[column])))
                figure.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                if column == "hr10":
                    figure.setToolTip(f"{words.percent(figures['low'])} – {words.percent(figures['high'])}")
                self._table.setItem(row, place + 1, figure)
        self._table.setFixedHeight((len(rows) + 1) * theme.ROW_HEIGHT + 12)

    # Measuring --------------------------------------------------------------------------------------------------

    @property
    def measuring(self) -> bool:
        """Whether a measurement of this dialog runs or waits."""
        return self._number > 0

    @Slot()
    def measure(self) -> None:
        """Measure as a job."""
        if self.measuring or self._controller.busy:
            return
        self._progress.show_progress(self.tr("Measuring"), 0.0)
        self._number = self._controller.submit("evaluate", {"library": str(self._folder), "model": self._model})
        self._enable()

    @Slot(object, object)
    def _on_progress(self, job: Job, progress: Progress) -> None:
        if job.number == self._number:
            sentence = wording.progress_sentence(job.name, progress)
            self._progress.show_progress(sentence, progress.fraction)

    @Slot(object, object)
    def _on_ended(self, job: Job, outcome: Any) -> None:
        if job.number != self._number:
            return
        self._number = 0
        self._progress.finish()
        if isinstance(outcome, Done):
            self.show_report(reports.load(self._folder, self._model))
            self.measured.emit(outcome.result)
        elif isinstance(outcome, Cancelled):
            self._explanation.setText(self.tr("Cancelled. What was measured before was kept."))
        elif isinstance(outcome, Failed):
            self._explanation.setText(outcome.message)
        elif isinstance(outcome, Crashed):
            self._explanation.setText(self.tr("The measurement stopped unexpectedly. Nothing else was changed."))
        self._enable()

    @Slot()
    def _on_state(self) -> None:
        self._enable()

    def _enable(self) -> None:
        self._measure.setEnabled(not self.measuring and not self._controller.busy)

    def reject(self) -> None:
        """Escape, the button and the title bar end here; a measurement nobody waits for is ended."""
        if self.measuring:
            self._controller.cancel()
        super().reject()
