"""Questions with two answers; the safe one is the default."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from s2v_desktop.ui.widgets.labels import plain_label


class Confirm(QDialog):
    """Asks before something is lost.

    Parameters
    ----------
    title, sentence : str
    yes, no : str
        Verbs; `no` is the default and what Escape means.
    """

    def __init__(self, title: str, sentence: str, yes: str, no: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(440)
        stay = QPushButton(no)
        stay.setDefault(True)
        stay.clicked.connect(self.reject)
        go = QPushButton(yes)
        go.setAutoDefault(False)
        go.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(go)
        buttons.addWidget(stay)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(8)
        column.addWidget(plain_label(title, "title", wrap=True))
        column.addWidget(plain_label(sentence, muted=True, wrap=True))
        column.addSpacing(16)
        column.addLayout(buttons)
        stay.setFocus(Qt.FocusReason.OtherFocusReason)


def confirm_close(doing: str, parent: QWidget) -> Confirm:
    """Ask before the window is closed while a job runs.

    Parameters
    ----------
    doing : str
        What is being done now, as the progress line says it.
    """
    what = doing.split(" · ", 1)[0]
    return Confirm(
        parent.tr("Close and stop what is running?"),
        parent.tr("{what}. What is finished is kept; the rest is left as it was before.").format(what=what),
        parent.tr("Stop and close"),
        parent.tr("Keep running"),
        parent,
    )
