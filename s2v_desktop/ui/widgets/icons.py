"""The program's own icons: SVG outlines of one stroke width, coloured by a token when they are loaded."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer

from s2v_desktop.store.paths import resource
from s2v_desktop.ui import theme

SIZE = 18
"""Width of an icon in a button or menu, in device-independent pixels."""


def icon(name: str, colour: str | None = None, size: int = SIZE) -> QIcon:
    """Load one icon.

    Parameters
    ----------
    name : str
        Name of a file in ``resources/icons/ui`` without its ending.
    colour : str, optional
        A token; by default the text colour of the current theme, and its muted colour where disabled.
    size : int
        Edge in device-independent pixels.
    """
    tokens = theme.theme_of(QGuiApplication.instance())
    made = QIcon()
    for mode, stroke in ((QIcon.Mode.Normal, colour or tokens.text), (QIcon.Mode.Disabled, tokens.muted)):
        for scale in (1, 2):
            made.addPixmap(pixmap(name, stroke, size, scale), mode)
    return made


def pixmap(name: str, colour: str, size: int, scale: float = 2.0) -> QPixmap:
    """Load one icon as a picture of `size` device-independent pixels."""
    key = f"s2v icon {name} {colour} {size} {scale}"
    made = QPixmap()
    if not QPixmapCache.find(key, made):  # Qt's own store of pictures: a list of seeds asks for the same few again
        made = _paint(resource(f"icons/ui/{name}.svg").read_bytes(), colour, size, scale)
        QPixmapCache.insert(key, made)
    return made


def _paint(source: bytes, stroke: str, size: int, scale: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(source.replace(b"currentColor", stroke.encode())))
    edge = round(size * scale)
    made = QPixmap(QSize(edge, edge))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    renderer.render(painter, QRectF(0, 0, edge, edge))
    painter.end()
    made.setDevicePixelRatio(scale)
    return made
