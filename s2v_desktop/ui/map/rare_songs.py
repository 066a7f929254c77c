"""Rare songs on the map: faint dots beside the songs they are most alike, while the listener asks for rare songs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QPointF, Qt, Slot
from PySide6.QtGui import QPainter, QPen, QPolygonF

from s2v_desktop.core.types import Float32
from s2v_desktop.ui.map.view import View
from s2v_desktop.ui.theme import Theme, qcolor

if TYPE_CHECKING:
    from s2v_desktop.ui.map.canvas import MapCanvas
    from s2v_desktop.ui.open_library import OpenLibrary

MOST = 20_000
"""Of more rare songs those played most are kept for the map."""
_DRAWN = 3_000
"""So many are painted at once: closer in there are fewer."""
_SIZE, _OPACITY = 3.0, 0.5
_TURN, _SPREAD, _REACH = 2.399963, 0.754878, 0.025
"""Each stands beside its nearest learnt song, in a direction and at a distance of its own, at most so far of the width
of the map: those of one song make a cloud around it."""


def draw_faint(painter: QPainter, places: Float32, view: View, theme: Theme) -> None:
    """Draw rare songs, shape (n, 2), those known best first."""
    if not len(places):
        return
    pixels = view.to_pixels(places)
    inside = (pixels > -_SIZE).all(axis=1) & (pixels[:, 0] < view.width + _SIZE) & (pixels[:, 1] < view.height + _SIZE)
    shown = QPolygonF([QPointF(x, y) for x, y in pixels[np.flatnonzero(inside)[:_DRAWN]].tolist()])
    pen = QPen(qcolor(theme.muted, _OPACITY), _SIZE)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawPoints(shown)


def places_beside(library: OpenLibrary) -> Float32:
    """Where rare songs stand: beside the learnt song each is most alike; shape (n, 2), those played most first."""
    model, drawn, catalogue = library.model, library.map, library.catalogue
    if model is None or drawn is None or catalogue is None or drawn.info.model != model.info.id:
        return np.zeros((0, 2), np.float32)
    songs, near = model.placed_beside()
    at = catalogue.index_of(songs)
    here = np.flatnonzero(at >= 0)
    here = here[np.argsort(-catalogue.plays[at[here]], kind="stable")][:MOST]
    positions = np.asarray(drawn.positions)
    width = float(np.ptp(positions, axis=0).max()) if len(positions) else 0.0
    turn = songs[here] * _TURN
    far = np.sqrt(0.1 + 0.9 * (songs[here] * _SPREAD % 1.0)) * width * _REACH
    aside = np.stack([np.cos(turn), np.sin(turn)], axis=1) * far[:, None]
    places: Float32 = (positions[near[here]] + aside).astype(np.float32)
    return places


class RareSongs(QObject):
    """Shows rare songs on a canvas while they are wanted, and follows the map of the library."""

    def __init__(self, library: OpenLibrary, canvas: MapCanvas, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library, self._canvas = library, canvas
        self._wanted = False
        library.map_changed.connect(self._show)

    def want(self, wanted: bool) -> None:
        """Show them, or not."""
        if wanted != self._wanted:
            self._wanted = wanted
            self._show()

    @Slot()
    def _show(self) -> None:
        self._canvas.set_faint(places_beside(self._library) if self._wanted else np.zeros((0, 2), np.float32))
