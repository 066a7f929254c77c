"""The card of filters never covers the button that opens it, and stays in the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from s2v_desktop.ui.panels.filter_popup import FilterButton


@pytest.mark.parametrize("place", [(690, 40), (690, 330), (690, 560), (8, 330), (8, 560)])
def test_the_card_leaves_its_button_free(qtbot: QtBot, place: tuple[int, int]) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    button = FilterButton(window)
    button.move(*place)
    with qtbot.waitExposed(window):
        window.show()
    button.click()
    card = button.popup.geometry()
    assert not card.intersects(QRect(button.mapToGlobal(button.rect().topLeft()), button.size()))
    assert window.geometry().contains(card)
    button.popup.close()
