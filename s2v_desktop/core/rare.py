"""Songs too rare to be learnt, placed by what is known about them: their artist and the songs around them.

A song played once was still played between others, and somebody made it. Its vectors are the weighted mean of the unit
vectors of the songs it was played beside (nearer ones weigh more, as in skip-gram's window) and of its artist's
songs. They say where it belongs on the map and let it be recommended when the listener asks for rare songs; they are
kept apart from what was learnt and are marked as placed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.types import Bool, Corpus, Float32, Float64, Int32, Int64, Vectors

WINDOW = 6
"""Songs before and after a rare song that count as its surroundings."""

ARTIST_SHARE = 0.5
"""Weight of the artist's songs where both are known; the rest is the weight of the surroundings."""

_BLOCK = 4096
_RARE = 50_000
"""Rare songs placed at once: there may be a million of them, and each needs several rows while it is placed."""


@dataclass(frozen=True, slots=True, eq=False)
class Rare:
    """Songs that were placed.

    Attributes
    ----------
    songs : Int64, shape (r,)
        Catalogue indices, ascending; none of them is in the model.
    w1, w2 : Float32, shape (r, d)
        Rows of length 1.
    by_artist, by_company : Float32, shape (r,)
        Share of each source in the place, adding up to 1.
    near : Int32, shape (r,), or None
        Row of the model's song each is most alike, among the songs played beside it and the artist's best known one:
        on a map it stands there.
    """

    songs: Int64
    w1: Float32
    w2: Float32
    by_artist: Float32
    by_company: Float32
    near: Int32 | None = None

    def __len__(self) -> int:
        return len(self.songs)


def rare_vectors(vectors: Vectors, counts: Int64, corpus: Corpus, artist: Int32, songs: int) -> Rare:
    """Place all songs of a library that the model does not know, as far as anything is known about them.

    Parameters
    ----------
    vectors : Vectors
        `songs` are catalogue indices.
    counts : Int64, shape (v,)
        Plays of each song of the model: the artist's songs weigh by the root of their plays.
    corpus : Corpus
        All sessions, rare songs included.
    artist : Int32, shape (songs,)
        Artist of each song of the catalogue, -1 for unknown.
    songs : int
        Songs of the catalogue.

    Returns
    -------
    Rare
        Songs without an artist in the model and without a known song near them are left out.
    """
    row = np.full(songs, -1, np.int32)
    row[vectors.songs] = np.arange(len(vectors.songs), dtype=np.int32)
    rare = np.flatnonzero(row < 0)
    place = np.full(songs, -1, np.int32)
    place[rare] = np.arange(len(rare), dtype=np.int32)
    known = _Known(_unit(vectors.w1), _unit(vectors.w2), counts, artist[vectors.songs])
    company = _Company(corpus, row, place)
    parts = [
        known.place(rare[low : low + _RARE], artist[rare[low : low + _RARE]], company.of(low, low + _RARE))
        for low in range(0, max(len(rare), 1), _RARE)
    ]
    return Rare(*(np.concatenate([getattr(part, name) for part in parts]) for name in _FIELDS))


def arrays(placed: Rare, numbers: Int64) -> dict[str, np.ndarray]:
    """Files that are kept beside a model: ``rare_songs`` (library numbers), ``rare_w1 _w2 _share _near``.

    Parameters
    ----------
    numbers : Int64, shape (songs,)
        Catalogue index -> library song number.
    """
    near = {} if placed.near is None else {"rare_near.npy": placed.near}
    return near | {
        "rare_songs.npy": numbers[placed.songs],
        "rare_w1.npy": placed.w1,
        "rare_w2.npy": placed.w2,
        "rare_share.npy": np.stack([placed.by_artist, placed.by_company], axis=1).astype(np.float32),
    }


Pairs = tuple[Int32, Int32, Float32]
"""Place of a rare song, row of a known song near it, weight; sorted by place."""

_FIELDS = ("songs", "w1", "w2", "by_artist", "by_company", "near")


class _Known:
    """What rare songs are placed by: unit vectors, plays and artists of the songs that were learnt."""

    def __init__(self, w1: Float32, w2: Float32, counts: Int64, artist: Int32) -> None:
        self._w1, self._w2, self._artist = w1, w2, artist
        self._kin1, self._has = _artist_means(w1, counts, artist)
        self._kin2, _ = _artist_means(w2, counts, artist)

    def place(self, songs: Int64, artist: Int32, company: Pairs) -> Rare:
        """Place some rare songs; the places of `company` begin with the first of them."""
        # Nobody, and artists of whom nothing was learnt, are the last row.
        own = np.where((artist >= 0) & (artist < len(self._has)), artist, len(self._has) - 1)
        known_artist = self._has[own]
        near1, known_company = _company_means(self._w1, company, len(songs))
        near2, _ = _company_means(self._w2, company, len(songs))
        by_artist = np.where(known_artist, np.where(known_company, ARTIST_SHARE, 1.0), 0.0).astype(np.float32)
        by_company = np.where(known_company, 1.0 - by_artist, 0.0).astype(np.float32)
        w1 = _unit(by_artist[:, None] * self._kin1[own] + by_company[:, None] * near1)
        w2 = _unit(by_artist[:, None] * self._kin2[own] + by_company[:, None] * near2)
        keep = np.any(w1 != 0, axis=1) & np.any(w2 != 0, axis=1)
        near = _most_alike(self._w1, w1, company, _best_known(self._artist, artist))
        columns = (songs.astype(np.int64), w1, w2, by_artist, by_company, near)
        return Rare(*(column[keep] for column in columns))


