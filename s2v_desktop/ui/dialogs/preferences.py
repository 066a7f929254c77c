"""Preferences: few, and each takes effect at once."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from s2v_desktop.ui import wording
from s2v_desktop.ui.widgets.choices import CheckBox
from s2v_desktop.ui.widgets.labels import ElidedLabel, plain_label
from s2v_desktop.ui.widgets.segmented import Segmented


class Preferences(QDialog):
    """Theme, motion, and where the library is.

    Parameters
    ----------
    theme : str
        ``system``, ``light`` or ``dark``.
    reduced_motion : bool
    library : Path
    """

    theme_chosen = Signal(str)
    motion_chosen = Signal(bool)

    def __init__(self, theme: str, reduced_motion: bool, library: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Preferences"))
        self.setMinimumWidth(560)
        self._library = library
        choice = Segmented(
            (
                ("system", self.tr("As the system"), ""),
                ("light", self.tr("Light"), ""),
                ("dark", self.tr("Dark"), ""),
            ),
            self.tr("Theme"),
        )
        choice.set_value(theme)
        choice.chosen.connect(self.theme_chosen)
        motion = CheckBox(self.tr("No gliding and flying on the map"))
        motion.setObjectName("motion")
        motion.setChecked(reduced_motion)
        motion.toggled.connect(self.motion_chosen)
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(16)
        for row, (name, widget) in enumerate(
            ((self.tr("Theme"), choice), (self.tr("Motion"), motion), (self.tr("Library"), self._place()))
        ):
            grid.addWidget(plain_label(name, muted=True), row, 0)
            grid.addWidget(widget, row, 1)
        grid.setColumnStretch(1, 1)
        close = QPushButton(self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(24)
        column.addLayout(grid)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    def _place(self) -> QWidget:
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(ElidedLabel(wording.clean(str(self._library))), 1)
        show = QPushButton(self.tr("Show folder"))
        show.setEnabled(self._library.is_dir())
        show.clicked.connect(self._show_folder)
        row.addWidget(show)
        return place

    @Slot()
    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._library)))
