"""Before two listeners become one: what it will do to the plays, and whose name stays."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from s2v_desktop.store.listeners import Listener
from s2v_desktop.ui import wording
from s2v_desktop.ui.widgets.choices import ChoiceBox
from s2v_desktop.ui.widgets.labels import plain_label


class JoinDialog(QDialog):
    """Asks whether two listeners are one person.

    Parameters
    ----------
    one, other : Listener
        The first one's name is proposed to stay.
    told : int
        How many plays both tell.
    """

    confirmed = Signal(int, int)
    """Number of the listener who stays, and of the one who joins."""

    def __init__(self, one: Listener, other: Listener, told: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Join listeners"))
        self.setMinimumWidth(520)
        self._people = (one, other)
        names = [wording.clean(who.name, 60) for who in self._people]
        self._stays = ChoiceBox()
        self._stays.addItems(names)
        self._stays.setMinimumWidth(240)
        label = plain_label(self.tr("Name that stays"))
        label.setBuddy(self._stays)
        self._stays.setAccessibleName(label.text())
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(label)
        row.addWidget(self._stays)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(12)
        column.addWidget(plain_label(self.tr("Are “{one}” and “{other}” one person?").format(
            one=names[0], other=names[1]), "title", wrap=True))  # fmt: skip
        column.addWidget(plain_label(self._preview(told), wrap=True))
        column.addLayout(row)
        later = self.tr("Later files of either name are theirs. Edit, Undo takes it back, and so does Part in the "
                        "list of listeners.")  # fmt: skip
        column.addWidget(plain_label(later, "secondary", muted=True, wrap=True))
        column.addLayout(self._make_buttons())

    def _preview(self, told: int) -> str:
        """What becomes of the plays."""
        one, other = (wording.count(who.plays, self.tr("play"), self.tr("plays")) for who in self._people)
        begin = self.tr("{one} and {other}").format(one=one, other=other)
        left = wording.count(sum(who.plays for who in self._people) - told, self.tr("play is"), self.tr("plays are"))
        if not told:
            return self.tr("{begin}; none of them stands in both, so {left} theirs.").format(begin=begin, left=left)
        both = wording.count(told, self.tr("of them stands in both and is counted once"),
                             self.tr("of them stand in both and are counted once"))  # fmt: skip
        return self.tr("{begin}; {both}, so {left} left.").format(begin=begin, both=both, left=left)

    def _make_buttons(self) -> QHBoxLayout:
        join, keep = QPushButton(self.tr("Join")), QPushButton(self.tr("Keep apart"))
        join.setProperty("primary", True)
        join.setDefault(True)
        join.clicked.connect(self._on_join)
        keep.setAutoDefault(False)
        keep.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(keep)
        buttons.addWidget(join)
        return buttons

    @Slot()
    def _on_join(self) -> None:
        at = self._stays.currentIndex()
        self.accept()
        self.confirmed.emit(self._people[at].number, self._people[1 - at].number)
