"""Whose taste is asked for, how it is made, and what two listeners have to do with each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QSlider, QVBoxLayout, QWidget

from s2v_desktop.ui import wording
from s2v_desktop.ui.question import NOBODY, TasteChoice
from s2v_desktop.ui.widgets.choices import ChoiceBox
from s2v_desktop.ui.widgets.labels import ElidedLabel, escape_tooltip
from s2v_desktop.ui.widgets.segmented import Segmented

_LONGEST_NAME, _LONGEST_IN_LINE = 30, 24


class TasteBar(QWidget):
    """Listener, recipe and fading; with two listeners a blend, their common ground, or what one could show the other.

    Parameters
    ----------
    variants : sequence of str
        Which of ``mean``, ``facets`` and ``agreement`` can be asked for.
    """

    changed = Signal()

    def __init__(self, variants: Sequence[str] = ("mean",), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice = TasteChoice(variant=variants[0])
        self._names: tuple[str, ...] = ()
        self._filling = True
        self._listener = self._combo("taste_listener", self.tr("Whose taste"))
        self._variant = self._combo("taste_variant", self.tr("How the taste is made"))
        self._fading = self._combo("taste_fading", self.tr("How far old plays fade"))
        self._other = self._combo("taste_other", self.tr("A second listener"))
        self._facet = self._combo("taste_facet", self.tr("Which facet"))
        self._fill_fixed(variants)
        self._show = Segmented(
            (
                ("between", self.tr("Blend"), self.tr("Songs between both tastes")),
                ("common", self.tr("Shared"), self.tr("What both play: their common ground")),
                ("could_show", self.tr("To show"), self.tr("What the first plays and the second has never heard")),
            ),
            self.tr("What two listeners have to do with each other"),
            quiet=True,
        )
        self._show.chosen.connect(self._on_changed)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, 100)
        self._slider.setPageStep(10)
        self._slider.setAccessibleName(self.tr("How much of the second listener"))
        self._slider.valueChanged.connect(self._on_changed)
        self._mine, self._theirs = ElidedLabel("", "secondary", muted=True), ElidedLabel("", "secondary", muted=True)
        self._build()
        self.set_listeners(())

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(8)
        first.addWidget(self._listener, 1)
        first.addWidget(self._variant, 1)
        second.addWidget(self._fading, 1)
        second.addWidget(self._other, 1)
        self._blend = QWidget()
        blend = QHBoxLayout(self._blend)
        blend.setContentsMargins(0, 0, 0, 0)
        blend.setSpacing(8)
        self._theirs.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        blend.addWidget(self._mine, 1)
        blend.addWidget(self._slider, 3)
        blend.addWidget(self._theirs, 1)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self._facet)
        column.addWidget(self._show)
        column.addWidget(self._blend)

    def _fill_fixed(self, variants: Sequence[str]) -> None:
        names = {
            "mean": self.tr("Mean"),
            "facets": self.tr("Facets"),
            "agreement": self.tr("Agreement"),
        }
        hints = {
            "mean": self.tr("One point: the mean of everything that was played, as in the article."),
            "facets": self.tr("Several centres found in what was played; each brings its own songs."),
            "agreement": self.tr("Songs that many different songs of the listener agree on."),
        }
        self._titles = names
        for place, name in enumerate(variants):
            self._variant.addItem(names[name], name)
            self._variant.setItemData(place, hints[name], Qt.ItemDataRole.ToolTipRole)
        self._variant.setVisible(len(variants) > 1)
        for days, text in (
            (0, self.tr("All plays alike")),
            (30, self.tr("Half after a month")),
            (182, self.tr("Half after 6 months")),
            (365, self.tr("Half after a year")),
            (1095, self.tr("Half after 3 years")),
        ):
            self._fading.addItem(text, days)
        self._fading.setToolTip(self.tr("After this time a play counts half for the taste."))

    def set_best(self, variant: str, measured: bool) -> None:
        """Begin with what predicts this library best, and say so where that was measured."""
        at = self._variant.findData(variant)
        if at < 0:
            return
        for place in range(self._variant.count()):
            name = self._titles[self._variant.itemData(place)]
            best = measured and place == at
            self._variant.setItemText(place, self.tr("{0} (best here)").format(name) if best else name)
        self._choice = replace(self._choice, variant=variant)
        self._fill()

    @property
    def choice(self) -> TasteChoice:
        """What is chosen now."""
        return self._choice

    @property
    def names(self) -> tuple[str, ...]:
        """The listeners that can be chosen."""
        return self._names

    def set_choice(self, choice: TasteChoice) -> None:
        """Show a choice and tell about it."""
        self._choice = choice
        self._fill()
        self.changed.emit()

    def set_listeners(self, names: Sequence[str]) -> None:
        """Offer listeners by their index, those with a name; a choice that is gone is taken back."""
        self._names = tuple(wording.clean(name, _LONGEST_NAME) for name in names)
        offered = {at: name for at, name in enumerate(self._names) if name}
        self._filling = True
        for combo, first in (
            (self._listener, (-1, self.tr("Everybody"))),
            (self._other, (NOBODY, self.tr("Alone"))),
        ):
            combo.clear()
            combo.addItem(first[1], first[0])
            for at, name in offered.items():
                combo.addItem(name if combo is self._listener else self.tr("With {0}").format(name), at)
        self._filling = False
        if not {self._choice.listener, self._choice.other} <= {-1, NOBODY, *offered}:
            self._choice = replace(self._choice, listener=-1, other=NOBODY)
        self._listener.setVisible(len(offered) > 1)
        self._other.setVisible(len(offered) > 1)
        self._fill()

    def show_facets(self, facets: Sequence[tuple[Sequence[str], float]]) -> None:
        """Offer the facets that were found, named after their songs; one that is gone is no longer chosen.

        Parameters
        ----------
        facets : sequence of (titles, float)
            With each its share of all plays.
        """
        self._filling = True
        self._facet.clear()
        self._facet.addItem(self.tr("All {0} facets").format(len(facets)), -1)
        for number, (titles, share) in enumerate(facets):
            names = [wording.isolated(title, _LONGEST_NAME) for title in titles]
            shown = ", ".join(wording.isolated(title, _LONGEST_IN_LINE) for title in titles[:2])
            self._facet.addItem(f"{wording.percent(share)}{wording.SEPARATOR}{shown}", number)
            self._facet.setItemData(number + 1, "<br>".join(map(escape_tooltip, names)), Qt.ItemDataRole.ToolTipRole)
        if self._choice.facet >= len(facets):
            self._choice = replace(self._choice, facet=-1)
        self._fill()

    def _fill(self) -> None:
        self._filling = True
        choice = self._choice
        for combo, value in (
            (self._listener, choice.listener),
            (self._variant, choice.variant),
            (self._fading, choice.half_life),
            (self._other, choice.other),
            (self._facet, choice.facet),
        ):
            combo.setCurrentIndex(max(0, combo.findData(value)))
        self._show.set_value(choice.show)
        self._slider.setValue(round(choice.share * 100))
        self._filling = False
        two = choice.other != NOBODY
        self._facet.setVisible(choice.variant == "facets" and not two)
        self._variant.setEnabled(not two)
        self._show.setVisible(two)
        self._blend.setVisible(two and choice.show == "between")
        self._mine.setText(self._name(choice.listener))
        self._theirs.setText(self._name(choice.other))

    def _name(self, listener: int) -> str:
        return self._names[listener] if 0 <= listener < len(self._names) else self.tr("Everybody")

    @Slot()
    def _on_changed(self) -> None:
        if self._filling:
            return
        before = self._choice
        chosen = TasteChoice(
            variant=self._variant.currentData() or before.variant,
            listener=self._listener.currentData(),
            half_life=self._fading.currentData(),
            other=self._other.currentData(),
            share=self._slider.value() / 100,
            show=self._show.value,
        )
        same = replace(chosen, share=before.share, show=before.show) == replace(before, facet=-1)
        facet = self._facet.currentData()  # of another taste the numbers mean other songs
        self.set_choice(replace(chosen, facet=facet) if same and facet is not None else chosen)

    def _combo(self, name: str, accessible: str) -> QComboBox:
        made = ChoiceBox()
        made.setObjectName(name)
        made.setAccessibleName(accessible)
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        made.currentIndexChanged.connect(self._on_changed)
        return made
