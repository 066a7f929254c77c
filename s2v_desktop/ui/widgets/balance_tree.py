"""What became of the rows of files: plays, duplicates, and what was left out and why, with rows as examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from s2v_desktop.core.errors import SKIP_REASONS
from s2v_desktop.ui import theme, wording
from s2v_desktop.ui.widgets.labels import escape_tooltip

WHAT, PERIOD, ROWS, PLAYS, DUPLICATES, SKIPPED = range(6)
_WIDTHS = ((PERIOD, 172), (ROWS, 84), (PLAYS, 84), (DUPLICATES, 92), (SKIPPED, 84))


class BalanceTree(QTreeWidget):
    """One row per file; below it a row per reason, and below that some rows of the file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("What becomes of the rows of each file"))
        self.setHeaderLabels([self.tr("File"), self.tr("Period"), self.tr("Rows"), self.tr("Plays"),
                              self.tr("Duplicates"), self.tr("Left out")])  # fmt: skip
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setUniformRowHeights(True)
        self.setIndentation(16)
        self.setMinimumHeight(5 * theme.ROW_HEIGHT)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(WHAT, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, width)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for column in range(ROWS, SKIPPED + 1):
            self.headerItem().setTextAlignment(column, right)

    def show_files(self, files: Sequence[Mapping[str, Any]], refused: Sequence[Sequence[str]] = ()) -> None:
        """Show what is known of each file, and what is no history at all.

        Parameters
        ----------
        files : sequence of mapping
            As `store.examination.examine` and `store.balance.files` give them.
        refused : sequence of (str, str)
            Names and sentences.
        """
        self.clear()
        for file in files:
            self.addTopLevelItem(self._file(file))
        if refused:
            said = wording.count(len(refused), self.tr("file is no history"), self.tr("files are no history"))
            others = QTreeWidgetItem([said])
            for name, sentence in refused:
                child = _wide(self, wording.clean(sentence))
                child.setToolTip(WHAT, escape_tooltip(f"{wording.clean(name, 200)}\n{wording.clean(sentence)}"))
                others.addChild(child)
            self.addTopLevelItem(others)
            others.setExpanded(True)
        for place in range(self.topLevelItemCount()):
            self._finish(self.topLevelItem(place))

    def _finish(self, item: QTreeWidgetItem | None) -> None:
        """What can only be set once a row is in the tree."""
        if item is None:
            return
        item.setSizeHint(WHAT, QSize(0, theme.ROW_HEIGHT))  # one height for all rows
        for place in range(item.childCount()):
            child = item.child(place)
            if child is not None:
                child.setFirstColumnSpanned(child.data(WHAT, Qt.ItemDataRole.UserRole) is True)
        item.setExpanded(item.isExpanded() or self.topLevelItemCount() <= 3)

    def _file(self, file: Mapping[str, Any]) -> QTreeWidgetItem:
        skipped: Mapping[str, int] = file["skipped"]
        service = str(file.get("service") or file["format"])
        name = wording.clean(str(file["name"]).replace("\\", "/").rsplit("/", 1)[-1], 120)
        item = QTreeWidgetItem([
            name, wording.period(file.get("first_ms"), file.get("last_ms")),
            wording.number(file["rows"]), wording.number(file["plays"]), wording.number(file["duplicates"]),
            wording.number(sum(skipped.values())),
        ])  # fmt: skip
        item.setToolTip(WHAT, escape_tooltip(wording.clean(f"{file['name']}. {file.get('how') or ''}", 400)))
        _align(item)
        item.addChild(_wide(self, wording.clean(f"{service}. {file.get('how') or ''}", 300)))
        examples = file.get("examples") or {}
        if file["duplicates"]:
            item.addChild(self._reason(self.tr("a play you have already"), DUPLICATES, file["duplicates"],
                                       examples.get("duplicate", ())))  # fmt: skip
        for reason, count in sorted(skipped.items(), key=lambda pair: -pair[1]):
            said = SKIP_REASONS.get(reason, reason)
            item.addChild(self._reason(said, SKIPPED, count, examples.get(reason, ())))
        return item

    def _reason(self, said: str, column: int, count: int, examples: Sequence[Sequence[Any]]) -> QTreeWidgetItem:
        item = QTreeWidgetItem([f"{said[:1].upper()}{said[1:]}"])
        item.setText(column, wording.number(count))
        _align(item)
        for row, excerpt in examples:
            text = self.tr("Row {number}").format(number=wording.number(row))
            content = wording.clean(str(excerpt), 200)
            item.addChild(QTreeWidgetItem([f"{text}: {content}" if content else text]))
        return item


def _align(item: QTreeWidgetItem) -> None:
    for column in range(ROWS, SKIPPED + 1):
        item.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def _wide(tree: QTreeWidget, text: str) -> QTreeWidgetItem:
    """A row whose text takes all columns."""
    item = QTreeWidgetItem([text])
    item.setData(WHAT, Qt.ItemDataRole.UserRole, True)
    item.setForeground(WHAT, tree.palette().placeholderText())
    item.setToolTip(WHAT, escape_tooltip(text))
    return item
