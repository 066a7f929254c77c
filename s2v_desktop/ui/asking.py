"""A question that only a job can answer: counting, comparing, proving. It waits its turn, the window does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from s2v_desktop.core.progress import Progress
from s2v_desktop.jobs.outcomes import Cancelled, Done, Failed
from s2v_desktop.ui import wording
from s2v_desktop.ui.job_controller import Job, JobController


class Question(QObject):
    """Runs one job at a time and takes only its newest answer.

    Parameters
    ----------
    controller : JobController
    """

    answered = Signal(object)
    """The result of the job, a dict."""
    failed = Signal(str)
    """A sentence: why there is no answer."""
    progressed = Signal(str, float)
    """What is being done, and how much of it is done, 0 to 1."""

    def __init__(self, controller: JobController, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self._number = 0
        controller.ended.connect(self._on_ended)
        controller.progressed.connect(self._on_progress)

    @property
    def waiting(self) -> bool:
        """Whether an answer is still to come."""
        return self._number != 0

    def ask(self, job: str, spec: Mapping[str, Any]) -> None:
        """Ask; an older question is given up."""
        self.give_up()
        self._number = self._controller.submit(job, spec)

    @Slot()
    def give_up(self) -> None:
        """Want no answer any more; the job is ended."""
        number, self._number = self._number, 0
        if number:
            self._controller.withdraw(number)

    @Slot()
    def cancel(self) -> None:
        """End the job; that it was cancelled is told like any other reason for no answer."""
        if self._number:
            self._controller.withdraw(self._number)

    @Slot(object, object)
    def _on_progress(self, job: Job, progress: Progress) -> None:
        if job.number == self._number:
            self.progressed.emit(wording.progress_sentence("", progress), progress.fraction)

    @Slot(object, object)
    def _on_ended(self, job: Job, outcome: Any) -> None:
        if job.number != self._number or not self._number:
            return
        self._number = 0
        if isinstance(outcome, Done):
            self.answered.emit(outcome.result)
        elif isinstance(outcome, Cancelled):
            self.failed.emit(self.tr("Cancelled. Nothing was changed."))
        elif isinstance(outcome, Failed):
            self.failed.emit(outcome.message)
        else:
            self.failed.emit(self.tr("The part of the program that does the work stopped unexpectedly."))
