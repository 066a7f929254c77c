"""Draws the map again with another perplexity or exaggeration. What the model learnt stays as it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QDoubleSpinBox, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from s2v_desktop.core import estimate
from s2v_desktop.ui import wording
from s2v_desktop.ui.widgets.labels import plain_label

PERPLEXITY, EXAGGERATION = (5.0, 100.0), (1.0, 4.0)
USUAL_PERPLEXITY, USUAL_EXAGGERATION = 30.0, 1.0


class RedrawMap(QDialog):
    """Two numbers with a sentence each.

    Parameters
    ----------
    perplexity, exaggeration : float
        Of the map that is shown.
    known : int
        Neighbours of each song that are stored with the model: enough for a perplexity of a third of them.
    songs : int
        On the map, for what drawing it will need.

    Signals
    -------
    wanted(float, float)
        Perplexity and exaggeration.
    """

    wanted = Signal(float, float)

    def __init__(
        self, perplexity: float, exaggeration: float, known: int, songs: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Draw the map again"))
        self.setMinimumWidth(480)
        self._known, self._songs = known, songs
        self.perplexity = self._box(PERPLEXITY, perplexity, 1.0, 0, self.tr("Perplexity"))
        self.exaggeration = self._box(EXAGGERATION, exaggeration, 0.25, 2, self.tr("Exaggeration"))
        self.note = plain_label("", "secondary", muted=True, wrap=True)
        self.perplexity.valueChanged.connect(self._on_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(12)
        column.addLayout(self._grid())
        column.addWidget(self.note)
        column.addStretch(1)
        column.addLayout(self._foot())
        self._on_changed()

    def _grid(self) -> QGridLayout:
        sentences = (
            self.tr("About how many songs each song looks at. Small shows fine groups, large the wide view."),
            self.tr("How strongly near songs pull. Above 1 gives tighter groups with more room between them."),
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        for number, (name, box) in enumerate(
            ((self.tr("Perplexity"), self.perplexity), (self.tr("Exaggeration"), self.exaggeration))
        ):
            grid.addWidget(plain_label(name), number * 2, 0)
            grid.addWidget(box, number * 2, 1)
            grid.addWidget(plain_label(sentences[number], "secondary", muted=True, wrap=True), number * 2 + 1, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        return grid

    def _foot(self) -> QHBoxLayout:
        usual, cancel, draw = (
            QPushButton(self.tr("Usual values")), QPushButton(self.tr("Cancel")), QPushButton(self.tr("Draw")),
        )  # fmt: skip
        draw.setProperty("primary", True)
        draw.setDefault(True)
        usual.clicked.connect(self._on_usual)
        cancel.clicked.connect(self.reject)
        draw.clicked.connect(self._on_draw)
        foot = QHBoxLayout()
        foot.addWidget(usual)
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(draw)
        return foot

    def _box(self, span: tuple[float, float], value: float, step: float, digits: int, name: str) -> QDoubleSpinBox:
        box = QDoubleSpinBox()
        box.setRange(*span)
        box.setSingleStep(step)
        box.setDecimals(digits)
        box.setValue(value)
        box.setAccessibleName(name)
        box.lineEdit().setAccessibleName(name)
        box.lineEdit().setTextMargins(8, 0, 8, 0)
        box.setMinimumWidth(110)
        return box

    @Slot()
    def _on_changed(self) -> None:
        anew = 3 * self.perplexity.value() > self._known
        kept = self.tr("Nothing is learnt again; only the drawing is new. The map you have is kept.")
        longer = self.tr("For so large a perplexity the nearest songs are found anew first, which takes longer.")
        need = wording.estimate(estimate.mapping(self._songs, new_neighbours=anew))
        self.note.setText(f"{longer if anew else kept} {self.tr('It will take {need}.').format(need=need)}")

    @Slot()
    def _on_usual(self) -> None:
        self.perplexity.setValue(USUAL_PERPLEXITY)
        self.exaggeration.setValue(USUAL_EXAGGERATION)

    @Slot()
    def _on_draw(self) -> None:
        self.wanted.emit(self.perplexity.value(), self.exaggeration.value())
        self.accept()
