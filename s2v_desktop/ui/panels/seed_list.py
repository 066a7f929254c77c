"""The seeds as short rows: sign, song, artist, and a button that takes them away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from s2v_desktop.ui.selection import Seed
from s2v_desktop.ui.widgets import icons
from s2v_desktop.ui.widgets.labels import ElidedLabel, plain_label

_ROW = 28
_MOST_ROWS = 6


class SeedRow(QWidget):
    """One seed. A click on its sign turns it round, the cross takes it away."""

    turned = Signal(int)
    removed = Signal(int)

    def __init__(self, seed: Seed, title: str, artist: str, known: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._song = seed.song
        self.setFixedHeight(_ROW)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        minus = seed.weight < 0
        sign = self._button(
            "minus" if minus else "plus",
            self.tr("Towards this song instead") if minus else self.tr("Away from this song instead"),
            f"{title}: {'minus' if minus else 'plus'}",
        )
        sign.clicked.connect(self._on_turned)
        text = f"{title} · {artist}" if artist else title
        name = ElidedLabel(text, muted=minus or not known)
        if not known:
            name.setText(self.tr("{song} (too rare for the model)").format(song=text))
        cross = self._button("close", self.tr("Take this seed away"), self.tr("Remove {song}").format(song=title))
        cross.clicked.connect(self._on_removed)
        row.addWidget(sign)
        row.addWidget(name, 1)
        row.addWidget(cross)

    def _button(self, icon: str, tooltip: str, name: str) -> QToolButton:
        made = QToolButton(self)
        made.setIcon(icons.icon(icon, size=14))
        made.setToolTip(tooltip)
        made.setAccessibleName(name)
        made.setProperty("flat", True)
        made.setFixedSize(24, 24)
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        return made

    def _on_turned(self) -> None:
        self.turned.emit(self._song)

    def _on_removed(self) -> None:
        self.removed.emit(self._song)


class SeedList(QWidget):
    """All seeds; scrolls when there are more than six, says how to choose one when there is none."""

    turned = Signal(int)
    removed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
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
        self._area.setAccessibleName(self.tr("Seeds"))
        outer.addWidget(self._hint)
        outer.addWidget(self._area)
        self.show_seeds(())

    def show_seeds(self, seeds: tuple[tuple[Seed, str, str, bool], ...]) -> None:
        """Show seeds with title, artist and whether the model knows them."""
        inside = QWidget()
        inside.setProperty("panel", True)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for seed, title, artist, known in seeds:
            row = SeedRow(seed, title, artist, known, inside)
            row.turned.connect(self.turned)
            row.removed.connect(self.removed)
            column.addWidget(row)
        column.addStretch(1)
        self._area.setWidget(inside)
        self._area.setFixedHeight(_ROW * min(_MOST_ROWS, max(1, len(seeds))))
        self._area.setVisible(bool(seeds))
        self._hint.setVisible(not seeds)
