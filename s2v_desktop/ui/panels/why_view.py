"""Why this song: the share of each seed, the listener's own sessions that hold both, and what to do with it now."""

from __future__ import annotations

import datetime

from PySide6.QtCore import QLocale, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from s2v_desktop.core.types import NO_TIME
from s2v_desktop.core.why import Together
from s2v_desktop.ui import wording
from s2v_desktop.ui.models.recommendation_table import Recommended
from s2v_desktop.ui.open_library import OpenLibrary
from s2v_desktop.ui.selection import Seed
from s2v_desktop.ui.widgets import icons
from s2v_desktop.ui.widgets.labels import ElidedLabel, plain_label, section_label

_LEAST_SHARE = 0.005
_SHARES_SHOWN, _OF_MANY_SHOWN = 4, 2

Shares = list[tuple[int, float]]
"""Library song number of a seed and its share of the cosine, largest first."""


class WhyView(QWidget):
    """A few lines about one recommendation, and buttons for what the listener thinks of it."""

    more_wanted = Signal()
    """All contributions and sessions are wanted."""
    wanted = Signal(str)
    """One of ``more``, ``less``, ``hide``, ``playlist`` for the song that is shown."""

    def __init__(self, library: OpenLibrary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._buttons: dict[str, QToolButton] = {}
        self._title = ElidedLabel()
        self._shares = plain_label("", "secondary", muted=True, wrap=True)
        self._sessions = plain_label("", "secondary", muted=True, wrap=True)
        self._all = QPushButton(self.tr("Show all"))
        self._all.setProperty("flat", True)
        self._all.setToolTip(self.tr("Every seed's share, and the sessions with their songs"))
        self._all.clicked.connect(self.more_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._head())
        for widget in (self._title, self._shares, self._sessions):
            column.addWidget(widget)
        self.apply_theme()
        self.clear()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(section_label(self.tr("Why")))
        row.addSpacing(8)
        row.addWidget(self._all)
        row.addStretch(1)
        for name, hint in (
            ("more", self.tr("More like this")),
            ("less", self.tr("Less like this")),
            ("hide", self.tr("Hide this song")),
            ("playlist", self.tr("Add to the playlist")),
        ):
            button = _FeedbackButton(name, hint)
            button.wanted.connect(self.wanted)
            self._buttons[name] = button
            row.addWidget(button)
        return row

    def apply_theme(self) -> None:
        """Colour the icons anew."""
        for name, icon in (("more", "plus"), ("less", "minus"), ("hide", "hide"), ("playlist", "playlist")):
            self._buttons[name].setIcon(icons.icon(icon, size=16))

    def clear(self) -> None:
        """Say that a song can be chosen."""
        self._title.setText("")
        self._title.hide()
        self._shares.setText(self.tr("Choose a recommendation to see where it comes from."))
        self._shares.show()
        self._sessions.hide()
        self._offer(False)

    def show_song(self, item: Recommended, shares: Shares, others: tuple[int, float], evidence: str) -> None:
        """Explain one recommendation.

        Parameters
        ----------
        shares : list of (int, float)
            The largest contributions, largest first.
        others : tuple of (int, float)
            How many seeds are not among them, and what they add up to.
        evidence : str
            What the sessions say.
        """
        cosine = "" if item.cosine != item.cosine else f"   {item.cosine:.2f}"
        self._title.setText(wording.song(item.title, item.artist) + cosine)
        self._title.show()
        self._shares.setText(self._shares_text(shares, others))
        self._shares.setVisible(bool(shares))
        self._sessions.setText(evidence)
        self._sessions.setVisible(bool(evidence))
        self._offer(True)

    def _offer(self, offered: bool) -> None:
        self._all.setVisible(offered)
        for button in self._buttons.values():
            button.setVisible(offered)

    def _shares_text(self, shares: Shares, others: tuple[int, float]) -> str:
        # Of the thousand songs of a taste most bring nothing that two decimals could show.
        most = _OF_MANY_SHOWN if others[0] else _SHARES_SHOWN
        shown = max(1, sum(abs(share) >= _LEAST_SHARE for _, share in shares[:most]))
        named = [(wording.isolated(self._library.name(song)[0]), share) for song, share in shares[:shown]]
        parts = [f"{name} {share:+.2f}" for name, share in named]
        count = others[0] + len(shares[shown:])
        rest = others[1] + sum(share for _, share in shares[shown:])
        if count:
            parts.append(f"{wording.count(count, self.tr('other'), self.tr('others'))} {rest:+.2f}")
        return "   ".join(parts)

    def sessions_text(self, found: Together | None, seeds: tuple[Seed, ...]) -> str:
        """What the listener's sessions say about a song and the seeds."""
        if found is None:
            return ""
        if found.sessions == 0:
            return self._never_text(found)
        count = QLocale().toString(found.sessions)
        text = (
            self.tr("Together in {0} of your sessions").format(count)
            if found.sessions > 1
            else self.tr("Together in one of your sessions")
        )
        if found.last_ms == NO_TIME:
            return f"{text}."
        return self.tr("{0}, last on {1}.").format(text, day_text(found.last_ms))

    def _never_text(self, found: Together) -> str:
        catalogue = self._library.catalogue
        if not found.links or catalogue is None:
            return self.tr("Never in one session with your seeds: they keep the same company.")
        names = [wording.isolated(catalogue.title(link.song)) for link in found.links[:2]]
        if len(names) == 1:
            return self.tr("Never together; linked through {0}.").format(names[0])
        return self.tr("Never together; linked through {0} and {1}.").format(*names)


class _FeedbackButton(QToolButton):
    """A flat button that tells its own name."""

    wanted = Signal(str)

    def __init__(self, name: str, hint: str) -> None:
        super().__init__()
        self._name = name
        self.setObjectName(name)
        self.setProperty("flat", True)
        self.setFixedSize(28, 26)
        self.setToolTip(hint)
        self.setAccessibleName(hint)
        self.clicked.connect(self._on_clicked)

    @Slot()
    def _on_clicked(self) -> None:
        self.wanted.emit(self._name)


def day_text(start_ms: int) -> str:
    """A day as people write it; empty for `NO_TIME`."""
    if start_ms == NO_TIME:
        return ""
    day = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=int(start_ms))
    return f"{day.day} {day:%B %Y}"
