"""The help pages: plain Markdown files that ship with the program, with a list of pages at the left.

A page may have places for examples: ``{{name|what to say without one}}`` in a line of its own, or ``{{name}}`` within
one. They are filled with the songs of the open library (`own_songs`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from s2v_desktop.core.lesson import Lesson
from s2v_desktop.store.paths import resource, resource_folder
from s2v_desktop.ui import theme
from s2v_desktop.ui.open_library import OpenLibrary
from s2v_desktop.ui.own_songs import OwnSongs, lesson_of
from s2v_desktop.ui.turning import Turning
from s2v_desktop.ui.widgets.labels import plain_label

PAGES = ("history", "how-it-works", "quality")
"""Names of the pages in ``resources/help``, in reading order; a page's title is its first line."""

_FEW = 10_000
"""Songs of a library whose examples take a moment only."""

_PLACE = re.compile(r"\{\{(\w+)(?:\|([^}]*))?\}\}")


def titles() -> list[tuple[str, str]]:
    """Name and title of each page that is there."""
    found = []
    for name in PAGES:
        file = resource_folder() / "help" / f"{name}.md"
        if file.is_file():
            with file.open(encoding="utf-8") as lines:
                found.append((name, lines.readline().lstrip("# ").strip()))
    return found


class HelpDialog(QDialog):
    """A window beside the main one: it can stay open while one follows it.

    Parameters
    ----------
    page : str
        Name of the page to begin with.
    library : OpenLibrary, optional
        Whose songs are the examples.
    """

    def __init__(
        self, page: str = "history", parent: QWidget | None = None, library: OpenLibrary | None = None
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._lesson: tuple[object, Lesson | None] = (None, None)
        self._turning = Turning(self)
        self._turning.done.connect(self._on_lesson)
        self.finished.connect(self._turning.stop)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Help"))
        self.resize(860, 620)
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Pages"))
        self._list.setFixedWidth(210)
        self._text = QTextBrowser()
        self._text.setAccessibleName(self.tr("Page"))
        self._text.setOpenLinks(False)  # no link of a page leads outside
        self._text.document().setDocumentMargin(16)
        self._text.setFont(theme.font("body"))
        for name, title in titles():
            item = QListWidgetItem(title)
            item.setData(Qt.ItemDataRole.UserRole, name)
            self._list.addItem(item)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(plain_label(self.tr("Help"), "title"))
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._list)
        row.addWidget(self._text, 1)
        column.addLayout(row, 1)
        close = QPushButton(self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._list.currentItemChanged.connect(self._on_page)
        self.show_page(page)

    def show_page(self, page: str) -> None:
        """Turn to a page."""
        for at in range(self._list.count()):
            if self._list.item(at).data(Qt.ItemDataRole.UserRole) == page:
                self._list.setCurrentRow(at)

    def apply_theme(self) -> None:
        """Write the page again in the colours of another theme, and stay where one reads."""
        bar = self._text.verticalScrollBar()
        place = bar.value()
        self._on_page(self._list.currentItem(), None)
        bar.setValue(place)

    @Slot(QListWidgetItem, QListWidgetItem)
    def _on_page(self, item: QListWidgetItem, _before: QListWidgetItem | None) -> None:
        text = resource(f"help/{item.data(Qt.ItemDataRole.UserRole)}.md").read_text(encoding="utf-8")
        library, (made_of, found) = self._library, self._lesson
        if library is None or not _PLACE.search(text):
            show(self._text, text, {})
        elif found is not None and made_of == (library.model, library.catalogue):
            show(self._text, text, OwnSongs(library, found).parts())
        else:
            show(self._text, text, {})
            self._lesson = ((library.model, library.catalogue), None)
            few = library.catalogue is None or len(library.catalogue) < _FEW
            self._turning.start(lesson_of(library), at_once=few)

    @Slot(object)
    def _on_lesson(self, found: Lesson | None) -> None:
        self._lesson = (self._lesson[0], found)
        if found is not None:
            self.apply_theme()


def show(browser: QTextBrowser, text: str, parts: Mapping[str, str]) -> None:
    """Show a page with its examples.

    Parameters
    ----------
    text : str
        Markdown with places.
    parts : mapping of str to str
        Name of a place -> HTML; what is missing is said in the page's own words.
    """
    kept = _PLACE.sub(lambda found: f"⟦{found[1]}⟧" if found[1] in parts else found[2] or "", text)
    browser.setMarkdown(kept)
    document = browser.document()
    for name, html in parts.items():
        cursor = document.find(f"⟦{name}⟧")
        if not cursor.isNull():
            cursor.insertHtml(html)
    browser.moveCursor(QTextCursor.MoveOperation.Start)
