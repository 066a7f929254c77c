"""What is kept out of lists and of taste, in one place, and the way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from s2v_desktop.store.hidden import Hidden
from s2v_desktop.ui import wording
from s2v_desktop.ui.hiding import Hiding
from s2v_desktop.ui.widgets.choices import CheckBox
from s2v_desktop.ui.widgets.empty_state import EmptyState
from s2v_desktop.ui.widgets.labels import ElidedLabel, plain_label

_ROW = 44


class HiddenRow(QWidget):
    """One song or artist, two boxes, and a button that brings it back."""

    def __init__(self, hiding: Hiding, entry: Hidden, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hiding, self._entry = hiding, entry
        self.setFixedHeight(_ROW)
        name = wording.clean(entry.name)
        kind = self.tr("Artist") if entry.kind == "artist" else self.tr("Song")
        self.lists = CheckBox(self.tr("Lists"))
        self.lists.setChecked(entry.recommendations)
        self.lists.setAccessibleName(self.tr("Keep {name} out of lists").format(name=name))
        self.taste = CheckBox(self.tr("Taste"))
        self.taste.setChecked(entry.taste)
        self.taste.setAccessibleName(self.tr("Keep {name} out of taste").format(name=name))
        self.back = QPushButton(self.tr("Bring back"))
        self.back.setAccessibleName(self.tr("Bring back {name}").format(name=name))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(12)
        label = plain_label(kind, "secondary", muted=True)
        label.setFixedWidth(48)
        row.addWidget(label)
        row.addWidget(ElidedLabel(name), 1)
        for widget in (self.lists, self.taste, self.back):
            row.addWidget(widget)
        self.lists.toggled.connect(self._on_changed)
        self.taste.toggled.connect(self._on_changed)
        self.back.clicked.connect(self._on_back)

    @Slot()
    def _on_changed(self) -> None:
        self._hiding.change(self._entry, lists=self.lists.isChecked(), taste=self.taste.isChecked())

    @Slot()
    def _on_back(self) -> None:
        self._hiding.change(self._entry, lists=False, taste=False)


class HiddenSongs(QDialog):
    """The list. Every change takes effect at once and can be undone."""

    def __init__(self, hiding: Hiding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Hidden songs"))
        self.resize(640, 420)
        self._hiding = hiding
        sentence = self.tr("Hidden songs keep their plays. They only stay out of lists, or out of what makes a taste.")
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setAccessibleName(self.tr("Hidden songs"))
        self._empty = EmptyState(
            "hide", self.tr("Nothing is hidden"), self.tr("Right-click a recommendation to hide its song or artist.")
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self._area)
        self._pages.addWidget(self._empty)
        close = QPushButton(self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(12)
        column.addWidget(plain_label(sentence, "secondary", muted=True, wrap=True))
        column.addWidget(self._pages, 1)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        hiding.changed.connect(self._show_all)
        self._show_all()

    @property
    def rows(self) -> list[HiddenRow]:
        """The rows that are shown."""
        inside = self._area.widget()
        return [] if inside is None else inside.findChildren(HiddenRow)

    @Slot()
    def _show_all(self) -> None:
        entries = self._hiding.entries
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for entry in entries:
            column.addWidget(HiddenRow(self._hiding, entry, inside))
        column.addStretch(1)
        # The row whose box was just clicked may still be at work: it goes when the event is over.
        old = self._area.takeWidget()
        if old is not None:
            old.deleteLater()
        self._area.setWidget(inside)
        self._pages.setCurrentWidget(self._area if entries else self._empty)
