"""A number to be drawn at, turned by the wheel or stepped by the keyboard: the weight of a seed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from s2v_desktop.ui import theme

_STEP, _LARGE = 0.1, 0.5
_PIXELS = 6
_SIZE = QSize(44, 24)


class WeightHandle(QWidget):
    """Shows a weight such as ``x1.5``; a double click or Home makes it 1 again.

    Parameters
    ----------
    lowest, highest : float
    """

    moved = Signal(float)
    """The weight the listener wants now."""

    def __init__(self, lowest: float, highest: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lowest, self._highest = lowest, highest
        self._value = 1.0
        self._drag: tuple[float, float] | None = None
        self.setFixedSize(_SIZE)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(self.tr("How much this seed counts. Drag, turn the wheel or press the arrow keys."))

    @property
    def value(self) -> float:
        """What is shown."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show a weight without telling anybody."""
        self._value = value
        self.setAccessibleDescription(self.text)
        self.update()

    @property
    def text(self) -> str:
        """The weight as it is written."""
        return f"×{self._value:.1f}".removesuffix(".0")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the number, muted while it is 1, and a frame while the keyboard is on it."""
        tokens = theme.theme_of(QGuiApplication.instance())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        near = self.underMouse() or self._drag is not None
        if self.hasFocus() or near:
            painter.setPen(QPen(theme.qcolor(tokens.accent if self.hasFocus() else tokens.line), 1))
            painter.setBrush(theme.qcolor(tokens.raised))
            painter.drawRoundedRect(self.rect().adjusted(0, 1, -1, -2), 6, 6)
        usual = abs(self._value - 1.0) < _STEP / 2
        painter.setPen(theme.qcolor(tokens.muted if usual and not near else tokens.text))
        painter.setFont(theme.font("secondary"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to draw."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag = (event.position().x(), self._value)
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """To the right is more, to the left is less."""
        if self._drag is not None:
            start, value = self._drag
            self._want(value + _STEP * round((event.position().x() - start) / _PIXELS))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stay where it is."""
        self._drag = None
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Back to 1."""
        self._drag = None
        self._want(1.0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A notch is a step."""
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned:
            self._want(self._value + (_STEP if turned > 0 else -_STEP))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys step, Page keys step more, Home goes back to 1."""
        steps = {
            Qt.Key.Key_Up: _STEP,
            Qt.Key.Key_Right: _STEP,
            Qt.Key.Key_Plus: _STEP,
            Qt.Key.Key_Down: -_STEP,
            Qt.Key.Key_Left: -_STEP,
            Qt.Key.Key_Minus: -_STEP,
            Qt.Key.Key_PageUp: _LARGE,
            Qt.Key.Key_PageDown: -_LARGE,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            self._want(self._value + step)
        elif event.key() == Qt.Key.Key_Home:
            self._want(1.0)
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: object) -> None:
        """Show that it can be taken."""
        self.update()

    def leaveEvent(self, event: object) -> None:
        """Step back."""
        self.update()

    def _want(self, value: float) -> None:
        value = round(min(self._highest, max(self._lowest, value)), 1)
        if abs(value - self._value) >= _STEP / 2:
            self.set_value(value)
            self.moved.emit(value)
