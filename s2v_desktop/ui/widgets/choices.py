"""A combo box and a check box whose signs are our own icons, in the colours of the theme."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QStyle, QStyleOptionButton, QStyleOptionComboBox, QStylePainter

from s2v_desktop.ui import theme
from s2v_desktop.ui.widgets import icons

_ARROW, _CHECK = 14, 12
_ROOM = 4
"""Between the text of a combo box and the edge of its field."""


class ChoiceBox(QComboBox):
    """A combo box with an arrow."""

    def setAccessibleName(self, name: str) -> None:
        """Name the box and the list it opens."""
        super().setAccessibleName(name)
        self.view().setAccessibleName(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what is chosen, with an ellipsis where it is cut, and the arrow over what the style paints."""
        style, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        room = field.width() - _ROOM
        option.currentText = self.fontMetrics().elidedText(option.currentText, Qt.TextElideMode.ElideRight, room)
        style.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        style.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        style.end()
        tokens = theme.theme_of(QGuiApplication.instance())
        arrow = icons.pixmap("chevron-down", tokens.muted, _ARROW)
        rtl = self.layoutDirection().name == "RightToLeft"
        x = 8 if rtl else self.width() - _ARROW - 8
        QPainter(self).drawPixmap(QPoint(x, (self.height() - _ARROW) // 2), arrow)


class CheckBox(QCheckBox):
    """A check box whose box can be seen in both themes."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint our own box over the style's."""
        super().paintEvent(event)
        tokens = theme.theme_of(QGuiApplication.instance())
        option = QStyleOptionButton()
        self.initStyleOption(option)
        place: QRect = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        edge = tokens.accent if on else tokens.muted
        painter.setPen(theme.qcolor(tokens.text if self.hasFocus() else edge))
        painter.setBrush(theme.qcolor(tokens.accent if on else tokens.raised))
        painter.drawRoundedRect(place.adjusted(0, 0, -1, -1), 3, 3)
        if on:
            sign = icons.pixmap("check", tokens.on_accent, _CHECK)
            painter.drawPixmap(place.center() - QPoint(_CHECK // 2 - 1, _CHECK // 2 - 1), sign)
