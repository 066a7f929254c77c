"""A labelled picture of a map as a PNG, without a window: the one module of the interface that `cli` may import.

It paints with the same code as the canvas. Qt needs an application object for text; where there is none, one without a
display is made for the time of the drawing and taken away again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PySide6.QtCore import QByteArray, QCoreApplication
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QPainter

from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.types import Float32, Int32
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.model_files import read_array
from s2v_desktop.store.models import StoredMap
from s2v_desktop.ui.map.areas import areas_of
from s2v_desktop.ui.map.colours import ColourMode, colours
from s2v_desktop.ui.map.content import Area, MapContent
from s2v_desktop.ui.map.legend_entry import shapes_of
from s2v_desktop.ui.map.marks import Marks
from s2v_desktop.ui.map.names_layer import NamesLayer, Surroundings
from s2v_desktop.ui.map.points_layer import PointsLayer
from s2v_desktop.ui.map.view import Frame, fitted
from s2v_desktop.ui.theme import DARK, LIGHT, Theme

_MARGIN = 48.0
_USUAL = (1100, 760)
"""A larger picture shows points and letters larger, not more of them."""


def draw_map_picture(
    catalogue: Catalogue,
    stored: StoredMap,
    path: Path,
    size: tuple[int, int] = (1600, 1000),
    theme: str = "dark",
    mode: ColourMode | str = ColourMode.REGION,
) -> None:
    """Draw a stored map with the names of its regions into a PNG file.

    Parameters
    ----------
    catalogue : Catalogue
    stored : StoredMap
    path : Path
        Replaced when it exists.
    size : (width, height)
        In pixels.
    theme : str
        ``dark`` or ``light``.
    mode : ColourMode
        What colour tells.

    Raises
    ------
    S2VError
        The picture cannot be written.
    """
    songs = read_array(stored.folder.parents[1], "songs.npy", np.int64, 1)
    content = MapContent(catalogue, catalogue.index_of(songs), None, "")
    content.trust = np.asarray(stored.trust, np.float32)
    positions, member = np.asarray(stored.positions, np.float32), np.asarray(stored.member, np.int32)
    areas = [area for area in areas_of(stored.regions, catalogue.artists) if area.level == 0]
    with _application():
        picture = paint_map(content, positions, areas, member, size, DARK if theme == "dark" else LIGHT, mode)
        if not QImageWriter(str(path), QByteArray(b"png")).write(picture):
            raise S2VError(
                f"The picture “{path.name}” could not be written. The map itself is kept. "
                "Check that the folder exists and that there is room on the disk."
            )


def page_colours(theme: str = "dark") -> dict[str, str | list[str]]:
    """Tokens for a page with the map, and the colours of its groups."""
    chosen = DARK if theme == "dark" else LIGHT
    names = ("map", "text", "muted", "line", "panel", "raised", "accent", "neutral")
    return {**{name: str(getattr(chosen, name)) for name in names}, "groups": list(chosen.groups)}


def paint_map(
    content: MapContent,
    positions: Float32,
    areas: list[Area],
    member: Int32,
    size: tuple[int, int],
    theme: Theme,
    mode: ColourMode | str = ColourMode.REGION,
) -> QImage:
    """Paint a map of given positions, shape (v, 2); needs a Qt application for its text.

    `member` is the region number of each song, shape (v,).
    """
    width, height = size
    points, names = PointsLayer(), NamesLayer()
    songs = content.points()
    points.set_songs(songs)
    names.set_songs(songs)
    points.frame = Frame.of(positions)
    points.set_places(points.frame.places(positions))
    names.set_regions([(area.name, *points.frame.place(area.x, area.y)) for area in areas])
    wanted = ColourMode(mode) if areas or ColourMode(mode) is not ColourMode.REGION else ColourMode.ARTIST
    rgba, legend = colours(wanted, content.colour_data(areas, member), theme)
    points.set_rgba(rgba, shapes_of(legend, len(rgba)))
    ratio = max(min(width / _USUAL[0], height / _USUAL[1]), 1.0)
    view = fitted(points.places, width / ratio, height / ratio, (_MARGIN, _MARGIN, _MARGIN, _MARGIN))
    picture = points.repaint(view, 1.0, theme, ratio, 0).image
    names.place(Surroundings(view, 1.0, points.places, points.drawn_radii(1.0)), Marks(), theme, ratio)
    painter = QPainter(picture)
    names.draw(painter, view, theme, ratio, ())
    painter.end()
    picture.setDevicePixelRatio(1.0)
    return picture


@contextmanager
def _application() -> Iterator[None]:
    """A Qt application for the time of a drawing, where none exists; environment and application are left as found."""
    if QCoreApplication.instance() is not None:
        yield
        return
    before = os.environ.get("QT_QPA_PLATFORM")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QGuiApplication(["s2v"])
    try:
        yield
    finally:
        application.shutdown()
        if before is None:
            del os.environ["QT_QPA_PLATFORM"]
        else:
            os.environ["QT_QPA_PLATFORM"] = before
