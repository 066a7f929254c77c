"""Makes a whole window a place to drop files on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from s2v_desktop.ui.widgets.drop_zone import dropped_paths


class DropTarget(QObject):
    """Watches the drags over a window; nothing is imported before the files are let go."""

    hovering = Signal(bool)
    """Whether files are held over the window now."""
    dropped = Signal(object)
    """List of `Path`."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take drags of local files, leave everything else alone."""
        kind = event.type()
        if kind in (QEvent.Type.DragEnter, QEvent.Type.DragMove) and isinstance(event, QDropEvent):
            if not dropped_paths(event.mimeData()):
                return False
            event.acceptProposedAction()
            self.hovering.emit(True)
            return True
        if kind == QEvent.Type.DragLeave:
            self.hovering.emit(False)
        elif kind == QEvent.Type.Drop and isinstance(event, QDropEvent):
            self.hovering.emit(False)
            paths = dropped_paths(event.mimeData())
            if paths:
                event.acceptProposedAction()
                self.dropped.emit(paths)
                return True
        return super().eventFilter(watched, event)
