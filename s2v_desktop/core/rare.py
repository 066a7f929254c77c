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
    row = np.full(songs, -1, np.int64)
    row[vectors.songs] = np.arange(len(vectors.songs))
    rare = np.flatnonzero(row < 0)
    place = np.full(songs, -1, np.int64)
    place[rare] = np.arange(len(rare))
    w1, w2 = _unit(vectors.w1), _unit(vectors.w2)
    pairs = _company(corpus, row, place)
    kin1, known_artist = _artist_means(w1, counts, artist[vectors.songs], artist[rare])
    kin2, _ = _artist_means(w2, counts, artist[vectors.songs], artist[rare])
    near1, known_company = _company_means(w1, pairs, len(rare))
    near2, _ = _company_means(w2, pairs, len(rare))
    by_artist = np.where(known_artist, np.where(known_company, ARTIST_SHARE, 1.0), 0.0)
    by_company = np.where(known_company, 1.0 - by_artist, 0.0)
    placed1 = _unit(by_artist[:, None] * kin1 + by_company[:, None] * near1)
    placed2 = _unit(by_artist[:, None] * kin2 + by_company[:, None] * near2)
    keep = np.any(placed1 != 0, axis=1) & np.any(placed2 != 0, axis=1)
    share = by_artist.astype(np.float32), by_company.astype(np.float32)
    near = _most_alike(w1, placed1, pairs, _best_known(artist[vectors.songs], artist[rare]))
    return Rare(rare[keep].astype(np.int64), placed1[keep], placed2[keep], share[0][keep], share[1][keep], near[keep])


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


Pairs = tuple[Int64, Int64, Float64]
"""Place of a rare song, row of a known song near it, weight."""


def _company(corpus: Corpus, row: Int64, place: Int64) -> Pairs:
    """Known songs within the window of each hearing of a rare song; weight 1 / distance."""
    session = np.repeat(np.arange(len(corpus)), np.diff(corpus.starts))
    rows, rare = row[corpus.songs], place[corpus.songs]
    at = np.flatnonzero(rare >= 0)
    found: list[Pairs] = []
    for step in range(1, WINDOW + 1):
        for other in (at - step, at + step):
            inside = np.clip(other, 0, len(rows) - 1)
            good = (other == inside) & (session[inside] == session[at]) & (rows[inside] >= 0)
            found.append((rare[at[good]], rows[inside[good]], np.full(int(good.sum()), 1.0 / step)))
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
        np.add.at(total, rare[part], unit[rows[part]] * weights[part].astype(np.float32)[:, None])
    return _unit(total), np.bincount(rare, minlength=count) > 0


def _artist_means(unit: Float32, counts: Int64, known: Int32, wanted: Int32) -> tuple[Float32, Bool]:
    """Unit mean of the artist's songs in the model for each wanted artist, and whether there are any."""
    artists = int(max(known.max(initial=-1), wanted.max(initial=-1))) + 1
    total = np.zeros((artists + 1, unit.shape[1]), np.float32)  # the last row is nobody's
    own = np.where(known >= 0, known, artists)
    weights = np.sqrt(np.maximum(counts, 1)).astype(np.float32)
    np.add.at(total, own, unit * weights[:, None])
    total[artists] = 0.0
    songs = np.bincount(own, minlength=artists + 1)
    songs[artists] = 0
    asked = np.where(wanted >= 0, wanted, artists)
    return _unit(total)[asked], songs[asked] > 0


def _unit(matrix: Float32 | Float64) -> Float32:
    """Rows of length 1; a zero row stays zero."""
    length = np.linalg.norm(matrix, axis=1, keepdims=True)
    result: Float32 = (matrix / np.where(length > 1e-12, length, 1.0)).astype(np.float32)
    return result
