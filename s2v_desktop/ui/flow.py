"""What goes on by itself: an import is followed by training and map, as one progress line with one Cancel.

A flow is a list of jobs. When one is done the next starts; when one is cancelled or fails, what exists stays and the
rest is not started. The flow knows nothing about widgets: it tells the window what changed and the window shows it.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from s2v_desktop.core import estimate
from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.progress import Progress
from s2v_desktop.core.watching import Pass
from s2v_desktop.jobs.outcomes import Cancelled, Crashed, Done, Failed
from s2v_desktop.store.models import ModelStore
from s2v_desktop.ui import wording
from s2v_desktop.ui.job_controller import Frame, Job, JobController, JobState

_SHARES = {"import": 0.30, "train": 0.30, "map": 0.40, "session-rule": 0.05, "open-model": 0.20}
"""How much of the one progress line a job takes, before it is divided by the sum of the jobs of the flow."""


_WORTH_SAYING_S = 15.0
"""A map that takes less than this is drawn without a word about it."""

_LEARN: tuple[tuple[str, dict[str, Any]], ...] = (("train", {"watch": True}), ("map", {}))


class EndKind(enum.Enum):
    """How a flow ended."""

    DONE = "done"
    CANCELLED = "cancelled"
    TOO_LITTLE = "too-little"
    FAILED = "failed"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True)
class FlowProgress:
    """One state of the progress line.

    Attributes
    ----------
    job : str
        Name of the job that runs.
    sentence : str
    fraction : float
        Of the whole flow, 0 to 1, never backwards.
    cancelling : bool
    total : float
        What the job's stage counts to, e.g. the steps of the map; 0 when unknown.
    """

    job: str
    sentence: str
    fraction: float
    cancelling: bool = False
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class FlowEnd:
    """How a flow ended and what to say about it.

    Attributes
    ----------
    kind : EndKind
    job : str
        The job that was last.
    sentence : str
        What happened, what was kept, what to do.
    details : str
        Technical text for "Copy details".
    results : dict
        Job name -> its result, for the jobs that were done.
    code : str
        Of the `S2VError` for which it failed.
    """

    kind: EndKind
    job: str
    sentence: str
    details: str = ""
    results: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    code: str = ""


class Flow(QObject):
    """Chains jobs on one library.

    Parameters
    ----------
    controller : JobController
    library : Path
        Folder of the open library.

    Attributes
    ----------
    sessions : int or None
        How many sessions the library has, for the sentence of the training.
    estimate : str
        What a training will need, in words; said when it begins.
    pinned : int or None
        Library song number of the song whose neighbours are told while a model learns.
    """

    started = Signal()
    progressed = Signal(object)
    """A `FlowProgress`."""
    framed = Signal(object)
    """A `Frame` of the map that is being drawn."""
    passed = Signal(object)
    """A `Pass` of the training that runs."""
    job_done = Signal(str, object)
    """Name of a job that is done, and its result: the window reads what changed."""
    finished = Signal(object)
    """A `FlowEnd`."""

    def __init__(self, controller: JobController, library: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._controller = controller
        self.library = library
        self._jobs: list[tuple[str, dict[str, Any]]] = []
        self._shares: list[float] = []
        self._at = 0
        self._number = 0
        self._fraction = 0.0
        self._sentence = ""
        self.sessions: int | None = None
        self.estimate = ""
        self.pinned: int | None = None
        self._cancelling = False
        self._results: dict[str, Mapping[str, Any]] = {}
        controller.progressed.connect(self._on_progress)
        controller.framed.connect(self._on_frame)
        controller.passed.connect(self._on_pass)
        controller.ended.connect(self._on_ended)
        controller.state_changed.connect(self._on_state)

    @property
    def running(self) -> bool:
        """Whether a flow is on its way."""
        return bool(self._jobs)

    @property
    def job(self) -> str:
        """Name of the job that runs, empty when none does."""
        return self._jobs[self._at][0] if self._jobs else ""

    def import_files(self, paths: Sequence[Path], **options: Any) -> bool:
        """Import files, then learn and draw when they brought plays. False when something else is running."""
        spec = {"paths": [str(path) for path in paths], **options}
        return self._begin([("import", spec), *_LEARN])

    def import_demo(self) -> bool:
        """Import the data that ships with the program, then learn and draw."""
        return self._begin([("import", {"demo": True}), *_LEARN])

    def rebuild(self, **parameters: Any) -> bool:
        """Learn again and draw the map."""
        return self._begin([("train", {"watch": True, **parameters}), ("map", {})])

    def redraw(self, **parameters: Any) -> bool:
        """Draw the map of the model in use again."""
        return self._begin([("map", {"parameters": parameters} if parameters else {})])

    def use_sessions(self, rule: Mapping[str, Any]) -> bool:
        """Let sessions end by another rule, then learn from them and draw."""
        return self._begin([("session-rule", {"rule": dict(rule)}), *_LEARN])

    def open_model(self, path: Path) -> bool:
        """Open a model that somebody has shared, and draw its map."""
        return self._begin([("open-model", {"path": str(path)}), ("map", {})])

    def share_model(self, model: str, path: Path, *, counts: bool) -> bool:
        """Write a model as one file."""
        return self._begin([("share", {"model": model, "path": str(path), "counts": counts})])

    def undo_import(self, batch: int) -> bool:
        """Take one import back. The model stays as it was learnt; its vanished songs are not shown."""
        return self._begin([("undo", {"batch": batch})])

    def change(self, job: str, **spec: Any) -> bool:
        """Do one job that changes the library or asks it something."""
        return self._begin([(job, spec)])

    def check(self) -> bool:
        """Check the library and its models."""
        return self._begin([("doctor", {})])

    @Slot()
    def cancel(self) -> None:
        """End the job that runs and start none of the others."""
        self._controller.cancel()

    def _begin(self, jobs: Sequence[tuple[str, dict[str, Any]]]) -> bool:
        if self._jobs or self._controller.busy:
            return False
        self._jobs = list(jobs)
        shares = [_SHARES.get(name, 0.3) for name, _ in jobs]
        self._shares = [share / sum(shares) for share in shares]
        self._at, self._fraction, self._results, self._cancelling = 0, 0.0, {}, False
        self.started.emit()
        self._submit()
        return True

    def _submit(self) -> None:
        name, spec = self._jobs[self._at]
        sentence = wording.starting_sentence(name)
        if name == "train":
            sentence = wording.SEPARATOR.join([sentence, self.estimate]) if self.estimate else sentence
            spec = {**spec, "pinned": self.pinned} if self.pinned is not None else spec
        elif name == "map":
            sentence = wording.SEPARATOR.join([sentence, *self._map_estimate()])
        self._tell(name, sentence, 0.0)
        self._number = self._controller.submit(name, {"library": str(self.library), **spec})

    def _map_estimate(self) -> list[str]:
        """What the map will need, in words; nothing for one that is there in moments."""
        learnt = self._results.get("train", {}).get("songs")
        try:
            songs = int(learnt) if learnt is not None else ModelStore(self.library).active().songs
        except S2VError:
            return []
        need = estimate.mapping(songs)
        return [wording.estimate(need)] if need.seconds >= _WORTH_SAYING_S else []

    def _tell(self, job: str, sentence: str, of_job: float, total: float = 0.0) -> None:
        before = sum(self._shares[: self._at])
        self._fraction = max(self._fraction, min(1.0, before + self._shares[self._at] * of_job))
        self._sentence = sentence
        self.progressed.emit(FlowProgress(job, sentence, self._fraction, total=total))

    @Slot(object, object)
    def _on_progress(self, job: Job, progress: Progress) -> None:
        if self._jobs and job.number == self._number:
            sentence = wording.progress_sentence(job.name, progress, self.sessions)
            self._tell(job.name, sentence, progress.fraction, progress.total)

    @Slot(object, object)
    def _on_frame(self, job: Job, frame: Frame) -> None:
        if self._jobs and job.number == self._number:
            self.framed.emit(frame)

    @Slot(object, object)
    def _on_pass(self, job: Job, told: Pass) -> None:
        if self._jobs and job.number == self._number:
            self.passed.emit(told)

    @Slot(object)
    def _on_state(self, state: JobState) -> None:
        if self._jobs and state is JobState.CANCELLING:
            self._cancelling = True
            name = self._jobs[self._at][0]
            self.progressed.emit(FlowProgress(name, self.tr("Cancelling…"), self._fraction, cancelling=True))

    @Slot(object, object)
    def _on_ended(self, job: Job, outcome: Any) -> None:
        if not self._jobs or job.number != self._number:
            return
        if not isinstance(outcome, Done):
            self._finish(self._judge(job.name, outcome))
            return
        self._results[job.name] = outcome.result
        if job.name == "import":
            self._leave_out(outcome.result)
        self._at += 1
        last = self._at == len(self._jobs)
        self.job_done.emit(job.name, outcome.result)
        if last:
            self._finish(FlowEnd(EndKind.DONE, job.name, "", "", dict(self._results)))
        elif self._cancelling:  # the cancel came when this job had already put its work into the library
            self._finish(self._judge(self._jobs[self._at][0], Cancelled()))
        else:
            self._submit()

    def _leave_out(self, imported: Mapping[str, Any]) -> None:
        """What changed decides what is redone: without a new play neither model nor map that are there change."""
        if imported.get("examination") and imported.get("batch") is None:  # the listener decides first
            del self._jobs[self._at + 1 :]
            return
        if imported.get("plays", 1):
            return
        store = ModelStore(self.library)
        try:
            rest: list[tuple[str, dict[str, Any]]] = [] if store.maps(store.active().id) else [("map", {})]
        except S2VError:
            return
        self._jobs[self._at + 1 :] = rest
        self._shares = self._shares[: self._at + 1] + [1.0 - sum(self._shares[: self._at + 1])] * len(rest)

    def _finish(self, end: FlowEnd) -> None:
        self._jobs = []
        self.finished.emit(end)

    def _judge(self, job: str, outcome: Any) -> FlowEnd:
        kept = self._kept(job)
        results = dict(self._results)
        if isinstance(outcome, Cancelled):
            return FlowEnd(EndKind.CANCELLED, job, f"{self.tr('Cancelled.')} {kept}", "", results)
        if isinstance(outcome, Failed):
            kind = EndKind.TOO_LITTLE if outcome.code == "too-little-data" else EndKind.FAILED
            return FlowEnd(kind, job, f"{outcome.message} {kept}".strip(), outcome.details, results, outcome.code)
        if isinstance(outcome, Crashed):
            sentence = self.tr("The part of the program that does the work stopped unexpectedly.")
            details = f"exit code {outcome.exit_code}\n{outcome.tail}"
            return FlowEnd(EndKind.CRASHED, job, f"{sentence} {kept}", details, results)
        raise TypeError(f"unknown outcome {outcome!r}")

    def _kept(self, job: str) -> str:
        """What is still there when `job` did not get done."""
        if "import" in self._results:
            imported = int(self._results["import"].get("plays", 0))
            plays = wording.count(imported, self.tr("play"), self.tr("plays"))
            if "train" in self._results:
                return self.tr("Your {plays} and what was learnt from them were kept.").format(plays=plays)
            return self.tr("Your {plays} were imported and kept.").format(plays=plays)
        if job == "import":
            return self.tr("Nothing was imported.")
        if job in ("doctor", "share", "recover"):
            return ""
        if job in ("export", "picture"):
            return self.tr("No file was written.")
        if job == "open-model":
            return self.tr("Your library is as it was before.")
        if job == "undo":
            return self.tr("The import was kept.")
        if job in ("merge", "listeners", "suggest", "spellings", "balance", "remove-library"):
            return ""
        if job == "train" and not ModelStore(self.library).list():
            return ""  # there was none
        return self.tr("The model and the map you had were kept.")
