"""Why this song: the share of each seed in its cosine, and the listener's own sessions that hold both."""

from __future__ import annotations

import datetime

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QVBoxLayout, QWidget

from s2v_desktop.core.types import NO_TIME
from s2v_desktop.core.why import Together
from s2v_desktop.ui.models.recommendation_table import Recommended
from s2v_desktop.ui.open_library import OpenLibrary
from s2v_desktop.ui.selection import Seed
from s2v_desktop.ui.widgets.labels import ElidedLabel, plain_label, section_label

_SHARES_SHOWN = 4


class WhyView(QWidget):
    """A few lines about one recommendation."""

    def __init__(self, library: OpenLibrary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(section_label(self.tr("Why")))
        self._title = ElidedLabel()
        self._shares = plain_label("", "secondary", muted=True, wrap=True)
        self._sessions = plain_label("", "secondary", muted=True, wrap=True)
        for widget in (self._title, self._shares, self._sessions):
            column.addWidget(widget)
        self.clear()

    def clear(self) -> None:
        """Say that a song can be chosen."""
        self._title.setText("")
        self._title.hide()
        self._shares.setText(self.tr("Choose a recommendation to see where it comes from."))
        self._sessions.hide()

    def show_song(self, item: Recommended, seeds: tuple[Seed, ...], mode: str) -> None:
        """Explain one recommendation."""
        self._title.setText(f"{item.title} · {item.artist}   {item.cosine:.2f}")
        self._title.show()
        self._shares.setText(self._shares_text(item))
        self._sessions.setText("" if mode == "taste" else self._sessions_text(self._library.together(seeds, item.song)))
        self._sessions.setVisible(bool(self._sessions.text()))

    def _shares_text(self, item: Recommended) -> str:
        shares = sorted(item.contributions, key=_by_size, reverse=True)
        if not shares:
            return self.tr("Near the mean of everything that was played.")
        parts = [f"{self._library.name(song)[0]} {share:+.2f}" for song, share in shares[:_SHARES_SHOWN]]
        rest = sum(share for _, share in shares[_SHARES_SHOWN:])
        if len(shares) > _SHARES_SHOWN:
            parts.append(self.tr("{0} others {1:+.2f}").format(len(shares) - _SHARES_SHOWN, rest))
        return "   ".join(parts)

    def _sessions_text(self, found: Together | None) -> str:
        if found is None:
            return ""
        if found.sessions == 0:
            return self.tr("Never in one session with your seeds: they keep the same company.")
        count = QLocale().toString(found.sessions)
        text = (
            self.tr("Together in {0} of your sessions").format(count)
            if found.sessions > 1
            else self.tr("Together in one of your sessions")
        )
        if found.last_ms == NO_TIME:
            return f"{text}."
        day = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=int(found.last_ms))
        return self.tr("{0}, last on {1}.").format(text, f"{day.day} {day:%B %Y}")


def _by_size(share: tuple[int, float]) -> float:
    return abs(share[1])
