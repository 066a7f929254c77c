"""The right dock: seeds, the question put to them, the answers as a table, and why."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from s2v_desktop.store import reports
from s2v_desktop.ui.answering import LIST_LENGTH, LONGEST_LIST, Asker
from s2v_desktop.ui.making import making_of
from s2v_desktop.ui.map.areas import areas_of
from s2v_desktop.ui.map.steps import Making
from s2v_desktop.ui.models.recommendation_table import Recommended
from s2v_desktop.ui.open_library import OpenLibrary
from s2v_desktop.ui.panels import recommendation_list, sentences
from s2v_desktop.ui.panels.explaining import Explainer
from s2v_desktop.ui.panels.filter_controls import Places
from s2v_desktop.ui.panels.filter_popup import FilterButton
from s2v_desktop.ui.panels.journey_bar import JourneyBar
from s2v_desktop.ui.panels.seed_part import SeedPart
from s2v_desktop.ui.panels.taste_bar import TasteBar
from s2v_desktop.ui.panels.watch_button import WatchButton
from s2v_desktop.ui.panels.why_view import WhyView
from s2v_desktop.ui.placed import RareAsker
from s2v_desktop.ui.question import MODES, Answer, AskMode, Question
from s2v_desktop.ui.selection import Selection
from s2v_desktop.ui.song_actions import SongActions
from s2v_desktop.ui.turning import Turning
from s2v_desktop.ui.widgets.labels import plain_label
from s2v_desktop.ui.widgets.segmented import Segmented

_MOST_LINED_SEEDS = 4
_WALKED_AT_ONCE = 1000
"""Songs of a model in which a journey takes a few milliseconds; in a larger one the window goes on answering."""


class RecommendPanel(QWidget):
    """Recommendations for the selection.

    Parameters
    ----------
    library : OpenLibrary
    selection : Selection
        A click on a recommendation explains it; a double click or Enter makes it the seed, Ctrl adds it, Alt goes away.
    actions : SongActions
        What can be done with a song: the context menu and the buttons beside Why.
    """

    recommended = Signal(object)
    """Tuple of `Recommended` the map should draw lines to."""
    steps_wanted = Signal()
    """How this list is made shall be shown on the map."""
    walked = Signal(object)
    """Library song numbers of the journey the map should draw; empty when there is none."""

    def __init__(
        self, library: OpenLibrary, selection: Selection, actions: SongActions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("panel", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._library, self._selection, self._actions = library, selection, actions
        self._asker, self._answer = RareAsker(library, self), Answer()
        self._turning = Turning(self)
        self._period: tuple[int | None, int | None] = (None, None)
        self._judged, self._mode_chosen = "", False
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 16)
        column.setSpacing(8)
        self._seeds = SeedPart(library)
        column.addWidget(self._seeds)
        column.addWidget(self._build_modes())
        self._taste = TasteBar(("mean", "facets", "agreement"))
        self._journey = JourneyBar()
        column.addWidget(self._taste)
        column.addWidget(self._journey)
        column.addLayout(self._build_sentence())
        self._model, self._table = recommendation_list.build(self)
        self._nothing, self._little = recommendation_list.NothingLeft(), recommendation_list.LittleHeard()
        column.addWidget(self._little)
        column.addWidget(self._table, 1)
        column.addWidget(self._nothing, 1)
        self._why = WhyView(library)
        self._explainer = Explainer(library, self._asker, self._why)
        column.addSpacing(4)
        column.addWidget(self._why)
        self._connect()
        self.apply_theme()
        self._on_library()

    def apply_theme(self) -> None:
        """Colour the icon anew."""
        self._steps.apply_theme()

    # Building ---------------------------------------------------------------------------------------------------

    def _build_modes(self) -> Segmented:
        self._modes = Segmented(
            (
                ("similar", self.tr("Similar"), self.tr("Songs that keep the same company as the seeds")),
                ("next", self.tr("Next"), self.tr("Songs that are played right after the seeds")),
                ("taste", self.tr("Taste"), self.tr("Songs near what a listener plays")),
                ("journey", self.tr("Journey"), self.tr("A way from seed to seed in small steps")),
            ),
            self.tr("What to recommend"),
        )
        return self._modes

    def _build_sentence(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._sentence = plain_label("", "secondary", muted=True, wrap=True)
        self._filters = FilterButton()
        self._steps = WatchButton()
        self._steps.clicked.connect(self.steps_wanted)
        row.addWidget(self._sentence, 1)
        row.addWidget(self._steps, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._filters, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _connect(self) -> None:
        library, selection = self._library, self._selection
        library.model_changed.connect(self._on_library)
        library.catalogue_answered.connect(self._on_library)
        library.map_changed.connect(self._show_places)
        library.map_changed.connect(self._show_steps)
        library.hidden_changed.connect(self._ask)
        selection.seeds_changed.connect(self._on_seeds)
        selection.focus_changed.connect(self._on_focus)
        self._seeds.turned.connect(selection.turn)
        self._seeds.weighed.connect(selection.set_weight)
        self._seeds.removed.connect(selection.remove)
        self._seeds.cleared.connect(selection.clear)
        self._modes.chosen.connect(self._on_mode)
        self._filters.changed.connect(self._ask)
        self._nothing.reset_wanted.connect(self._filters.popup.reset)
        self._little.wanted.connect(self._filters.popup.leave_out_seldom)
        self._taste.changed.connect(self._ask)
        self._journey.changed.connect(self._ask)
        self._journey.reversed.connect(selection.reverse)
        self._table.song_chosen.connect(self._on_chosen)
        self._table.song_focused.connect(selection.set_focus)
        self._table.song_hovered.connect(selection.hovered)
        self._table.opened.connect(selection.choose_one)
        self._table.end_reached.connect(self._on_end)
        self._table.customContextMenuRequested.connect(self._on_menu)
        self._why.wanted.connect(self._on_wanted)
        self._why.more_wanted.connect(self._explainer.open_dialog)
        self._turning.done.connect(self._show)

    # What is asked ----------------------------------------------------------------------------------------------

    @property
    def answer(self) -> Answer:
        """The list that is shown."""
        return self._answer

    @property
    def asker(self) -> Asker:
        """Who answers."""
        return self._asker

    @property
    def mode(self) -> AskMode:
        """The question that is asked."""
        return next(mode for mode in MODES if mode == self._modes.value)

    @property
    def question(self) -> Question:
        """Everything that decides the list, but for the seeds."""
        return Question(self.mode, self._filters.choice, self._taste.choice, self._journey.choice, self._period)

    def making(self) -> Making | None:
        """What the list was made of; None where it was not made from a mean."""
        common = self.mode == "taste" and self._taste.choice.show == "common" and self._answer.query is not None
        return None if common else making_of(self, self._library, self._answer)

    def set_mode(self, mode: str) -> None:
        """Ask another question."""
        self._modes.set_value(mode)
        self._on_mode(mode)

    @Slot(object, object)
    def set_period(self, first_day: int | None, last_day: int | None) -> None:
        """Take the period that is chosen on the timeline: a taste is made of it, and a filter can ask for it."""
        self._period = (first_day, last_day)
        self._show_places()
        if self.mode == "taste" or self._filters.choice.in_period:
            self._ask()

    def show_hint(self, text: str) -> None:
        """Say something about seeds that were chosen for the listener; it goes when they choose themselves."""
        self._seeds.show_hint(text)

    @Slot()
    def _on_library(self) -> None:
        model = self._library.model.info.id if self._library.model is not None else ""
        if model != self._judged:
            self._judged = model
            self._begin_with_the_best(model)
        self._show_places()
        self._on_seeds(keep_hint=True)

    def _begin_with_the_best(self, model: str) -> None:
        """Ask first what the quality report found to predict this library best; a choice the listener made stays."""
        folder = self._library.folder
        if model and not self._mode_chosen:
            self._modes.set_value(reports.default_mode(folder, model))
        measured = bool(model) and reports.load(folder, model) is not None
        self._taste.set_best(reports.default_taste(folder, model or None), measured)

    @Slot()
    def _show_places(self) -> None:
        library = self._library
        catalogue = library.catalogue
        listeners, artists = (catalogue.listeners, catalogue.artists) if catalogue is not None else ((), ())
        names = tuple("" if one.hidden else one.name for one in listeners)  # one that is hidden cannot be chosen
        areas = areas_of(library.map.regions, artists) if library.map is not None else []
        regions = tuple((area.number, area.name) for area in areas if area.level == 0)
        period = self._period != (None, None)
        self._filters.popup.controls.set_places(Places(names, regions, library.one_artist, period))
        if self._taste.names != names:
            self._taste.set_listeners(names)
        self._journey.set_one_artist(library.one_artist)

    def _on_mode(self, _mode: str) -> None:
        self._mode_chosen = True
        self._seeds.show_mode(self.mode)
        self._ask()

    def _on_seeds(self, keep_hint: bool = False) -> None:
        self._seeds.show_seeds(self._selection.seeds)
        self._seeds.show_mode(self.mode)
        if not keep_hint:
            self.show_hint("")
        self._ask()

    # What comes out ---------------------------------------------------------------------------------------------

    @Slot()
    def _ask(self) -> None:
        """Rank again and show what comes out; until a long journey is found the list before it stays."""
        self._turning.stop()
        self._taste.setVisible(self.mode == "taste")
        self._journey.setVisible(self.mode == "journey")
        self._filters.show_mode(self.mode)
        if self._asker.ready(self.question, self._selection.seeds):
            self._show(self._asker.ask(self.question, self._selection.seeds, LIST_LENGTH))
            return
        space = self._library.space
        short = space is None or len(space) <= _WALKED_AT_ONCE
        if not short:
            way = self.mode == "journey"
            self._sentence.setText(self.tr("Looking for the way…") if way else self.tr("Placing the rare songs…"))
        self._turning.start(self._asker.walk(self.question, self._selection.seeds), at_once=short)

    @Slot(object)
    def _show(self, answer: Answer) -> None:
        """Show an answer."""
        mode = self.mode
        self._answer = answer
        heading = {"journey": "step", "taste": self._taste.choice.ranked_by}.get(mode, "cosine")
        self._model.set_items(answer.items, one_artist=self._library.one_artist, heading=heading)
        self._show_nothing(answer)
        self._journey.show_smoothness(answer.smallest)
        self._taste.show_facets(self._asker.facets(answer))
        self._sentence.setText(sentences.about(self, answer, mode, self._taste.choice, self._period[0] is not None))
        self._show_steps()
        self._filters.show_removed(answer.removed or {})
        self._why.clear()
        self.recommended.emit(answer.items if self._lines_help else ())
        self.walked.emit([item.song for item in answer.items] if mode == "journey" else [])
        if answer.items:
            self._explain(answer.items[0])
            recommendation_list.select_first(self._table)

    def _show_nothing(self, answer: Answer) -> None:
        """Say what took everything away, or offer to leave out what leads the list by chance."""
        nothing = not answer.items and not answer.problem
        self._table.setHidden(nothing)
        self._table.horizontalHeader().setVisible(bool(answer.items))
        self._why.setVisible(bool(answer.items))
        removed = sentences.removed_lines(self, answer.removed or {})
        self._nothing.show_if(nothing, removed, self._filters.choice.changed)
        self._little.show_if(answer.items, self._library.facts)

    @Slot()
    def _on_end(self) -> None:
        """Show more of the list; one that was chosen as a whole, or is still looked for, is as long as it is."""
        whole = self.mode == "journey" or self._filters.choice.reorders or self._turning.running
        if not whole and len(self._answer.items) == LIST_LENGTH:
            self._answer = self._asker.ask(self.question, self._selection.seeds, LONGEST_LIST)
            self._model.extend(self._answer.items)

    @Slot()
    def _show_steps(self) -> None:
        self._steps.setVisible(self.making() is not None)

    @property
    def _lines_help(self) -> bool:
        """Whether lines from a seed to its recommendations say something: not for taste, not for a whole region."""
        return self.mode in ("similar", "next") and len(self._selection.seeds) <= _MOST_LINED_SEEDS

    def _explain(self, item: Recommended) -> None:
        self._explainer.show(self._answer, item, self._selection.seeds)

    def _on_focus(self, song: int | None) -> None:
        for item in self._answer.items:
            if item.song == song:
                self._explain(item)

    # What is done with a song -----------------------------------------------------------------------------------

    def _on_chosen(self, song: int, modifiers: Qt.KeyboardModifier) -> None:
        if modifiers & Qt.KeyboardModifier.AltModifier:
            self._selection.negate(song)
        elif modifiers & Qt.KeyboardModifier.ControlModifier:
            self._selection.toggle(song)
        else:
            self._selection.set_focus(song)
            self._selection.show_on_map.emit(song)

    @Slot(QPoint)
    def _on_menu(self, place: QPoint) -> None:
        songs = self._table.chosen_songs()
        if songs:
            self._actions.menu(songs, self).popup(self._table.viewport().mapToGlobal(place))

    @Slot(str)
    def _on_wanted(self, name: str) -> None:
        if self._explainer.song is not None:
            self._actions.do(name, [self._explainer.song])
