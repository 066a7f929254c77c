"""Whose plays are in the library: a list that stays fast with thousands, and what can be done with each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QInputDialog,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from s2v_desktop.store.listeners import LONGEST, Listener
from s2v_desktop.store.same_person import Joined
from s2v_desktop.ui import wording
from s2v_desktop.ui.dialogs.confirm import Confirm
from s2v_desktop.ui.widgets.labels import plain_label
from s2v_desktop.ui.widgets.plain_table import plain_table

_AnyIndex = QModelIndex | QPersistentModelIndex
NAME, PLAYS, SHOWN = range(3)


class ListenerTable(QAbstractTableModel):
    """Listeners as a table, and below them who was joined with one of them."""

    def __init__(
        self, listeners: Sequence[Listener], joined: Sequence[Joined] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.listeners = list(listeners)
        self.joined = list(joined)
        self._names = {one.number: one.name for one in listeners}
        self._heads = (self.tr("Listener"), self.tr("Plays"), self.tr("In lists"))

    def rowCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One row per listener, and one for everybody who was joined."""
        return 0 if parent.isValid() else len(self.listeners) + len(self.joined)

    def columnCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Name, plays, whether they are shown."""
        return len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Names of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if role == Qt.ItemDataRole.TextAlignmentRole and section == PLAYS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text; numbers to sort by; alignment."""
        if index.row() >= len(self.listeners):
            return self._of_joined(self.joined[index.row() - len(self.listeners)], index.column(), role)
        one = self.listeners[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            shown = self.tr("hidden") if one.hidden else self.tr("shown")
            return (wording.clean(one.name, 120), wording.number(one.plays), shown)[index.column()]
        if role == Qt.ItemDataRole.UserRole:
            return (one.name.casefold(), one.plays, one.hidden)[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == PLAYS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _of_joined(self, one: Joined, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            who = self.tr("is {name}").format(name=wording.clean(self._names.get(one.into, ""), 60))
            return (wording.clean(one.name, 120), "", who)[column]
        if role == Qt.ItemDataRole.UserRole:
            return (one.name.casefold(), -1, 2)[column]
        return None


class ListenersDialog(QDialog):
    """The list, a search field, and buttons.

    Parameters
    ----------
    listeners : sequence of Listener
    busy : bool
        Something is running: nothing can be changed.
    joined : sequence of Joined
        Who was joined with one of them.
    """

    wanted = Signal(object)
    """Spec of the job ``listeners``."""

    parting = Signal(object)
    """Somebody who was joined (`Joined`) and is to be parted again."""

    def __init__(
        self, listeners: Sequence[Listener], busy: bool, parent: QWidget | None = None, joined: Sequence[Joined] = ()
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Listeners"))
        self.resize(720, 520)
        self._busy = busy
        self._model = ListenerTable(listeners, joined, self)
        self._proxy = QSortFilterProxyModel(self)
        self._proxy.setSourceModel(self._model)
        self._proxy.setSortRole(Qt.ItemDataRole.UserRole)
        self._proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._proxy.setFilterKeyColumn(NAME)
        self._find = QLineEdit()
        self._find.setPlaceholderText(self.tr("Find a listener"))
        self._find.setAccessibleName(self.tr("Find a listener"))
        self._find.setClearButtonEnabled(True)
        self._find.textChanged.connect(self._proxy.setFilterFixedString)
        self._table = self._make_table()
        close = QPushButton(self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(12)
        column.addWidget(self._find)
        column.addWidget(self._table, 1)
        said = self.tr("While something is running, nothing can be changed here.") if busy else self.tr(
            "Files that use an old name still find who it was. Hidden: not in lists and choosers, and not part of the "
            "taste of all; their plays still teach the map which songs keep company. Take somebody out to leave them "
            "out of that too.")  # fmt: skip
        column.addWidget(plain_label(said, "secondary", muted=True, wrap=True))
        column.addLayout(self._make_buttons(close))
        self._table.selectionModel().selectionChanged.connect(self._on_selection)
        self._on_selection()

    def _make_table(self) -> QTableView:
        table = plain_table(self._proxy, self.tr("Listeners of the library"), NAME, many=True)
        table.setSortingEnabled(True)
        table.sortByColumn(PLAYS, Qt.SortOrder.DescendingOrder)
        header = table.horizontalHeader()
        for place, width in ((PLAYS, 100), (SHOWN, 150)):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(place, width)
        return table

    def _make_buttons(self, close: QPushButton) -> QHBoxLayout:
        self._rename = QPushButton(self.tr("Rename…"))
        self._pseudonym = QPushButton(self.tr("Pseudonymise"))
        self._pseudonym.setToolTip(self.tr("Call them “Listener 1”, “Listener 2” …; their names are kept nowhere"))
        self._hide = QPushButton(self.tr("Hide"))
        self._join = QPushButton(self.tr("Join…"))
        self._join.setToolTip(self.tr("Two listeners who are one person: choose both"))
        self._out = QPushButton(self.tr("Take out…"))
        row = QHBoxLayout()
        row.setSpacing(8)
        for button, slot in (
            (self._rename, self._on_rename), (self._pseudonym, self._on_pseudonym), (self._hide, self._on_hide),
            (self._join, self._on_join), (self._out, self._on_out),
        ):  # fmt: skip
            button.setAutoDefault(False)
            button.clicked.connect(slot)
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(close)
        return row

    @property
    def chosen(self) -> list[Listener]:
        """Listeners that are selected."""
        return [self._model.listeners[row] for row in self._rows if row < len(self._model.listeners)]

    @property
    def chosen_joined(self) -> list[Joined]:
        """Those who were joined and are selected."""
        first = len(self._model.listeners)
        return [self._model.joined[row - first] for row in self._rows if row >= first]

    @property
    def _rows(self) -> list[int]:
        return [self._proxy.mapToSource(index).row() for index in self._table.selectionModel().selectedRows()]

    @Slot()
    def _on_selection(self) -> None:
        chosen, joined = self.chosen, self.chosen_joined
        some = bool(chosen) and not joined and not self._busy
        for button in (self._pseudonym, self._hide, self._out):
            button.setEnabled(some)
        self._rename.setEnabled(some and len(chosen) == 1)
        hidden = bool(chosen) and all(one.hidden for one in chosen)
        part = len(joined) == 1 and not chosen
        self._join.setText(self.tr("Part") if part else self.tr("Join…"))
        self._join.setEnabled(not self._busy and (part or (len(chosen) == 2 and not joined)))
        self._hide.setText(self.tr("Show again") if hidden else self.tr("Hide"))

    def _want(self, what: str, **more: Any) -> None:
        spec = {"do": what, "listeners": [one.number for one in self.chosen], **more}
        self.accept()
        self.wanted.emit(spec)

    @Slot()
    def _on_rename(self) -> None:
        one = self.chosen[0]
        name, said = QInputDialog.getText(
            self, self.tr("Rename"), self.tr("New name"), QLineEdit.EchoMode.Normal, one.name)  # fmt: skip
        if said and name.strip() and name.strip() != one.name:
            self._want("rename", name=name.strip()[:LONGEST])

    @Slot()
    def _on_pseudonym(self) -> None:
        self._want("pseudonymise")

    @Slot()
    def _on_hide(self) -> None:
        self._want("show" if all(one.hidden for one in self.chosen) else "hide")

    @Slot()
    def _on_join(self) -> None:
        if self.chosen_joined:
            (one,) = self.chosen_joined
            self.accept()
            self.parting.emit(one)
            return
        other, stays = sorted(self.chosen, key=lambda one: (one.plays, -one.number))
        self.accept()
        self.wanted.emit({"do": "compare", "listeners": [other.number], "into": stays.number})

    @Slot()
    def _on_out(self) -> None:
        chosen = self.chosen
        plays = wording.count(sum(one.plays for one in chosen), self.tr("play"), self.tr("plays"))
        who = wording.clean(chosen[0].name, 60) if len(chosen) == 1 else self.tr("{n} listeners").format(
            n=wording.number(len(chosen)))  # fmt: skip
        sentence = self.tr("{plays} go out of the library for good. Import their files again to have them back.")
        question = Confirm(
            self.tr("Take {who} out?").format(who=who), sentence.format(plays=plays), self.tr("Take out"),
            self.tr("Keep"), self,
        )  # fmt: skip
        if question.exec():
            self._want("remove")
