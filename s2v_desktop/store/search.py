"""Finding songs by what a person types, over all songs of a mapped catalogue in milliseconds.

The text searched is one block of bytes: for each song a mark, its folded title, a mark, its folded artist. numpy
compares the first two letters of a word with the whole block and then only looks at what is left.
"""

from __future__ import annotations

import numpy as np

from s2v_desktop.core.identity import search_key
from s2v_desktop.core.types import Int32, Int64
from s2v_desktop.store.names import Names

TITLE_MARK, ARTIST_MARK = "\x1e", "\x1f"
_SEPARATORS = np.zeros(256, np.bool_)
_SEPARATORS[[0x1E, 0x1F, 0x20]] = True
_SEPARATORS.setflags(write=False)
_FUZZY_CUTOFF = 72.0
_FAME = 1.5
"""Worth of twice as many plays; a better place of the word in the title is worth 4."""

_ARTIST_WORTH = 0.8
"""An artist that is spelt nearly so says less than a title that is."""


def line(title: str, artist: str) -> str:
    """The searched text of one song."""
    return joined(search_key(title), search_key(artist))


def joined(title: str, artist: str) -> str:
    """The searched text of one song, from its `search_key`s."""
    return f"{TITLE_MARK}{title}{ARTIST_MARK}{artist}"


def _places(blob: np.ndarray, word: bytes) -> Int64:
    """Where `word` begins in `blob`; a single letter only where a word begins."""
    if len(blob) < len(word) + 1:
        return np.zeros(0, np.int64)
    if len(word) == 1:
        return (np.flatnonzero((blob[1:] == word[0]) & _SEPARATORS[blob[:-1]]) + 1).astype(np.int64)
    found = np.flatnonzero((blob[:-1] == word[0]) & (blob[1:] == word[1])).astype(np.int64)
    for offset in range(2, len(word)):
        found = found[found + offset < len(blob)]
        found = found[blob[found + offset] == word[offset]]
    return found


def _word_ranks(text: Names, word: bytes, songs: int) -> np.ndarray:
    """How well each song fits one word: 0 not, 1 inside a word, 2 begins a word, 3 begins the title or the artist."""
    at = _places(text.blob, word)
    ranks = np.zeros(songs, np.int8)
    if len(at):
        before = text.blob[at - 1]
        rank = 1 + _SEPARATORS[before].astype(np.int8) + (before < 0x20)
        np.maximum.at(ranks, np.searchsorted(text.starts, at, side="right") - 1, rank.astype(np.int8))
    return ranks


def search(text: Names, plays: Int32, query: str, limit: int) -> Int64:
    """Indices of songs that fit `query`, best first.

    Every word must occur in title or artist; whole title or artist first, then beginnings, then inner matches; the more
    played first among equals. When nothing fits, the nearest spellings.

    Parameters
    ----------
    text : Names
        One `line` per song.
    plays : Int32, shape (songs,)
    limit : int
        At most this many.
    """
    folded = search_key(query)
    songs = len(text)
    if not folded or not songs:
        return np.zeros(0, np.int64)
    total = np.zeros(songs, np.int16)
    fits = np.ones(songs, np.bool_)
    for word in dict.fromkeys(folded.encode("utf-8").split()):
        ranks = _word_ranks(text, word, songs)
        fits &= ranks > 0
        total += ranks
    found = np.flatnonzero(fits)
    if not len(found):
        return _nearest(text, plays, folded, limit)
    # A well-known song with the word inside its title is meant more often than an unknown one that begins with it.
    score = total[found] * 4 + _FAME * np.log2(1.0 + plays[found])
    for whole, bonus in ((f"{TITLE_MARK}{folded}", 4), (f"{ARTIST_MARK}{folded}", 3)):
        score += bonus * np.isin(found, _owners(text, whole))
    for whole in (f"{TITLE_MARK}{folded}{ARTIST_MARK}", f"{ARTIST_MARK}{folded}{TITLE_MARK}"):
        score += 16 * np.isin(found, _owners(text, whole))
    return found[np.lexsort((found, -plays[found].astype(np.int64), -score))][:limit].astype(np.int64)


def _owners(text: Names, piece: str) -> Int64:
    places = _places(text.blob, piece.encode("utf-8"))
    owners: Int64 = np.asarray(np.searchsorted(text.starts, places, side="right"), np.int64) - 1
    return owners


def exact(text: Names, title: str, artist: str) -> Int64:
    """Indices of songs whose folded title and artist are exactly these."""
    wanted = line(title, artist)
    owners = np.unique(_owners(text, wanted))
    size = len(wanted.encode("utf-8"))
    whole: Int64 = owners[text.starts[owners + 1] - text.starts[owners] == size]
    return whole


def _nearest(text: Names, plays: Int32, folded: str, limit: int) -> Int64:
    """For typing errors: songs whose title, or title and artist together, are spelt nearly so, then nearly so artists.

    A song counts by the best of its readings, so that "Grateful Dead - Dark Stra" finds the one song and not whatever
    that artist plays most.
    """
    from rapidfuzz import fuzz, process  # a tenth of a second to load, and seldom needed

    titles: list[str] = []
    artists: list[str] = []
    for one in text:
        title, _, artist = one[1:].partition(ARTIST_MARK)
        titles.append(title)
        artists.append(artist)
    pairs = [f"{artist} {title}" for title, artist in zip(titles, artists, strict=True)]
    turned = [f"{title} {artist}" for title, artist in zip(titles, artists, strict=True)]
    best = np.zeros(len(text))
    for names, worth in ((titles, 1.0), (pairs, 1.0), (turned, 1.0), (artists, _ARTIST_WORTH)):
        score = process.cdist([folded], names, scorer=fuzz.ratio, score_cutoff=_FUZZY_CUTOFF, dtype=np.float32)[0]
        np.maximum(best, score * worth, out=best)
    found = np.flatnonzero(best > 0)
    order = np.lexsort((found, -plays[found].astype(np.int64), -best[found]))
    return found[order][:limit].astype(np.int64)
