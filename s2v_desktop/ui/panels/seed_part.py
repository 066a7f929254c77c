"""The head of the recommendations: the seeds, the cosine of exactly two, and a word about seeds chosen for somebody."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from s2v_desktop.ui import wording
from s2v_desktop.ui.open_library import OpenLibrary
from s2v_desktop.ui.panels.seed_list import SeedList, SeedRow, Shown
from s2v_desktop.ui.question import AskMode
from s2v_desktop.ui.selection import Seed
from s2v_desktop.ui.widgets.labels import plain_label, section_label


class SeedPart(QWidget):
    """Shows the seeds of a library."""

    turned = Signal(int)
    weighed = Signal(int, float)
    removed = Signal(int)
    cleared = Signal()

    def __init__(self, library: OpenLibrary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        head = QHBoxLayout()
        head.addWidget(section_label(self.tr("Seeds")), 1)
        self._clear = QPushButton(self.tr("Clear"))
        self._clear.setProperty("flat", True)
        self._clear.setToolTip(self.tr("Take all seeds away"))
        self._clear.clicked.connect(self.cleared)
        head.addWidget(self._clear)
        self._list, self._asked = SeedList(), True
        self._list.turned.connect(self.turned)
        self._list.weighed.connect(self.weighed)
        self._list.removed.connect(self.removed)
        self.pair = plain_label("", "secondary", muted=True)
        self.hint = plain_label("", "secondary", muted=True, wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        for widget in (self._list, self.pair, self.hint):
            column.addWidget(widget)
        column.addSpacing(4)

    @property
    def rows(self) -> list[SeedRow]:
        """One row for each seed."""
        return self._list.rows

    def show_seeds(self, seeds: tuple[Seed, ...]) -> None:
        """Show seeds; exactly two also show their cosine, as in the article."""
        library = self._library
        self._list.show_seeds(tuple(self._shown(seed) for seed in seeds))
        self._clear.setVisible(len(seeds) > 1)
        pair = library.cosine(seeds[0].song, seeds[1].song) if len(seeds) == 2 else None
        self.pair.setText(self.tr("Cosine of the two: {0}").format(wording.cosine(pair)) if pair is not None else "")
        self.pair.setVisible(pair is not None)

    def _shown(self, seed: Seed) -> Shown:
        """A seed and its names; one that was too rare to be learnt says so."""
        library = self._library
        title, artist = library.name(seed.song)
        if library.space is None or library.row_of(seed.song) >= 0:
            return seed, title, artist, True
        rare = library.is_placed(seed.song)
        return seed, title, wording.rare(artist) if rare else artist, rare

    def show_mode(self, mode: AskMode) -> None:
        """Show the weights where they change something, and less where the question takes no seeds."""
        self._list.show_weights(mode in ("similar", "next"))
        self._list.show_asked(mode != "taste")
        self._asked = mode != "taste"
        self.show_hint(self.hint.text())

    def show_hint(self, text: str) -> None:
        """Say something about seeds that were chosen for the listener."""
        self.hint.setText(text)
        self.hint.setVisible(bool(text) and self._asked)
