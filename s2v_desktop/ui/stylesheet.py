"""The one style sheet, filled from the tokens of a theme."""

from __future__ import annotations

from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from s2v_desktop.ui.theme import Theme

# Dynamic properties: primary and flat (buttons), muted and danger (labels), card, error and line (frames), panel.
_SHEET = Template("""
QMainWindow, QDialog { background: $window; }
QWidget[panel="true"], QDockWidget > QWidget { background: $panel; }
QLabel { background: transparent; color: $text; }
QLabel[muted="true"] { color: $muted; }
QLabel[danger="true"] { color: $danger; }
QFrame[card="true"] { background: $raised; border: 1px solid $line; border-radius: 8px; }
QScrollArea[ring="true"] { border: 1px solid transparent; }
QScrollArea[ring="true"]:focus { border-color: $accent; border-radius: 4px; }
QScrollArea#bare, QScrollArea#bare > QWidget > QWidget { background: transparent; }
QFrame[error="true"] { background: $raised; border: 1px solid $danger; border-radius: 8px; }
QFrame[line="true"] { background: $line; border: none; max-height: 1px; min-height: 1px; }

QMenuBar { background: $window; color: $text; padding: 2px 8px; }
QMenuBar::item { padding: 4px 8px; border-radius: 6px; background: transparent; }
QMenuBar::item:selected { background: $raised; }
QMenu { background: $panel; color: $text; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 16px; border-radius: 6px; }
QMenu::icon { left: 10px; }
QMenu::item:selected { background: $raised; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }

QToolBar { background: $window; border: none; spacing: 8px; padding: 8px 12px; }
QStatusBar { background: $window; color: $muted; border: none; }
QStatusBar::item { border: none; }

QPushButton, QToolButton {
    background: $raised; color: $text; border: 1px solid $line; border-radius: 8px; padding: 6px 14px; min-height: 20px;
}
QPushButton:hover, QToolButton:hover { border-color: $muted; }
QPushButton:pressed, QToolButton:pressed { background: $line; }
QPushButton:focus, QToolButton:focus { border: 1px solid $accent; }
QPushButton:disabled, QToolButton:disabled { color: $muted; background: transparent; }
QPushButton[primary="true"] { background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 600; }
QPushButton[primary="true"]:disabled { background: $raised; color: $muted; border-color: $line; }
QPushButton[flat="true"], QToolButton[flat="true"] {
    background: transparent; border: 1px solid transparent; padding: 4px;
}
QToolButton[flat="true"] { min-height: 0; }
QPushButton[flat="true"]:hover, QToolButton[flat="true"]:hover { background: $raised; }
QPushButton[flat="true"]:focus, QToolButton[flat="true"]:focus { border-color: $accent; }
QToolButton::menu-indicator { image: none; width: 0; }

QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QPlainTextEdit, QTextBrowser {
    background: $raised; color: $text; border: 1px solid $line; border-radius: 8px; padding: 5px 10px; min-height: 20px;
    selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus, QPlainTextEdit:focus { border-color: $accent; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {
    width: 0; border: none;
}
QLineEdit[wrong="true"] { border-color: $danger; }
QSpinBox QLineEdit, QDoubleSpinBox QLineEdit { border: none; padding: 0; min-height: 0; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox QAbstractItemView { background: $panel; color: $text; border: 1px solid $line; outline: none;
    selection-background-color: $raised; selection-color: $text; }

QTableView, QListView, QTreeView {
    background: $panel; color: $text; border: 1px solid transparent; outline: none; gridline-color: transparent;
    selection-background-color: $raised; selection-color: $text; alternate-background-color: $panel;
}
QTableView::item, QListView::item, QTreeView::item { padding: 0 4px; border: none; }
QTableView::item:hover, QListView::item:hover, QTreeView::item:hover { background: $raised; }
QTableView::item:selected, QListView::item:selected, QTreeView::item:selected { background: $raised; color: $text; }
QTableView:focus, QListView:focus, QTreeView:focus { border-color: $accent; border-radius: 4px; }
QHeaderView { background: $panel; border: none; }
QHeaderView::section {
    background: $panel; color: $muted; border: none; border-bottom: 1px solid $line; padding: 6px 4px; font-weight: 400;
}
QHeaderView::down-arrow, QHeaderView::up-arrow { image: none; width: 0; height: 0; }
QTableCornerButton::section { background: $panel; border: none; }

QDockWidget { color: $text; titlebar-close-icon: none; titlebar-normal-icon: none; }
QDockWidget::title { background: $panel; padding: 0; }
QMainWindow::separator { background: $line; width: 1px; height: 1px; }
QSplitter::handle { background: $line; }

QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $line; border-radius: 4px; min-height: 28px; min-width: 28px; margin: 1px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: $panel; border: none; }

QProgressBar { background: $line; border: none; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QSlider::groove:horizontal { background: $line; height: 4px; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; height: 4px; border-radius: 2px; }
QSlider::handle:horizontal { background: $text; width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; }
QSlider::handle:horizontal:focus { background: $accent; }
QToolTip { background: $raised; color: $text; border: 1px solid $line; padding: 4px 8px; }
QTabBar::tab {
    background: transparent; color: $muted; padding: 8px 12px; border: none; border-bottom: 2px solid transparent;
}
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:selected:focus { color: $accent; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }
""")


def stylesheet(theme: Theme) -> str:
    """Fill the style sheet with the colours of a theme."""
    colours = ("window", "panel", "raised", "line", "text", "muted", "accent", "on_accent", "danger", "map")
    return _SHEET.substitute({name: getattr(theme, name) for name in colours})
