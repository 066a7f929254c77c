"""The right dock: seeds, the question put to them, the answers as a table, and why."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QPushButton, QVBoxLayout, QWidget

from s2v_desktop.core.scoring import Mode
from s2v_desktop.ui.models.recommendation_table import COSINE, RANK, SONG, RecommendationTable, Recommended
from s2v_desktop.ui.open_library import Answer, OpenLibrary
from s2v_desktop.ui.panels.filter_menu import FilterMenu, today
from s2v_desktop.ui.panels.seed_list import SeedList
from s2v_desktop.ui.panels.why_view import WhyView
from s2v_desktop.ui.selection import Seed, Selection
from s2v_desktop.ui.widgets.cosine_bar import CosineBar
from s2v_desktop.ui.widgets.labels import plain_label, section_label
from s2v_desktop.ui.widgets.segmented import Segmented
from s2v_desktop.ui.widgets.song_cell import SongCell
from s2v_desktop.ui.widgets.table import SongTableView

_MOST_LINED_SEEDS = 4

_MODES: tuple[Mode, ...] = ("similar", "next", "taste")


class RecommendPanel(QWidget):
    """Recommendations for the selection.

    Parameters
    ----------
    library : OpenLibrary
    selection : Selection
        A click on a recommendation explains it; a double click or Enter makes it the seed, Ctrl adds it, Alt goes away.
    """

    recommended = Signal(object)
    """Tuple of `Recommended` the map should draw lines to."""

    def __init__(self, library: OpenLibrary, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._library = library
        self._selection = selection
        self._answer = Answer()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(8)
        column.addLayout(self._build_seeds())
        column.addWidget(self._build_modes())
        column.addLayout(self._build_sentence())
        column.addWidget(self._build_table(), 1)
        self._why = WhyView(library)
        column.addSpacing(4)
        column.addWidget(self._why)
        self._connect()
        self._on_library()

    def _build_seeds(self) -> QVBoxLayout:
        made = QVBoxLayout()
        made.setSpacing(4)
        head = QHBoxLayout()
        head.addWidget(section_label(self.tr("Seeds")), 1)
        self._clear = QPushButton(self.tr("Clear"))
        self._clear.setProperty("flat", True)
        self._clear.setToolTip(self.tr("Take all seeds away"))
        head.addWidget(self._clear)
        self._seeds = SeedList()
        self._pair = plain_label("", "secondary", muted=True)
        self._hint = plain_label("", "secondary", muted=True, wrap=True)
        made.addLayout(head)
        made.addWidget(self._seeds)
        made.addWidget(self._pair)
        made.addWidget(self._hint)
        made.addSpacing(4)
        return made

    def _build_modes(self) -> Segmented:
        self._modes = Segmented(
            (
                ("similar", self.tr("Similar"), self.tr("Songs that keep the same company as the seeds")),
                ("next", self.tr("Next"), self.tr("Songs that are played right around the seeds")),
                ("taste", self.tr("Taste"), self.tr("Songs nearest to the mean of everything that was played")),
            ),
            self.tr("What to recommend"),
        )
        return self._modes

    def _build_sentence(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._sentence = plain_label("", "secondary", muted=True, wrap=True)
        self._filters = FilterMenu()
        row.addWidget(self._sentence, 1)
        row.addWidget(self._filters, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _build_table(self) -> SongTableView:
        self._model = RecommendationTable(self)
        self._table = SongTableView(self._model, self.tr("Recommendations"))
        self._table.setItemDelegateForColumn(SONG, SongCell(self._table))
        self._table.setItemDelegateForColumn(COSINE, CosineBar(self._table))
        header = self._table.horizontalHeader()
        header.setSectionResizeMode(RANK, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(RANK, 30)
        header.setSectionResizeMode(SONG, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(COSINE, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(COSINE, 112)
        self._table.setMinimumHeight(4 * 30)
        return self._table

    def _connect(self) -> None:
        self._library.model_changed.connect(self._on_library)
        self._library.catalogue_changed.connect(self._on_library)
        self._selection.seeds_changed.connect(self._on_seeds)
        self._selection.focus_changed.connect(self._on_focus)
        self._seeds.turned.connect(self._on_turned)
        self._seeds.removed.connect(self._selection.remove)
        self._clear.clicked.connect(self._selection.clear)
        self._modes.chosen.connect(self._on_mode)
        self._filters.changed.connect(self._ask)
        self._table.song_chosen.connect(self._on_chosen)
        self._table.song_focused.connect(self._selection.set_focus)
        self._table.song_hovered.connect(self._selection.hovered)
        self._table.doubleClicked.connect(self._on_double_click)

    @property
    def answer(self) -> Answer:
        """The list that is shown."""
        return self._answer

    @property
    def mode(self) -> Mode:
        """The question that is asked."""
        return next(mode for mode in _MODES if mode == self._modes.value)

    def set_mode(self, mode: str) -> None:
        """Ask another question."""
        self._modes.set_value(mode)
        self._ask()

    def show_hint(self, text: str) -> None:
        """Say something about seeds that were chosen for the listener; it goes when they choose themselves."""
        self._hint.setText(text)
        self._hint.setVisible(bool(text))

    def _on_library(self) -> None:
        self._on_seeds(keep_hint=True)

    def _on_mode(self, _mode: str) -> None:
        self._ask()

    def _on_seeds(self, keep_hint: bool = False) -> None:
        seeds = self._selection.seeds
        library = self._library
        known = library.space is None
        self._seeds.show_seeds(
            tuple((seed, *library.name(seed.song), known or library.row_of(seed.song) >= 0) for seed in seeds)
        )
        self._clear.setVisible(len(seeds) > 1)
        pair = library.cosine(seeds[0].song, seeds[1].song) if len(seeds) == 2 else None
        self._pair.setText(self.tr("Cosine of the two: {0}").format(f"{pair:.2f}") if pair is not None else "")
        self._pair.setVisible(pair is not None)
        if not keep_hint:
            self.show_hint("")
        self._ask()

    def _ask(self) -> None:
        """Rank again and show what comes out."""
        self._answer = self._library.recommend(self._selection.seeds, self.mode, self._filters.choice.filters(today()))
        self._model.set_items(self._answer.items, one_artist=self._library.one_artist)
        self._sentence.setText(self._text_of(self._answer))
        self._why.clear()
        self.recommended.emit(self._answer.items if self._lines_help else ())
        if self._answer.items:
            self._explain(self._answer.items[0])
            first = self._model.index(0, SONG)
            self._table.selectionModel().select(
                first, QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
            )

    @property
    def _lines_help(self) -> bool:
        """Whether lines from a seed to its recommendations say something: not for taste, not for a whole region."""
        return self.mode != "taste" and len(self._selection.seeds) <= _MOST_LINED_SEEDS

    def _text_of(self, answer: Answer) -> str:
        if answer.problem:
            return answer.problem
        what = {
            "similar": self.tr("Songs that keep the same company."),
            "next": self.tr("What is played right around them."),
            "taste": self.tr("Nearest to the mean of everything heard."),
        }[self.mode]
        hidden = sum((answer.removed or {}).values()) - (answer.removed or {}).get("seeds", 0)
        if not answer.items:
            return self.tr("Nothing is left. {0} songs are hidden by filters.").format(hidden)
        return self.tr("{0} {1} hidden by filters.").format(what, hidden) if hidden > 0 else what

    def _explain(self, item: Recommended) -> None:
        self._why.show_song(item, self._selection.seeds, self.mode)

    def _on_focus(self, song: int | None) -> None:
        for item in self._answer.items:
            if item.song == song:
                self._explain(item)

    def _on_chosen(self, song: int, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & Qt.KeyboardModifier.AltModifier:
            self._selection.negate(song)
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            self._selection.toggle(song)
        else:
            self._selection.set_focus(song)
            self._selection.show_on_map.emit(song)

    def _on_double_click(self, _index: object) -> None:
        if self._selection.focus is not None:
            self._selection.choose([self._selection.focus])

    def _on_turned(self, song: int) -> None:
        turned: list[Seed] = [seed for seed in self._selection.seeds if seed.song == song]
        if turned and turned[0].weight > 0:
            self._selection.negate(song)
        else:
            self._selection.remove(song)
            self._selection.add([song])
