"""A segmented control: a few choices side by side, exactly one of them chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QColor,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from s2v_desktop.ui import theme

_HEIGHT = 34


class Segmented(QWidget):
    """One widget that shows all choices; arrow keys move, a click chooses.

    Parameters
    ----------
    choices : sequence of (str, str, str)
        Id, text and tooltip of each choice.
    name : str
        Accessible name of the control.
    quiet : bool
        Without the accent, where something else in the view has it.
    """

    chosen = Signal(str)
    """Id of the choice the listener made."""

    def __init__(
        self, choices: Sequence[tuple[str, str, str]], name: str, parent: QWidget | None = None, *, quiet: bool = False
    ) -> None:
        super().__init__(parent)
        self._choices = tuple(choices)
        self._quiet = quiet
        self._at = 0
        self._hover = -1
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._describe()

    @property
    def value(self) -> str:
        """Id of the current choice."""
        return self._choices[self._at][0]

    def set_value(self, value: str) -> None:
        """Show a choice without telling anybody; an unknown id changes nothing."""
        for position, (this, _, _) in enumerate(self._choices):
            if this == value:
                self._at = position
                self._describe()
                self.update()

    def sizeHint(self) -> QSize:
        """Wide enough for the longest text in each segment."""
        return QSize(self._text_width() * len(self._choices), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """The same: a cut choice cannot be read."""
        return QSize((self._text_width() - 16) * len(self._choices), _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, the chosen segment and all texts."""
        tokens = theme.theme_of(QGuiApplication.instance())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.qcolor(tokens.accent if self.hasFocus() else tokens.line), 1))
        painter.setBrush(theme.qcolor(tokens.raised))
        painter.drawRoundedRect(frame, theme.RADIUS, theme.RADIUS)
        for position, (_, text, _) in enumerate(self._choices):
            area = self._segment(position)
            if position == self._at:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._fill(tokens))
                painter.drawRoundedRect(area.adjusted(3, 3, -3, -3), theme.RADIUS - 3, theme.RADIUS - 3)
            painter.setFont(theme.font("body", semibold=position == self._at))
            painter.setPen(theme.qcolor(self._text_colour(tokens, position)))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        self._paint_dividers(painter, tokens)

    def _fill(self, tokens: theme.Theme) -> QColor:
        if not self.isEnabled():
            return theme.qcolor(tokens.line)
        return theme.qcolor(tokens.line if self._quiet else tokens.accent)

    def _text_colour(self, tokens: theme.Theme, position: int) -> str:
        if not self.isEnabled():
            return tokens.muted
        if position == self._at:
            return tokens.text if self._quiet else tokens.on_accent
        return tokens.text if position == self._hover else tokens.muted

    def _paint_dividers(self, painter: QPainter, tokens: theme.Theme) -> None:
        painter.setPen(QPen(theme.qcolor(tokens.line), 1))
        for position in range(1, len(self._choices)):
            if self._at not in (position - 1, position):
                x = round(self._segment(position).left()) + 0.5
                painter.drawLine(QPointF(x, 9), QPointF(x, self.height() - 9))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose what was clicked."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._choose(self._position(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show what a click would choose, and its tooltip."""
        self._hover = self._position(event.position().x())
        self.setToolTip(self._choices[self._hover][2])
        self.update()

    def leaveEvent(self, event: object) -> None:
        """Forget what the mouse was over."""
        self._hover = -1
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys, Home and End move the choice."""
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        moves = {
            Qt.Key.Key_Left: 1 if rtl else -1,
            Qt.Key.Key_Right: -1 if rtl else 1,
            Qt.Key.Key_Home: -len(self._choices),
            Qt.Key.Key_End: len(self._choices),
        }
        move = moves.get(Qt.Key(event.key()))
        if move is None:
            super().keyPressEvent(event)
        else:
            self._choose(min(len(self._choices) - 1, max(0, self._at + move)))

    def _choose(self, position: int) -> None:
        if position != self._at:
            self._at = position
            self._describe()
            self.update()
            self.chosen.emit(self.value)

    def _describe(self) -> None:
        """Tell a screen reader which of how many is chosen."""
        text = self._choices[self._at][1]
        self.setAccessibleDescription(f"{text} ({self._at + 1}/{len(self._choices)})")
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def _text_width(self) -> int:
        self.ensurePolished()
        metrics = self.fontMetrics()
        return max(metrics.horizontalAdvance(text) for _, text, _ in self._choices) + 32

    def _segment(self, position: int) -> QRectF:
        width = self.width() / len(self._choices)
        place = position
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            place = len(self._choices) - 1 - position
        return QRectF(place * width, 0, width, self.height())

    def _position(self, x: float) -> int:
        place = min(len(self._choices) - 1, max(0, int(x / max(1, self.width()) * len(self._choices))))
        return len(self._choices) - 1 - place if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else place
