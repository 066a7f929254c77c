"""The open library as the window sees it: its songs, the newest model, its map, and answers from them.

Everything here is memory-mapped or a copy of at most the vectors; nothing scans plays. Jobs change the files; the
window calls `reload` when one is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from s2v_desktop.core import scoring
from s2v_desktop.core.errors import NoModel, S2VError
from s2v_desktop.core.filters import Filters, SongFacts
from s2v_desktop.core.types import Bool, Int64
from s2v_desktop.core.why import SessionIndex, Together, together
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.models import ModelStore, StoredMap, StoredModel
from s2v_desktop.ui.models.recommendation_table import Recommended
from s2v_desktop.ui.selection import Seed

LIST_LENGTH = 50
"""Recommendations in the panel: more than anybody reads, few enough to be instant."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A list of recommendations and what to say about it.

    Attributes
    ----------
    removed : dict
        Filter -> how many songs it took away.
    problem : str
        Why there is no list; empty when there is one.
    missing : tuple of int
        Seeds (library song numbers) the model does not know.
    """

    items: tuple[Recommended, ...] = ()
    removed: dict[str, int] | None = None
    problem: str = ""
    missing: tuple[int, ...] = ()


class OpenLibrary(QObject):
    """One open library.

    Parameters
    ----------
    folder : Path
        A library folder; it may still be empty.
    """

    catalogue_changed = Signal()
    model_changed = Signal()
    map_changed = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder
        self.catalogue: Catalogue | None = None
        self.model: StoredModel | None = None
        self.map: StoredMap | None = None
        self.space: scoring.Space | None = None
        self._facts: SongFacts | None = None
        self._index: SessionIndex | None = None
        self._rows: Int64 = np.zeros(0, np.int64)

    def reload(self) -> None:
        """Read again what jobs may have changed."""
        self.reload_catalogue()
        self.reload_model()

    def reload_catalogue(self) -> None:
        """Read the songs again after an import or an undo."""
        here = (self.folder / "library.sqlite").is_file()
        self.catalogue = Catalogue.open(self.folder) if here else None
        self._index = None
        self._connect_model()
        self.catalogue_changed.emit()

    def reload_model(self) -> None:
        """Read the newest model and its newest map."""
        store = ModelStore(self.folder)
        try:
            self.model = store.load(store.newest().id)
        except NoModel:
            self.model = None
        self.space = scoring.Space.build(self.model.vectors) if self.model is not None else None
        self._connect_model()
        self.model_changed.emit()
        self.reload_map()

    def reload_map(self) -> None:
        """Read the newest map of the model that is open."""
        self.map = None
        if self.model is not None:
            try:
                self.map = ModelStore(self.folder).load_map(self.model.info.id)
            except NoModel:
                self.map = None
        self.map_changed.emit()

    @property
    def empty(self) -> bool:
        """Whether there is no song yet."""
        return self.catalogue is None or len(self.catalogue.songs) == 0

    @property
    def one_artist(self) -> bool:
        """Whether all songs are by one artist, so that its name says nothing."""
        return self.catalogue is not None and len(self.catalogue.artists) == 1

    def _connect_model(self) -> None:
        """Find each row of the model in the catalogue, and what filters need to know about it."""
        self._facts = None
        if self.space is None or self.catalogue is None:
            self._rows = np.zeros(0, np.int64)
            return
        self._rows = self.catalogue.index_of(self.space.songs)
        self._facts = _facts(self.catalogue, self._rows)

    @property
    def catalogue_rows(self) -> Int64:
        """Row of the model -> catalogue index, -1 where the song is no longer in the library."""
        return self._rows

    def index_of(self, song: int) -> int:
        """Catalogue index of a library song number, -1 when it vanished."""
        return int(self.catalogue.index_of(np.array([song]))[0]) if self.catalogue is not None else -1

    def row_of(self, song: int) -> int:
        """Row of the model for a library song number, -1 when it was too rare or came later."""
        return self.space.row_of(song) if self.space is not None else -1

    def song_of_row(self, row: int) -> int:
        """Library song number of a row of the model."""
        return int(self.space.songs[row]) if self.space is not None else -1

    def name(self, song: int) -> tuple[str, str]:
        """Title and artist of a library song number."""
        at = self.index_of(song)
        if at < 0 or self.catalogue is None:
            return self.tr("A song that is no longer here"), ""
        return self.catalogue.title(at), self.catalogue.artist(at)

    def recommend(self, seeds: tuple[Seed, ...], mode: scoring.Mode, filters: Filters, listener: int = -1) -> Answer:
        """Rank the songs of the model against the seeds (or, for taste, against what a listener heard)."""
        space, catalogue = self.space, self.catalogue
        if space is None or catalogue is None:
            return Answer(problem=self.tr("There is no model yet. Import your history, and it is made by itself."))
        missing = tuple(seed.song for seed in seeds if space.row_of(seed.song) < 0) if mode != "taste" else ()
        try:
            query = self._query(seeds, mode, listener)
            ranking = scoring.recommend(space, query, filters, LIST_LENGTH, self._facts)
        except S2VError as problem:
            return Answer(problem=problem.message, missing=missing)
        return Answer(self._items(ranking, query), ranking.removed, "", missing)

    def cosine(self, first: int, second: int) -> float | None:
        """Cosine between two songs, None when the model does not know one of them."""
        a, b = self.row_of(first), self.row_of(second)
        return scoring.cosine(self.space, a, b) if self.space is not None and a >= 0 and b >= 0 else None

    def together(self, seeds: tuple[Seed, ...], song: int) -> Together | None:
        """Sessions in which a song was played with the seeds."""
        if self.catalogue is None or self.model is None:
            return None
        if self._index is None:
            self._index = SessionIndex.build(self.model.corpus(self.catalogue))
        wanted = [self.index_of(seed.song) for seed in seeds if seed.weight > 0]
        at = self.index_of(song)
        if at < 0 or not wanted:
            return None
        return together(self._index, [w for w in wanted if w >= 0], at)

    def favourites(self, count: int = 3, days: int = 31) -> list[int]:
        """Songs to start with: most played in the last month of the history, else most played (library numbers)."""
        catalogue = self.catalogue
        if catalogue is None or self.space is None or not len(self._rows):
            return []
        plays = np.asarray(catalogue.plays, np.int64)
        last = int(np.max(catalogue.last_day)) if len(catalogue.last_day) else 0
        recent = np.asarray(catalogue.plays_between(last - days, last), np.int64)
        chosen = recent if np.count_nonzero(recent) >= count else plays
        known = self._rows[self._rows >= 0]
        best = known[np.lexsort((-plays[known], -chosen[known]))][:count]
        return [int(catalogue.songs[at]) for at in best]

    def _query(self, seeds: tuple[Seed, ...], mode: scoring.Mode, listener: int) -> scoring.Query:
        space, catalogue = self.space, self.catalogue
        assert space is not None
        assert catalogue is not None
        if mode == "taste":
            heard = catalogue.plays if listener < 0 else catalogue.plays_between(listeners=_only(catalogue, listener))
            known = self._rows >= 0
            weights = np.where(known, np.asarray(heard, np.float64)[np.maximum(self._rows, 0)], 0.0)
            return scoring.taste(np.arange(len(space)), weights)
        known_seeds = tuple(scoring.Seed(space.row_of(s.song), s.weight) for s in seeds if space.row_of(s.song) >= 0)
        return scoring.Query(known_seeds, mode)

    def _items(self, ranking: scoring.Ranking, query: scoring.Query) -> tuple[Recommended, ...]:
        catalogue = self.catalogue
        assert catalogue is not None
        assert self.space is not None
        seeds = [int(self.space.songs[seed.row]) for seed in query.seeds] if ranking.contributions.shape[1] else []
        made: list[Recommended] = []
        for place, row in enumerate(ranking.rows.tolist()):
            at = int(self._rows[row])
            if at < 0:
                continue
            shares = tuple(zip(seeds, ranking.contributions[place].tolist(), strict=True)) if seeds else ()
            made.append(
                Recommended(
                    rank=len(made) + 1,
                    song=int(catalogue.songs[at]),
                    index=at,
                    row=row,
                    title=catalogue.title(at),
                    artist=catalogue.artist(at),
                    score=float(ranking.score[place]),
                    cosine=float(ranking.cosine[place]),
                    plays=int(catalogue.plays[at]),
                    contributions=shares,
                )
            )
        return tuple(made)


def _only(catalogue: Catalogue, listener: int) -> Bool:
    """Mask of one listener."""
    mask = np.zeros(len(catalogue.listeners), np.bool_)
    mask[listener] = True
    return mask


def _facts(catalogue: Catalogue, rows: Int64) -> SongFacts:
    """What filters need to know, one entry per row of the model."""
    here = rows >= 0
    at = np.maximum(rows, 0)
    return SongFacts(
        artist=np.where(here, catalogue.artist_index[at], -1).astype(np.int32),
        plays=np.where(here, catalogue.plays[at], 0).astype(np.int64),
        last_day=np.asarray(catalogue.last_day)[at].astype(np.int32),
        fold=np.where(here, catalogue.fold[at], -1).astype(np.int32),
        hidden=~here,
    )
