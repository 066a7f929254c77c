"""What this is, its versions, whose work is in it, and diagnostics for a report."""

from __future__ import annotations

import platform
import sqlite3
import sys
from importlib import metadata

import numpy as np
import PySide6
from PySide6.QtCore import QSysInfo, Qt, Slot, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

import s2v_desktop
from s2v_desktop.ui.widgets.labels import plain_label

_SHIPPED = (
    ("PySide6 and Qt", "LGPL-3.0"),
    ("pyqtgraph", "MIT"),
    ("NumPy", "BSD-3-Clause"),
    ("gensim", "LGPL-2.1"),
    ("scikit-learn", "BSD-3-Clause"),
    ("SciPy", "BSD-3-Clause"),
    ("openTSNE", "BSD-3-Clause"),
    ("orjson, ijson, charset-normalizer, platformdirs, rapidfuzz, rich, typer", "MIT, BSD or Apache-2.0"),
)


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "inside the program"


def diagnostics() -> str:
    """Versions of everything that matters for a report; no path and no name of the listener."""
    lines = [
        f"S2V Desktop {s2v_desktop.__version__}",
        f"Python {sys.version.split()[0]}, frozen: {bool(getattr(sys, 'frozen', False))}",
        f"Qt {qVersion()}, PySide6 {PySide6.__version__}, platform {QGuiApplication.platformName()}",
        f"NumPy {np.__version__}, SQLite {sqlite3.sqlite_version}",
    ]
    lines += [f"{name} {_version(name)}" for name in ("gensim", "scikit-learn", "scipy", "openTSNE", "pyqtgraph")]
    lines.append(f"{QSysInfo.prettyProductName()}, {platform.machine()}")
    return "\n".join(lines)


class AboutDialog(QDialog):
    """About the program."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About S2V Desktop"))
        self.resize(560, 480)
        self._diagnostics = diagnostics()
        licences = "\n".join(f"{name}: {licence}" for name, licence in _SHIPPED)
        text = QPlainTextEdit(f"{self._diagnostics}\n\n{self.tr('Work of others in this program')}\n\n{licences}")
        text.setReadOnly(True)
        text.setAccessibleName(self.tr("Versions and licences"))
        copy = QPushButton(self.tr("Copy diagnostics"))
        copy.clicked.connect(self._copy)
        close = QPushButton(self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(copy)
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(8)
        column.addWidget(plain_label("S2V Desktop", "display"))
        sentence = self.tr("A map of your music and recommendations from it, learnt on this computer. Free software.")
        column.addWidget(plain_label(sentence, muted=True, wrap=True))
        column.addSpacing(8)
        column.addWidget(text, 1)
        column.addLayout(buttons)

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._diagnostics)
