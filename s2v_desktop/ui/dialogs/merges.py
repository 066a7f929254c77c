"""Songs that may be one, for a person to look at: make them one, keep them apart, part what was made one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from s2v_desktop.ui import theme, wording
from s2v_desktop.ui.widgets.empty_state import EmptyState
from s2v_desktop.ui.widgets.labels import escape_tooltip, plain_label
from s2v_desktop.ui.widgets.tabs import named_tabs

_DATA = Qt.ItemDataRole.UserRole


class _Pairs(QTreeWidget):
    """Pairs of songs; several can be selected."""

    def __init__(self, name: str, heads: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setHeaderLabels(list(heads))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        header = self.header()
        header.setStretchLastSection(False)
        for column in range(len(heads)):
            stretch = column < 2
            mode = QHeaderView.ResizeMode.Stretch if stretch else QHeaderView.ResizeMode.ResizeToContents
            header.setSectionResizeMode(column, mode)

    def add(self, texts: Sequence[str], pair: tuple[int, int]) -> None:
        """Add one pair."""
        item = QTreeWidgetItem(list(texts))
        item.setData(0, _DATA, pair)
        item.setSizeHint(0, QSize(0, theme.ROW_HEIGHT))
        for column in range(len(texts)):
            item.setToolTip(column, escape_tooltip(texts[column]))
            if column > 1:
                item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.addTopLevelItem(item)

    @property
    def chosen(self) -> list[tuple[int, int]]:
        """Pairs that are selected, from top to bottom."""
        items = sorted(self.selectedItems(), key=self.indexOfTopLevelItem)
        return [item.data(0, _DATA) for item in items]

    def drop_chosen(self) -> None:
        """Take the selected pairs out of the list."""
        for item in self.selectedItems():
            self.takeTopLevelItem(self.indexOfTopLevelItem(item))


class MergesDialog(QDialog):
    """Two lists: what may be one, and what was made one.

    Parameters
    ----------
    answer : mapping
        Of the job ``suggest``.
    """

    wanted = Signal(object, str)
    """What to do (spec of the job ``merge``), and what to call it under Undo."""

    def __init__(self, answer: Mapping[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Merge songs"))
        self.resize(860, 520)
        self._merge: list[list[int]] = []
        self._apart: list[list[int]] = []
        self._split: list[int] = []
        tabs = named_tabs(self.tr("Songs to merge and songs merged"))
        tabs.setDocumentMode(True)
        tabs.tabBar().setDrawBase(False)
        tabs.addTab(self._maybe(answer["suggestions"]), self.tr("May be one"))
        tabs.addTab(self._merged(answer["merged"]), self.tr("Made one"))
        self._said = plain_label("", "secondary", muted=True)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self._done = QPushButton(self.tr("Done"))
        self._done.setProperty("primary", True)
        self._done.setDefault(True)
        self._done.clicked.connect(self._on_done)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._said, 1)
        buttons.addWidget(cancel)
        buttons.addWidget(self._done)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(12)
        sentence = self.tr("Plays of songs that are one are counted together. Nothing is decided unless you say so, "
                           "and what you say holds for later imports too.")  # fmt: skip
        column.addWidget(plain_label(sentence, "secondary", muted=True, wrap=True))
        column.addWidget(tabs, 1)
        column.addLayout(buttons)
        self._show()

    def _maybe(self, suggestions: Sequence[Mapping[str, Any]]) -> QWidget:
        heads = (self.tr("This song"), self.tr("may be this one"), self.tr("Plays"), self.tr("Alike"))
        self._pairs = _Pairs(self.tr("Songs that may be one"), heads)
        for one in suggestions:
            plays = " + ".join(wording.number(count) for count in one["plays"])
            alike = f"{wording.number(round(one['score']))} %"
            if one["same_id"]:
                alike = self.tr("same id")
            elif one.get("together"):
                alike = wording.count(int(one["together"]), self.tr("time together"), self.tr("times together"))
            names = [wording.clean(name, 120) for name in one["names"]]
            self._pairs.add((*names, plays, alike), (one["song"], one["other"]))
        self._one = QPushButton(self.tr("They are one"))
        self._two = QPushButton(self.tr("Keep apart"))
        self._one.clicked.connect(self._on_merge)
        self._two.clicked.connect(self._on_apart)
        self._pairs.headerItem().setToolTip(3, self.tr(
            "Same id: both carry one recording number. Together: two services told them at the same moment, so it was "
            "one listening. A share: how alike the names are."))  # fmt: skip
        empty = EmptyState("check", self.tr("Nothing to merge"), self.tr("No two songs look like one misspelt."))
        return self._page(self._pairs, empty, self._one, self._two)

    def _merged(self, merged: Sequence[Mapping[str, Any]]) -> QWidget:
        self._joined = _Pairs(self.tr("Songs that were made one"), (self.tr("This song"), self.tr("is this one")))
        for one in merged:
            self._joined.add([wording.clean(name, 120) for name in one["names"]], (one["song"], one["other"]))
        self._part = QPushButton(self.tr("Part them"))
        self._part.clicked.connect(self._on_split)
        empty = EmptyState("check", self.tr("Nothing was merged"), self.tr("Songs you make one are listed here."))
        return self._page(self._joined, empty, self._part)

    def _page(self, pairs: _Pairs, empty: QWidget, *buttons: QPushButton) -> QWidget:
        pages = QStackedWidget()
        pages.addWidget(pairs)
        pages.addWidget(empty)
        pages.setCurrentIndex(0 if pairs.topLevelItemCount() else 1)
        made = QWidget()
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in buttons:
            button.setAutoDefault(False)
            button.setVisible(bool(pairs.topLevelItemCount()))
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 8, 0, 0)
        column.addWidget(pages, 1)
        column.addLayout(row)
        pairs.itemSelectionChanged.connect(self._show)
        return made

    @property
    def spec(self) -> dict[str, Any]:
        """What was decided, as the job ``merge`` takes it."""
        said = {"merge": self._merge, "apart": self._apart, "split": self._split}
        return {name: value for name, value in said.items() if value}

    @Slot()
    def _show(self) -> None:
        chosen = bool(self._pairs.selectedItems())
        self._one.setEnabled(chosen)
        self._two.setEnabled(chosen)
        self._part.setEnabled(bool(self._joined.selectedItems()))
        count = len(self._merge) + len(self._apart) + len(self._split)
        self._said.setText(wording.count(count, self.tr("decision"), self.tr("decisions")) if count else "")
        self._done.setEnabled(count > 0)

    @Slot()
    def _on_merge(self) -> None:
        self._merge += [list(pair) for pair in self._pairs.chosen]
        self._pairs.drop_chosen()
        self._show()

    @Slot()
    def _on_apart(self) -> None:
        self._apart += [list(pair) for pair in self._pairs.chosen]
        self._pairs.drop_chosen()
        self._show()

    @Slot()
    def _on_split(self) -> None:
        self._split += [song for song, _ in self._joined.chosen]
        self._joined.drop_chosen()
        self._show()

    @Slot()
    def _on_done(self) -> None:
        spec = self.spec
        self.accept()
        if spec:
            self.wanted.emit(spec, self.tr("merge songs") if self._merge else self.tr("part songs"))
