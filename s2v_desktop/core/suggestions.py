"""Songs that may be one: spellings of one title by one artist that the text key does not bring together.

Only proposals, for a person to look at. A wrong merge is worse than a duplicate, so whatever tells recordings apart
(another number, live, a remix) is never proposed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.types import Int32, Int64

LEAST = 90.0
"""Similarity of two titles, 0 to 100, from which on they are proposed (formats.md section 18)."""
SHORTEST = 5
"""Titles of fewer letters are too easily alike."""
_AT_ONCE = 500
_NUMBER = re.compile(r"\d+|\b(?:i{1,3}|iv|vi{0,3}|ix|x)\b")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two songs that may be one.

    Attributes
    ----------
    song, other : int
        Indices; `other` is played more often and would stay.
    score : float
        Likeness of the titles, 0 to 100; 100 where a recording id is the same.
    same_id : bool
        Both carry the same ISRC or the same recording id.
    """

    song: int
    other: int
    score: float
    same_id: bool = False


def suggest(
    keys: Sequence[str], artist: Int32, plays: Int64, same_ids: Sequence[tuple[int, int]], monitor: Monitor
) -> list[Suggestion]:
    """Look for songs that may be one, the surest first.

    Parameters
    ----------
    keys : sequence of str, shape (songs,)
        Text keys (`core.identity.song_key`).
    artist : Int32, shape (songs,)
        Number of each song's artist.
    plays : Int64, shape (songs,)
    same_ids : sequence of (int, int)
        Pairs of songs that carry the same recording id.
    """
    found = {_pair(one, other, plays): Suggestion(*_pair(one, other, plays), 100.0, True) for one, other in same_ids}
    order = np.argsort(artist, kind="stable")
    bounds = np.flatnonzero(np.diff(artist[order])) + 1
    groups = np.split(order, bounds)
    for number, group in enumerate(groups):
        for one, other, score in _alike([keys[i].partition("\n")[2] for i in group.tolist()]):
            pair = _pair(int(group[one]), int(group[other]), plays)
            found.setdefault(pair, Suggestion(*pair, score))
        if number % 200 == 0:
            monitor.update("comparing", number, len(groups), "Looking for songs that may be one")
    return sorted(found.values(), key=lambda one: (-one.score, -int(plays[one.song] + plays[one.other]), one.song))


def _pair(one: int, other: int, plays: Int64) -> tuple[int, int]:
    """The song played less first; it would become the other."""
    return (one, other) if (plays[one], -one) < (plays[other], -other) else (other, one)


def _alike(titles: list[str]) -> Iterator[tuple[int, int, float]]:
    from rapidfuzz import fuzz, process

    used = [i for i, title in enumerate(titles) if len(title.partition("|")[0]) >= SHORTEST]
    texts = [titles[i].partition("|")[0] for i in used]
    for start in range(0, len(used), _AT_ONCE):
        part = texts[start : start + _AT_ONCE]
        scores = np.maximum(
            process.cdist(part, texts, scorer=fuzz.ratio, score_cutoff=LEAST, dtype=np.float32),
            process.cdist(part, texts, scorer=fuzz.token_sort_ratio, score_cutoff=LEAST, dtype=np.float32),
        )
        for row, column in zip(*np.nonzero(scores), strict=True):
            one, other = used[start + int(row)], used[int(column)]
            if one < other and not _differ(titles[one], titles[other]):
                yield one, other, float(scores[row, column])


def _differ(one: str, other: str) -> bool:
    """Whether something in two alike titles says that they are two recordings."""
    first, _, variant = one.partition("|")
    second, _, other_variant = other.partition("|")
    if variant != other_variant or _NUMBER.findall(first) != _NUMBER.findall(second):
        return True
    words, other_words = _WORD.findall(first), _WORD.findall(second)
    # One word more or less is another song ("Angel", "Angels Cry"), unless only the cut between words differs.
    return len(words) != len(other_words) and "".join(words) != "".join(other_words)
