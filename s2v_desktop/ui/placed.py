"""Rare songs in answers: those that were not learnt, only placed by their artist and company, when they are asked for.

They have no row on the map and must not slip into a list unasked. So the model with their rows is a second one, made
when it is first needed, and asked instead of the first when the listener wants rare songs or has one as a seed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, cast

import numpy as np
from PySide6.QtCore import QObject

from s2v_desktop.core import scoring
from s2v_desktop.core.filters import SongFacts
from s2v_desktop.core.types import Bool, Int64, Vectors
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.model_info import StoredMap, StoredModel
from s2v_desktop.ui.answering import LIST_LENGTH, Asker, Parts
from s2v_desktop.ui.models.recommendation_table import Recommended
from s2v_desktop.ui.open_library import OpenLibrary, facts_of
from s2v_desktop.ui.question import Answer, Question
from s2v_desktop.ui.selection import Seed

MOST = 200_000
"""Of more rare songs those played most can be recommended: the window shall not fill the memory with their rows."""


class Placed:
    """The open library with a row more for each rare song; all that an `Asker` asks a library for.

    Parameters
    ----------
    library : OpenLibrary

    Attributes
    ----------
    rare : bool
        Whether rare songs may be recommended; else they can only be seeds.
    """

    def __init__(self, library: OpenLibrary) -> None:
        self._library = library
        self.rare = False
        self._of: tuple[object, ...] = ()
        self._space: scoring.Space | None = None
        self._rows: Int64 = np.zeros(0, np.int64)
        self._facts: SongFacts | None = None
        self.catalogue_changed, self.model_changed = library.catalogue_changed, library.model_changed

    def _ready(self) -> None:
        """Make it anew when the library has another model, catalogue or other hidden songs."""
        library = self._library
        now = (library.model, library.catalogue, library.facts)
        if self._of and all(one is other for one, other in zip(now, self._of, strict=True)):
            return
        if not self._of or library.model is not self._of[0]:
            self._space = self._widened()
        self._of = now
        self._facts = None
        if self._space is None or library.catalogue is None or library.model is None:
            return
        self._rows = library.catalogue.index_of(self._space.songs)
        facts = facts_of(library.catalogue, self._rows, self._masked(library.hidden.recommendations))
        once = np.ones(len(self._rows) - self.learnt, np.int64)
        self._facts = replace(facts, learnt=np.concatenate([library.model.counts, once]))

    def _widened(self) -> scoring.Space | None:
        """The space of the model with the rows of its rare songs; rows of length 1 are only put together."""
        model, space, catalogue = self._library.model, self._library.space, self._library.catalogue
        if model is None or space is None or catalogue is None:
            return None
        songs, rare1, rare2 = model.placed_rows()
        if len(songs) > MOST:
            at = catalogue.index_of(songs)
            plays = np.where(at >= 0, catalogue.plays[np.maximum(at, 0)], 0)
            chosen = np.sort(np.argsort(-plays, kind="stable")[:MOST])
            songs, rare1, rare2 = songs[chosen], rare1[chosen], rare2[chosen]
        both = np.concatenate([space.songs, songs])
        unit = np.concatenate([space.w1, rare1]), np.concatenate([space.w2, rare2])
        return scoring.Space.build(Vectors(both, *unit), unit)

    def _masked(self, mask: Bool) -> Bool:
        if not len(mask):
            return np.zeros(len(self._rows), np.bool_)
        masked: Bool = (self._rows >= 0) & mask[np.maximum(self._rows, 0)]
        return masked

    @property
    def learnt(self) -> int:
        """Rows that were learnt: the first ones."""
        return self._library.model.info.songs if self._library.model is not None else 0

    @property
    def catalogue(self) -> Catalogue | None:
        """The songs."""
        return self._library.catalogue

    @property
    def model(self) -> StoredModel | None:
        """The model without its neighbours: they are only known of what was learnt."""
        model = self._library.model
        return replace(model, neighbours=None) if model is not None else None

    @property
    def space(self) -> scoring.Space | None:
        """It made ready for questions."""
        self._ready()
        return self._space

    @property
    def facts(self) -> SongFacts | None:
        """What filters need to know; rare songs are hidden where nobody asked for them."""
        self._ready()
        if self._facts is None or self.rare:
            return self._facts
        return replace(self._facts, hidden=self._facts.hidden | (np.arange(len(self._rows)) >= self.learnt))

    @property
    def catalogue_rows(self) -> Int64:
        """Row -> catalogue index, -1 where the song is no longer in the library."""
        self._ready()
        return self._rows

    @property
    def map(self) -> StoredMap | None:
        """The map; rare songs belong to no region of it."""
        drawn = self._library.map
        if drawn is None:
            return None
        member = np.full(len(self.catalogue_rows), -1, np.int32)
        member[: len(drawn.member)] = drawn.member
        return replace(drawn, member=member)

    def hidden_rows(self, where: Literal["recommendations", "taste"]) -> Bool:
        """Rows that are kept out of lists or of taste; a taste is made of what was learnt."""
        self._ready()
        if where == "recommendations":
            return self._masked(self._library.hidden.recommendations)
        return self._masked(self._library.hidden.taste) | (np.arange(len(self._rows)) >= self.learnt)


class RareAsker(Asker):
    """Answers questions, with rare songs where they are asked for or are seeds."""

    def __init__(self, library: OpenLibrary, parent: QObject | None = None) -> None:
        super().__init__(library, parent)
        self._placed = Placed(library)
        self._wide = Asker(cast(OpenLibrary, self._placed), self)

    def ask(self, question: Question, seeds: tuple[Seed, ...], length: int = LIST_LENGTH) -> Answer:
        """Rank the songs as the listener asks."""
        if not self._concerns(question, seeds):
            return super().ask(question, seeds, length)
        self._placed.rare = question.filters.rare
        answer = self._wide.ask(question, seeds, length)
        learnt = self._placed.learnt
        items = tuple(replace(item, placed=True) if item.row >= learnt else item for item in answer.items)
        removed = dict(answer.removed or {})
        if not question.filters.rare and "hidden" in removed:  # nobody hid those
            removed["hidden"] = max(0, removed["hidden"] - (len(self._placed.catalogue_rows) - learnt))
        return replace(answer, items=items, removed=removed, placed=True)

    def explain(self, answer: Answer, item: Recommended, limit: int = 20) -> tuple[Parts, int, float]:
        """What the seeds (or the listener's songs) bring to one song of a list."""
        return self._wide.explain(answer, item, limit) if answer.placed else super().explain(answer, item, limit)

    def facet_of(self, answer: Answer, item: Recommended) -> list[int]:
        """Songs (library numbers) the facet of a recommendation is called after."""
        return self._wide.facet_of(answer, item) if answer.placed else super().facet_of(answer, item)

    def _concerns(self, question: Question, seeds: tuple[Seed, ...]) -> bool:
        """Whether rare songs have a part in a question.

        A journey walks over what was learnt, and the votes of a taste are cast for it: only there nearest songs are
        known.
        """
        rare = self._library
        voted = question.mode == "taste" and question.taste.variant == "agreement"
        if question.mode == "journey" or voted or not len(rare.placed_songs):
            return False
        return question.filters.rare or (question.mode != "taste" and any(rare.is_placed(one.song) for one in seeds))
