"""What stands where there is nothing yet: an icon, a title, a sentence and, where it helps, one button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from s2v_desktop.ui import theme
from s2v_desktop.ui.widgets import icons
from s2v_desktop.ui.widgets.labels import plain_label

_WIDTH = 340


class EmptyState(QWidget):
    """A designed empty place.

    Parameters
    ----------
    icon : str
        Name of an icon.
    title, sentence : str
    button : str
        Text of the one button, a verb; none when empty.
    """

    pressed = Signal()
    """The button was pressed."""

    def __init__(self, icon: str, title: str, sentence: str, button: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._picture = plain_label()
        self._title = plain_label(title, "title")
        self._sentence = plain_label(sentence, "secondary", muted=True, wrap=True)
        self._button = QPushButton(button)
        self._button.setVisible(bool(button))
        self._button.clicked.connect(self.pressed)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(8)
        column.addStretch(1)
        for widget in (self._picture, self._title, self._sentence):
            widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(widget)
        self._sentence.setFixedWidth(_WIDTH)
        self._give_room()
        column.setAlignment(self._sentence, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self.apply_theme()

    def say(self, title: str, sentence: str, button: str = "") -> None:
        """Change what is said, and what the button does when a text is given."""
        if button:
            self._button.setText(button)
            self._button.show()
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._give_room()

    def _give_room(self) -> None:
        """Keep the wrapped sentence as high as its lines: a label alone asks for one line in a column that is full."""
        self._sentence.setMinimumHeight(max(self._sentence.heightForWidth(_WIDTH), 0))  # an empty one says -1

    def apply_theme(self) -> None:
        """Colour the icon anew."""
        muted = theme.theme_of(QGuiApplication.instance()).muted
        self._picture.setPixmap(icons.pixmap(self._icon, muted, 40))
