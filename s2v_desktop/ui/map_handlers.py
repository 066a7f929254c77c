"""What the actions of the map do: choosing, docks, saved selections, time. Ids are those of `actions.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QDockWidget

from s2v_desktop.core.errors import LibraryError
from s2v_desktop.store.earlier_maps import before
from s2v_desktop.store.models import ModelStore
from s2v_desktop.store.selections import SavedSelection, Selections
from s2v_desktop.ui import wording

if TYPE_CHECKING:
    from s2v_desktop.ui.main_window import MainWindow
    from s2v_desktop.ui.workspace import Workspace


class MapHandlers(QObject):
    """The handlers of one window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._parts = window, window.parts

    def table(self) -> dict[str, Callable[[], object]]:
        """Id of an action -> what it does."""
        return {
            "redraw_with": self.redraw_with,
            "moved": self.show_moved,
            "rectangle": self.rectangle,
            "grow": self.grow,
            "invert": self.invert,
            "select_region": self.select_region,
            "select_artist": self.select_artist,
            "select_hits": self.select_hits,
            "save_selection": self.save_selection,
            "compare_selections": self.compare_selections,
            "play_history": self.play_history,
            "regions_dock": self.toggle_regions,
            "selection_dock": self.toggle_selection,
            "shapes": self.toggle_shapes,
        }

    def follow(self, workspace: Workspace) -> None:
        """Show in the menu which docks are there, and let the buttons of the docks do what the menu does."""
        docks = workspace.map_docks
        for dock in (docks.regions_dock, docks.selection_dock):
            dock.visibilityChanged.connect(self._show_docks)
        bar, controller = workspace.map.settle_bar, self._parts.controller
        bar.pause_wanted.connect(controller.pause)
        bar.resume_wanted.connect(controller.resume)
        bar.stop_wanted.connect(controller.stop_here)
        docks.selection.save_wanted.connect(self.save_selection)
        docks.selection.compare_wanted.connect(self.compare_selections)
        self._window.actions_table["shapes"].setChecked(workspace.map.canvas.shaped)

    @Slot()
    def _show_docks(self) -> None:
        if self._workspace is not None:
            docks = self._workspace.map_docks
            for name, dock in (("regions_dock", docks.regions_dock), ("selection_dock", docks.selection_dock)):
                self._window.actions_table[name].setChecked(not dock.isHidden())

    @property
    def _workspace(self) -> Workspace | None:
        return self._window.workspace

    @Slot()
    def redraw_with(self) -> None:
        """Ask for perplexity and exaggeration, and draw the map again."""
        from s2v_desktop.ui.dialogs import redraw_map

        model, stored = self._parts.library.model, self._parts.library.map
        if model is None or stored is None:
            return
        said, near = stored.info.parameters, model.neighbours
        dialog = redraw_map.RedrawMap(
            float(said.get("perplexity", redraw_map.USUAL_PERPLEXITY)),
            float(said.get("exaggeration", redraw_map.USUAL_EXAGGERATION)),
            0 if near is None else near.index.shape[1],
            stored.info.songs,
            self._window,
        )
        dialog.wanted.connect(self._on_redraw)
        dialog.open()

    @Slot(float, float)
    def _on_redraw(self, perplexity: float, exaggeration: float) -> None:
        self._parts.flow.redraw(perplexity=perplexity, exaggeration=exaggeration)

    @Slot()
    def show_moved(self) -> None:
        """List the songs that stand elsewhere than on the map before."""
        from s2v_desktop.ui.dialogs.moved_songs import MovedSongs

        library, workspace = self._parts.library, self._workspace
        if library.model is None or library.map is None or workspace is None:
            return
        earlier = before(ModelStore(library.folder), library.model, library.map)
        if earlier is None:
            sentence = self.tr("This is the first map of this library. Draw or rebuild it once more to see what moves.")
            self._window.error_bar.say(sentence, error=False)
            return
        for before_this in self._window.findChildren(MovedSongs):
            before_this.close()
        dialog = MovedSongs(library, earlier, self._window)
        dialog.song_wanted.connect(self._parts.selection.show_on_map)
        dialog.select_wanted.connect(workspace.map.chooser.songs)
        dialog.show()

    @Slot()
    def rectangle(self) -> None:
        """Let dragging choose what lies in a rectangle."""
        self._window.set_mode("rectangle")

    @Slot()
    def grow(self) -> None:
        """Select the nearest songs too."""
        if self._workspace is not None:
            self._workspace.map.chooser.grow()

    @Slot()
    def invert(self) -> None:
        """Select what is not selected."""
        if self._workspace is not None:
            self._workspace.map.chooser.invert()

    @Slot()
    def select_region(self) -> None:
        """Select the region of the first selected song, as finely as the map names regions now."""
        from s2v_desktop.ui.map.names_layer import FINER_FROM

        song = self._first()
        if self._workspace is None or song is None:
            return
        panel = self._workspace.map
        if not panel.chooser.region_of(song, near=panel.canvas.zoom >= FINER_FROM):
            self._window.error_bar.say(self.tr("This song lies between the regions of the map."), error=False)

    @Slot()
    def select_artist(self) -> None:
        """Select all songs by the artist of the first selected song."""
        song = self._first()
        if self._workspace is not None and song is not None:
            self._workspace.map.chooser.artist_of(song)

    @Slot()
    def select_hits(self) -> None:
        """Select everything that the search field finds."""
        text = self._window.top.search.text()
        if self._workspace is None:
            return
        if not text.strip():
            self._window.top.search.focus()
        elif not self._workspace.map.chooser.hits(text):
            self._window.error_bar.say(self.tr("Nothing was found for “{text}”.").format(text=text), error=False)

    @Slot()
    def save_selection(self) -> None:
        """Ask for a name and save what is selected."""
        from s2v_desktop.ui.dialogs.save_selection import SaveSelection

        saved = self._saved()
        if self._workspace is None or saved is None or not len(self._workspace.picked.songs):
            return
        songs = wording.count(len(self._workspace.picked.songs), self.tr("song"), self.tr("songs"))
        dialog = SaveSelection(songs, [one.name for one in saved], self._window)
        dialog.named.connect(self._on_named)
        dialog.open()

    @Slot(str)
    def _on_named(self, name: str) -> None:
        if self._workspace is None:
            return
        try:
            Selections(self._parts.library.folder).save(name, self._workspace.picked.songs.tolist())
        except LibraryError as problem:
            self._window.error_bar.say(problem.message, problem.details)
        else:
            self._window.status.say(self.tr("The selection “{name}” is saved.").format(name=name))

    @Slot()
    def compare_selections(self) -> None:
        """Compare what is selected, or a saved selection, with another."""
        from s2v_desktop.ui.dialogs.compare_selections import CompareSelections

        catalogue, saved = self._parts.library.catalogue, self._saved()
        if self._workspace is None or catalogue is None or saved is None:
            return
        picked = self._workspace.picked.songs
        current = [SavedSelection(self.tr("What is selected"), tuple(picked.tolist()))] if len(picked) else []
        choices = [*current, *saved, SavedSelection(self.tr("All songs"), tuple(catalogue.songs.tolist()))]
        if len(choices) < 2:
            self._window.error_bar.say(self.tr("Select songs on the map first."), error=False)
            return
        CompareSelections(catalogue, choices, self._window).open()

    @Slot()
    def play_history(self) -> None:
        """Play the history, or pause."""
        if self._workspace is not None:
            self._workspace.film.toggle()

    @Slot()
    def toggle_regions(self) -> None:
        """Show or hide the regions."""
        if self._workspace is not None:
            self._toggle(self._workspace.map_docks.regions_dock)

    @Slot()
    def toggle_selection(self) -> None:
        """Show or hide what is selected."""
        if self._workspace is not None:
            self._toggle(self._workspace.map_docks.selection_dock)

    @Slot()
    def toggle_shapes(self) -> None:
        """Tell groups by shape too, or only by colour."""
        if self._workspace is not None:
            self._workspace.map.set_shaped(not self._workspace.map.canvas.shaped)
            self._window.actions_table["shapes"].setChecked(self._workspace.map.canvas.shaped)

    def _toggle(self, dock: QDockWidget) -> None:
        """Show or hide a dock; the docks of its side share the height evenly."""
        shown = dock.isHidden()
        dock.setVisible(shown)
        dock.raise_()
        window = self._window
        if shown and not dock.isFloating():
            area = window.dockWidgetArea(dock)
            beside = [one for one in window.findChildren(QDockWidget) if window.dockWidgetArea(one) == area]
            beside = [one for one in beside if one.isVisible() and not one.isFloating()]
            window.resizeDocks(beside, [1] * len(beside), Qt.Orientation.Vertical)

    def _first(self) -> int | None:
        """The first selected song."""
        if self._workspace is None or not len(self._workspace.picked.songs):
            return None
        return int(self._workspace.picked.songs[0])

    def _saved(self) -> list[SavedSelection] | None:
        """Saved selections; None, with a sentence, when they cannot be read."""
        try:
            return Selections(self._parts.library.folder).list()
        except LibraryError as problem:
            self._window.error_bar.say(problem.message, problem.details)
            return None
