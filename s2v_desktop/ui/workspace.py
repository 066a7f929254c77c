"""What is shown once there are songs: map and timeline in the middle, library left, recommendations right.

It is made late: a start page needs neither pyqtgraph nor a table, and shows in a fraction of the time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDockWidget, QHBoxLayout, QMainWindow, QSplitter, QStackedWidget, QToolButton, QWidget

from s2v_desktop.ui import theme
from s2v_desktop.ui.job_controller import Frame
from s2v_desktop.ui.map.colours import ColourMode
from s2v_desktop.ui.map.dragging import Dragging
from s2v_desktop.ui.map.film import Film
from s2v_desktop.ui.map.map_panel import MapPanel
from s2v_desktop.ui.map.off_the_map import OffTheMap
from s2v_desktop.ui.map.picked import Picked
from s2v_desktop.ui.map.rare_songs import RareSongs
from s2v_desktop.ui.map.steps import StepFilm
from s2v_desktop.ui.map.timeline import Timeline
from s2v_desktop.ui.map_docks import MapDocks
from s2v_desktop.ui.models.recommendation_table import Recommended
from s2v_desktop.ui.panels.library_panel import LibraryPanel
from s2v_desktop.ui.panels.recommend_panel import RecommendPanel
from s2v_desktop.ui.tray import Tray
from s2v_desktop.ui.widgets import icons

if TYPE_CHECKING:
    from s2v_desktop.ui.parts import Parts

LEFT, RIGHT = 300, 356
_LEAST = 264


class DockTitle(QWidget):
    """A slim handle to move a dock by, and a button to close it; the panel itself says what it is."""

    def __init__(self, dock: QDockWidget, name: str) -> None:
        super().__init__(dock)
        self.setProperty("panel", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setCursor(Qt.CursorShape.SizeAllCursor)
        self._close = QToolButton()
        self._close.setProperty("flat", True)
        self._close.setStyleSheet("QToolButton { padding: 0; min-height: 0; border-radius: 4px; }")
        self._close.setFixedSize(16, 16)
        self._close.setCursor(Qt.CursorShape.ArrowCursor)
        self._close.setToolTip(self.tr("Hide; View shows it again"))
        self._close.setAccessibleName(self.tr("Hide {name}").format(name=name))
        self._close.clicked.connect(dock.close)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 6, 0)
        row.addStretch(1)
        row.addWidget(self._close)
        self.setFixedHeight(20)
        self.apply_theme()

    def apply_theme(self) -> None:
        """Colour the icon anew."""
        self._close.setIcon(icons.icon("close", theme.theme_of(QGuiApplication.instance()).muted, 12))


class Workspace(QObject):
    """Makes the panels, gives them what they need, and connects them with each other.

    Parameters
    ----------
    window : QMainWindow
        Where the docks go.
    parts : Parts
    """

    def __init__(self, window: QMainWindow, parts: Parts) -> None:
        super().__init__(window)
        self._parts = parts
        self.picked = Picked(parts.selection, parts.undo, self)
        self.map = MapPanel(parts.library, parts.selection, self.picked)
        self.timeline = Timeline(parts.library)
        self.film = Film(parts.library, self.map, self.timeline, self)
        self.centre = QSplitter(Qt.Orientation.Vertical)
        self.centre.setChildrenCollapsible(False)
        self.centre.addWidget(self.map)
        self.centre.addWidget(self.timeline)
        self.centre.setStretchFactor(0, 1)
        self.centre.setSizes([700, 76])
        self.library_panel = LibraryPanel(parts.library, parts.selection)
        self.tray = Tray(window, parts, self._dock, self)
        self.recommend_panel = RecommendPanel(parts.library, parts.selection, self.tray.actions)
        side = Qt.DockWidgetArea
        self.library_dock = self._dock(
            window, "library_dock", self.tr("Library"), self.library_panel, side.LeftDockWidgetArea
        )
        self.recommend_dock = self._dock(
            window, "recommendation_dock", self.tr("Recommendations"), self.recommend_panel, side.RightDockWidgetArea
        )
        self.map_docks = MapDocks(window, parts, self.map, self.picked, self._dock)
        self.recommend_panel.recommended.connect(self._on_recommended)
        self.recommend_panel.walked.connect(self.map.show_journey)
        self.steps = StepFilm(self.map, self)
        self.rare_songs = RareSongs(parts.library, self.map.canvas, self)
        self.off_the_map = OffTheMap(parts.library, self.map, parts.selection, self)
        self.dragging = Dragging(parts.library, self.picked, self.map.canvas, self)
        self.recommend_panel.steps_wanted.connect(self.show_steps)
        self.recommend_panel.recommended.connect(self.steps.stop)
        self.film.playback.shown.connect(self.steps.stop)
        parts.library.map_changed.connect(self.steps.stop)
        for follower in (self.recommend_panel, self.library_panel, self.map_docks.regions, self.map_docks.selection):
            self.timeline.period_changed.connect(follower.set_period)
        self.library_panel.menu_wanted.connect(self.tray.open_menu)
        self._on_recommended(self.recommend_panel.answer.items)
        self.reset(window)

    def reset(self, window: QMainWindow) -> None:
        """Put the docks where they were at the first start."""
        docks = [self.library_dock, self.recommend_dock]
        for dock, area in zip(
            docks, (Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea), strict=True
        ):
            dock.setFloating(False)
            window.addDockWidget(area, dock)
            dock.show()
        self.tray.hide()
        self.map_docks.hide()
        window.resizeDocks(docks, [LEFT, RIGHT], Qt.Orientation.Horizontal)

    def come_forward(self, pages: QStackedWidget) -> None:
        """Show the map; the keyboard goes to it and not to whatever comes first."""
        if pages.currentWidget() is not self.centre:
            pages.setCurrentWidget(self.centre)
            self.map.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_frame(self, frame: Frame, steps: int) -> None:
        """Show a moment of the map that is being drawn, and of how many steps it is."""
        self.steps.stop()  # its places are those of the map before
        self.map.show_frame(frame.positions, frame.step, frame.measure, steps)

    def colours(self) -> list[tuple[str, str]]:
        """Id and name of everything colour can tell."""
        names = {
            ColourMode.REGION: self.tr("region"),
            ColourMode.ARTIST: self.tr("artist"),
            ColourMode.LISTENER: self.tr("listener"),
            ColourMode.TOGETHER: self.tr("two listeners"),
            ColourMode.PLAYS: self.tr("plays"),
            ColourMode.FIRST_YEAR: self.tr("first year"),
            ColourMode.LAST_YEAR: self.tr("last year"),
            ColourMode.TIME_OF_DAY: self.tr("time of day"),
            ColourMode.SKIPS: self.tr("skips"),
            ColourMode.COSINE: self.tr("cosine to the seeds"),
            ColourMode.TRUST: self.tr("trust"),
        }
        return [(mode.value, name) for mode, name in names.items()]

    @Slot()
    def show_steps(self) -> None:
        """Show on the map how the list is made, and fly to where it happens; a second call ends it."""
        if self.steps.running:
            self.steps.stop()
            return
        making = self.recommend_panel.making()
        if making is None or self.map.live:
            self.recommend_dock.show()
            self.recommend_panel.show_hint(
                self.tr("There is nothing to watch yet: the map is not drawn, or this list was not made from one mean.")
            )
            return
        self.map.fly_to_rows([*making.seeds, *making.minus, *(row for row, _ in making.targets)])
        self.steps.start(making)

    def set_reduced_motion(self, reduced: bool) -> None:
        """Let points glide and the view fly, or not; without a wish the system decides."""
        self.map.canvas.reduced_motion = True if reduced else None

    @Slot(object)
    def _on_recommended(self, items: tuple[Recommended, ...]) -> None:
        self.map.show_recommended([item.song for item in items])
        self.rare_songs.want(self.recommend_panel.question.filters.rare)
        two = self.recommend_panel.question
        pair = (two.taste.listener, two.taste.other)
        both = pair if two.mode == "taste" and min(pair) >= 0 and pair[0] != pair[1] else None
        self.map.set_pair(both)
        self.film.listeners.set_pair(both)

    def _dock(self, window: QMainWindow, name: str, title: str, panel: QWidget, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(title, window)
        dock.setObjectName(name)
        panel.setMinimumWidth(_LEAST)
        dock.setWidget(panel)
        dock.setTitleBarWidget(DockTitle(dock, title))
        window.addDockWidget(area, dock)
        return dock

    @property
    def put_away(self) -> bool:
        """Whether a dock is hidden by the program and not by the listener."""
        return any(dock.property("put_away") for dock in (self.library_dock, self.recommend_dock))

    def set_docks_shown(self, library: bool, recommendations: bool) -> None:
        """Hide the docks while there is nothing for them, and give them back as the listener had them."""
        for dock, shown in ((self.library_dock, library), (self.recommend_dock, recommendations)):
            if not shown and not dock.isHidden():
                dock.setProperty("put_away", True)
                dock.hide()
            elif shown and dock.property("put_away"):
                dock.setProperty("put_away", False)
                dock.show()

    @Slot(str)
    def set_mode(self, mode: str) -> None:
        """Let dragging pan or choose."""
        self.map.set_mode(mode)

    @Slot(str)
    def set_colour(self, name: str) -> None:
        """Let colour tell something else."""
        self.map.set_colour(name)
