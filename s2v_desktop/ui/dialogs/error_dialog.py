"""The dialog for errors: one sentence, "Copy details", and nothing to decide."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from s2v_desktop.ui import theme
from s2v_desktop.ui.widgets import icons
from s2v_desktop.ui.widgets.labels import plain_label


class ErrorDialog(QDialog):
    """Says what happened, what was kept and what to do.

    Parameters
    ----------
    title, sentence : str
    details : str
        Technical text for the clipboard; it is not shown.
    """

    def __init__(self, title: str, sentence: str, details: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(460)
        self._text = f"{title}\n{sentence}\n\n{details}"
        picture = plain_label()
        picture.setPixmap(icons.pixmap("alert", theme.theme_of(QGuiApplication.instance()).danger, 28))
        texts = QVBoxLayout()
        texts.setSpacing(8)
        texts.addWidget(plain_label(title, "title", wrap=True))
        texts.addWidget(plain_label(sentence, muted=True, wrap=True))
        texts.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(texts, 1)
        close = QPushButton(self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        if details:
            copy = QPushButton(self.tr("Copy details"))
            copy.clicked.connect(self._copy)
            buttons.addWidget(copy)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(24)
        column.addLayout(top)
        column.addLayout(buttons)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
