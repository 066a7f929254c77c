"""Every action of the program in one table: menus, toolbar, shortcuts and the command palette are made from it."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from s2v_desktop.ui.widgets import icons


class Needs(enum.IntFlag):
    """What must be there for an action to be enabled."""

    NOTHING = 0
    SONGS = enum.auto()
    MODEL = enum.auto()
    SEEDS = enum.auto()
    IDLE = enum.auto()
    """No job runs."""
    RUNNING = enum.auto()
    """A job runs."""


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action: its id is also the name of its handler in the window's table of handlers."""

    id: str
    menu: str
    text: str
    shortcut: str = ""
    icon: str = ""
    needs: Needs = Needs.NOTHING
    checkable: bool = False
    hint: str = ""


_N = Needs

MENUS: tuple[str, ...] = ("file", "edit", "library", "model", "view", "help")

ROWS: tuple[ActionRow, ...] = (
    ActionRow("import", "file", "Import history…", "Ctrl+O", "import", _N.IDLE, hint="Import history files"),
    ActionRow("import_folder", "file", "Import a folder…", "Ctrl+Shift+O", "folder", _N.IDLE),
    ActionRow("examine", "file", "Look into files first…", "", "check", _N.IDLE),
    ActionRow("demo", "file", "Try the demo", "", "star", _N.IDLE),
    ActionRow("new_library", "file", "New library…", "Ctrl+N", "plus", _N.IDLE),
    ActionRow("open_library", "file", "Open library…", "", "library", _N.IDLE),
    ActionRow("open_model", "file", "Open a shared model…", "", "import", _N.IDLE),
    ActionRow("share_model", "file", "Share the model…", "", "export", _N.MODEL | _N.IDLE),
    ActionRow("export_map", "file", "Export map…", "Ctrl+E", "export", _N.MODEL | _N.IDLE),
    ActionRow("export_plays", "file", "Export plays…", "", "export", _N.SONGS | _N.IDLE),
    ActionRow("export_sessions", "file", "Export sessions…", "", "export", _N.SONGS | _N.IDLE),
    ActionRow("quit", "file", "Quit", "Ctrl+Q", "quit"),
    ActionRow("undo", "edit", "Undo", "Ctrl+Z", "undo"),
    ActionRow("redo", "edit", "Redo", "Ctrl+Shift+Z", "redo"),
    ActionRow("find", "edit", "Search songs and artists", "Ctrl+F", "search", _N.SONGS),
    ActionRow("clear_seeds", "edit", "Clear the seeds", "Ctrl+Backspace", "close", _N.SEEDS),
    ActionRow("grow", "edit", "Grow the selection by its nearest songs", "Ctrl+Shift+G", "grow", _N.MODEL | _N.SEEDS),
    ActionRow("invert", "edit", "Invert the selection", "Ctrl+I", "invert", _N.MODEL | _N.SEEDS),
    ActionRow("select_region", "edit", "Select the whole region", "", "regions", _N.MODEL | _N.SEEDS),
    ActionRow("select_artist", "edit", "Select the whole artist", "Ctrl+Shift+A", "note", _N.MODEL | _N.SEEDS),
    ActionRow("select_hits", "edit", "Select what the search finds", "", "search", _N.MODEL),
    ActionRow("save_selection", "edit", "Save the selection…", "Ctrl+S", "selection", _N.MODEL | _N.SEEDS),
    ActionRow("compare_selections", "edit", "Compare two selections…", "", "compare", _N.MODEL),
    ActionRow("add_seeds", "edit", "Add the seeds to the playlist", "Ctrl+Shift+P", "playlist", _N.SEEDS),
    ActionRow("hide_focus", "edit", "Hide the explained song", "Ctrl+H", "hide", _N.MODEL),
    ActionRow("palette", "edit", "Find an action…", "Ctrl+K", "keyboard"),
    ActionRow("preferences", "edit", "Preferences…", "Ctrl+,", "settings"),
    ActionRow("history", "library", "Imports…", "Ctrl+Shift+H", "history", _N.SONGS),
    ActionRow("sessions", "library", "Sessions…", "Ctrl+Shift+S", "pause", _N.SONGS),
    ActionRow("undo_import", "library", "Undo the last import", "", "undo", _N.SONGS | _N.IDLE),
    ActionRow("hidden_songs", "library", "Hidden songs…", "Ctrl+Shift+B", "hide", _N.SONGS),
    ActionRow("merges", "library", "Merge songs…", "", "compare", _N.SONGS | _N.IDLE),
    ActionRow("listeners", "library", "Listeners…", "", "library", _N.SONGS),
    ActionRow("doctor", "library", "Check the library", "", "check", _N.SONGS | _N.IDLE),
    ActionRow("remove_library", "library", "Delete my library…", "", "close", _N.SONGS | _N.IDLE),
    ActionRow("rebuild", "model", "Rebuild map", "Ctrl+R", "rebuild", _N.SONGS | _N.IDLE, hint="Learn again and draw"),
    ActionRow("train", "model", "Train…", "Ctrl+T", "settings", _N.SONGS | _N.IDLE),
    ActionRow("redraw", "model", "Draw the map again", "Ctrl+Shift+R", "map", _N.MODEL | _N.IDLE),
    ActionRow("redraw_with", "model", "Draw the map again with…", "", "settings", _N.MODEL | _N.IDLE),
    ActionRow("moved", "model", "What moved on the map…", "", "route", _N.MODEL),
    ActionRow("quality", "model", "How good is it?…", "Ctrl+Shift+Q", "target", _N.SONGS),
    ActionRow("models", "model", "Models…", "Ctrl+M", "compare", _N.SONGS),
    ActionRow("stop_here", "model", "Stop here and keep what is there", "", "check", _N.RUNNING),
    ActionRow("cancel", "model", "Cancel what is running", "Ctrl+.", "close", _N.RUNNING),
    ActionRow("pan", "view", "Pan", "P", "pan", _N.MODEL),
    ActionRow("lasso", "view", "Lasso", "L", "lasso", _N.MODEL),
    ActionRow("rectangle", "view", "Rectangle", "M", "rectangle", _N.MODEL),
    ActionRow("shapes", "view", "Shapes for groups", "", "shapes", _N.MODEL, checkable=True),
    ActionRow("play_history", "view", "Play your history", "Ctrl+Space", "play", _N.MODEL),
    ActionRow("watch_steps", "view", "Watch how the list is made", "Ctrl+Shift+W", "play", _N.MODEL),
    ActionRow("fit", "view", "Show the whole map", "Ctrl+0", "fit", _N.MODEL),
    ActionRow("library_dock", "view", "Library", "Ctrl+1", "dock-left", checkable=True),
    ActionRow("recommendation_dock", "view", "Recommendations", "Ctrl+2", "dock-right", checkable=True),
    ActionRow("regions_dock", "view", "Regions", "Ctrl+3", "regions", _N.MODEL, checkable=True),
    ActionRow("selection_dock", "view", "Selection", "Ctrl+4", "selection", _N.MODEL, checkable=True),
    ActionRow("playlist_dock", "view", "Playlist", "Ctrl+5", "playlist", _N.SONGS, checkable=True),
    ActionRow("switch_theme", "view", "Switch between light and dark", "Ctrl+Shift+D", "theme"),
    ActionRow("reset_layout", "view", "Reset the layout", "", "rebuild"),
    ActionRow("get_export", "help", "How to get your history", "F1", "help"),
    ActionRow("how_it_works", "help", "How it works", "", "info"),
    ActionRow("about", "help", "About S2V Desktop", "", "info"),
)

