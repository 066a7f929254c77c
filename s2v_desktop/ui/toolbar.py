"""The row over the map: import, rebuild, the search field in the middle, the mouse mode and what colour tells."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from s2v_desktop.ui import theme
from s2v_desktop.ui.widgets import icons
from s2v_desktop.ui.widgets.search_box import Hit, SearchBox
from s2v_desktop.ui.widgets.segmented import Segmented

_SEARCH_WIDTH = 420


class ActionButton(QPushButton):
    """A button that does what an action does, is enabled when it is, and has its tooltip."""

    def __init__(self, action: QAction, text: str, *, primary: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._action = action
        self.setProperty("primary", primary)
        self.setAccessibleName(text)
        self.clicked.connect(action.trigger)
        action.changed.connect(self._follow)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        self.setEnabled(self._action.isEnabled())
        self.setToolTip(self._action.toolTip())


class TopBar(QWidget):
    """The whole row.

    Parameters
    ----------
    find : callable
        What the search field asks while the listener types.
    """

    song_chosen = Signal(int)
    mode_chosen = Signal(str)
    colour_chosen = Signal(str)

    def __init__(self, find: Callable[[str, int], Sequence[Hit]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = SearchBox(find)
        self.search.chosen.connect(self.song_chosen)
        self.mode = Segmented(
            (
                ("pan", self.tr("Pan"), self.tr("Drag moves the map (P)")),
                ("lasso", self.tr("Lasso"), self.tr("Drag chooses all songs inside a line (L)")),
                ("rectangle", self.tr("Box"), self.tr("Drag chooses all songs inside a rectangle (M)")),
            ),
            self.tr("What dragging on the map does"),
        )
        self.mode.chosen.connect(self.mode_chosen)
        self._colours: dict[str, str] = {}
        self._colour = self._colour_button()
        self._left = self._side()
        right = self._side(self.mode, self._colour)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._left, 1, Qt.AlignmentFlag.AlignLeft)
        row.addWidget(self.search, 2)
        row.addWidget(right, 1, Qt.AlignmentFlag.AlignRight)
        self.search.setMaximumWidth(_SEARCH_WIDTH)
        self.apply_theme()

    def use(self, import_action: QAction, rebuild_action: QAction) -> None:
        """Make the two buttons at the left."""
        row = self._left.layout()
        if row is not None:
            row.addWidget(ActionButton(import_action, self.tr("Import history"), primary=True))
            row.addWidget(ActionButton(rebuild_action, self.tr("Rebuild map")))

    def set_colours(self, colours: Sequence[tuple[str, str]], current: str) -> None:
        """Offer what colour can tell: id and name of each."""
        self._colours = dict(colours)
        for name, text in colours:
            action = self._menu.addAction(text[:1].upper() + text[1:])
            action.setCheckable(True)
            action.setData(name)
            self._group.addAction(action)
        self.set_colour(current)

    def set_ready(self, *, songs: bool, has_map: bool) -> None:
        """Enable what can be used now."""
        self.search.setEnabled(songs)
        self.mode.setEnabled(has_map)
        self._colour.setEnabled(has_map)

    def set_colour(self, name: str) -> None:
        """Show what colour tells now."""
        self._colour.setText(self.tr("Colour: {name}").format(name=self._colours.get(name, name)))
        for action in self._group.actions():
            action.setChecked(action.data() == name)

    def apply_theme(self) -> None:
        """Colour the icons anew."""
        self.search.apply_theme()
        self._colour.setIcon(icons.icon("chevron-down", theme.theme_of(QGuiApplication.instance()).muted, 14))

    def _colour_button(self) -> QToolButton:
        button = QToolButton()
        button.setAccessibleName(self.tr("What colour tells"))
        button.setToolTip(self.tr("What colour tells"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the arrow after the text
        self._menu = QMenu(button)
        self._group = QActionGroup(self._menu)
        self._group.triggered.connect(self._on_colour)
        button.setMenu(self._menu)
        return button

    def _side(self, *widgets: QWidget) -> QWidget:
        side = QWidget()
        row = QHBoxLayout(side)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in widgets:
            row.addWidget(widget)
        return side

    @Slot(QAction)
    def _on_colour(self, action: QAction) -> None:
        self.set_colour(action.data())
        self.colour_chosen.emit(action.data())
