"""Everything about one recommendation: each seed's share of the cosine, and the sessions with their songs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from s2v_desktop.core.types import NO_TIME
from s2v_desktop.ui import theme, wording
from s2v_desktop.ui.models.recommendation_table import Recommended
from s2v_desktop.ui.open_library import OpenLibrary
from s2v_desktop.ui.panels.why_view import day_text
from s2v_desktop.ui.selection import Seed
from s2v_desktop.ui.widgets.labels import ElidedLabel, plain_label, section_label

_MOST_SESSIONS = 60
_MOST_SONGS = 60

Session = tuple[int, list[int]]
"""When it began, and its songs as catalogue indices."""


class ShareBar(QWidget):
    """A share as a bar from the middle: to the right towards the song, to the left away from it."""

    def __init__(self, share: float, largest: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._part = share / largest if largest > 0 else 0.0
        self.setFixedSize(120, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint track and bar."""
        tokens = theme.theme_of(QGuiApplication.instance())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle, half = self.width() / 2, self.width() / 2
        painter.setBrush(theme.qcolor(tokens.line))
        painter.drawRoundedRect(0, 7, self.width(), 6, 3, 3)
        painter.setBrush(theme.qcolor(tokens.accent if self._part >= 0 else tokens.muted))
        length = max(3.0, abs(self._part) * half)
        painter.drawRoundedRect(int(middle if self._part >= 0 else middle - length), 7, int(length), 6, 3, 3)


class WhyDialog(QDialog):
    """Why this song.

    Parameters
    ----------
    item : Recommended
    shown : tuple
        Largest shares as (song number, share), how many others there are, and what they add up to.
    sessions : sequence of Session
        Newest first.
    seeds : tuple of Seed
        Songs to be marked in the sessions, besides the song itself.
    """

    def __init__(
        self, library: OpenLibrary, item: Recommended, shown: tuple[list[tuple[int, float]], int, float],
        sessions: Sequence[Session], seeds: tuple[Seed, ...], parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Why this song"))
        self.resize(720, 560)
        self._library, self._item = library, item
        self._marked = {library.index_of(one.song) for one in seeds} | {item.index}
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(8, 8, 12, 8)
        column.setSpacing(8)
        if shown[0]:
            column.addWidget(section_label(self.tr("What each song brings to the score")))
            column.addLayout(self._shares(*shown))
            column.addSpacing(8)
        column.addWidget(section_label(self.tr("Your sessions with both")))
        for session in sessions[:_MOST_SESSIONS]:
            column.addWidget(self._session(session))
        column.addWidget(plain_label(self._rest_text(len(sessions)), "secondary", muted=True, wrap=True))
        column.addStretch(1)
        close = QPushButton(self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(16, 24, 16, 16)
        outer.setSpacing(12)
        title = ElidedLabel(wording.song(item.title, item.artist), "title")
        title.setContentsMargins(8, 0, 8, 0)  # in line with what stands inside the ring of the focus
        outer.addWidget(title)
        outer.addWidget(self._scrolled(inside), 1)
        outer.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

    def _scrolled(self, inside: QWidget) -> QScrollArea:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setProperty("ring", True)
        area.setAccessibleName(self.tr("Why this song"))
        area.setWidget(inside)
        return area

    def _shares(self, shares: list[tuple[int, float]], others: int, rest: float) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        largest = max((abs(share) for _, share in shares), default=0.0)
        rows = [(wording.song(*self._library.name(song)), share) for song, share in shares]
        if others:
            rows.append((self.tr("{0} others").format(QLocale().toString(others)), rest))
        total = sum(share for _, share in shares) + rest
        rows.append((self.tr("Together"), total))
        for place, (name, share) in enumerate(rows):
            last = place == len(rows) - 1
            grid.addWidget(ElidedLabel(name, muted=last), place, 0)
            if not last and place < len(shares):
                grid.addWidget(ShareBar(share, largest), place, 1)
            number = plain_label(f"{share:+.3f}", "secondary", muted=last)
            grid.addWidget(number, place, 2, Qt.AlignmentFlag.AlignRight)
        return grid

    def _session(self, session: Session) -> QWidget:
        start, songs = session
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(12)
        day = plain_label(day_text(start) if start != NO_TIME else self.tr("Playlist"), "secondary", muted=True)
        day.setFixedWidth(124)
        catalogue = self._library.catalogue
        names = [
            f"{'▸' if at in self._marked else ''}{wording.isolated(catalogue.title(at))}"
            for at in songs[:_MOST_SONGS]
            if catalogue is not None
        ]
        if len(songs) > _MOST_SONGS:
            names.append(self.tr("and {0} more").format(QLocale().toString(len(songs) - _MOST_SONGS)))
        row.addWidget(day, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(plain_label("  ·  ".join(names), "secondary", wrap=True), 1)
        return made

    def _rest_text(self, sessions: int) -> str:
        if not sessions:
            return self.tr("There is no session with both: the song keeps the same company as the seeds.")
        if sessions > _MOST_SESSIONS:
            return self.tr("Older ones are left out.")
        return self.tr("Songs with ▸ are the recommendation and the seeds.")
