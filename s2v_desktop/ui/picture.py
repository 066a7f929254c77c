"""A labelled picture of a map as a PNG, without a window: the one module of the interface that `cli` may import.

It paints with the same code as the canvas, band by band, so that a poster needs no more memory than a screen. As the
job ``picture`` it runs in a child, which `__main__` tells about it, because jobs know no Qt. Qt needs an application
object for text; where there is none, one without a display is made for the time of the drawing and taken away again.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.png import PngRows
from s2v_desktop.core.progress import Monitor, Silent
from s2v_desktop.core.types import Float32, Int32
from s2v_desktop.store import atomic
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.exports import explained
from s2v_desktop.store.model_files import read_array
from s2v_desktop.store.models import ModelStore, StoredMap
from s2v_desktop.ui.map.areas import areas_of
from s2v_desktop.ui.map.colours import ColourMode, colours
from s2v_desktop.ui.map.content import Area, MapContent
from s2v_desktop.ui.map.legend_entry import shapes_of
from s2v_desktop.ui.map.marks import Marks
from s2v_desktop.ui.map.names_layer import NamesLayer, Surroundings
from s2v_desktop.ui.map.picture_of_points import DENSITY_FROM, SHAPED_UP_TO
from s2v_desktop.ui.map.points_layer import PointsLayer
from s2v_desktop.ui.map.view import Frame, View, fitted
from s2v_desktop.ui.theme import DARK, LIGHT, Theme

_MARGIN = 48.0
_USUAL = (1100, 760)
_GROWS = 4.0
"""Up to so many times the usual size everything grows alike; beyond, there is also more to read."""

SMALLEST, LARGEST = 100, 30_000
"""Pixels of an edge of a picture."""

_BAND = 4_000_000
"""Pixels painted at once."""

_MOST_DENSE = 120_000_000
"""Pixels of a picture of densities, which is painted whole because its colours follow its densest place."""


def run(spec: dict[str, Any], monitor: Monitor, folder: Path) -> dict[str, Any]:
    """Job ``picture``: draw the newest map of a model into a PNG file.

    Parameters
    ----------
    spec : dict
        ``library``, ``path``, ``size`` (width and height in pixels). Optional: ``theme`` (``dark`` or ``light``),
        ``model`` (id; the one in use when left out).

    Returns
    -------
    dict
        ``path bytes``.

    Raises
    ------
    NoModel, BadRequest, CannotWrite
    """
    library, path = Path(spec["library"]), Path(spec["path"])
    width, height = (int(edge) for edge in spec["size"])
    store = ModelStore(library)
    stored = store.load_map(store.find(spec.get("model") or "active").id)
    theme = str(spec.get("theme", "dark"))
    draw_map_picture(Catalogue.open(library), stored, path, (width, height), theme, monitor=monitor)
    return {"path": str(path), "bytes": path.stat().st_size}


def draw_map_picture(
    catalogue: Catalogue,
    stored: StoredMap,
    path: Path,
    size: tuple[int, int] = (1600, 1000),
    theme: str = "dark",
    mode: ColourMode | str = ColourMode.REGION,
    monitor: Monitor | None = None,
) -> None:
    """Draw a stored map of a library with the names of its regions into a PNG file.

    Parameters
    ----------
    path : Path
        Replaced when the picture is whole.
    size : (width, height)
        In pixels, `SMALLEST` to `LARGEST` each.
    theme : str
        ``dark`` or ``light``.
    mode : ColourMode
        What colour tells.

    Raises
    ------
    BadRequest, CannotWrite, Cancelled
        No file was written.
    """
    monitor = monitor or Silent()
    monitor.plan({"preparing": 1.0, "painting": 20.0})
    monitor.update("preparing", 0, 1, "Preparing the picture")
    songs = read_array(stored.folder.parents[1], "songs.npy", np.int64, 1)
    content = MapContent(catalogue, catalogue.index_of(songs), None, "")
    content.trust = np.asarray(stored.trust, np.float32)
    positions, member = np.asarray(stored.positions, np.float32), np.asarray(stored.member, np.int32)
    areas = [area for area in areas_of(stored.regions, catalogue.artists) if area.level == 0]
    refuse_size(size, len(positions))
    colours_of = DARK if theme == "dark" else LIGHT
    with _application(), explained(path), atomic.writing(Path(path)) as stream:
        _write(Sheet.of(content, positions, areas, member, size, colours_of, mode), stream, monitor)


def _write(sheet: Sheet, stream: BinaryIO, monitor: Monitor) -> None:
    width, height = sheet.size
    rows = PngRows(stream, width, height)
    for top, high in sheet.bands():
        monitor.update("painting", top, height, "Painting the picture")
        picture = sheet.band(top, high, monitor)
        shape = (high, picture.bytesPerLine() // 4, 4)
        rows.add(np.frombuffer(picture.constBits(), np.uint8).reshape(shape)[:, :width, 2::-1])
    rows.end()


def refuse_size(size: tuple[int, int], songs: int) -> None:
    """Raise `BadRequest` for a picture that cannot be painted."""
    if not all(SMALLEST <= edge <= LARGEST for edge in size):
        raise BadRequest(
            f"A picture has {SMALLEST} to {LARGEST:,} pixels on each side. Nothing was written. Choose another size."
        )
    if songs > DENSITY_FROM and size[0] * size[1] > _MOST_DENSE:
        raise BadRequest(
            f"With more than {DENSITY_FROM:,} songs a picture has at most {_MOST_DENSE // 1_000_000} million pixels. "
            "Nothing was written. Choose a smaller size."
        )


def page_colours(theme: str = "dark") -> dict[str, str | list[str]]:
    """Tokens for a page with the map, and the colours of its groups."""
    chosen = DARK if theme == "dark" else LIGHT
    names = ("map", "text", "muted", "line", "panel", "raised", "accent", "neutral")
    return {**{name: str(getattr(chosen, name)) for name in names}, "groups": list(chosen.groups)}


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A map laid out for a picture of one size: painted in bands from top to bottom, which fit each other.

    Attributes
    ----------
    points : PointsLayer
    names : NamesLayer
        Placed already.
    view : View
        In pixels of the usual size.
    zoom, ratio : float
        How near the map is, and picture pixels per pixel of the view.
    size : (width, height)
    theme : Theme
    """

    points: PointsLayer
    names: NamesLayer
    view: View
    zoom: float
    ratio: float
    size: tuple[int, int]
    theme: Theme

    @classmethod
    def of(
        cls, content: MapContent, positions: Float32, areas: list[Area], member: Int32, size: tuple[int, int],
        theme: Theme, mode: ColourMode | str = ColourMode.REGION,
    ) -> Sheet:  # fmt: skip
        """Lay out a map of given positions, shape (v, 2); `member` is the region number of each song, shape (v,).

        Needs a Qt application for its text.
        """
        points, names = PointsLayer(), NamesLayer()
        songs = content.points()
        points.set_songs(songs)
        names.set_songs(songs)
        points.frame = Frame.of(positions)
        points.set_places(points.frame.places(positions))
        names.set_regions([(area.name, *points.frame.place(area.x, area.y)) for area in areas])
        wanted = ColourMode(mode) if areas or ColourMode(mode) is not ColourMode.REGION else ColourMode.ARTIST
        rgba, legend = colours(wanted, content.colour_data(areas, member), theme)
        points.set_rgba(rgba, shapes_of(legend, len(rgba)) if len(rgba) <= SHAPED_UP_TO else None)
        larger = max(min(size[0] / _USUAL[0], size[1] / _USUAL[1]), 1.0)
        ratio = larger if larger <= _GROWS else math.sqrt(larger * _GROWS)
        view = fitted(points.places, size[0] / ratio, size[1] / ratio, (_MARGIN, _MARGIN, _MARGIN, _MARGIN))
        zoom = larger / ratio
        names.place(Surroundings(view, zoom, points.places, points.drawn_radii(zoom)), Marks(), theme, ratio)
        return cls(points, names, view, zoom, ratio, size, theme)

    def bands(self) -> Iterator[tuple[int, int]]:
        """First row and rows of each band."""
        width, height = self.size
        rows = height if len(self.points) > DENSITY_FROM else max(_BAND // width, 1)
        for top in range(0, height, rows):
            yield top, min(rows, height - top)

    def band(self, top: int, height: int, monitor: Monitor | None = None) -> QImage:
        """Paint some rows of the picture."""
        monitor, view = monitor or Silent(), self.view
        high, above = height / self.ratio, top / self.ratio
        part = replace(view, height=high, y=view.y + (view.height / 2 - above - high / 2) / view.scale)
        prepared = self.points.prepare(part, self.zoom, self.theme, self.ratio, 0)
        for _ in prepared.steps():
            monitor.check()
        picture = prepared.picture().image
        painter = QPainter(picture)
        painter.translate(0.0, -above)
        self.names.draw(painter, view, self.theme, self.ratio, ())
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
