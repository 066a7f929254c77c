"""The peer of the window: nothing but Qt, pyqtgraph and one plot."""

from __future__ import annotations


def bare_window(then: str) -> str:
    """Script of a bare window that is shown and then does what the lines of `then` say (``app``, ``window``)."""
    return f"""
import sys
import pyqtgraph
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication(["bare"])
window = QMainWindow()
window.setCentralWidget(pyqtgraph.PlotWidget())
window.resize(1280, 800)
window.show()
{then}
"""
