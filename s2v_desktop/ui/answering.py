"""Answers questions from the open library: seeds, filters and tastes become one matrix-vector product.

What only changes with the library (plays of a listener in a period) is kept until it does, so that drawing at a weight
or a slider costs one product and no pass over the plays.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import numpy as np
from PySide6.QtCore import QObject

from s2v_desktop.core import scoring
from s2v_desktop.core.blend import blend, table
from s2v_desktop.core.errors import BadRequest, S2VError
from s2v_desktop.core.filters import Filters, SongFacts, only_forgotten
from s2v_desktop.core.journey import Journey, walking
from s2v_desktop.core.recency import Listening, song_weights
from s2v_desktop.core.taste import Taste
from s2v_desktop.core.taste_list import TasteModel
from s2v_desktop.core.turns import Turns, finished
from s2v_desktop.core.types import Bool, Float64, Int64
from s2v_desktop.core.way_limits import limits
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.ui.models.recommendation_table import Recommended
from s2v_desktop.ui.open_library import OpenLibrary
from s2v_desktop.ui.question import NOBODY, Answer, Question, today
from s2v_desktop.ui.selection import Seed

LIST_LENGTH, LONGEST_LIST = 50, 300
"""Recommendations in the panel: few enough to be instant, and those who scroll to the end of them get more."""

_KEPT = 16

Parts = list[tuple[int, float]]
"""Library song numbers and their part of a score."""


class Asker(QObject):
    """Answers for one window.

    Parameters
    ----------
    library : OpenLibrary
    """

    def __init__(self, library: OpenLibrary, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._weights: dict[Listening, Float64] = {}
        self._taste: TasteModel | None = None
        library.catalogue_changed.connect(self._forget)
        library.model_changed.connect(self._forget)

    def ask(self, question: Question, seeds: tuple[Seed, ...], length: int = LIST_LENGTH) -> Answer:
        """Rank the songs of the model as the listener asks."""
        library = self._library
        space = library.space
        if space is None or library.catalogue is None or library.facts is None:
            return Answer(problem=self.tr("There is no model yet. Import your history, and it is made by itself."))
        uses_seeds = question.mode != "taste"
        missing = tuple(one.song for one in seeds if space.row_of(one.song) < 0) if uses_seeds else ()
        try:
            if question.mode == "journey":
                return finished(self._journey(space, question, seeds, missing))
            if question.mode == "taste" and question.taste.other != NOBODY and question.taste.show != "between":
                return self._table(space, question, length)
            filters = self.filters(question, hide_seeds=uses_seeds)
            if question.mode == "taste" and question.taste.other == NOBODY:
                taste = self.taste(question).around(question.taste.facet)
                ranking = taste.recommend(filters, length, library.facts)
                # The number beside a song is what the list is ranked by, or the order could not be understood.
                shown = ranking if taste.kind == "mean" else replace(ranking, cosine=ranking.score)
                return Answer(self._ranked(space, shown), ranking.removed, taste=taste)
            query = self.query(question, seeds)
            ranking = scoring.recommend(space, query, filters, length, library.facts)
        except S2VError as problem:
            return Answer(problem=problem.message, missing=missing)
        return Answer(self._ranked(space, ranking, query), ranking.removed, "", missing, query)

    def ready(self, question: Question, seeds: tuple[Seed, ...]) -> bool:
        """Whether an answer takes a moment only; else `walk` takes turns for it."""
        return question.mode != "journey"

    def walk(self, question: Question, seeds: tuple[Seed, ...]) -> Turns[Answer]:
        """The answer to a question for a journey, in turns: among 100,000 songs it takes half a second."""
        space = self._library.space
        if space is None or self._library.facts is None:
            return self.ask(question, seeds)
        missing = tuple(one.song for one in seeds if space.row_of(one.song) < 0)
        try:
            return (yield from self._journey(space, question, seeds, missing))
        except S2VError as problem:
            return Answer(problem=problem.message, missing=missing)

    def query(self, question: Question, seeds: tuple[Seed, ...]) -> scoring.Query:
        """The question as the engine takes it."""
        space = self._space()
        if question.mode == "taste":
            mine, other = question.taste.listener, question.taste.other
            weights = [self.weights(question.listening(one)) for one in (mine, other)]
            return blend(space, weights[0], weights[1], question.taste.share)
        known = tuple(scoring.Seed(space.row_of(one.song), one.weight) for one in seeds if space.row_of(one.song) >= 0)
        if seeds and not known:
            raise BadRequest(
                self.tr(
                    "None of your seeds is in the model in use. Choose another song, or another model (Model, Models)."
                )
            )
        return scoring.Query(known, "next" if question.mode == "next" else "similar")

    def weights(self, listening: Listening) -> Float64:
        """What each song of the model counts for somebody's taste, shape (v,); 0 for what is kept out of it."""
        catalogue = self._catalogue()
        if listening.counted_only:  # a taste; who is hidden is not part of everybody's
            listening = replace(listening, without=catalogue.hidden_listeners)
        if listening not in self._weights:
            heard = song_weights(catalogue.play_columns(), len(catalogue), listening)
            while len(self._weights) >= _KEPT:
                self._weights.pop(next(iter(self._weights)))
            rows = self._library.catalogue_rows
            self._weights[listening] = np.where(rows >= 0, heard[np.maximum(rows, 0)], 0.0)
        weights = self._weights[listening]
        hidden = self._library.hidden_rows("taste")
        return np.where(hidden, 0.0, weights) if listening.counted_only and hidden.any() else weights

    def taste(self, question: Question) -> TasteModel:
        """The taste of one listener; its centres are only found anew when something changed."""
        weights = self.weights(question.listening(question.taste.listener))
        kept = self._taste
        if kept is None or kept.kind != question.taste.variant or not np.array_equal(kept.weights, weights):
            near = self._library.model.neighbours if self._library.model is not None else None
            kept = TasteModel.build(self._space(), cast(Taste, question.taste.variant), weights, near)
            self._taste = kept
        return kept

    def explain(self, answer: Answer, item: Recommended, limit: int = 20) -> tuple[Parts, int, float]:
        """What the seeds (or the listener's songs) bring to one song of a list.

        Returns
        -------
        largest : list of (library song number, part)
            By size, at most `limit`.
        others : int
            How many are not among them.
        rest : float
            What those add up to.
        """
        if answer.taste is not None:
            largest, rest = answer.taste.explain(item.row, limit)
            seeds = int(np.count_nonzero(answer.taste.weights > 0))
        elif answer.query is not None:
            largest, rest = scoring.explain(self._space(), answer.query, item.row, limit)
            seeds = len(answer.query.seeds)
        else:
            return [], 0, 0.0
        numbers = self._space().songs
        others = max(0, seeds - len(largest)) if len(largest) == limit else 0
        return [(int(numbers[row]), part) for row, part in largest], others, rest

    def facets(self, answer: Answer) -> list[tuple[list[str], float]]:
        """Titles after which each facet of a taste is called, and its share of all plays; none of another list."""
        if answer.taste is None:
            return []
        numbers, titles = self._space().songs, self._library.name
        return [([titles(int(numbers[row]))[0] for row in one.names], one.share) for one in answer.taste.facets()]

    def facet_of(self, answer: Answer, item: Recommended) -> list[int]:
        """Songs (library numbers) the facet of a recommendation is called after; none in another list."""
        taste = answer.taste
        if taste is None or taste.kind != "facets":
            return []
        names = taste.facets()[taste.facet_of(item.row)].names
        return [int(self._space().songs[row]) for row in names]

    def filters(self, question: Question, *, hide_seeds: bool) -> Filters:
        """The filters as the engine takes them."""
        choice = question.filters
        played: Bool | None = None
        if choice.new_to != NOBODY:
            played = self.weights(Listening(choice.new_to, counted_only=False)) > 0
        filters = Filters(
            hide_seeds=hide_seeds and choice.hide_seeds,
            fold=choice.fold,
            per_artist=choice.per_artist,
            artists_apart=choice.artists_apart,
            hide_played=played,
            not_since=today() - choice.rest_days if choice.rest_days else None,
            min_plays=choice.min_plays,
            only=self._only(question),
            adventurous=choice.adventurous,
            diversity=choice.diversity,
            shuffle_seed=choice.shuffle or None,
        )
        return only_forgotten(filters, self._facts()) if choice.forgotten else filters

    def _only(self, question: Question) -> Bool | None:
        """Songs that may stand in the list at all."""
        choice, masks = question.filters, []
        if choice.played_by >= 0:
            masks.append(self.weights(Listening(choice.played_by, counted_only=False)) > 0)
        if choice.in_period and question.period != (None, None):
            masks.append(self.weights(Listening(-1, *question.period, counted_only=False)) > 0)
        if choice.region >= 0 and self._library.map is not None:
            masks.append(np.asarray(self._library.map.member) == choice.region)
        return np.logical_and.reduce(masks) if masks else None

    def _table(self, space: scoring.Space, question: Question, length: int) -> Answer:
        """What two listeners share, or what one could show the other."""
        taste = question.taste
        mine, theirs = (self.weights(question.listening(one)) for one in (taste.listener, taste.other))
        filters = self.filters(question, hide_seeds=False)
        ranking, query = table(space, mine, theirs, taste.show == "common", filters, self._facts(), length)
        return Answer(self._ranked(space, ranking), ranking.removed, "", (), query)

    def _journey(
        self, space: scoring.Space, question: Question, seeds: tuple[Seed, ...], missing: tuple[int, ...]
    ) -> Turns[Answer]:
        stops = [space.row_of(one.song) for one in seeds if one.weight > 0 and space.row_of(one.song) >= 0]
        if len(stops) < 2:
            raise BadRequest(self.tr("A journey needs two songs or more. Ctrl and a click add one."))
        near = self._library.model.neighbours if self._library.model is not None else None
        if near is None:
            raise BadRequest(self.tr("This model was stored without neighbours. Rebuild the map, then ask again."))
        choice, filters = question.journey, self.filters(question, hide_seeds=True)
        allowed, removed = limits(filters, self._facts(), stops, one_per_artist=choice.one_per_artist)
        length = max(choice.length, len(stops))
        found = yield from walking(space.w1, near, stops, length, allowed, choice.route)
        return Answer(self._walked(found), removed, "", missing, smallest=float(found.steps.min()))

    def _walked(self, found: Journey) -> tuple[Recommended, ...]:
        steps = [math.nan, *found.steps.tolist()]
        return self._items(found.rows, steps, steps, [()] * len(steps))

    def _ranked(
        self, space: scoring.Space, ranking: scoring.Ranking, query: scoring.Query | None = None
    ) -> tuple[Recommended, ...]:
        told = query is not None and ranking.contributions.shape[1]
        seeds = [int(space.songs[row]) for row in query.rows] if told and query is not None else []
        shares = [tuple(zip(seeds, one, strict=True)) for one in ranking.contributions.tolist()] if seeds else None
        return self._items(ranking.rows, ranking.score.tolist(), ranking.cosine.tolist(), shares or [()] * len(ranking))

    def _items(
        self, rows: Int64, score: Sequence[float], cosine: Sequence[float],
        shares: Sequence[tuple[tuple[int, float], ...]],
    ) -> tuple[Recommended, ...]:  # fmt: skip
        catalogue, known = self._catalogue(), self._library.catalogue_rows
        made: list[Recommended] = []
        for place, row in enumerate(rows.tolist()):
            at = int(known[row])
            if at >= 0:
                made.append(
                    Recommended(
                        len(made) + 1, int(catalogue.songs[at]), at, row, catalogue.title(at), catalogue.artist(at),
                        score[place], cosine[place], int(catalogue.plays[at]), shares[place],
                    )
                )  # fmt: skip
        return tuple(made)

    def _forget(self) -> None:
        self._weights.clear()
        self._taste = None

    def _space(self) -> scoring.Space:
        assert self._library.space is not None
        return self._library.space

    def _catalogue(self) -> Catalogue:
        assert self._library.catalogue is not None
        return self._library.catalogue

    def _facts(self) -> SongFacts:
        assert self._library.facts is not None
        return self._library.facts
