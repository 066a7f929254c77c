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
from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.filters import SongFacts
from s2v_desktop.core.turns import Turns, finished
from s2v_desktop.core.types import Bool, Float32, Int64, Vectors
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.model_info import StoredMap, StoredModel
from s2v_desktop.ui.answering import LIST_LENGTH, Asker, Parts
from s2v_desktop.ui.models.recommendation_table import Recommended
from s2v_desktop.ui.open_library import OpenLibrary, facts_of
from s2v_desktop.ui.question import Answer, Question
from s2v_desktop.ui.selection import Seed

_TURN = 5_000
"""Rows copied in one turn."""

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

    @property
    def ready(self) -> bool:
        """Whether it is made of the model, catalogue and hidden songs that the library has now."""
        return bool(self._of) and all(one is other for one, other in zip(self._now(), self._of, strict=True))

    def _now(self) -> tuple[object, ...]:
        return self._library.model, self._library.catalogue, self._library.facts

    def _ready(self) -> None:
        if not self.ready:
            finished(self.prepare())

    def prepare(self) -> Turns[None]:
        """Make it of what the library has now, in turns: beside 100,000 songs this takes some tenths of a second."""
        library, now = self._library, self._now()
        space = self._space if self._of and now[0] is self._of[0] else (yield from self._widened())
        rows, facts = np.zeros(0, np.int64), None
        if space is not None and library.catalogue is not None and library.model is not None:
            rows = library.catalogue.index_of(space.songs)
            yield
            facts = facts_of(library.catalogue, rows, _masked(rows, library.hidden.recommendations))
            once = np.ones(len(rows) - self.learnt, np.int64)
            facts = replace(facts, learnt=np.concatenate([library.model.counts, once]))
        self._of, self._space, self._rows, self._facts = now, space, rows, facts

    def _widened(self) -> Turns[scoring.Space | None]:
        """The space of the model with the rows of its rare songs; rows of length 1 are only put together."""
        model, space, catalogue = self._library.model, self._library.space, self._library.catalogue
        if model is None or space is None or catalogue is None:
            return None
        songs, *rare = model.placed_rows()
        chosen = np.arange(len(songs))
        if len(songs) > MOST:
            at = catalogue.index_of(songs)
            plays = np.where(at >= 0, catalogue.plays[np.maximum(at, 0)], 0)
            yield
            chosen = np.sort(np.argsort(-plays, kind="stable")[:MOST])
        unit = []
        for learnt, placed in zip((space.w1, space.w2), rare, strict=True):
            unit.append((yield from _joined(learnt, placed, chosen)))
        both = np.concatenate([space.songs, songs[chosen]])
        return scoring.Space.build(Vectors(both, unit[0], unit[1]), (unit[0], unit[1]))

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
            return _masked(self._rows, self._library.hidden.recommendations)
        return _masked(self._rows, self._library.hidden.taste) | (np.arange(len(self._rows)) >= self.learnt)


def _masked(rows: Int64, mask: Bool) -> Bool:
    """Which rows are of songs in a mask of the catalogue."""
    if not len(mask):
        return np.zeros(len(rows), np.bool_)
    masked: Bool = (rows >= 0) & mask[np.maximum(rows, 0)]
    return masked


def _joined(first: Float32, second: Float32, chosen: Int64) -> Turns[Float32]:
    """The rows of one matrix and the chosen ones of another, copied in turns."""
    both = np.empty((len(first) + len(chosen), first.shape[1]), np.float32)
    for low in range(0, len(first), _TURN):
        both[low : min(low + _TURN, len(first))] = first[low : low + _TURN]
        yield
    for low in range(0, len(chosen), _TURN):
        part = chosen[low : low + _TURN]
        both[len(first) + low : len(first) + low + len(part)] = second[part]
        yield
    return both


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
        try:
            if not self._placed.ready:
                finished(self._placed.prepare())
        except S2VError as problem:  # the rows of rare songs are read when they are first asked for
            return Answer(problem=problem.message)
        answer = self._wide.ask(question, seeds, length)
        learnt = self._placed.learnt
        items = tuple(replace(item, placed=True) if item.row >= learnt else item for item in answer.items)
        removed = dict(answer.removed or {})
        if not question.filters.rare and "hidden" in removed:  # nobody hid those
            rare = len(self._placed.catalogue_rows) - learnt
            if question.filters.hide_seeds and answer.query is not None:  # those count as seeds already
                rare -= len({seed.row for seed in answer.query.seeds if seed.row >= learnt})
            removed["hidden"] = max(0, removed["hidden"] - rare)
        return replace(answer, items=items, removed=removed, placed=True)

    def ready(self, question: Question, seeds: tuple[Seed, ...]) -> bool:
        """Whether an answer takes a moment only; else `walk` takes turns for it."""
        return super().ready(question, seeds) and (self._placed.ready or not self._concerns(question, seeds))

    def walk(self, question: Question, seeds: tuple[Seed, ...]) -> Turns[Answer]:
        """The answer to a question, in turns."""
        if self._concerns(question, seeds):
            try:
                yield from self._placed.prepare()
            except S2VError as problem:
                return Answer(problem=problem.message)
            return self.ask(question, seeds)
        return (yield from super().walk(question, seeds))

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
