"""The composition root: builds everything once, passes it in, runs the window, and leaves nothing alive behind."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtGui import QFileOpenEvent, QUndoStack
from PySide6.QtWidgets import QApplication

from s2v_desktop.core.errors import LibraryDamaged, S2VError
from s2v_desktop.store import paths
from s2v_desktop.store.settings import Settings
from s2v_desktop.ui import i18n
from s2v_desktop.ui.crash import CrashHandler, GarbageTimer
from s2v_desktop.ui.flow import Flow
from s2v_desktop.ui.job_controller import JobController
from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.memory import recent_libraries
from s2v_desktop.ui.open_library import OpenLibrary
from s2v_desktop.ui.parts import Parts
from s2v_desktop.ui.selection import Selection
from s2v_desktop.ui.theming import ThemeKeeper


class Opened(QObject):
    """Files the system asks the running program to open (macOS sends an event, others a second start)."""

    arrived = Signal(object)
    """List of `Path`."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take file-open events."""
        if isinstance(event, QFileOpenEvent) and event.file():
            self.arrived.emit([Path(event.file())])
            return True
        return super().eventFilter(watched, event)


class Application(QObject):
    """Everything of one running window.

    Parameters
    ----------
    app : QApplication
    library : Path or None
        Folder of the library; the last one, or the default one, when left out.
    settings : Settings, optional
        Those of the person at this machine by default.
    """

    def __init__(self, app: QApplication, library: Path | None = None, settings: Settings | None = None) -> None:
        super().__init__()
        app.setApplicationName("S2V Desktop")
        app.setApplicationDisplayName("S2V Desktop")
        app.setDesktopFileName("s2v-desktop")
        self.app = app
        self.crash = CrashHandler(paths.log_folder(), self._show_crash, self)
        self.crash.install()
        i18n.install(app)
        self.settings = settings or Settings.load(paths.settings_file())
        folder = library or last_library(self.settings)
        self.parts = self._build(folder)
        self.problem = self._open(folder)
        self.window = MainWindow(self.parts)
        self.garbage = GarbageTimer(self)
        self.opened = Opened(app)
        self.opened.arrived.connect(self.take_files)

    def _build(self, folder: Path) -> Parts:
        controller = JobController(parent=self)
        undo = QUndoStack(self)
        return Parts(
            settings=self.settings,
            theme=ThemeKeeper(self.app, self.settings.typed("theme", "system")),
            library=OpenLibrary(folder, self),
            controller=controller,
            flow=Flow(controller, folder, self),
            undo=undo,
            selection=Selection(undo, self),
        )

    def _open(self, folder: Path) -> S2VError | None:
        """Open the library; one that cannot be opened is left as it is, and the start page says why."""
        library = self.parts.library
        if not folder.is_dir():
            return None
        try:
            library.reload()
        except S2VError as problem:
            library.catalogue = library.model = library.map = None
            return problem
        return None

    def show(self, files: Sequence[Path]) -> None:
        """Show the window and import what was named on the command line."""
        self.window.show()
        self.garbage.start()
        self.window.preparation.start()
        if isinstance(self.problem, LibraryDamaged):
            self.window.flow_view.recovery.offer(self.parts.library.folder, self.problem.message, self.problem.details)
        elif self.problem is not None:
            self.window.error_bar.say(self.problem.message, self.problem.details)
        elif files:
            self.window.handlers.import_paths(files)

    @Slot(object)
    def take_files(self, files: Sequence[Path]) -> None:
        """Come forward, and import what a second start or the system brought."""
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()
        self.window.handlers.import_paths(files)

    def end(self) -> None:
        """Join the job's thread and give everything back; nothing may live on."""
        self.parts.controller.join()
        self.parts.library.end()
        self.garbage.stop()
        self.window.deleteLater()
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self.crash.remove()

    def _show_crash(self, text: str) -> None:
        from s2v_desktop.ui.dialogs.error_dialog import ErrorDialog

        title = self.tr("Something went wrong inside the program")
        sentence = self.tr("Your library is not touched by this. You can go on; if it happens again, please report it.")
        ErrorDialog(title, sentence, text, getattr(self, "window", None)).open()


def last_library(settings: Settings) -> Path:
    """The library that was open last and is still there, else the default one."""
    return next((place for place in recent_libraries(settings) if place.is_dir()), paths.default_library())


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Read the command line of the window."""
    parser = argparse.ArgumentParser(
        prog="s2v-desktop", description="A map of your music, learnt on your own computer."
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILES", help="listening history to import")
    parser.add_argument("--library", type=Path, metavar="DIR", help="folder of the library to open")
    return parser.parse_args(list(argv))


def main(argv: Sequence[str]) -> int:
    """Run the window.

    Parameters
    ----------
    argv : sequence of str
        ``[FILES...] [--library DIR]``.

    Returns
    -------
    int
        Exit code.
    """
    options = parse(argv)
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["s2v-desktop"])
    from s2v_desktop.ui.single_instance import SingleInstance, hand_over

    settings = Settings.load(paths.settings_file())
    folder = options.library or last_library(settings)
    if hand_over(folder, options.files):
        return 0
    running = Application(app, folder, settings)
    instance = SingleInstance(folder, running)
    instance.arrived.connect(running.take_files)
    running.window.libraries.switched.connect(instance.listen)
    running.show(options.files)
    try:
        return int(app.exec())
    finally:
        instance.arrived.disconnect(running.take_files)  # a second start in this very moment finds nobody
        instance.close()
        running.end()
