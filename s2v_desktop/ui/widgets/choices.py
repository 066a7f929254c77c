"""A combo box and a check box whose signs are our own icons, in the colours of the theme."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QStyle, QStyleOptionButton

from s2v_desktop.ui import theme
from s2v_desktop.ui.widgets import icons

_ARROW, _CHECK = 14, 12


class ChoiceBox(QComboBox):
    """A combo box with an arrow."""

    def setAccessibleName(self, name: str) -> None:
        """Name the box and the list it opens."""
        super().setAccessibleName(name)
        self.view().setAccessibleName(name)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the arrow over what the style paints."""
        super().paintEvent(event)
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
