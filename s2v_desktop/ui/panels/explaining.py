"""Finds out why a song stands in a list, for the lines under the table and for the dialog with everything."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from s2v_desktop.ui import wording
from s2v_desktop.ui.answering import Asker, Parts
from s2v_desktop.ui.models.recommendation_table import Recommended
from s2v_desktop.ui.open_library import OpenLibrary
from s2v_desktop.ui.panels.why_view import WhyView
from s2v_desktop.ui.question import Answer
from s2v_desktop.ui.selection import Seed

SHOWN = 20
"""A taste has thousands of seeds: so many are shown, and one line for all others."""


class Explainer(QObject):
    """Explains one recommendation after the other.

    Parameters
    ----------
    library : OpenLibrary
    asker : Asker
    view : WhyView
    """

    def __init__(self, library: OpenLibrary, asker: Asker, view: WhyView) -> None:
        super().__init__(view)
        self._library, self._asker, self._view = library, asker, view
        self._item: Recommended | None = None
        self._seeds: tuple[Seed, ...] = ()
        self._shown: tuple[Parts, int, float] = ([], 0, 0.0)

    @property
    def song(self) -> int | None:
        """The song that is explained."""
        return self._item.song if self._item is not None else None

    def show(self, answer: Answer, item: Recommended, seeds: tuple[Seed, ...]) -> None:
        """Explain a song of a list."""
        self._item = item
        self._shown = self._asker.explain(answer, item, SHOWN)
        self._seeds = self._company(answer, item, seeds)
        shares, others, rest = self._shown
        found = self._library.together(self._seeds, item.song)
        heard = wording.heard(item.plays, few=item.little)
        together = self._view.sessions_text(found, self._seeds)
        evidence = " ".join(filter(None, (self._facet(answer, item), together, heard)))
        self._view.show_song(item, shares, (others, rest), evidence)

    @Slot()
    def open_dialog(self) -> None:
        """Show every share, and the sessions that hold the song and a seed."""
        from s2v_desktop.ui.dialogs.why_dialog import WhyDialog

        if self._item is not None:
            sessions = self._library.sessions_of(self._seeds, self._item.song)
            WhyDialog(self._library, self._item, self._shown, sessions, self._seeds, self._view).open()

    def _company(self, answer: Answer, item: Recommended, seeds: tuple[Seed, ...]) -> tuple[Seed, ...]:
        """Songs whose company counts: the seeds, the songs of a taste that matter most, or the step before."""
        if answer.smallest is not None:
            before = [one for one in answer.items if one.rank == item.rank - 1]
            return tuple(Seed(one.song) for one in before)
        of_a_taste = answer.taste is not None or (answer.query is not None and answer.query.mode == "taste")
        if of_a_taste or not seeds:
            return tuple(Seed(song) for song, part in self._shown[0] if part > 0 and song != item.song)
        return seeds

    def _facet(self, answer: Answer, item: Recommended) -> str:
        if answer.taste is not None and answer.taste.only >= 0:  # its name stands above the list
            return ""
        names = [wording.isolated(self._library.name(song)[0]) for song in self._asker.facet_of(answer, item)[:2]]
        return self.tr("From the facet around {0}.").format(", ".join(names)) if names else ""