# Ids after which a menu draws a line.
_LINE_AFTER = frozenset(
    {
        "demo",
        "open_library",
        "export_sessions",
        "redo",
        "clear_seeds",
        "compare_selections",
        "history",
        "moved",
        "fit",
        "get_export",
    }
)


class Actions(QObject):
    """The `QAction` objects of one window.

    Parameters
    ----------
    handlers : mapping
        Id -> what to call. An action without a handler is not made.
    """

    def __init__(self, handlers: Mapping[str, Callable[[], object]], parent: QObject) -> None:
        super().__init__(parent)
        self._made: dict[str, QAction] = {}
        self._rows = {row.id: row for row in ROWS if row.id in handlers}
        for row in self._rows.values():
            action = QAction(self.tr(row.text), parent)
            action.setObjectName(row.id)
            action.setCheckable(row.checkable)
            if row.shortcut:
                action.setShortcut(QKeySequence(row.shortcut))
                action.setToolTip(f"{self.tr(row.hint or row.text)} ({action.shortcut().toString()})")
            elif row.hint:
                action.setToolTip(self.tr(row.hint))
            action.triggered.connect(handlers[row.id])
            self._made[row.id] = action

    def __getitem__(self, name: str) -> QAction:
        return self._made[name]

    def __contains__(self, name: str) -> bool:
        return name in self._made

    def all(self) -> Iterable[QAction]:
        """All actions, in the order of the menus."""
        return self._made.values()

    def title(self, name: str) -> str:
        """Name of the menu an action is in, as it is shown."""
        return self._menu_titles()[self._rows[name].menu].replace("&", "")

    def fill(self, bar: QMenuBar) -> None:
        """Build the menus."""
        titles = self._menu_titles()
        for menu_id in MENUS:
            menu: QMenu = bar.addMenu(titles[menu_id])
            for row in self._rows.values():
                if row.menu == menu_id:
                    menu.addAction(self._made[row.id])
                    if row.id in _LINE_AFTER:
                        menu.addSeparator()

    def enable(self, have: Needs) -> None:
        """Enable what can be done now.

        Parameters
        ----------
        have : Needs
            What is there.
        """
        for name, action in self._made.items():
            needs = self._rows[name].needs
            action.setEnabled(needs & have == needs)

    def load_icons(self) -> None:
        """Colour all icons for the current theme."""
        for name, action in self._made.items():
            if self._rows[name].icon:
                action.setIcon(icons.icon(self._rows[name].icon))

    def _menu_titles(self) -> dict[str, str]:
        return {
            "file": self.tr("&File"),
            "edit": self.tr("&Edit"),
            "library": self.tr("&Library"),
            "model": self.tr("&Model"),
            "view": self.tr("&View"),
            "help": self.tr("&Help"),
        }
