"""What `app.py` builds once and hands to the window: no singletons, nothing global."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QUndoStack

from s2v_desktop.store.settings import Settings
from s2v_desktop.ui.flow import Flow
from s2v_desktop.ui.job_controller import JobController
from s2v_desktop.ui.open_library import OpenLibrary
from s2v_desktop.ui.selection import Selection
from s2v_desktop.ui.theming import ThemeKeeper


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything a window is made of."""

    settings: Settings
    theme: ThemeKeeper
    library: OpenLibrary
    controller: JobController
    flow: Flow
    undo: QUndoStack
    selection: Selection
