"""The open library as the window sees it: its songs, the newest model, its map, and answers from them.

Everything here is memory-mapped or a copy of at most the vectors; nothing scans plays. Jobs change the files; the
window calls `reload` when one is done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from s2v_desktop.core import scoring
from s2v_desktop.core.errors import NoModel
from s2v_desktop.core.filters import SongFacts
from s2v_desktop.core.types import Bool, Corpus, Int64
from s2v_desktop.core.why import Together, shared_sessions, together
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.changes import Changes, between
from s2v_desktop.store.hidden import Hidden, Masks, masks
from s2v_desktop.store.library import Library
from s2v_desktop.store.models import ModelStore, StoredMap, StoredModel
from s2v_desktop.ui.selection import Seed

_TURN_MS = 10
"""Between two turns of telling: the window answers in between."""


class OpenLibrary(QObject):
    """One open library.

    Parameters
    ----------
    folder : Path
        A library folder; it may still be empty.
    """

    catalogue_changed = Signal()
    catalogue_drawn = Signal()
    """The same, when what is drawn from the songs is to be drawn anew."""
    catalogue_answered = Signal()
    """The same, when what is worked out from them is to be worked out anew."""
    hidden_changed = Signal()
    """Something was hidden or brought back."""
    model_changed = Signal()
    map_changed = Signal()

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = folder
        self.catalogue: Catalogue | None = None
        self.model: StoredModel | None = None
        self.map: StoredMap | None = None
        self.space: scoring.Space | None = None
        self.facts: SongFacts | None = None
        """What filters need to know about each row of the model."""
        self.hidden: Masks = Masks.none(0)
        """Songs of the catalogue that are kept out of lists and out of taste."""
        self._corpus: Corpus | None = None
        self._heard: tuple[int | None, int | None, Int64 | None] = (None, None, None)
        self._rows: Int64 = np.zeros(0, np.int64)
        self.placed_songs: Int64 = np.zeros(0, np.int64)
        """Library numbers, ascending, of songs that were too rare to be learnt and are placed by their company."""
        self._turns: list[Callable[[], object]] = []
        self._turn = QTimer(self)
        self._turn.setInterval(_TURN_MS)
        self._turn.timeout.connect(self._tell_next)

    def reload(self) -> None:
        """Read everything again: another library, or what jobs may have changed.

        Nobody is told of new songs while the model of the old ones is still here.
        """
        catalogue = self._read_catalogue()
        self.model = self.space = self.map = None
        self._take(catalogue)
        self.reload_model()

    def reload_catalogue(self, *, in_turns: bool = False) -> None:
        """Read the songs again after an import or an undo.

        Parameters
        ----------
        in_turns : bool
            Tell, draw and work out anew in turns of the event loop: at once, 100,000 songs would stall the window.
        """
        self._take(self._read_catalogue(), in_turns=in_turns)

    def _read_catalogue(self) -> Catalogue | None:
        return Catalogue.open(self.folder) if (self.folder / "library.sqlite").is_file() else None

    def _take(self, catalogue: Catalogue | None, *, in_turns: bool = False) -> None:
        self.catalogue = catalogue
        self._corpus = None
        self._heard = (None, None, None)
        self._read_hidden(None)
        self._connect_model()
        self._turns = [self.catalogue_changed.emit, self.catalogue_drawn.emit, self.catalogue_answered.emit]
        if in_turns:
            self._turns.insert(2, self.sessions)  # what answers ask for, which takes as long as they do
            self._turn.start()
        while self._turns and not in_turns:
            self._tell_next()

    @Slot()
    def _tell_next(self) -> None:
        if self._turns:
            self._turns.pop(0)()
        if not self._turns:
            self._turn.stop()

    def end(self) -> None:
        """Tell nothing any more: the program ends."""
        self._turns.clear()
        self._turn.stop()

    def reload_model(self) -> None:
        """Read the model in use and its newest map."""
        store = ModelStore(self.folder)
        self._corpus = None
        try:
            model: StoredModel | None = store.load(store.active().id)
        except NoModel:
            model = None
        # read here, where a damaged model is answered in words, and not first while a panel is made
        self.placed_songs = np.sort(model.placed_beside()[0]) if model is not None else np.zeros(0, np.int64)
        self.model = model
        self.space = scoring.Space.build(self.model.vectors, self.model.unit) if self.model is not None else None
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

    def set_hidden(self, entries: Iterable[Hidden]) -> None:
        """Keep these out of lists and of taste, as soon as they are chosen."""
        self._read_hidden(entries)
        self._connect_model()
        self.hidden_changed.emit()

    def _read_hidden(self, entries: Iterable[Hidden] | None) -> None:
        if self.catalogue is None:
            self.hidden = Masks.none(0)
            return
        with Library.open(self.folder) as library:
            self.hidden = masks(library, self.catalogue, entries)

    def hidden_rows(self, where: Literal["recommendations", "taste"]) -> Bool:
        """Rows of the model that are kept out of lists or of taste."""
        mask = self.hidden.recommendations if where == "recommendations" else self.hidden.taste
        if not len(mask):
            return np.zeros(len(self._rows), np.bool_)
        rows: Bool = (self._rows >= 0) & mask[np.maximum(self._rows, 0)]
        return rows

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
        self.facts = None
        if self.space is None or self.catalogue is None:
            self._rows = np.zeros(0, np.int64)
            return
        self._rows = self.catalogue.index_of(self.space.songs)
        learnt = self.model.counts if self.model is not None else None
        self.facts = replace(facts_of(self.catalogue, self._rows, self.hidden_rows("recommendations")), learnt=learnt)

    @property
    def catalogue_rows(self) -> Int64:
        """Row of the model -> catalogue index, -1 where the song is no longer in the library."""
        return self._rows

    def index_of(self, song: int) -> int:
        """Catalogue index of a library song number, -1 when it vanished."""
        return int(self.catalogue.index_of(np.array([song]))[0]) if self.catalogue is not None else -1

    def plays_in(self, first_day: int | None, last_day: int | None) -> Int64 | None:
        """Plays of each song of the catalogue in a period, shape (songs,); None for all time.

        The last period is kept: several tables ask for the same one.
        """
        if self.catalogue is None or first_day is None or last_day is None:
            return None
        if self._heard[:2] != (first_day, last_day):
            self._heard = (first_day, last_day, self.catalogue.plays_between(first_day, last_day))
        return self._heard[2]

    def row_of(self, song: int) -> int:
        """Row of the model for a library song number, -1 when it was too rare or came later."""
        return self.space.row_of(song) if self.space is not None else -1

    @property
    def since(self) -> Changes | None:
        """What has changed since the model was made; None where nobody knows."""
        if self.model is None or self.catalogue is None:
            return None
        return between(self.model.info.made_from, self.catalogue.state)

    def is_placed(self, song: int) -> bool:
        """Whether a song (library number) was too rare to be learnt and is placed by its artist and company."""
        songs = self.placed_songs
        at = int(np.searchsorted(songs, song))
        return at < len(songs) and int(songs[at]) == song

    def rare_songs(self) -> Bool:
        """Which songs of the catalogue are `placed_songs`, shape (songs,)."""
        if self.catalogue is None:
            return np.zeros(0, np.bool_)
        at = self.catalogue.index_of(self.placed_songs)
        rare = np.zeros(len(self.catalogue), np.bool_)
        rare[at[at >= 0]] = True
        return rare

    def song_of_row(self, row: int) -> int:
        """Library song number of a row of the model."""
        return int(self.space.songs[row]) if self.space is not None else -1

    def name(self, song: int) -> tuple[str, str]:
        """Title and artist of a library song number."""
        at = self.index_of(song)
        if at < 0 or self.catalogue is None:
            return self.tr("A song that is no longer here"), ""
        return self.catalogue.title(at), self.catalogue.artist(at)

    def cosine(self, first: int, second: int) -> float | None:
        """Cosine between two songs, None when the model does not know one of them."""
        a, b = self.row_of(first), self.row_of(second)
        return scoring.cosine(self.space, a, b) if self.space is not None and a >= 0 and b >= 0 else None

    def together(self, seeds: tuple[Seed, ...], song: int) -> Together | None:
        """Sessions in which a song was played with the seeds."""
        corpus = self.sessions()
        if corpus is None:
            return None
        wanted = [self.index_of(seed.song) for seed in seeds if seed.weight > 0]
        at = self.index_of(song)
        if at < 0 or not wanted:
            return None
        return together(corpus, [w for w in wanted if w >= 0], at)

    def sessions_of(self, seeds: tuple[Seed, ...], song: int, limit: int = 200) -> list[tuple[int, list[int]]]:
        """Sessions in which a song was played with the seeds, newest first.

        Returns
        -------
        list of (int, list of int)
            When each began (`NO_TIME` when unknown) and its songs as catalogue indices.
        """
        corpus, at = self.sessions(), self.index_of(song)
        wanted = [self.index_of(seed.song) for seed in seeds if seed.weight > 0]
        if corpus is None or at < 0:
            return []
        numbers = shared_sessions(corpus, [one for one in wanted if one >= 0], at, limit).tolist()
        return [(int(corpus.start_ms[number]), corpus.session(number).tolist()) for number in numbers]

    def sessions(self) -> Corpus | None:
        """The sessions the model was learnt from, read once."""
        if self._corpus is None and self.catalogue is not None and self.model is not None:
            self._corpus = self.model.corpus(self.catalogue)
        return self._corpus

    def favourites(self, count: int = 3, days: int = 31) -> list[int]:
        """Songs to start with: most played in the last month of the history, else most played (library numbers)."""
        catalogue = self.catalogue
        if catalogue is None or self.space is None or not len(self._rows):
            return []
        plays = np.asarray(catalogue.plays, np.int64)
        if not plays.any():  # songs of a shared model only: nobody has a favourite yet
            return []
        last = int(np.max(catalogue.last_day)) if len(catalogue.last_day) else 0
        recent = np.asarray(catalogue.plays_between(last - days, last), np.int64)
        chosen = recent if np.count_nonzero(recent) >= count else plays
        known = self._rows[(self._rows >= 0) & ~self.hidden_rows("recommendations")]
        known = known[plays[known] > 0]  # of somebody else's model, few may be theirs
        best = known[np.lexsort((-plays[known], -chosen[known]))][:count]
        return [int(catalogue.songs[at]) for at in best]


def facts_of(catalogue: Catalogue, rows: Int64, hidden: Bool) -> SongFacts:
    """What filters need to know, one entry per row of the model."""
    if not len(catalogue):  # every import was taken back: the model's songs are all gone
        return replace(SongFacts.unknown(len(rows)), hidden=np.ones(len(rows), np.bool_))
    here = rows >= 0
    at = np.maximum(rows, 0)
    return SongFacts(
        artist=np.where(here, catalogue.artist_index[at], -1).astype(np.int32),
        plays=np.where(here, catalogue.plays[at], 0).astype(np.int64),
        last_day=np.asarray(catalogue.last_day)[at].astype(np.int32),
        fold=np.where(here, catalogue.fold[at], -1).astype(np.int32),
        hidden=~here | hidden,
    )
