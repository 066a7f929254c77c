"""The keyboard on the map: walk from song to song, zoom, fit, leave the lasso."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from s2v_desktop.ui.map.picking import next_in_direction
from s2v_desktop.ui.map.pointer import Mode

if TYPE_CHECKING:
    from s2v_desktop.ui.map.canvas import MapCanvas

_ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, -1.0),
    Qt.Key.Key_Down: (0.0, 1.0),
}
_ZOOMS = {Qt.Key.Key_Plus: 1.4, Qt.Key.Key_Equal: 1.4, Qt.Key.Key_Minus: 1 / 1.4, Qt.Key.Key_Underscore: 1 / 1.4}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_PAN = 80.0
_EDGE = 60.0


def press(canvas: MapCanvas, event: QKeyEvent) -> bool:
    """Do what a key means; says whether it meant something."""
    key = Qt.Key(event.key())
    if key in _ARROWS:
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            dx, dy = _ARROWS[key]
            canvas.set_view(canvas.view.moved(-dx * _PAN, -dy * _PAN))
        else:
            walk(canvas, _ARROWS[key])
    elif key in _ZOOMS:
        canvas.zoom_by(_ZOOMS[key])
    elif key == Qt.Key.Key_Home:
        canvas.fit()
    elif key in _ENTER and canvas.current is not None:
        canvas.clicked.emit(canvas.current, event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier)
    elif key == Qt.Key.Key_Escape:
        return _leave(canvas)
    else:
        return False
    return True


def walk(canvas: MapCanvas, step: tuple[float, float]) -> None:
    """Go to the nearest song in a direction (from the middle of the view when none is reached yet)."""
    view = canvas.view
    if canvas.current is None:
        row = canvas.picker.nearest(view.x, view.y)
    else:
        row = next_in_direction(canvas.points.places, canvas.current, step)
    if row is None:
        return
    canvas.setProperty("by_keyboard", True)
    x, y = view.pixel(float(canvas.points.places[row, 0]), float(canvas.points.places[row, 1]))
    dx = min(max(x, _EDGE), view.width - _EDGE) - x
    dy = min(max(y, _EDGE), view.height - _EDGE) - y
    if dx or dy:
        canvas.set_view(view.moved(dx, dy))
    canvas.hover(row)


def _leave(canvas: MapCanvas) -> bool:
    if canvas.pointer.cancel():
        return True
    if canvas.mode is not Mode.PAN:
        canvas.set_mode(Mode.PAN)
        return True
    if canvas.current is not None:
        canvas.hover(None)
        return True
    return False
