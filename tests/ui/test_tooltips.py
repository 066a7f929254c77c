"""Tooltips show names as they are written: Qt would read them as HTML."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QStyleOptionViewItem, QTableView, QToolTip
from pytestqt.qtbot import QtBot

from s2v_desktop.ui.dialogs.merges import _Pairs
from s2v_desktop.ui.widgets.balance_tree import BalanceTree
from s2v_desktop.ui.widgets.plain_table import plain_table

NASTY = "<b>x</b>&amp; <img src=file:///x>"
SAFE = "&lt;b&gt;x&lt;/b&gt;&amp;amp; &lt;img src=file:///x&gt;"


def hint(table: QTableView, width: int) -> str:
    """The tooltip of the first cell when its column is so wide."""
    index = table.model().index(0, 0)
    option = QStyleOptionViewItem()
    option.initFrom(table)
    option.rect = table.visualRect(index)
    option.rect.setWidth(width)
    QToolTip.hideText()
    event = QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), table.mapToGlobal(QPoint(5, 5)))
    shown = table.itemDelegate().helpEvent(event, table, option, index)
    return QToolTip.text() if shown else ""


@pytest.mark.parametrize(("width", "told"), [(600, ""), (40, SAFE)])
def test_a_cut_cell_of_a_table_tells_its_whole_text(qtbot: QtBot, width: int, told: str) -> None:
    model = QStandardItemModel(1, 2)
    model.setItem(0, 0, QStandardItem(NASTY))
    table = plain_table(model, "Names", 0)
    qtbot.addWidget(table)
    table.show()
    assert hint(table, width) == told


def test_names_of_files_and_songs_are_escaped(qtbot: QtBot) -> None:
    pairs = _Pairs("Pairs", ["A", "B"])
    qtbot.addWidget(pairs)
    pairs.add([NASTY, "B"], (1, 2))
    assert pairs.topLevelItem(0).toolTip(0) == SAFE
    balance = BalanceTree()
    qtbot.addWidget(balance)
    file = {"name": NASTY, "format": "table", "rows": 1, "plays": 1, "duplicates": 0, "skipped": {}, "how": NASTY}
    balance.show_files([file])
    item = balance.topLevelItem(0)
    assert "<" not in item.toolTip(0)
    assert "<" not in item.child(0).toolTip(0)
