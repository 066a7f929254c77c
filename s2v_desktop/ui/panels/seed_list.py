"""The seeds as short rows: sign, song, artist, weight, and a button that takes them away."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import QDrag, QMouseEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from s2v_desktop.ui import wording
from s2v_desktop.ui.models.song_mime import songs_mime
from s2v_desktop.ui.selection import HEAVIEST, LIGHTEST, Seed
from s2v_desktop.ui.widgets import icons
from s2v_desktop.ui.widgets.labels import ElidedLabel, plain_label
from s2v_desktop.ui.widgets.weight import WeightHandle

_ROW = 28
_LEAST_ROWS, _MOST_ROWS = 3, 6
"""Seeds that are seen at least, in a low window, and at most."""

Shown = tuple[Seed, str, str, bool]
"""A seed, its title, its artist, and whether the model knows it."""


class SeedRow(QWidget):
    """One seed. A click on the sign turns it round, the number weighs it, the cross removes it. It can be dragged."""

    turned = Signal(int)
    weighed = Signal(int, float)
    removed = Signal(int)

    def __init__(self, shown: Shown, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.song = shown[0].song
        self.setFixedHeight(_ROW)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._sign = self._button()
        self._sign.clicked.connect(self._on_turned)
        self._name = ElidedLabel("")
        self.weight = WeightHandle(LIGHTEST, HEAVIEST)
        self.weight.moved.connect(self._on_weighed)
        self._cross = self._button()
        self._cross.setToolTip(self.tr("Take this seed away"))
        self._cross.clicked.connect(self._on_removed)
        row.addWidget(self._sign)
        row.addWidget(self._name, 1)
        row.addWidget(self.weight)
        row.addWidget(self._cross)
        self._shown = shown
        self._pressed: QPoint | None = None
        self.show_seed(shown)

    def show_seed(self, shown: Shown) -> None:
        """Show the same seed as it is now."""
        self._shown = shown
        seed, title, artist, known = shown
        minus = seed.weight < 0
        self._sign.setToolTip(self.tr("Towards this song instead") if minus else self.tr("Away from this song instead"))
        self._sign.setAccessibleName(f"{title}: {'minus' if minus else 'plus'}")
        text = wording.song(title, artist)
        self._name.setText(text if known else self.tr("{song} (too rare for the model)").format(song=text))
        self._name.setProperty("muted", minus or not known)
        self._name.style().unpolish(self._name)
        self._name.style().polish(self._name)
        self._cross.setAccessibleName(self.tr("Remove {song}").format(song=title))
        self.weight.setAccessibleName(self.tr("Weight of {song}").format(song=title))
        self.weight.setEnabled(known)
        self.weight.set_value(abs(seed.weight))
        self.apply_theme()

    def show_weight(self, shown: bool) -> None:
        """A single seed has no weight to speak of, and a journey has none at all."""
        self.weight.setVisible(shown)

    def apply_theme(self) -> None:
        """Colour the icons anew."""
        self._sign.setIcon(icons.icon("minus" if self._shown[0].weight < 0 else "plus", size=14))
        self._cross.setIcon(icons.icon("close", size=14))

    def carried(self) -> QMimeData:
        """The seed as it is dragged into a playlist, or as a name into another program."""
        _, title, artist, _ = self._shown
        return songs_mime([self.song], [f"{artist} - {title}"])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a drag may begin."""
        self._pressed = event.position().toPoint() if event.button() == Qt.MouseButton.LeftButton else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Begin a drag where the mouse went far enough."""
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        if (event.position().toPoint() - self._pressed).manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            drag = QDrag(self)
            drag.setMimeData(self.carried())
            drag.exec(Qt.DropAction.CopyAction)

    def _button(self) -> QToolButton:
        made = QToolButton(self)
        made.setProperty("flat", True)
        made.setFixedSize(24, 24)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        return made

    def _on_turned(self) -> None:
        self.turned.emit(self.song)

    def _on_weighed(self, weight: float) -> None:
        self.weighed.emit(self.song, weight)

    def _on_removed(self) -> None:
        self.removed.emit(self.song)


class SeedList(QWidget):
    """All seeds; scrolls when there are more than six, says how to choose one when there is none."""

    turned = Signal(int)
    weighed = Signal(int, float)
    removed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.rows: list[SeedRow] = []
        self._weights = self._asked = True
        self._hint = plain_label(
            self.tr("Click a song on the map, or search for one. Ctrl adds a song, Alt goes away from it."),
            "secondary",
            muted=True,
            wrap=True,
        )
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the buttons of its rows take the keyboard
        self._area.setAccessibleName(self.tr("Seeds"))
        outer.addWidget(self._hint)
        outer.addWidget(self._area)
        self.show_seeds(())

    def show_seeds(self, seeds: tuple[Shown, ...]) -> None:
        """Show seeds; rows of the same songs stay, so that a weight can be drawn at while the list changes."""
        if [one[0].song for one in seeds] == [row.song for row in self.rows] and seeds:
            for row, shown in zip(self.rows, seeds, strict=True):
                row.show_seed(shown)
            return
        inside = QWidget()
        inside.setProperty("panel", True)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.rows = [SeedRow(shown, inside) for shown in seeds]
        for row in self.rows:
            row.turned.connect(self.turned)
            row.weighed.connect(self.weighed)
            row.removed.connect(self.removed)
            column.addWidget(row)
        column.addStretch(1)
        self._area.setWidget(inside)
        self._fit()
        self._area.setMaximumHeight(_ROW * min(_MOST_ROWS, max(1, len(seeds))))
        self._area.setVisible(bool(seeds))
        self._hint.setVisible(not seeds)
        self.show_weights(self._weights)

    def _fit(self) -> None:
        least = _LEAST_ROWS if self._asked else 1
        self._area.setMinimumHeight(_ROW * min(least, max(1, len(self.rows))))

    def show_asked(self, asked: bool) -> None:
        """Give way in a low window where the question takes no seeds."""
        self._asked = asked
        self._fit()

    def show_weights(self, shown: bool) -> None:
        """Show the weights where they change something."""
        self._weights = shown
        for row in self.rows:
            row.show_weight(shown and len(self.rows) > 1)
