"""Songs that may be one: what the text key does not bring together, because it could be wrong.

Only proposals, for a person to look at. A wrong merge is worse than a duplicate, so whatever tells recordings apart
(another number, live, a remix) is never proposed for its spelling. Four things speak for one song: one recording id,
two services that tell it at the same moments, alike titles of one artist, one title of artists who may be one.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.types import Bool, Int32, Int64

LEAST = 90.0
"""Similarity of two titles, 0 to 100, from which on they are proposed (formats.md section 18)."""
SHORTEST = 5
"""Titles of fewer letters are too easily alike."""
TOGETHER = 99.0
RELEASE, SUBTITLE, GUEST = 97.0, 90.0, 92.0
"""How sure it is when only the release differs, when one has a subtitle, when one artist is named with others."""
_LOOSE = 60.0
_CLOSE_MS = 60_000
_AT_ONCE = 500
_SHORTEST_NAME = 4
_NUMBER = re.compile(r"\d+|\b(?:i{1,3}|iv|vi{0,3}|ix|x)\b")
_WORD = re.compile(r"\w+")
_RECORDING = re.compile(
    r"\b(?:live|unplugged|acoustic|demo|instrumental|karaoke|cover|re ?mix(?:ed)?|mix|edit|version|dub|extended|sped"
    r"|slowed|nightcore|sessions?|take|outtake|alternat(?:e|ive)|rehearsal|reprise|interlude|intro|outro|skit|part|pt"
    r"|vol|chapter|movement|orchestral|piano|a ?cappella|rework(?:ed)?|bootleg|mashup|medley|rerecorded|re recorded"
    r"|taylors|from the vault|prelude|act|scene|no|op)\b"
)
_RELEASE = re.compile(
    r"\b(?:re ?master(?:ed)?|remasteris[eé]|remasterizado|remasterisiert|mono|stereo|edition|deluxe|bonus|anniversary"
    r"|soundtrack|ost|theme|from|explicit|clean|album|single|radio|original|audio|video|lyrics?|hd|hq|4k|full)\b"
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two songs that may be one.

    Attributes
    ----------
    song, other : int
        Indices; `other` is played more often and would stay.
    score : float
        How sure, 0 to 100; 100 where a recording id is the same.
    same_id : bool
        Both carry the same ISRC or the same recording id.
    together : int
        How often two services told them at the same moment.
    """

    song: int
    other: int
    score: float
    same_id: bool = False
    together: int = 0


