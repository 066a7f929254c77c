"""Asks what shall go out of a map, in which form, and how large a picture shall be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from s2v_desktop.ui.picture import LARGEST, SMALLEST, page_colours
from s2v_desktop.ui.saving import taken
from s2v_desktop.ui.widgets.choices import ChoiceBox
from s2v_desktop.ui.widgets.labels import plain_label


class ExportMap(QDialog):
    """What, how, where.

    Parameters
    ----------
    theme : str
        ``dark`` or ``light``: how pictures and pages look.

    Signals
    -------
    wanted(str, object)
        Name of a job and its spec without the library.
    """

    wanted = Signal(str, object)

    def __init__(self, theme: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Export the map"))
        self.setMinimumWidth(480)
        self._theme = theme
        self._forms = (
            ("map", "png", self.tr("Picture (PNG)"), self.tr("A picture with names, as large as you like.")),
            ("map", "html", self.tr("Web page (HTML)"), self.tr(
                "One file that opens in any browser: move, zoom, point, search. It opens no network connection."
            )),
            ("map", "csv", self.tr("Places as a table (CSV)"), self.tr("Song, artist, plays, place, region, trust.")),
            ("map", "npz", self.tr("Places as arrays (NPZ)"), self.tr("The same for NumPy.")),
            ("vectors", "csv", self.tr("Vectors as a table (CSV)"), self.tr("What was learnt about each song.")),
            ("vectors", "npz", self.tr("Vectors as arrays (NPZ)"), self.tr("W1 and W2 for NumPy.")),
            ("vectors", "word2vec", self.tr("Vectors as word2vec text"), self.tr("For other programs.")),
        )  # fmt: skip
        self.form = ChoiceBox()
        self.form.setAccessibleName(self.tr("What to export"))
        self.form.addItems([title for _kind, _form, title, _hint in self._forms])
        self.hint = plain_label("", "secondary", muted=True, wrap=True)
        self.width_box = self._edge(1600, self.tr("Width in pixels"))
        self.height_box = self._edge(1200, self.tr("Height in pixels"))
        self._size = QWidget()
        row = QHBoxLayout(self._size)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in (self.width_box, plain_label("×"), self.height_box, plain_label(self.tr("pixels"), muted=True)):
            row.addWidget(widget)
        row.addStretch(1)
        self.form.currentIndexChanged.connect(self._on_form)
        self._build()
        self._on_form()

    def _build(self) -> None:
        save, cancel = QPushButton(self.tr("Choose a file…")), QPushButton(self.tr("Cancel"))
        save.setProperty("primary", True)
        save.setDefault(True)
        save.clicked.connect(self._on_save)
        cancel.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(cancel)
        foot.addWidget(save)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(12)
        for widget in (self.form, self.hint, self._size):
            column.addWidget(widget)
        column.addStretch(1)
        column.addLayout(foot)

    def _edge(self, value: int, name: str) -> QSpinBox:
        box = QSpinBox()
        box.setRange(SMALLEST, LARGEST)
        box.setSingleStep(100)
        box.setValue(value)
        box.setAccessibleName(name)
        box.lineEdit().setAccessibleName(name)
        box.lineEdit().setTextMargins(8, 0, 8, 0)
        return box

    @Slot()
    def _on_form(self) -> None:
        _kind, form, _title, hint = self._forms[self.form.currentIndex()]
        self.hint.setText(hint)
        self._size.setVisible(form == "png")

    def order(self, file: Path) -> tuple[str, dict[str, Any]]:
        """Name of the job that writes the file, and its spec without the library."""
        kind, form, _title, _hint = self._forms[self.form.currentIndex()]
        if form == "png":
            size = [self.width_box.value(), self.height_box.value()]
            return "picture", {"path": str(file), "size": size, "theme": self._theme}
        colours = {"colours": page_colours(self._theme)} if form == "html" else {}
        return "export", {"kind": kind, "form": form, "path": str(file), **colours}

    @Slot()
    def _on_save(self) -> None:
        kind, form, title, _hint = self._forms[self.form.currentIndex()]
        ending = "txt" if form == "word2vec" else form
        name = self.tr("my music map") if kind == "map" else self.tr("my music vectors")
        chosen, _ = QFileDialog.getSaveFileName(self, self.windowTitle(), f"{name}.{ending}", f"{title} (*.{ending})")
        if chosen:
            file = Path(chosen)
            file = file if file.suffix else file.with_name(f"{file.name}.{ending}")
            if refusal := taken(chosen, file):
                self.hint.setText(refusal)
                return
            self.wanted.emit(*self.order(file))
            self.accept()
