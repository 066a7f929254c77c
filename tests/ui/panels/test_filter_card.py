"""The card of filters never covers the button that opens it, and stays in the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from s2v_desktop.ui.panels.filter_popup import FilterButton


def test_the_card_stands_beside_the_panel_and_shows_everything(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1000, 780)
    panel = QWidget(window)
    panel.setGeometry(640, 0, 360, 780)
    button = FilterButton(panel)
    button.move(240, 120)
    with qtbot.waitExposed(window):
        window.show()
    button.click()
    card = button.popup
    assert not card.geometry().intersects(QRect(panel.mapToGlobal(QPoint(0, 0)), panel.size()))
    assert window.geometry().contains(card.geometry())
    assert card._scroll.verticalScrollBar().maximum() == 0
    card.close()


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
