"""The map with what stands over it: legend, zoom, hover card, one honest sentence, or why there is no map."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QLocale, QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from s2v_desktop.ui import wording
from s2v_desktop.ui.map.canvas import MapCanvas
from s2v_desktop.ui.map.card_place import place_card
from s2v_desktop.ui.map.hover_card import FactsOf, HoverCard
from s2v_desktop.ui.map.legend import Legend
from s2v_desktop.ui.map.overlays import Sentence, ZoomBar
from s2v_desktop.ui.map.settle_bar import SettleBar
from s2v_desktop.ui.theme import theme_of
from s2v_desktop.ui.widgets.empty_state import EmptyState

_EDGE = 12


class MapView(QWidget):
    """Canvas, legend, card, zoom buttons and sentence, put in their places. It knows no library.

    Signals
    -------
    filter_changed(object)
        Bool mask of the legend's filter, or None.
    """

    filter_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = theme_of(QGuiApplication.instance())
        self.canvas = MapCanvas(theme)
        sentence = self.tr("Import your history, and it is drawn by itself.")
        self.empty = EmptyState("map", self.tr("No map yet"), sentence)
        self.legend = Legend(theme, self.canvas)
        self.card = HoverCard(theme, self.canvas)
        self.zoom_bar = ZoomBar(self.canvas)
        self.sentence = Sentence(theme, self.canvas)
        self.settle_bar = SettleBar(self.canvas)
        self._facts: FactsOf | None = None
        self._settling = ""
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.canvas)
        for widget in (self.legend, self.card, self.zoom_bar, self.sentence, self.settle_bar):
            self.canvas.add_overlay(widget)
        self.zoom_bar.zoom_in.connect(self._zoom_in)
        self.zoom_bar.zoom_out.connect(self._zoom_out)
        self.zoom_bar.fit.connect(self.canvas.fit)
        self.legend.filter_changed.connect(self.filter_changed)
        for signal in (self.settle_bar.pause_wanted, self.settle_bar.resume_wanted):
            signal.connect(self._say_settling)
        self.canvas.hovered.connect(self._on_hovered)
        self.canvas.view_changed.connect(self._on_view)
        for widget in (self.canvas, self.legend):
            widget.installEventFilter(self)

    def set_facts(self, facts: FactsOf | None) -> None:
        """Who tells about a song; None shows no cards."""
        self._facts = facts
        self.card.hide()

    def show_empty(self, title: str, sentence: str) -> None:
        """Say why there is no map."""
        self.empty.say(title, sentence)
        self.settle_bar.hide()
        self._stack.setCurrentWidget(self.empty)

    def show_map(self) -> None:
        """Show the map."""
        self._stack.setCurrentWidget(self.canvas)
        self._arrange()

    def say_trust(self, trust: float | None) -> None:
        """Say what the map means and how far it can be trusted (0 to 1, None when not known)."""
        parts = [self.tr("Near means played in the same company. The axes have no meaning.")]
        if trust is not None:
            shown = self.tr("{percent} of true neighbours are shown near.")
            parts.append(shown.format(percent=wording.percent(trust)))
        self.settle_bar.hide()
        self.sentence.say(" ".join(parts))
        self._arrange()

    def say(self, text: str) -> None:
        """Say something else in the line below."""
        self.sentence.say(text)
        self._arrange()

    def say_step(self, step: int, steps: int = 0) -> None:
        """Say that the map is still settling."""
        here, there = QLocale().toString(step), QLocale().toString(steps)
        known = self.tr("The map is settling: step {step} of {steps}")
        text = known if steps else self.tr("The map is settling: step {step}")
        if self.settle_bar.isHidden():
            self.settle_bar.begin()
            self.settle_bar.show()
        self._settling = text.format(step=here, steps=there)
        self._say_settling()

    @Slot()
    def _say_settling(self) -> None:
        """How far the map is, and whether it waits."""
        waits = self.tr("{settling} · it waits").format(settling=self._settling)
        self.say(waits if self.settle_bar.paused else self._settling)

    def dismiss_card(self) -> None:
        """Put the card away until another song is pointed at; the keyboard stays where it is."""
        self.card.hide()
        self.canvas.set_nearest(-1)
        if not self.canvas.property("by_keyboard"):
            self.canvas.hover(None)

    def apply_theme(self) -> None:
        """Draw in the colours of the application's theme."""
        theme = theme_of(QGuiApplication.instance())
        self.canvas.set_theme(theme)
        for widget in (self.legend, self.card, self.sentence):
            widget.set_theme(theme)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Put the overlays in their places when the canvas or the legend changes its size."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide):
            self._arrange()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Nothing stays where it was."""
        super().resizeEvent(event)
        self.card.hide()

    def _arrange(self) -> None:
        width, height = self.canvas.width(), self.canvas.height()
        self.legend.set_room(width)
        self.legend.move(_EDGE, _EDGE)
        self.zoom_bar.move(width - self.zoom_bar.width() - _EDGE, height - self.zoom_bar.height() - _EDGE)
        beside = self.zoom_bar.x() - self.settle_bar.width() - _EDGE
        self.sentence.fit_into((beside if self.settle_bar.isVisible() else self.zoom_bar.x()) - 2 * _EDGE)
        self.sentence.move(_EDGE, height - self.sentence.height() - _EDGE)
        self.settle_bar.move(beside, height - self.settle_bar.height() - _EDGE)

    def _zoom_in(self) -> None:
        self.canvas.zoom_by(1.6)

    def _zoom_out(self) -> None:
        self.canvas.zoom_by(1 / 1.6)

    def _on_view(self) -> None:
        if self.card.isVisible() and self.canvas.current is not None:
            self._place_card(self.canvas.current)

    def _on_hovered(self, row: object) -> None:
        if not isinstance(row, int) or self._facts is None:
            self.card.hide()
            self.canvas.set_nearest(-1)
            return
        facts = self._facts(row)
        self.card.tell(facts)
        self.canvas.set_nearest(row, [near.row for near in facts.nearest])
        self._place_card(row)
        self.card.show()
        self.card.raise_()

    def _place_card(self, row: int) -> None:
        view, places = self.canvas.view, self.canvas.points.places

        def pixel(one: int) -> tuple[float, float]:
            return view.pixel(float(places[one, 0]), float(places[one, 1]))

        ends = [pixel(int(near)) for near in self.canvas.marks.nearest.targets]
        x, y = place_card(
            (self.card.width(), self.card.height()),
            pixel(row),
            ends,
            (view.width, view.height),
            self.canvas.names.boxes(view),
            self.canvas.overlay_boxes(),
        )
        self.card.move(round(x), round(y))