def suggest(
    keys: Sequence[str], artist: Int32, plays: Int64, same_ids: Sequence[tuple[int, int]], monitor: Monitor,
    together: Sequence[tuple[int, int, int]] = (),
) -> list[Suggestion]:  # fmt: skip
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
    together : sequence of (int, int, int)
        Pairs of songs that two services told at the same moment, and how often (`met`).
    """
    found = {_pair(one, other, plays): Suggestion(*_pair(one, other, plays), 100.0, True) for one, other in same_ids}
    for one, other, times in together:
        if _often(keys, plays, one, other, times):
            pair = _pair(one, other, plays)
            found.setdefault(pair, Suggestion(*pair, TOGETHER, together=times))
    names = [key.split("\n", 2)[:2] for key in keys]
    for one, other, score in itertools.chain(_by_title(names, artist, monitor), _by_artist(names, monitor)):
        pair = _pair(one, other, plays)
        if pair not in found or (found[pair].score < score):
            found[pair] = Suggestion(*pair, score)
    return sorted(found.values(), key=lambda one: (-one.score, -int(plays[one.song] + plays[one.other]), one.song))


def met(song: Int64, source: Int64, start: Int64, room: Int64) -> list[tuple[int, int, int]]:
    """Pairs of songs that two services tell at the same moment: one listening, written differently.

    Parameters
    ----------
    song, source, start, room : Int64, shape (plays,)
        Plays of one listener: song, service, start and how far that may be from the truth, milliseconds.

    Returns
    -------
    list of (int, int, int)
        The pair, the smaller number first, and how often they were told together.
    """
    order = np.lexsort((source, start))
    song, source, start, room = (column[order] for column in (song, source, start, room))
    reach = np.minimum(room[1:] + room[:-1], _CLOSE_MS)
    near: Bool = (np.diff(start) <= reach) & (source[1:] != source[:-1]) & (song[1:] != song[:-1])
    at = np.flatnonzero(near)
    low, high = np.minimum(song[at], song[at + 1]), np.maximum(song[at], song[at + 1])
    pairs, times = np.unique(np.stack([low, high], axis=1), axis=0, return_counts=True)
    return [(int(one), int(other), int(count)) for (one, other), count in zip(pairs, times, strict=True)]


def _often(keys: Sequence[str], plays: Int64, one: int, other: int, times: int) -> bool:
    """Whether this is no chance: a third of the plays of the rarer song, and where it is but once, some likeness."""
    from rapidfuzz import fuzz

    rarer = int(min(plays[one], plays[other]))
    if times < 2:
        return rarer <= 2 and fuzz.token_set_ratio(keys[one], keys[other]) >= _LOOSE
    return 3 * times >= rarer


def _pair(one: int, other: int, plays: Int64) -> tuple[int, int]:
    """The song played less first; it would become the other."""
    return (one, other) if (plays[one], -one) < (plays[other], -other) else (other, one)


def _by_title(names: Sequence[Sequence[str]], artist: Int32, monitor: Monitor) -> Iterator[tuple[int, int, float]]:
    """Alike titles of one artist."""
    order = np.argsort(artist, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(artist[order])) + 1)
    for number, group in enumerate(groups):
        titles = [names[i][-1] for i in group.tolist()]
        for one, other, score in itertools.chain(_alike(titles), _releases(titles)):
            yield int(group[one]), int(group[other]), score
        if number % 200 == 0:
            monitor.update("comparing", number, len(groups), "Looking for songs that may be one")


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


def _releases(titles: list[str]) -> Iterator[tuple[int, int, float]]:
    """One title, and behind it only what names a release or a subtitle, not another recording."""
    groups: dict[str, list[int]] = {}
    for place, title in enumerate(titles):
        name, _, variant = title.partition("|")
        if not _RECORDING.search(variant):
            groups.setdefault(name, []).append(place)
    for group in groups.values():
        for one, other in itertools.combinations(group, 2):
            tails = [titles[place].partition("|")[2] for place in (one, other)]
            told = [tail for tail in tails if tail]
            if all(_RELEASE.search(tail) for tail in told):
                yield one, other, RELEASE
            elif len(told) == 1 and not _NUMBER.search(told[0]):
                yield one, other, SUBTITLE


def _by_artist(names: Sequence[Sequence[str]], monitor: Monitor) -> Iterator[tuple[int, int, float]]:
    """One title of two artists whose names are alike, or of whom one is named together with others."""
    from rapidfuzz import fuzz

    groups: dict[str, list[int]] = {}
    for place, (_, title) in enumerate(names):
        if len(title.partition("|")[0]) >= SHORTEST:
            groups.setdefault(title, []).append(place)
    for group in groups.values():
        if len(group) < 2:
            continue
        monitor.check()
        # Neighbours in the alphabet are enough: alike names begin alike, and a guest stands behind.
        group.sort(key=lambda place: names[place][0])
        for one, other in itertools.chain(itertools.pairwise(group), zip(group, group[2:], strict=False)):
            first, second = names[one][0], names[other][0]
            if min(len(first), len(second)) < _SHORTEST_NAME or first == second:
                continue
            if second.startswith(first + " "):
                yield one, other, GUEST
            elif _NUMBER.findall(first) == _NUMBER.findall(second):
                plain = [re.sub(r"\W+", "", name) for name in (first, second)]
                score = max(fuzz.ratio(*plain), fuzz.token_sort_ratio(first, second))
                if score >= LEAST:
                    yield one, other, min(float(score), RELEASE)
