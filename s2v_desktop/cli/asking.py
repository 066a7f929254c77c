"""A library, its newest model and what filters need to know, joined for one question."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import cast

import numpy as np

from s2v_desktop.core import scoring
from s2v_desktop.core.errors import BadRequest, S2VError, UnknownSong
from s2v_desktop.core.filters import SongFacts
from s2v_desktop.core.recency import Listening, song_weights
from s2v_desktop.core.taste import Taste
from s2v_desktop.core.types import NO_DAY, Bool, Float64, Int64
from s2v_desktop.store import hidden, map_exports, playlists, reports
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.hidden import Masks
from s2v_desktop.store.library import Library
from s2v_desktop.store.models import ModelStore, StoredModel


class UnknownListener(S2VError):
    """A listener who is not in the library.

    Parameters
    ----------
    candidates : tuple of str
        All listeners.
    """

    code = "unknown-listener"

    def __init__(self, message: str, candidates: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.candidates = candidates


class TooRare(UnknownSong):
    """A song of the library that the model does not know."""

    code = "not-in-model"


@dataclass(frozen=True)
class Asked:
    """An open library with a model.

    Attributes
    ----------
    catalogue : Catalogue
    model : StoredModel
    folder : Path
        Of the library.
    hidden : Masks
        What the listener keeps out of lists and out of taste.
    rare : bool
        Whether songs that were too rare to be learnt may be recommended; what they are near is only estimated.
    """

    catalogue: Catalogue
    model: StoredModel
    folder: Path
    hidden: Masks
    rare: bool = False

    @classmethod
    def open(cls, library: Path, model: str | None = None) -> Asked:
        """Open a library and one of its models, the one in use when none is named.

        Raises
        ------
        LibraryError
            When there is no library.
        NoModel
            When it has no model.
        """
        catalogue = Catalogue.open(library)
        store = ModelStore(library)
        stored = store.load(model if model is not None else store.active().id)
        with Library.open(library) as opened:
            return cls(catalogue, stored, library, hidden.masks(opened, catalogue))

    def placed(self, songs: tuple[str, ...], rare: bool) -> Asked:
        """The same with rows for rare songs, where they may be recommended or one of the songs asked about is rare."""
        if not rare and all(self._learnt(text) for text in songs):
            return self
        return replace(self, model=self.model.with_placed(), rare=rare)

    def _learnt(self, text: str) -> bool:
        """Whether the model knows a song; also true of what is no song: `seed` says so."""
        try:
            self.seed(text, 1.0)
        except TooRare:
            return False
        except UnknownSong:
            pass
        return True

    @property
    def learnt(self) -> int:
        """Rows that were learnt: the first ones. Those after them were placed."""
        return self.model.info.songs

    @cached_property
    def space(self) -> scoring.Space:
        """The model made ready for questions."""
        return scoring.Space.build(self.model.vectors, self.model.unit)

    @cached_property
    def index(self) -> Int64:
        """Row of the model -> catalogue index, -1 where the song left the library; shape (v,)."""
        return self.catalogue.index_of(self.space.songs)

    @cached_property
    def rows(self) -> Int64:
        """Catalogue index -> row of the model, -1 where the model does not know the song; shape (songs,)."""
        rows = np.full(len(self.catalogue.songs), -1, np.int64)
        known = self.index >= 0
        # Of merged songs the first row, the one with most plays, speaks for the survivor.
        at, first = np.unique(self.index[known], return_index=True)
        rows[at] = np.flatnonzero(known)[first]
        return rows

    def spread(self, column: np.ndarray, missing: float) -> np.ndarray:
        """A column of the catalogue, one entry per row of the model; shape (v,)."""
        if len(column) == 0:
            return np.full(len(self.index), missing)
        return np.where(self.index >= 0, np.asarray(column)[np.maximum(self.index, 0)], missing)

    def facts(self, listener: int = -1) -> SongFacts:
        """What filters need to know, of one listener or of all."""
        catalogue = self.catalogue
        heard = song_weights(catalogue.play_columns(), len(catalogue), Listening(listener))
        last_day = catalogue.last_day if listener < 0 else catalogue.last_played(listener)
        here = self.index >= 0
        if not self.rare:
            here[self.learnt :] = False
        return SongFacts(
            self.spread(catalogue.artist_index, -1).astype(np.int32),
            self.spread(heard, 0).astype(np.int64),
            self.spread(last_day, NO_DAY).astype(np.int32),
            self.spread(catalogue.fold, -1).astype(np.int32),
            ~here | (self.spread(self.hidden.recommendations, False) > 0),
            self.model.counts,
        )

    def played(self, listening: Listening) -> Bool:
        """Which songs were played, shape (v,)."""
        weights = song_weights(self.catalogue.play_columns(), len(self.catalogue), listening)
        mask: Bool = self.spread(weights, 0) > 0
        return mask

    def taste(self, wanted: str) -> Taste:
        """How a taste is made: as asked, else what the quality report of the model found best, else the mean."""
        return cast(Taste, wanted or reports.default_taste(self.folder, self.model.info.id))

    def taste_weights(self, listening: Listening) -> Float64:
        """What each song counts for a listener's taste, shape (v,); 0 for what they keep out of it."""
        catalogue = self.catalogue
        listening = replace(listening, without=catalogue.hidden_listeners)  # they are not part of everybody's taste
        weights = song_weights(catalogue.play_columns(), len(catalogue), listening)
        weights[self.hidden.taste] = 0.0
        return self.spread(weights, 0).astype(np.float64)

    def seed(self, text: str, sign: float) -> tuple[scoring.Seed, int]:
        """Find the song behind ``Artist - Title``, ``Artist - Title=2`` or a song number.

        Returns
        -------
        seed : Seed
        index : int
            Catalogue index.

        Raises
        ------
        UnknownSong
            When nothing or several fit; with candidates.
        TooRare
            When the model does not know the song.
        """
        weight = 1.0
        try:
            index = self.catalogue.find(text)
        except UnknownSong:
            name, equals, number = text.rpartition("=")
            try:
                weight = float(number)
            except ValueError:
                equals = ""
            if not equals:
                raise
            index = self.catalogue.find(name)
        row = int(self.rows[index])
        if row < 0:
            raise TooRare(
                f"“{self.catalogue.label(index)}” was played too rarely to be learnt, and nothing says what it is "
                "near. Choose another song, or train again with a lower min_count.",
                self._same_artist(index),
            )
        return scoring.Seed(row, sign * weight), index

    def playlist_seeds(self, name: str) -> list[tuple[scoring.Seed, int]]:
        """The songs of a playlist of the library that the model knows, each once.

        Raises
        ------
        BadRequest
            When there is no such playlist, or the model knows none of its songs.
        """
        with Library.open(self.folder) as library:
            songs = dict.fromkeys(playlists.named(library, name).songs)
        at = self.catalogue.index_of(np.array(list(songs), np.int64))
        known = [int(one) for one in at if one >= 0 and self.rows[one] >= 0]
        if not known:
            raise BadRequest(f"The model knows no song of the playlist “{name}”. Choose another one, or name songs.")
        return [(scoring.Seed(int(self.rows[one])), one) for one in known]

    def region(self, name: str) -> Bool:
        """Which songs lie in a region of the newest map, shape (v,).

        Raises
        ------
        NoModel
            When no map was drawn.
        BadRequest
            When no region is called so; the message lists those there are.
        """
        mapped = ModelStore(self.folder).load_map(self.model.info.id)
        names = map_exports.region_names(mapped, self.catalogue)
        number = next((one for one, known in names.items() if known.casefold() == name.strip().casefold()), None)
        if number is None:
            there = ", ".join(f"“{known}”" for known in names.values())
            raise BadRequest(f"No region of the map is called “{name}”. There are {there or 'none'}.")
        mask = np.zeros(len(self.index), np.bool_)  # placed songs lie on no map
        mask[: self.learnt] = np.asarray(mapped.member) == number
        return mask

    def _same_artist(self, index: int) -> tuple[str, ...]:
        same = (self.catalogue.artist_index == self.catalogue.artist_index[index]) & (self.rows >= 0)
        near = np.flatnonzero(same)
        best = near[np.argsort(-self.catalogue.plays[near], kind="stable")][:5]
        return tuple(self.catalogue.label(int(at)) for at in best)

    def listener(self, name: str | None) -> int:
        """Index of the listener with a name; -1 for all.

        Raises
        ------
        UnknownListener
            When nobody is called so.
        """
        if name is None:
            return -1
        number = self.catalogue.listener_index(name)
        if number < 0:
            names = tuple(one.name for one in self.catalogue.listeners)
            raise UnknownListener(f"Nobody in this library is called “{name}”.", names)
        return number
