"""The command palette (Ctrl+K): every action by its name, without the mouse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Slot
from PySide6.QtGui import QAction, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from s2v_desktop.ui.widgets.labels import ElidedLabel, plain_label

_WIDTH, _ROWS, _ROW = 560, 9, 36


@dataclass(frozen=True, slots=True)
class Command:
    """One line of the palette."""

    action: QAction
    menu: str

    @property
    def text(self) -> str:
        """Name of the action without mnemonic and dots."""
        return self.action.text().replace("&", "").rstrip("…")


def match(text: str, words: str) -> int | None:
    """How well `words` fit a name: lower is better, None when they do not.

    Every word must start a word of the name, or stand in it; a name that begins with the words comes first.
    """
    name, asked = text.casefold(), words.casefold().split()
    if not all(word in name for word in asked):
        return None
    if name.startswith(" ".join(asked)):
        return 0
    starts = name.split()
    return 1 + sum(not any(start.startswith(word) for start in starts) for word in asked)


class CommandPalette(QFrame):
    """A small window over the main window with a field and the actions that fit."""

    def __init__(self, commands: Sequence[Command], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._commands = tuple(commands)
        self.setObjectName("palette")
        self.setProperty("card", True)
        self.setFixedWidth(_WIDTH)
        self._field = QLineEdit()
        self._field.setPlaceholderText(self.tr("What do you want to do?"))
        self._field.setAccessibleName(self.tr("Find an action"))
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Actions"))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addWidget(self._field)
        column.addWidget(self._list)
        self._field.textChanged.connect(self._fill)
        self._field.returnPressed.connect(self._run)
        self._field.installEventFilter(self)
        self._list.itemClicked.connect(self._run)

    def open_over(self, window: QWidget) -> None:
        """Show the palette in the upper third of a window."""
        self._field.clear()
        self._fill("")
        self.move(window.mapToGlobal(QPoint((window.width() - _WIDTH) // 2, 72)))
        self.show()

    def showEvent(self, event: QShowEvent) -> None:
        """Start in the field."""
        super().showEvent(event)
        self._field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrow keys of the field move the choice."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None and self._list.count():
                self._list.setCurrentRow((self._list.currentRow() + step) % self._list.count())
                return True
        return super().eventFilter(watched, event)

    def names(self) -> list[str]:
        """The actions that are shown now."""
        return [self._list.item(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(self._list.count())]

    @Slot(str)
    def _fill(self, words: str) -> None:
        ranked = [
            (rank, position, command)
            for position, command in enumerate(self._commands)
            if command.action.isEnabled() and (rank := match(f"{command.text} {command.menu}", words)) is not None
        ]
        self._list.clear()
        for _, _, command in sorted(ranked, key=lambda found: found[:2]):
            self._add(command)
        self._list.setCurrentRow(0)
        self._list.setFixedHeight(max(1, min(_ROWS, self._list.count())) * _ROW + 4)
        self.adjustSize()

    def _add(self, command: Command) -> None:
        item = QListWidgetItem(self._list)
        item.setData(Qt.ItemDataRole.UserRole, command)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, command.text)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(12, 0, 12, 0)
        row.addWidget(ElidedLabel(command.text), 1)
        row.addWidget(plain_label(command.menu, "secondary", muted=True))
        shortcut = command.action.shortcut().toString()
        if shortcut:
            row.addSpacing(12)
            row.addWidget(plain_label(shortcut, "secondary", muted=True))
        hint = line.sizeHint()
        hint.setHeight(_ROW)
        item.setSizeHint(hint)
        self._list.setItemWidget(item, line)

    @Slot()
    def _run(self) -> None:
        item = self._list.currentItem()
        if item is not None:
            command: Command = item.data(Qt.ItemDataRole.UserRole)
            self.hide()
            command.action.trigger()
