"""Shows a flow in the window: the progress line, the map that settles, what to say at the end."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Slot

from s2v_desktop.core import estimate
from s2v_desktop.ui import wording
from s2v_desktop.ui.flow import EndKind, FlowEnd, FlowProgress
from s2v_desktop.ui.job_controller import Frame
from s2v_desktop.ui.notifications import Notifications
from s2v_desktop.ui.recovering import Recovery

if TYPE_CHECKING:
    from s2v_desktop.ui.main_window import MainWindow


class FlowView(QObject):
    """Listens to the flow and tells the parts of the window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._live = False
        self._steps = 0
        self._notifications = Notifications(window, window.windowIcon())
        flow = window.parts.flow
        flow.started.connect(self._on_started)
        flow.progressed.connect(self._on_progress)
        flow.framed.connect(self._on_frame)
        flow.job_done.connect(self._on_job_done)
        flow.passed.connect(window.stages.show_pass)
        window.error_bar.action_pressed.connect(self._on_rebuild)
        window.stages.stopped.connect(window.parts.controller.stop_here)
        flow.finished.connect(self._on_finished)
        self.recovery = Recovery(window)

    @Slot()
    def _on_rebuild(self) -> None:
        self._window.parts.flow.rebuild()

    @Slot()
    def _on_started(self) -> None:
        window = self._window
        self._notifications.started()
        window.error_bar.hide()
        window.too_little("")
        window.stages.begin()
        self._tell_flow()
        window.refresh()

    @Slot(object)
    def _on_progress(self, told: FlowProgress) -> None:
        window = self._window
        self._steps = int(told.total) if told.job == "map" else 0
        window.progress.show_progress(told.sentence, told.fraction, cancelling=told.cancelling)
        window.progress.setVisible(window.pages.currentWidget() is not window.stages)  # one progress line, not two
        window.stages.show_progress(told.job, told.sentence, told.fraction, cancelling=told.cancelling)

    @Slot(object)
    def _on_frame(self, frame: Frame) -> None:
        workspace = self._window.workspace
        if workspace is None:
            return
        if not self._live:
            self._live = True
            self._window.refresh()
        workspace.show_frame(frame, self._steps)

    @Slot(str, object)
    def _on_job_done(self, job: str, result: Any) -> None:
        library = self._window.parts.library
        if job == "import":
            self._window.stages.tell(job, wording.examined(result))
        if job in ("import", "undo", "session-rule", "merge", "listeners"):
            library.reload_catalogue(in_turns=True)
            if job == "session-rule" and result["model"]:
                library.reload_model()
            self._tell_flow()
        elif job in ("train", "open-model"):
            if job == "open-model":
                library.reload_catalogue()
            library.reload_model()
            if not self._window.parts.selection.seeds:
                # The first recommendations are there while the map still settles; not in the same breath as the model.
                QTimer.singleShot(0, self._window.fill_seeds)
        elif job == "map":
            self._live = False
            library.reload_map()
        self._window.refresh()

    def _tell_flow(self) -> None:
        """What the sentences of a training need to know of the library, and the song it tells about."""
        parts = self._window.parts
        catalogue, seeds = parts.library.catalogue, parts.selection.seeds
        parts.flow.pinned = seeds[0].song if seeds else None
        if catalogue is not None and len(catalogue):
            parts.flow.sessions = catalogue.figures["sessions"]
            parts.flow.estimate = wording.estimate(estimate.for_library(catalogue.taught))

    @property
    def live(self) -> bool:
        """Whether the map on the screen is still being drawn."""
        return self._live

    @Slot(object)
    def _on_finished(self, end: FlowEnd) -> None:
        window = self._window
        was_live, self._live = self._live, False
        if was_live and end.kind is not EndKind.DONE:
            window.parts.library.reload_map()  # the frames were of a map that will never be
        window.progress.finish()
        if end.kind is EndKind.DONE:
            self._say_done(end)
        elif end.kind is EndKind.TOO_LITTLE:
            window.too_little(end.sentence)
        elif end.kind is EndKind.CANCELLED:
            window.error_bar.say(end.sentence, error=False)
        else:
            window.error_bar.say(end.sentence, end.details)
            self._notifications.ended(self.tr("S2V Desktop stopped working on it"), end.sentence)
        window.refresh()

    def _say_done(self, end: FlowEnd) -> None:
        window = self._window
        if end.job == "undo":
            window.error_bar.say(
                wording.taken_out(int(end.results["undo"].get("plays_removed", 0))),
                action=self.tr("Rebuild map") if window.parts.library.model is not None else "",
                error=False,
            )
        elif end.job == "doctor":
            self._say_checked(end.results["doctor"])
        elif end.job == "share":
            self._say_shared(end.results["share"])
        elif end.job in ("export", "picture"):
            written = self.tr("Written: {path}").format(path=wording.clean(str(end.results[end.job]["path"]), 200))
            window.status.say(written)
            self._notifications.ended(self.tr("Your file is written"), written)
        elif end.job == "map":
            self._notifications.ended(self.tr("Your map is ready"), self.tr("Click a song to find others like it."))
        if "import" in end.results:
            self._say_imported(end.results["import"])
        if "open-model" in end.results:
            self._say_opened(end.results["open-model"])

    def _say_imported(self, result: Mapping[str, Any]) -> None:
        """A bar only where something has to be read; else a word in the status line is enough."""
        if result.get("examination") and result.get("batch") is None:
            return  # nothing was stored: the doctor asks first
        summary = wording.import_summary(result)
        if not result.get("plays") and self._window.parts.library.model is not None:
            summary = f"{summary} {self.tr('Nothing new to learn from, so your map stays as it is.')}"
        warnings = [str(warning) for warning in result.get("warnings", ())]
        if warnings or result.get("skipped") or result.get("duplicates"):
            self._window.error_bar.say(" ".join([summary, *warnings[:1]]), "\n".join(warnings), error=False)
        else:
            self._window.status.say(summary)

    def _say_shared(self, result: Mapping[str, Any]) -> None:
        songs = wording.count(int(result["songs"]), self.tr("song"), self.tr("songs"))
        name = wording.clean(Path(str(result["path"])).name, 80)
        sentence = self.tr("“{name}” holds {songs} and what was learnt about them. No play and no listener is in it.")
        self._window.error_bar.say(sentence.format(name=name, songs=songs), error=False)

    def _say_opened(self, result: Mapping[str, Any]) -> None:
        matched, new = int(result["matched"]), int(result["new"])
        yours = wording.count(matched, self.tr("of its songs is yours"), self.tr("of its songs are yours"))
        others = wording.count(new, self.tr("is new to you"), self.tr("are new to you"))
        sentence = self.tr("“{name}” is open: {yours}, {others}. Model, Models… goes back to your own.")
        name = wording.clean(str(result["name"]), 80)
        self._window.error_bar.say(sentence.format(name=name, yours=yours, others=others), error=False)

    def _say_checked(self, result: Mapping[str, Any]) -> None:
        problems = [str(problem) for problem in result.get("problems", ())]
        if not problems:
            self._window.error_bar.say(self.tr("The library is in order."), error=False)
        else:
            self._window.error_bar.say(problems[0], "\n".join(problems))
