"""The first thing a listener sees: a place to drop files, the demo, recent libraries, and how to get an export."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from s2v_desktop.ui import wording
from s2v_desktop.ui.widgets.drop_zone import DropZone
from s2v_desktop.ui.widgets.labels import ElidedLabel, plain_label, section_label
from s2v_desktop.ui.widgets.segmented import Segmented

_WIDTH = 640
_RECENT = 3


class StartPage(QScrollArea):
    """The start page.

    Parameters
    ----------
    recent : sequence of Path
        Libraries that were open before, newest first.
    """

    choose_files = Signal()
    try_demo = Signal()
    open_library = Signal(object)
    """A `Path`."""

    def __init__(self, recent: Sequence[Path] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setObjectName("start_page")
        self.setStyleSheet("#start_page, #start_ground { background: transparent; }")
        self.zone = DropZone()
        self.zone.choose.connect(self.choose_files)
        self._recent_box = QWidget()
        self._recent = QVBoxLayout(self._recent_box)
        self._recent.setContentsMargins(0, 0, 0, 0)
        self._recent.setSpacing(4)
        column = self._column()
        self._add_title(column)
        column.addWidget(self.zone)
        column.addSpacing(12)
        column.addWidget(self._demo_row())
        column.addSpacing(12)
        column.addWidget(self._recent_box)
        column.addWidget(_HowTo())
        column.addStretch(2)
        self.set_recent(recent)

    def set_recent(self, recent: Sequence[Path]) -> None:
        """Show the libraries that were open before; those that are gone are greyed."""
        while (item := self._recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        shown = list(recent)[:_RECENT]
        self._recent_box.setVisible(bool(shown))
        if shown:
            self._recent.addWidget(section_label(self.tr("Recent libraries")))
        for folder in shown:
            self._recent.addWidget(_RecentRow(folder, self))
        if shown:
            self._recent.addSpacing(16)

    def _column(self) -> QVBoxLayout:
        ground = QWidget()
        ground.setObjectName("start_ground")
        middle = QWidget()
        middle.setFixedWidth(_WIDTH)
        row = QHBoxLayout(ground)
        row.setContentsMargins(24, 32, 24, 24)
        row.addStretch(1)
        row.addWidget(middle)
        row.addStretch(1)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addStretch(1)
        self.setWidget(ground)
        return column

    def _add_title(self, column: QVBoxLayout) -> None:
        title = plain_label(self.tr("A map of your music"), "display")
        sentence = plain_label(
            self.tr("Learnt from what you have played, on this computer. No account, no upload."), muted=True
        )
        for label in (title, sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addSpacing(16)

    def _demo_row(self) -> QWidget:
        row_widget = QFrame()
        row_widget.setProperty("card", True)
        row = QHBoxLayout(row_widget)
        row.setContentsMargins(16, 12, 12, 12)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(plain_label(self.tr("Try it with thirty years of Grateful Dead concerts"), "title"))
        sentence = self.tr("No file at hand? 2,000 set lists that ship with the program: a map within a minute.")
        texts.addWidget(plain_label(sentence, "secondary", muted=True))
        button = QPushButton(self.tr("Try it"))
        button.setAccessibleName(self.tr("Try it with thirty years of Grateful Dead concerts"))
        button.clicked.connect(self.try_demo)
        row.addLayout(texts, 1)
        row.addWidget(button)
        return row_widget


class _RecentRow(QWidget):
    """One library that was open before."""

    def __init__(self, folder: Path, page: StartPage) -> None:
        super().__init__()
        self._folder = folder
        self._page = page
        there = folder.is_dir()
        name = wording.clean(folder.name, 60)
        button = QPushButton(wording.no_mnemonic(name))
        button.setProperty("flat", True)
        button.setEnabled(there)
        button.setAccessibleName(self.tr("Open the library {name}").format(name=name))
        button.clicked.connect(self._open)
        place = str(folder.parent) if there else self.tr("not there any more")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(button)
        row.addWidget(ElidedLabel(wording.clean(place), "secondary", muted=True), 1)

    @Slot()
    def _open(self) -> None:
        self._page.open_library.emit(self._folder)


class _HowTo(QWidget):
    """How to get an export from each service, one at a time."""

    def __init__(self) -> None:
        super().__init__()
        texts = self._texts()
        choices = [(name, name, "") for name in texts]
        self._texts_by_name = texts
        self._choice = Segmented(choices, self.tr("Service"), quiet=True)
        self._choice.chosen.connect(self._show)
        self._text = plain_label("", "secondary", muted=True, wrap=True)
        self._text.setMinimumHeight(72)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(section_label(self.tr("How to get your history")))
        column.addWidget(self._choice)
        column.addWidget(self._text)
        self._show(choices[0][0])

    @Slot(str)
    def _show(self, name: str) -> None:
        self._text.setText(self._texts_by_name[name])

    def _texts(self) -> dict[str, str]:
        return {
            "Spotify": self.tr(
                "On spotify.com open Account, then Account privacy, and ask for the Extended streaming history. It "
                "takes hours to days and covers all years. The account data package holds only the last 12 months."
            ),
            "Last.fm": self.tr(
                "Last.fm has no export of its own. Use a scrobble exporter such as Last.fm to CSV with your account "
                "name and drop its CSV or JSON here."
            ),
            "Apple Music": self.tr(
                "On privacy.apple.com ask for a copy of Apple Media Services information. It takes up to 7 days. Drop "
                "the zip here as it is; all its parts if there are several."
            ),
            "YouTube": self.tr(
                "On takeout.google.com choose only YouTube and YouTube Music, then history, and set its format to "
                "JSON. HTML works less well: its times depend on your language."
            ),
            "Deezer": self.tr(
                "In the account settings on deezer.com open My information and ask for your personal data. Drop the "
                "spreadsheet that comes by mail here."
            ),
        }
