"""Sessions as lists that can be read: some around a threshold, and those that are probably no listening."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from PySide6.QtCore import QDateTime, QLocale, Qt, QTimeZone
from PySide6.QtGui import QBrush, QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QWidget

from s2v_desktop.core import sessions
from s2v_desktop.core.session_rule import SessionRule
from s2v_desktop.core.training import FEWEST_PLAYS, FEWEST_SESSIONS, FEWEST_SONGS
from s2v_desktop.core.types import NO_TIME, Corpus
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.ui import theme, wording

SHOWN = 6
"""Sessions shown, taken from two places of the history."""

LOOKED_AT = 240
"""Plays cut at each place: less than a millisecond, whatever the library's size."""

LONGEST = 15
_DAY_MS = 86_400_000


class ReadableList(QListWidget):
    """Headings and lines; nothing in it is chosen."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSpacing(1)

    def heading(self, text: str) -> None:
        """Add a heading."""
        item = QListWidgetItem(text)
        item.setFont(theme.font("secondary", semibold=True))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.addItem(item)

    def line(self, text: str) -> None:
        """Add a line under the last heading."""
        item = QListWidgetItem(f"    {text}")
        item.setFont(theme.font("secondary"))
        item.setForeground(QBrush(theme.qcolor(theme.theme_of(QGuiApplication.instance()).muted)))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.addItem(item)


def moment(start_ms: int) -> str:
    """Day and time in the zone of this computer; only the day where the file knows no more.

    Plays of a day are kept at its midnight in UTC. Music that began in just that millisecond loses its time here.
    """
    if start_ms == NO_TIME:
        return wording.tr("without a time")
    if start_ms % _DAY_MS == 0:
        date = QDateTime.fromMSecsSinceEpoch(start_ms, QTimeZone.utc()).date()
        return QLocale().toString(date, "d MMMM yyyy")
    return wording.moment(start_ms)


def show_samples(target: ReadableList, catalogue: Catalogue, rule: SessionRule, listener: int) -> None:
    """Show some sessions as the rule makes them.

    Parameters
    ----------
    listener : int
        Catalogue index; -1 for the one with most plays.
    """
    target.clear()
    columns = catalogue.play_columns()
    if not len(columns):
        return
    if listener < 0:
        listener = max(range(len(catalogue.listeners)), key=lambda index: catalogue.listeners[index].plays)
    low, high = np.searchsorted(columns.listener, (listener, listener + 1)).tolist()
    for first in (max(low, high - LOOKED_AT), low + (high - low) // 3):
        last = min(high, first + LOOKED_AT)
        corpus, _ = sessions.cut(columns.part(first, last), replace(rule, min_songs=1))
        _show_last(target, catalogue, corpus, (first == low, last == high))


def _show_last(target: ReadableList, catalogue: Catalogue, corpus: Corpus, ends: tuple[bool, bool]) -> None:
    """Show the last sessions; the first and the last of them are whole where `ends` says so."""
    whole = range(0 if ends[0] else 1, len(corpus) if ends[1] else len(corpus) - 1)
    shown = whole or range(min(1, len(corpus)))  # one that is longer than what was looked at
    for number in reversed(shown[-(SHOWN // 2) :]):
        songs = corpus.session(number).tolist()
        amount = wording.count(len(songs), wording.tr("song"), wording.tr("songs"))
        amount = amount if whole else wording.tr("more than {songs}").format(songs=amount)
        target.heading(wording.SEPARATOR.join([moment(int(corpus.start_ms[number])), amount]))
        for song in songs[:LONGEST]:
            target.line(wording.song(catalogue.title(song), catalogue.artist(song), 80))
        if len(songs) > LONGEST and whole:
            target.line(wording.tr("and {n} more").format(n=wording.number(len(songs) - LONGEST)))


def show_odd(target: ReadableList, odd: Iterable[Mapping[str, Any]], names: Sequence[str]) -> None:
    """Show the sessions that are probably no listening.

    Parameters
    ----------
    odd : iterable of mapping
        As job ``sessions`` gives them.
    names : sequence of str
        Of the listeners, in catalogue order.
    """
    target.clear()
    for one in odd:
        asleep = one["kind"] == "asleep"
        what = wording.tr("Probably asleep") if asleep else wording.tr("A loop")
        parts = [what, moment(int(one["start_ms"]))]
        parts += [wording.clean(names[int(one["listener"])], 40)] if len(names) > 1 else []
        target.heading(wording.SEPARATOR.join(parts))
        plays = wording.count(int(one["plays"]), wording.tr("play"), wording.tr("plays"))
        songs = wording.count(int(one["songs"]), wording.tr("song"), wording.tr("songs"))
        length = wording.tr("{h} h without a skip").format(h=f"{one['hours']:.0f}") if asleep else songs
        first = wording.song(one["title"], one["artist"], 60)
        target.line(wording.tr("{plays}, {length}, from {first}").format(plays=plays, length=length, first=first))
    if not target.count():
        target.line(wording.tr("Nothing odd: no night without a skip, no song in a loop."))


def meaning(choice: Mapping[str, Any], found: int, used: int) -> str:
    """What a choice comes to in a sentence: how long sessions are, or why nothing can be learnt from them.

    Parameters
    ----------
    choice : mapping
        Fields of `core.session_counts.Choice`, of all listeners.
    found, used : int
        Sessions and plays of those who are shown.
    """
    if choice["cuts"]["sessions"] < FEWEST_SESSIONS:
        return sessions.advice(sessions.Cuts(**choice["cuts"]))
    if choice["songs"] < FEWEST_SONGS:
        few = wording.tr("At least {n} songs must be in sessions {m} times or more. Import more listening history.")
        return few.format(n=FEWEST_SONGS, m=max(FEWEST_PLAYS, choice["minimum"]))
    length = used / found if found else 0.0
    said = f"{length:.1f}" if length < 100 else wording.number(round(length))
    text = wording.tr("{n} songs in a session on average. A song is learnt when sessions hold it {m} times or more.")
    return text.format(n=said, m=choice["minimum"])


def reasons(cuts: Mapping[str, int], least: int) -> list[str]:
    """What became of the plays that are in no session, the largest part first.

    Parameters
    ----------
    cuts : mapping
        Fields of `core.sessions.Cuts`.
    least : int
        How many songs a session must have.
    """
    names = {
        "uncounted": wording.tr("played for less than 30 seconds"),
        "skipped": wording.tr("skipped, as the player says"),
        "strict": wording.tr("not heard for long enough"),
        "unusable": wording.tr("without a time that tells what was played beside them"),
        "repeats": wording.tr("the same song again at once, kept one time"),
        "short": wording.tr("alone in their session"),
    }
    if least > 2:
        fewer = wording.tr("in sessions of fewer than {n} songs")
        names["short"] = fewer.format(n=wording.number(least))
    parts = sorted(((cuts[name], text) for name, text in names.items() if cuts[name]), reverse=True)
    lines = [f"{wording.number(amount)}  {text}" for amount, text in parts]
    if cuts["split_sessions"]:
        long = wording.count(cuts["split_sessions"], wording.tr("session"), wording.tr("sessions"))
        lines.append(wording.tr("{sessions} of more than 10,000 songs split into equal parts").format(sessions=long))
    return lines or [wording.tr("nothing: every play is used")]
