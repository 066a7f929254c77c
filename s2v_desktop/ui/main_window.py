"""The window: menus, the row over the map, pages, docks and status line, and how they are remembered.

What is shown here is decided by three facts: whether there are songs, whether there is a model, whether a job runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QCloseEvent, QIcon
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QToolBar, QVBoxLayout, QWidget

from s2v_desktop.store.paths import resource
from s2v_desktop.ui import staleness, theming, wording
from s2v_desktop.ui.actions import Actions, Needs
from s2v_desktop.ui.closing import Closer
from s2v_desktop.ui.flow_view import FlowView
from s2v_desktop.ui.handlers import Handlers
from s2v_desktop.ui.libraries import Libraries
from s2v_desktop.ui.memory import WindowMemory
from s2v_desktop.ui.parts import Parts
from s2v_desktop.ui.preparing import Preparation
from s2v_desktop.ui.start_page import StartPage
from s2v_desktop.ui.toolbar import TopBar
from s2v_desktop.ui.widgets.drop_target import DropTarget
from s2v_desktop.ui.widgets.drop_zone import DropVeil
from s2v_desktop.ui.widgets.empty_state import EmptyState
from s2v_desktop.ui.widgets.error_bar import ErrorBar
from s2v_desktop.ui.widgets.progress_line import ProgressLine
from s2v_desktop.ui.widgets.stages import StagesPage
from s2v_desktop.ui.widgets.status_words import StatusWords

if TYPE_CHECKING:
    from s2v_desktop.ui.workspace import Workspace


class MainWindow(QMainWindow):
    """The main window.

    Parameters
    ----------
    parts : Parts
        Everything it works with, made by `app.py`.
    """

    def __init__(self, parts: Parts) -> None:
        super().__init__()
        self.parts = parts
        self.workspace: Workspace | None = None
        self.memory = WindowMemory(parts.settings)
        self.too_little_text = ""
        self.setWindowTitle("S2V Desktop")
        self.setWindowIcon(QIcon(str(resource("icons/s2v-desktop.svg"))))
        self.setDockNestingEnabled(True)
        self.resize(1280, 800)
        self._build_pages()
        self.progress = ProgressLine()
        self.libraries = Libraries(self)
        self.top = TopBar(self.libraries.find)
        self.handlers = Handlers(self)
        self.actions_table = Actions(self.handlers.table(), self)
        self._build_frame()
        self.flow_view = FlowView(self)
        self._closer = Closer(self)
        self.preparation = Preparation(self)
        self._connect()
        self.apply_theme()
        self.memory.restore_geometry(self)
        self.settle_in()

    def _build_pages(self) -> None:
        self.error_bar = ErrorBar()
        self.start_page = StartPage()
        self.stages = StagesPage(
            (
                ("import", self.tr("Read your history")),
                ("train", self.tr("Learn which songs keep company")),
                ("map", self.tr("Draw the map")),
            )
        )
        self.nothing = EmptyState("map", "", "", self.tr("Draw the map"))
        self.pages = QStackedWidget()
        for page in (self.start_page, self.stages, self.nothing):
            self.pages.addWidget(page)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.error_bar)
        column.addWidget(self.pages, 1)
        self.setCentralWidget(centre)
        self._veil = DropVeil(self)

    def _build_frame(self) -> None:
        self.actions_table.fill(self.menuBar())
        self.top.use(self.actions_table["import"], self.actions_table["rebuild"])
        self._toolbar = QToolBar(self.tr("Tools"))
        self._toolbar.setObjectName("tools")
        self._toolbar.setMovable(False)
        self._toolbar.toggleViewAction().setVisible(False)
        self._toolbar.addWidget(self.top)
        self.addToolBar(self._toolbar)
        self.status = StatusWords()
        status = self.statusBar()
        status.setSizeGripEnabled(False)
        status.setContentsMargins(12, 4, 4, 4)
        status.setFixedHeight(48)
        status.addWidget(self.status, 1)
        status.addPermanentWidget(self.progress, 1)

    def _connect(self) -> None:
        parts, handlers = self.parts, self.handlers
        drops = DropTarget(self)
        drops.hovering.connect(self._on_hovering)
        drops.dropped.connect(handlers.import_paths)
        self.start_page.choose_files.connect(handlers.choose_files)
        self.start_page.try_demo.connect(self.libraries.demo)
        self.start_page.open_library.connect(self.libraries.switch)
        self.nothing.pressed.connect(handlers.go_on)
        self.top.song_chosen.connect(self.show_song)
        self.top.mode_chosen.connect(self.set_mode)
        self.top.colour_chosen.connect(self.set_colour)
        self.progress.cancelled.connect(parts.flow.cancel)
        self.stages.cancelled.connect(parts.flow.cancel)
        parts.undo.canUndoChanged.connect(self._on_undo_changed)
        parts.undo.canRedoChanged.connect(self._on_undo_changed)
        parts.undo.undoTextChanged.connect(self._on_undo_changed)
        parts.selection.seeds_changed.connect(self._enable)
        parts.controller.state_changed.connect(self._enable)
        parts.theme.changed.connect(self._on_theme)

    # What is shown ------------------------------------------------------------------------------------------

    @Slot()
    def refresh(self) -> None:
        """Show the page, the docks, the counts and the actions that fit what is there now."""
        library, running = self.parts.library, self.parts.flow.running
        if not library.empty and self.workspace is None:
            self.make_workspace()
        on_start = library.empty and not running
        if on_start:
            self.start_page.set_recent(self.memory.recent)
            self.pages.setCurrentWidget(self.start_page)
        elif self.workspace is not None and (library.map is not None or self.flow_view.live):
            self.workspace.come_forward(self.pages)
        elif running:
            self.pages.setCurrentWidget(self.stages)
        else:
            self._show_nothing()
        self._toolbar.setVisible(not on_start and not library.empty)
        if self.workspace is not None:
            shown = not on_start and not library.empty
            self.workspace.set_docks_shown(shown, shown and library.model is not None)
        self._show_counts()
        self._enable()

    def _show_nothing(self) -> None:
        if self.too_little_text:
            title, button = self.tr("Too little to draw a map yet"), self.tr("Import more history")
            self.nothing.say(title, self.too_little_text, button)
        else:
            sentence = self.tr("Your songs are here. Next the program learns which of them keep company, and draws it.")
            self.nothing.say(self.tr("No map yet"), sentence, self.tr("Draw the map"))
        self.pages.setCurrentWidget(self.nothing)

    def make_workspace(self) -> None:
        """Make map and docks."""
        from s2v_desktop.ui.workspace import Workspace  # pyqtgraph and the tables: not before they are needed

        self.workspace = Workspace(self, self.parts)
        self.pages.addWidget(self.workspace.centre)
        self.workspace.set_reduced_motion(self.memory.reduced_motion)
        self.handlers.map.follow(self.workspace)
        self.workspace.tray.actions.spellings_wanted.connect(self.handlers.library.spellings)
        self.workspace.library_dock.visibilityChanged.connect(self._enable)
        self.workspace.recommend_dock.visibilityChanged.connect(self._enable)
        self.workspace.tray.dock.visibilityChanged.connect(self._enable)
        self.memory.restore_docks(self)
        self.top.set_colours(self.workspace.colours(), "region")
        self.workspace.map.canvas.mode_changed.connect(self.top.mode.set_value)

    def _show_counts(self) -> None:
        catalogue = self.parts.library.catalogue
        if catalogue is None or self.parts.library.empty:
            self.status.set_resting(self.tr("Nothing imported yet"))
        else:
            figures = catalogue.figures
            counts = wording.library_counts(figures["plays"], figures["songs"], figures["sessions"])
            since = staleness.short(self.parts.library.since)
            map_since = [self.tr("map {made_before}").format(made_before=since)] if since else []
            self.status.set_resting(wording.SEPARATOR.join([counts, *map_since]))

    @Slot()
    def _enable(self) -> None:
        parts, library = self.parts, self.parts.library
        have = Needs.NOTHING
        have |= Needs.SONGS if not library.empty else Needs.NOTHING
        have |= Needs.MODEL if library.map is not None else Needs.NOTHING
        have |= Needs.SEEDS if parts.selection.seeds else Needs.NOTHING
        have |= Needs.RUNNING if parts.controller.busy else Needs.IDLE
        self.actions_table.enable(have)
        self.top.set_ready(songs=not library.empty, has_map=library.map is not None)
        if self.workspace is not None:
            self.actions_table["library_dock"].setChecked(not self.workspace.library_dock.isHidden())
            self.actions_table["recommendation_dock"].setChecked(not self.workspace.recommend_dock.isHidden())
            self.actions_table["playlist_dock"].setChecked(not self.workspace.tray.dock.isHidden())
        self._on_undo_changed()

    @Slot()
    def _on_undo_changed(self) -> None:
        undo = self.parts.undo
        for name, can, text, verb in (
            ("undo", undo.canUndo(), undo.undoText(), self.tr("Undo")),
            ("redo", undo.canRedo(), undo.redoText(), self.tr("Redo")),
        ):
            self.actions_table[name].setEnabled(can)
            self.actions_table[name].setText(f"{verb}: {wording.no_mnemonic(text)}" if text else verb)

    def _on_theme(self, _theme: object) -> None:
        theming.restyle(self)

    def apply_theme(self) -> None:
        """Colour what the style sheet cannot reach."""
        self.actions_table.load_icons()

    # What can be asked of the window --------------------------------------------------------------------------

    @Slot(int)
    def show_song(self, song: int) -> None:
        """Choose a song and fly to it."""
        self.parts.selection.choose([song])
        self.parts.selection.show_on_map.emit(song)

    @Slot(str)
    def set_mode(self, mode: str) -> None:
        """Let dragging pan or choose."""
        self.top.mode.set_value(mode)
        if self.workspace is not None:
            self.workspace.set_mode(mode)

    @Slot(str)
    def set_colour(self, name: str) -> None:
        """Let colour tell something else."""
        if self.workspace is not None:
            self.workspace.set_colour(name)
            self.top.set_colour(name)

    def fill_seeds(self) -> None:
        """Choose the first seeds for the listener, and say what a personal model can and cannot do."""
        songs = self.parts.library.favourites()
        self.parts.selection.start_with(songs)
        if songs and self.workspace is not None:
            self.workspace.recommend_panel.show_hint(
                self.tr("Chosen to begin with: what you played most. Your history can only bring back songs you know.")
            )

    def too_little(self, sentence: str) -> None:
        """There is not enough to learn from; empty when there is."""
        self.too_little_text = sentence

    def settle_in(self) -> None:
        """Show the library that has been opened."""
        self.too_little_text = ""
        self.refresh()
        if not self.parts.library.empty:
            self.memory.opened(self.parts.library.folder)
        if self.parts.library.map is not None:
            self.fill_seeds()

    @Slot()
    def reset_layout(self) -> None:
        """Put the docks where they were at the first start."""
        self.memory.forget_docks()
        if self.workspace is not None:
            self.workspace.reset(self)

    @Slot(bool)
    def set_reduced_motion(self, reduced: bool) -> None:
        """Let things glide, or not; remembered."""
        self.memory.set_reduced_motion(reduced)
        if self.workspace is not None:
            self.workspace.set_reduced_motion(reduced)

    @Slot(bool)
    def _on_hovering(self, hovering: bool) -> None:
        if self.pages.currentWidget() is self.start_page:
            self.start_page.zone.set_hot(hovering)
        else:
            self._veil.cover() if hovering else self._veil.hide()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close, or ask first while a job runs."""
        if self._closer.decide(event):
            self.preparation.stop()
            if self.workspace is not None:
                self.workspace.tray.finish()
            self.memory.save(self, docks=self.workspace is not None and not self.workspace.put_away)
