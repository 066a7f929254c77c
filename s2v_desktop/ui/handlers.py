"""What each action does. The ids are those of the table in `actions.py`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QFileDialog

from s2v_desktop.ui.export_handlers import ExportHandlers
from s2v_desktop.ui.library_handlers import LibraryHandlers
from s2v_desktop.ui.map_handlers import MapHandlers
from s2v_desktop.ui.model_handlers import SUFFIX, ModelHandlers
from s2v_desktop.ui.song_handlers import SongHandlers

if TYPE_CHECKING:
    from s2v_desktop.ui.main_window import MainWindow


class Handlers(QObject):
    """The handlers of one window. Dialogs are imported when they are opened: the start does not pay for them."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._parts = window.parts
        self.songs = SongHandlers(window)
        self.map = MapHandlers(window)
        self.exports = ExportHandlers(window)
        self.models = ModelHandlers(window)
        self.library = LibraryHandlers(window)

    def table(self) -> dict[str, Callable[[], object]]:
        """Id of an action -> what it does."""
        window, parts = self._window, self._parts
        return {
            "import": self.choose_files,
            "import_folder": self.choose_folder,
            "demo": window.libraries.demo,
            "new_library": window.libraries.new,
            "open_library": window.libraries.choose,
            "quit": window.close,
            "undo": parts.undo.undo,
            "redo": parts.undo.redo,
            "find": window.top.search.focus,
            "clear_seeds": parts.selection.clear,
            "palette": self.palette,
            "preferences": self.preferences,
            "undo_import": self.undo_last_import,
            "doctor": self.doctor,
            "rebuild": self.rebuild,
            "redraw": self.redraw,
            "quality": self.quality,
            "stop_here": parts.controller.stop_here,
            "cancel": parts.flow.cancel,
            "pan": self.pan,
            "lasso": self.lasso,
            "fit": self.fit,
            "library_dock": self.toggle_library,
            "recommendation_dock": self.toggle_recommendations,
            "switch_theme": self.switch_theme,
            "reset_layout": window.reset_layout,
            "get_export": self.help_history,
            "how_it_works": self.help_method,
            "about": self.about,
            **self.songs.table(),
            **self.map.table(),
            **self.exports.table(),
            **self.models.table(),
            **self.library.table(),
        }

    # Files and libraries --------------------------------------------------------------------------------------

    @Slot()
    def choose_files(self) -> None:
        """Ask for files and import them."""
        kinds = self.tr("Listening history (*.zip *.csv *.tsv *.txt *.json *.jsonl *.xlsx *.xml);;All files (*)")
        names, _ = QFileDialog.getOpenFileNames(self._window, self.tr("Import history"), "", kinds)
        self.import_paths([Path(name) for name in names])

    @Slot()
    def choose_folder(self) -> None:
        """Ask for a folder and import what is in it."""
        name = QFileDialog.getExistingDirectory(self._window, self.tr("Import a folder"))
        self.import_paths([Path(name)] if name else [])

    def import_paths(self, paths: Sequence[Path]) -> None:
        """Import files: at once where they say what they are, after a look at the columns where they do not."""
        if not paths:
            return
        if len(paths) == 1 and paths[0].suffix.lower() == SUFFIX:
            self.models.open_path(paths[0])
            return
        if self._parts.flow.running or self._parts.controller.busy:
            self._window.error_bar.say(
                self.tr("Something is running. Drop the files again when it is done."), error=False
            )
            return
        from s2v_desktop.ui.import_start import ImportStart

        ImportStart(self._window, self._parts.flow).begin(paths)

    @Slot()
    def undo_last_import(self) -> None:
        """Take the newest import back."""
        from s2v_desktop.store.library import Library

        with Library.open(self._parts.library.folder) as library:
            numbers = [batch.number for batch in library.batches()]
        if numbers:
            self.undo_import(max(numbers))

    @Slot(int)
    def undo_import(self, batch: int) -> None:
        """Take one import back, as a job."""
        self._parts.flow.undo_import(batch)

    @Slot()
    def doctor(self) -> None:
        """Check the library, as a job."""
        self._parts.flow.check()

    # Model and map --------------------------------------------------------------------------------------------

    @Slot()
    def rebuild(self) -> None:
        """Learn again and draw the map."""
        self._parts.flow.rebuild()

    @Slot()
    def go_on(self) -> None:
        """Do what is missing for a map: more history, a model, or only the drawing."""
        if self._window.too_little_text:
            self.choose_files()
        elif self._parts.library.model is not None:
            self.redraw()
        else:
            self.rebuild()

    @Slot()
    def redraw(self) -> None:
        """Draw the map again."""
        self._parts.flow.redraw()

    @Slot()
    def quality(self) -> None:
        """Show how good the model is, and measure it."""
        from s2v_desktop.ui.dialogs.quality import QualityDialog

        parts = self._parts
        model = parts.library.model
        chosen = model.info.id if model is not None else None
        QualityDialog(parts.library.folder, chosen, parts.controller, self._window).show()

    @Slot()
    def pan(self) -> None:
        """Let dragging move the map."""
        self._window.set_mode("pan")

    @Slot()
    def lasso(self) -> None:
        """Let dragging choose songs."""
        self._window.set_mode("lasso")

    @Slot()
    def fit(self) -> None:
        """Show the whole map."""
        if self._window.workspace is not None:
            self._window.workspace.map.fit()

    # View -----------------------------------------------------------------------------------------------------

    @Slot()
    def toggle_library(self) -> None:
        """Show or hide the left dock."""
        if self._window.workspace is not None:
            dock = self._window.workspace.library_dock
            dock.setVisible(dock.isHidden())

    @Slot()
    def toggle_recommendations(self) -> None:
        """Show or hide the right dock."""
        if self._window.workspace is not None:
            dock = self._window.workspace.recommend_dock
            dock.setVisible(dock.isHidden())

    @Slot()
    def switch_theme(self) -> None:
        """From light to dark or back, and stay there."""
        self.choose_theme("light" if self._parts.theme.current.dark else "dark")

    @Slot(str)
    def choose_theme(self, choice: str) -> None:
        """Follow the system, or stay light or dark; remembered."""
        self._parts.theme.choose(choice)
        self._window.memory.set_theme(choice)

    @Slot()
    def preferences(self) -> None:
        """Open the preferences."""
        from s2v_desktop.ui.dialogs.preferences import Preferences

        window, parts = self._window, self._parts
        dialog = Preferences(parts.theme.choice, window.memory.reduced_motion, parts.library.folder, window)
        dialog.theme_chosen.connect(self.choose_theme)
        dialog.motion_chosen.connect(self._window.set_reduced_motion)
        dialog.open()

    @Slot()
    def palette(self) -> None:
        """Open the command palette."""
        from s2v_desktop.ui.widgets.command_palette import Command, CommandPalette

        window, table = self._window, self._window.actions_table
        palette = CommandPalette([Command(one, table.title(one.objectName())) for one in table.all()], window)
        palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        palette.open_over(window)

    @Slot()
    def help_history(self) -> None:
        """Say how to get a history from each service."""
        self._help("history")

    @Slot()
    def help_method(self) -> None:
        """Say how it works."""
        self._help("how-it-works")

    def _help(self, page: str) -> None:
        from s2v_desktop.ui.dialogs.help import HelpDialog

        HelpDialog(page, self._window, self._window.parts.library).show()

    @Slot()
    def about(self) -> None:
        """Say what this is."""
        from s2v_desktop.ui.dialogs.about import AboutDialog

        AboutDialog(self._window).open()