class _Company:
    """All hearings, to find the known songs within the window of each hearing of a rare song."""

    def __init__(self, corpus: Corpus, row: Int32, place: Int32) -> None:
        self._session = np.repeat(np.arange(len(corpus), dtype=np.int32), np.diff(corpus.starts))
        self._rows, self._rare = row[corpus.songs], place[corpus.songs]

    def of(self, low: int, high: int) -> Pairs:
        """Of the rare songs with places from `low` up to `high`; the first of them is number 0. Weight 1 / distance."""
        at = np.flatnonzero((self._rare >= low) & (self._rare < high))
        found: list[Pairs] = []
        for step in range(1, WINDOW + 1):
            for other in (at - step, at + step):
                inside = np.clip(other, 0, len(self._rows) - 1)
                good = (other == inside) & (self._session[inside] == self._session[at]) & (self._rows[inside] >= 0)
                weight = np.full(int(good.sum()), 1.0 / step, np.float32)
                found.append((self._rare[at[good]] - low, self._rows[inside[good]], weight))
        first, second, third = (np.concatenate([one[part] for one in found]) for part in range(3))
        order = np.argsort(first, kind="stable")
        return first[order], second[order], third[order]


def _best_known(known: Int32, wanted: Int32) -> Int64:
    """Row of the most played song of each wanted artist, -1 for none; rows are sorted by plays."""
    first = np.full(int(max(known.max(initial=-1), wanted.max(initial=-1))) + 2, -1, np.int64)
    rows = np.flatnonzero(known >= 0)[::-1]
    first[known[rows]] = rows
    first[-1] = -1  # nobody's
    found: Int64 = first[wanted]
    return found


def _most_alike(w1: Float32, placed: Float32, pairs: Pairs, artists: Int64) -> Int32:
    """Row that is nearest to each placed song, of its company and of `artists`; 0 where there is none."""
    rare, rows, _ = pairs
    own = np.flatnonzero(artists >= 0)
    rare, rows = np.concatenate((rare, own)), np.concatenate((rows, artists[own]))
    cosine = np.empty(len(rare), np.float32)
    for low in range(0, len(rare), _BLOCK):
        part = slice(low, low + _BLOCK)
        cosine[part] = np.einsum("ij,ij->i", w1[rows[part]], placed[rare[part]])
    order = np.lexsort((rows, -cosine, rare))
    first = order[np.flatnonzero(np.diff(rare[order], prepend=-1))]
    near = np.zeros(len(placed), np.int32)
    near[rare[first]] = rows[first]
    return near


def _company_means(unit: Float32, pairs: Pairs, count: int) -> tuple[Float32, Bool]:
    """Unit mean of the company of each rare song, and whether it has any."""
    rare, rows, weights = pairs
    total = np.zeros((count, unit.shape[1]), np.float32)
    for low in range(0, len(rare), _BLOCK):
        part = slice(low, low + _BLOCK)
        np.add.at(total, rare[part], unit[rows[part]] * weights[part][:, None])
    return _unit(total), np.bincount(rare, minlength=count) > 0


def _artist_means(unit: Float32, counts: Int64, artist: Int32) -> tuple[Float32, Bool]:
    """Unit mean of the songs of each artist, and whether there are any; the last row is nobody's."""
    artists = int(artist.max(initial=-1)) + 1
    total = np.zeros((artists + 1, unit.shape[1]), np.float32)
    own = np.where(artist >= 0, artist, artists)
    weights = np.sqrt(np.maximum(counts, 1)).astype(np.float32)
    np.add.at(total, own, unit * weights[:, None])
    total[artists] = 0.0
    songs = np.bincount(own, minlength=artists + 1)
    songs[artists] = 0
    return _unit(total), songs > 0


def _unit(matrix: Float32 | Float64) -> Float32:
    """Rows of length 1; a zero row stays zero."""
    length = np.linalg.norm(matrix, axis=1, keepdims=True)
    result: Float32 = (matrix / np.where(length > 1e-12, length, 1.0)).astype(np.float32)
    return result
