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
from s2v_desktop.ui import wording
from s2v_desktop.ui.dialogs.confirm import Confirm
from s2v_desktop.ui.widgets.labels import plain_label
from s2v_desktop.ui.widgets.plain_table import plain_table

_AnyIndex = QModelIndex | QPersistentModelIndex
NAME, PLAYS, SHOWN = range(3)


class ListenerTable(QAbstractTableModel):
    """Listeners as a table."""

    def __init__(self, listeners: Sequence[Listener], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.listeners = list(listeners)
        self._heads = (self.tr("Listener"), self.tr("Plays"), self.tr("In lists"))

    def rowCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One row per listener."""
        return 0 if parent.isValid() else len(self.listeners)

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
        one = self.listeners[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            shown = self.tr("hidden") if one.hidden else self.tr("shown")
            return (wording.clean(one.name, 120), wording.number(one.plays), shown)[index.column()]
        if role == Qt.ItemDataRole.UserRole:
            return (one.name.casefold(), one.plays, one.hidden)[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == PLAYS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None


class ListenersDialog(QDialog):
    """The list, a search field, and buttons.

    Parameters
    ----------
    listeners : sequence of Listener
    busy : bool
        Something is running: nothing can be changed.
    """

    wanted = Signal(object)
    """Spec of the job ``listeners``."""

    def __init__(self, listeners: Sequence[Listener], busy: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Listeners"))
        self.resize(640, 480)
        self._busy = busy
        self._model = ListenerTable(listeners, self)
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
            "Files that use an old name still find who it was.")  # fmt: skip
        column.addWidget(plain_label(said, "secondary", muted=True, wrap=True))
        column.addLayout(self._make_buttons(close))
        self._table.selectionModel().selectionChanged.connect(self._on_selection)
        self._on_selection()

    def _make_table(self) -> QTableView:
        table = plain_table(self._proxy, self.tr("Listeners of the library"), NAME, many=True)
        table.setSortingEnabled(True)
        table.sortByColumn(PLAYS, Qt.SortOrder.DescendingOrder)
        header = table.horizontalHeader()
        for place, width in ((PLAYS, 100), (SHOWN, 90)):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(place, width)
        return table

    def _make_buttons(self, close: QPushButton) -> QHBoxLayout:
        self._rename = QPushButton(self.tr("Rename…"))
        self._pseudonym = QPushButton(self.tr("Pseudonymise"))
        self._pseudonym.setToolTip(self.tr("Call them “Listener 1”, “Listener 2” …; their names are kept nowhere"))
        self._hide = QPushButton(self.tr("Hide"))
        self._out = QPushButton(self.tr("Take out…"))
        row = QHBoxLayout()
        row.setSpacing(8)
        for button, slot in (
            (self._rename, self._on_rename), (self._pseudonym, self._on_pseudonym), (self._hide, self._on_hide),
            (self._out, self._on_out),
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
        rows = (self._proxy.mapToSource(index).row() for index in self._table.selectionModel().selectedRows())
        return [self._model.listeners[row] for row in rows]

    @Slot()
    def _on_selection(self) -> None:
        chosen = self.chosen
        some = bool(chosen) and not self._busy
        for button in (self._pseudonym, self._hide, self._out):
            button.setEnabled(some)
        self._rename.setEnabled(some and len(chosen) == 1)
        hidden = bool(chosen) and all(one.hidden for one in chosen)
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


class RemoveLibrary(QDialog):
    """Asks for the name of the library before it is deleted.

    Parameters
    ----------
    name : str
        Name of its folder, to be typed.
    """

    confirmed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Delete my library"))
        self.setMinimumWidth(460)
        self._name = name
        shown = wording.clean(name, 80)
        said = self.tr("Plays, models, maps, playlists and backups in “{name}” are deleted for good and overwritten in "
                       "its file. Your export files stay where they are.").format(name=shown)  # fmt: skip
        self._typed = QLineEdit()
        label = plain_label(self.tr("Type the name of the library to delete it"))
        label.setBuddy(self._typed)
        self._typed.setAccessibleName(label.text())
        self._typed.setPlaceholderText(shown)
        self._delete = QPushButton(self.tr("Delete"))
        self._delete.setProperty("danger", True)
        self._delete.setEnabled(False)
        self._delete.setAutoDefault(False)
        self._delete.clicked.connect(self._on_delete)
        keep = QPushButton(self.tr("Keep"))
        keep.setDefault(True)
        keep.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._delete)
        buttons.addWidget(keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(8)
        column.addWidget(plain_label(self.tr("Delete this library?"), "title"))
        column.addWidget(plain_label(said, muted=True, wrap=True))
        column.addSpacing(8)
        column.addWidget(label)
        column.addWidget(self._typed)
        column.addSpacing(8)
        column.addLayout(buttons)
        self._typed.textChanged.connect(self._on_typed)

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        self._delete.setEnabled(text.strip() == self._name)

    @Slot()
    def _on_delete(self) -> None:
        self.accept()
        self.confirmed.emit()
