"""The map of songs: what it shows and what it tells. How it looks and moves is in the module `viewport`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from s2v_desktop.core.types import Bool, Float32, Int32
from s2v_desktop.ui.map import keys
from s2v_desktop.ui.map.glow import Glow
from s2v_desktop.ui.map.legend_entry import LegendEntry, Rgba, shapes_of
from s2v_desktop.ui.map.marks import Links, Marks, Steps
from s2v_desktop.ui.map.motion import GLIDE_MS
from s2v_desktop.ui.map.picking import Picker
from s2v_desktop.ui.map.pointer import Mode, Pointer
from s2v_desktop.ui.map.songs import SongPoints
from s2v_desktop.ui.map.view import Frame
from s2v_desktop.ui.map.viewport import MapViewport
from s2v_desktop.ui.theme import Theme

_GLIDING_SONGS = 12_000
"""More songs than this jump to a new frame of a layout, painting them all takes longer than a step of the glide; from
one map to the next the old one fades."""


class MapCanvas(MapViewport):
    """A map of songs. Rows are rows of the model; places given are those of the stored map.

    Signals
    -------
    hovered(object)
        Row under the mouse or reached with the arrow keys, None when there is none.
    clicked(int, object)
        Row and ``Qt.KeyboardModifiers``.
    lassoed(object, object)
        Int32 rows inside the shape, and the modifiers.
    background_clicked()
    carried()
        Selected songs are being dragged away.
    mode_changed(object)
        The `Mode`.
    legend_changed(object)
        The entries given to `set_colours`.
    """

    hovered = Signal(object)
    clicked = Signal(int, object)
    lassoed = Signal(object, object)
    background_clicked = Signal()
    carried = Signal()
    mode_changed = Signal(object)
    legend_changed = Signal(object)

    def __init__(self, theme: Theme | None = None, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self.picker = Picker()
        self.current: int | None = None
        self.shaped = True
        self.carriable: frozenset[int] = frozenset()
        """Rows a drag of which carries the selection away in place of moving the map."""
        self.pointer = Pointer(self)
        self.setAccessibleName(self.tr("Map of your songs"))
        self._describe()

    def set_songs(self, songs: SongPoints) -> None:
        """Show other songs; they have no places yet."""
        self.motion.stop()
        self.points.set_songs(songs)
        self.names.set_songs(songs)
        self.marks = Marks()
        self.picker.set_places(self.points.places)
        self._touched = False
        self.hover(None)
        self.refresh()

    def set_positions(self, xy: Float32, animate: bool = True) -> None:
        """Move the songs to their places, shape (v, 2).

        With `animate` they glide there from where they are. The view stays fitted until the listener moves it.
        """
        if self.points.songs is None or len(xy) != len(self.points.songs):
            raise ValueError("positions do not belong to the songs shown")
        self.points.frame = Frame.of(xy)
        target, before = self.points.frame.places(xy), self.points.places
        self._rest = self.fitted(target).scale
        start, follows = self._view, not self._touched
        many = len(target) > _GLIDING_SONGS
        if animate and many and len(before) == len(target) and not self.names.hidden:
            self.fade_over(self.points.picture)
        at_once = not animate or self.still() or len(before) != len(target) or many

        def step(share: float) -> None:
            self.points.set_places(target if share >= 1 else before + (target - before) * np.float32(share))
            if follows:
                end = self.fitted(target)  # anew: a bar over the map may have made the canvas lower since
                here = start.resized(end.width, end.height)
                self._rest, self._view = end.scale, end if share >= 1 else here.towards(end, share)
            if share >= 1:
                self.picker.set_places(target)
                self.names.forget()
                self.names.owe(self.place_names)
            self.show_view()

        self.motion.start(step, GLIDE_MS, eased=False, at_once=at_once)

    def set_regions(
        self, regions: Sequence[tuple[str, float, float]], finer: Sequence[tuple[str, float, float]] = ()
    ) -> None:
        """Name areas: text and place in the positions given to `set_positions`, largest first.

        Those of `finer` are only named when the map is near.
        """
        place = self.points.frame.place
        self.names.set_regions(
            [(name, *place(x, y)) for name, x, y in regions], [(name, *place(x, y)) for name, x, y in finer]
        )
        self.refresh()

    def set_colours(self, rgba: Rgba, legend: Sequence[LegendEntry] = ()) -> None:
        """Colour the songs, shape (v, 4), and shape them where `shaped`; the legend is told to whoever shows it."""
        self.points.set_rgba(rgba, shapes_of(legend, len(rgba)) if self.shaped else None)
        self.legend_changed.emit(tuple(legend))
        self.viewport().update()

    def set_highlight(self, mask: Bool | None) -> None:
        """Dim all songs outside a mask, shape (v,), and leave their names out; None dims nothing."""
        self.points.set_highlight(mask)
        self.refresh()

    def set_seeds(self, positive: Int32 | Sequence[int], negative: Int32 | Sequence[int] = ()) -> None:
        """Mark rows as seeds."""
        self.marks.positive, self.marks.negative = np.asarray(positive, np.int32), np.asarray(negative, np.int32)
        self.refresh()

    def set_links(self, source: int, rows: Int32 | Sequence[int] = ()) -> None:
        """Draw lines from a row to others; -1 draws none."""
        self.marks.links = Links(source, np.asarray(rows, np.int32))
        self.refresh()

    def set_walk(self, rows: Int32 | Sequence[int] = ()) -> None:
        """Draw a journey from row to row; none draws nothing."""
        self.marks.walk = np.asarray(rows, np.int32)
        self.refresh()

    def set_nearest(self, source: int, rows: Int32 | Sequence[int] = ()) -> None:
        """Draw the lines of the song under the mouse; -1 draws none."""
        self.marks.nearest = Links(source, np.asarray(rows, np.int32))
        self.viewport().update()

    def set_you(self, listeners: Sequence[tuple[str, float, float]]) -> None:
        """Mark listeners: name and place in the positions given to `set_positions`."""
        self.marks.you = tuple((name, *self.points.frame.place(x, y)) for name, x, y in listeners)
        self.refresh()

    def set_faint(self, places: Float32) -> None:
        """Show rare songs as faint dots, at places in the positions given to `set_positions`; shape (n, 2)."""
        self.marks.faint = self.points.frame.places(places)
        self.viewport().update()

    def set_glow(self, glow: Glow | None) -> None:
        """Show a moment of a history that is played; its trail is in the positions given to `set_positions`."""
        if glow is not None:
            glow = replace(glow, trail=tuple(self.points.frame.place(x, y) for x, y in glow.trail))
        self.marks.glow = glow
        self.viewport().update()

    def set_steps(self, steps: Steps | None) -> None:
        """Show a moment of how a list is made, its mean in the positions given to `set_positions`; None ends it."""
        if steps is not None and steps.mean is not None:
            steps = replace(steps, mean=self.points.frame.place(*steps.mean))
        self.marks.steps = steps
        self.refresh()

    def set_live(self, live: bool) -> None:
        """While a layout settles its names would jump: leave them out."""
        self.names.hidden = live
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours (those of the points come with `set_colours`)."""
        self.theme = theme
        self.points.stale = True
        self.refresh()

    @property
    def mode(self) -> Mode:
        """What dragging does."""
        return self.pointer.mode

    def set_mode(self, mode: Mode | str) -> None:
        """Change what dragging does: pan, lasso or rectangle."""
        if Mode(mode) is not self.pointer.mode:
            self.pointer.set_mode(Mode(mode))
            self.mode_changed.emit(self.pointer.mode)

    def song_at(self, px: float, py: float) -> int | None:
        """Row of the song under a pixel, or None."""
        return self.picker.at(self.view, px, py, self.points.drawn_radii(self.zoom))

    def hover(self, row: int | None) -> None:
        """Put a song in focus, as the mouse or the arrow keys do."""
        if row == self.current:
            return
        self.current = row
        self.marks.current = -1 if row is None else row
        self.marks.nearest = Links()
        self._describe()
        self.hovered.emit(row)
        self.viewport().update()

    def enclose(self, shape: Float32, modifiers: Qt.KeyboardModifier) -> None:
        """Tell which songs lie in a shape given by its corners in places of the map."""
        self.lassoed.emit(self.picker.enclosed(shape), modifiers)

    def _describe(self) -> None:
        songs = self.points.songs
        if songs is None or not len(self.points):
            text = self.tr("There is no map yet.")
        elif self.current is None:
            text = self.tr("%n song(s). The arrow keys walk from song to song, Enter chooses.", "", len(songs))
        else:
            text = f"{songs.title(self.current)} · {songs.artist(self.current)}"
        self.setAccessibleDescription(text)
        if self.hasFocus():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        self.setProperty("by_keyboard", False)
        self.pointer.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Hover or drag."""
        self.pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a click or a drag."""
        self.pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit the map, from its background."""
        self.pointer.double_click(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the cursor."""
        self.pointer.wheel(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk, zoom, choose."""
        if keys.press(self, event):
            event.accept()
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show a frame when the focus came by keyboard."""
        by_keyboard = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.setProperty("by_keyboard", by_keyboard)
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the frame away."""
        super().focusOutEvent(event)
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        """No song is under the mouse any more when it leaves, also for a control over the map."""
        if event.type() == QEvent.Type.Leave and not self.property("by_keyboard"):
            self.hover(None)
        return bool(super().viewportEvent(event))

    def leaveEvent(self, event: QEvent) -> None:
        """No song is under the mouse any more."""
        self.hover(None)
