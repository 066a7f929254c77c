"""The bottom dock: a playlist to drag songs into, to reorder, smooth and go on with, and to take out as a file."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLocale, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from s2v_desktop.core.smoothing import steps
from s2v_desktop.ui import wording
from s2v_desktop.ui.models.playlist_table import Line, PlaylistTable
from s2v_desktop.ui.open_library import OpenLibrary
from s2v_desktop.ui.panels.journey_bar import WITH_TEXT
from s2v_desktop.ui.panels.playlist_menus import PlaylistMenus
from s2v_desktop.ui.playlist_files import PlaylistFiles
from s2v_desktop.ui.playlists import Playlists
from s2v_desktop.ui.radio import Radio
from s2v_desktop.ui.selection import Selection
from s2v_desktop.ui.song_actions import SongActions
from s2v_desktop.ui.widgets import icons
from s2v_desktop.ui.widgets.choices import ChoiceBox
from s2v_desktop.ui.widgets.labels import ElidedLabel, plain_label
from s2v_desktop.ui.widgets.playlist_view import PlaylistView

_LONGEST_NAME = 60


class PlaylistPanel(QWidget):
    """The playlist tray.

    Parameters
    ----------
    library : OpenLibrary
    selection : Selection
        Its seeds can be put into the playlist; a click on a song shows it on the map.
    playlists : Playlists
    actions : SongActions
        The context menu.
    """

    failed = Signal(str, str)
    """Something could not be read or written: a sentence and details."""
    said = Signal(str)
    """Something went well that cannot be seen here."""

    def __init__(
        self, library: OpenLibrary, selection: Selection, playlists: Playlists, actions: SongActions,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setProperty("panel", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._library, self._selection, self._playlists, self._actions = library, selection, playlists, actions
        self._menus = PlaylistMenus(self)
        self.radio = Radio(library, playlists, self)
        self.files = PlaylistFiles(library, playlists, self)
        self._model = PlaylistTable(self)
        self.table = PlaylistView(self._model, self.tr("Playlist"))
        sentence = self.tr(
            "Nothing in here yet. Drag songs here from any table, seeds, or selected songs of the map, or right-click "
            "a song to add it."
        )
        self._empty = plain_label(sentence, muted=True, wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self._empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 8)
        column.setSpacing(8)
        column.addLayout(self._head())
        column.addWidget(self._pages, 1)
        self.setAcceptDrops(True)
        self._connect()
        self.apply_theme()
        self._show_names()
        self.show_songs()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._names = ChoiceBox()
        self._names.setAccessibleName(self.tr("Which playlist"))
        self._names.setMinimumWidth(160)
        self._names.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._manage = self._menu_button(self.tr("New, rename, delete, read a file"), self._menus.manage)
        self._facts = ElidedLabel("", "secondary", muted=True)
        self._seeds = self._button(self.tr("Add seeds"), self.tr("Put the seeds, or a lassoed area, in here"))
        hint = self.tr("Keep ten songs ahead: what is played next. A click on a song says where you are.")
        self._radio = self._button(self.tr("Radio"), hint)
        self._radio.setCheckable(True)
        self._smooth = self._button(self.tr("Smooth"), self.tr("Lay the songs so that neighbours fit"))
        self._pins = self._menu_button(self.tr("What smoothing leaves in its place"), self._menus.pins)
        self._export = QPushButton(self.tr("Export as…"))
        self._export.setProperty("primary", True)
        self._export.setMenu(self._menus.export)
        row.addWidget(self._names)
        row.addWidget(self._manage)
        row.addSpacing(8)
        row.addWidget(self._facts, 1)
        for widget in (self._seeds, self._radio, self._smooth, self._pins, self._export):
            row.addWidget(widget)
        return row

    def _button(self, text: str, hint: str) -> QPushButton:
        made = QPushButton(text)
        made.setIconSize(WITH_TEXT)
        made.setToolTip(hint)
        return made

    def _menu_button(self, name: str, menu: QMenu) -> QToolButton:
        made = QToolButton()
        made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        made.setMenu(menu)
        made.setProperty("flat", True)
        made.setFixedSize(34, 34)
        made.setToolTip(name)
        made.setAccessibleName(name)
        return made

    def _connect(self) -> None:
        playlists = self._playlists
        playlists.changed.connect(self.show_songs)
        playlists.names_changed.connect(self._show_names)
        self._library.model_changed.connect(self.show_songs)
        self._selection.seeds_changed.connect(self._enable)
        self._names.activated.connect(self._on_name)
        self._seeds.clicked.connect(self._on_seeds)
        self._radio.toggled.connect(self.radio.switch)
        self.radio.switched.connect(self._on_radio)
        self.radio.lost.connect(self._on_lost)
        self._smooth.clicked.connect(self._on_smooth)
        self._menus.chosen.connect(self._on_menu)
        self.files.failed.connect(self.failed)
        self.files.said.connect(self.said)
        self._model.dropped.connect(playlists.add)
        self._model.moved.connect(self._on_moved)
        self.table.shifted.connect(self._on_moved)
        self.table.removed.connect(self._on_removed)
        self.table.song_chosen.connect(self._on_chosen)
        self.table.song_hovered.connect(self._selection.hovered)
        self.table.customContextMenuRequested.connect(self._on_context)

    # Showing ----------------------------------------------------------------------------------------------------

    @Slot()
    def show_songs(self) -> None:
        """Show the current playlist as it is now."""
        songs, again = self._playlists.songs, self._playlists.duplicates()
        space = self._library.space
        near = steps(space.w1, self._playlists.rows()) if space is not None else np.full(max(0, len(songs) - 1), np.nan)
        lines = []
        for place, song in enumerate(songs):
            step = float(near[place - 1]) if place else float("nan")
            lines.append(Line(song, *self._library.name(song), None if np.isnan(step) else step, again[place]))
        chosen = self.table.places
        self._model.set_lines(lines)
        self.table.select_places([place for place in chosen if place < len(lines)])
        self._pages.setCurrentWidget(self.table if lines else self._empty)
        self._facts.setText(self._facts_text(lines))
        self._enable()

    def _facts_text(self, lines: list[Line]) -> str:
        if not lines:
            return ""
        parts = [wording.count(len(lines), self.tr("song"), self.tr("songs"))]
        twice = sum(line.again for line in lines)
        if twice:
            parts.append(self.tr("{0} twice").format(QLocale().toString(twice)))
        known = [line.step for line in lines if line.step is not None]
        if known:
            parts.append(self.tr("widest step {0}").format(wording.cosine(min(known))))
        if self.radio.on:
            parts.append(self.tr("radio on"))
        return wording.SEPARATOR.join(parts)

    @Slot()
    def _show_names(self) -> None:
        self._names.clear()
        current = self._playlists.current
        known = self._playlists.all or [current]
        for one in known:
            self._names.addItem(wording.clean(one.name, _LONGEST_NAME), one.number)
        self._names.setCurrentIndex(max(0, self._names.findData(current.number)))
        self._enable()

    @Slot()
    def _enable(self) -> None:
        songs = len(self._playlists.songs)
        model = self._library.space is not None
        self._seeds.setEnabled(bool(self._selection.seeds))
        self._radio.setEnabled(songs > 0 and model)
        self._smooth.setEnabled(songs > 2 and model)
        self._export.setEnabled(songs > 0)
        kept, twice = self._playlists.current.number > 0, any(self._playlists.duplicates())
        self._menus.enable(songs=songs, kept=kept, twice=twice)

    def apply_theme(self) -> None:
        """Colour the icons anew."""
        radio = "stop" if self.radio.on else "radio"
        for button, name in ((self._seeds, "plus"), (self._radio, radio), (self._smooth, "route")):
            button.setIcon(icons.icon(name, size=16))
        self._manage.setIcon(icons.icon("more", size=16))
        self._pins.setIcon(icons.icon("chevron-down", size=14))

    # Changing ---------------------------------------------------------------------------------------------------

    @Slot(int)
    def _on_name(self, at: int) -> None:
        self._playlists.choose(int(self._names.itemData(at) or 0))

    @Slot()
    def _on_seeds(self) -> None:
        self._playlists.add([seed.song for seed in self._selection.seeds if seed.weight > 0])

    @Slot(bool)
    def _on_radio(self, on: bool) -> None:
        self._radio.setChecked(on)
        self._radio.setText(self.tr("Stop radio") if on else self.tr("Radio"))
        self.apply_theme()
        self.show_songs()
        if on:
            self.table.scrollToBottom()

    @Slot()
    def _on_lost(self) -> None:
        self.said.emit(self.tr("The radio knows no song that could follow. Add another song, then try again."))

    @Slot()
    def _on_smooth(self) -> None:
        self._playlists.smooth(self._menus.pin_first, self._menus.pin_last)

    @Slot(object, int)
    def _on_moved(self, places: list[int], to: int) -> None:
        start = to - sum(place < to for place in places)
        self._playlists.move(places, to)
        self.table.select_places(list(range(start, start + len(places))))

    @Slot(object)
    def _on_removed(self, places: list[int]) -> None:
        self._playlists.remove(places)
        self.table.select_places([min(places[0], len(self._playlists.songs) - 1)])

    def _on_chosen(self, song: int, _modifiers: object) -> None:
        self._selection.show_on_map.emit(song)
        if len(self.table.places) == 1:
            self.radio.play(self.table.places[0])

    @Slot(QPoint)
    def _on_context(self, place: QPoint) -> None:
        songs = self.table.chosen_songs()
        if songs:
            menu = self._actions.menu(songs, self)
            menu.addSeparator()
            remove = QAction(self.tr("Take out of the playlist"), menu)
            remove.triggered.connect(self._on_remove_chosen)
            menu.addAction(remove)
            menu.popup(self.table.viewport().mapToGlobal(place))

    @Slot()
    def _on_remove_chosen(self) -> None:
        if self.table.places:
            self._on_removed(self.table.places)

    def dragEnterEvent(self, event: object) -> None:
        """Take songs also where there is no row yet."""
        data = event.mimeData()  # type: ignore[attr-defined]
        if self._model.canDropMimeData(data, Qt.DropAction.CopyAction, -1, -1, self._model.index(-1, -1)):
            event.acceptProposedAction()  # type: ignore[attr-defined]

    def dropEvent(self, event: object) -> None:
        """Put them at the end."""
        data = event.mimeData()  # type: ignore[attr-defined]
        if self._model.dropMimeData(data, Qt.DropAction.CopyAction, -1, -1, self._model.index(-1, -1)):
            event.acceptProposedAction()  # type: ignore[attr-defined]

    @Slot(str)
    def _on_menu(self, name: str) -> None:
        if name == "new":
            self._playlists.new()
        elif name == "delete":
            self._playlists.delete()
        elif name == "seeds":
            self._selection.choose(self._playlists.songs)
        elif name == "duplicates":
            self._playlists.drop_duplicates()
        elif name == "rename":
            from s2v_desktop.ui.dialogs.name_dialog import NameDialog

            dialog = NameDialog(self.tr("Rename the playlist"), self._playlists.current.name, self)
            dialog.named.connect(self._playlists.rename)
            dialog.open()
        else:
            self.files.do(name)
