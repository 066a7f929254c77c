"""A bar above the map that says what went wrong, what was kept and what to do. It stays until it is closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from s2v_desktop.ui import theme
from s2v_desktop.ui.widgets import icons
from s2v_desktop.ui.widgets.labels import plain_label


class ErrorBar(QWidget):
    """One sentence with "Copy details", an optional button and a way to close it."""

    action_pressed = Signal()
    """The optional button was pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._details = ""
        self._then: Callable[[], object] | None = None
        self._icon_name = "info"
        self._picture = plain_label()
        self._text = plain_label(wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._action = QPushButton()
        self._action.hide()
        self._action.clicked.connect(self._act)
        self._copy = QPushButton(self.tr("Copy details"))
        self._copy.clicked.connect(self._copy_details)
        self._close = QToolButton()
        self._close.setProperty("flat", True)
        self._close.setToolTip(self.tr("Close"))
        self._close.setAccessibleName(self.tr("Close this message"))
        self._close.clicked.connect(self.hide)
        self._card = QFrame()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 8, 12, 8)
        outer.addWidget(self._card)
        row = QHBoxLayout(self._card)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(12)
        row.addWidget(self._picture)
        row.addWidget(self._text, 1)
        for widget in (self._action, self._copy, self._close):
            row.addWidget(widget)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence that is shown."""
        return self._text.text()

    def say(
        self, sentence: str, details: str = "", *, action: str = "", error: bool = True,
        then: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        """Show a sentence.

        Parameters
        ----------
        sentence : str
        details : str
            Technical text for the clipboard; without it there is no button for it.
        action : str
            Text of a button, a verb.
        error : bool
            False for a remark about something that went well.
        then : callable, optional
            What the button does in place of `action_pressed`.
        """
        self._details, self._then = details, then
        self._text.setText(sentence)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        self._copy.setVisible(bool(details))
        self._card.setProperty("error", error)
        self._card.setProperty("card", not error)
        self._card.style().unpolish(self._card)
        self._card.style().polish(self._card)
        self._icon_name = "alert" if error else "info"
        self.apply_theme()
        self.show()

    def apply_theme(self) -> None:
        """Colour the icons anew."""
        tokens = theme.theme_of(QGuiApplication.instance())
        colour = tokens.danger if self._icon_name == "alert" else tokens.accent
        self._picture.setPixmap(icons.pixmap(self._icon_name, colour, 20))
        self._close.setIcon(icons.icon("close", tokens.muted, 16))

    @Slot()
    def _act(self) -> None:
        if self._then is None:
            self.action_pressed.emit()
        else:
            self._then()

    @Slot()
    def _copy_details(self) -> None:
        QGuiApplication.clipboard().setText(f"{self._text.text()}\n\n{self._details}")
