"""What a long job will need: seconds, memory and disk, said before it begins.

Figures of one core of a small computer, measured with sessions of fifteen songs (40,000 to 200,000 plays, 400 to
20,000 songs, four settings each, processor time): 0.065 microseconds per comparison of two rows of 100 numbers and one
microsecond per play for everything else; right within a third. A song is compared with `negative` others and with one
node per level of the tree when `hs` is on, once for each song of its window. Computers differ, and other programs want
their share, so everything is rounded to what can be promised.

Memory is the largest of four moments: cutting sessions, learning, learning what follows, and placing rare songs. The
figures are the resident memory of whole jobs of 100,000 to 1.6 million plays and 4,000 to 110,000 songs, and of one of
20 million plays; what is said is a little more than was measured (`tests/core/test_estimate.py`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from s2v_desktop.core import policy
from s2v_desktop.core.policy import TrainingParameters
from s2v_desktop.core.types import Int32, Int64

_COMPARE_S, _PLAY_S, _START_S = 0.065e-6, 1e-6, 2.0
_FOLLOW_S = 8e-6
"""Per play of the second round (`core.refining`), with 100 numbers a song."""
_BASE_BYTES = 120_000_000
"""A child with gensim in it, before any play."""
_CUT_BASE, _CUT_PLAY = 60_000_000, 105
_LEARN_BASE, _LEARN_PLAY, _LEARN_ROWS = 165_000_000, 45, 10
_FOLLOW_PLAY, _FOLLOW_ROWS = 125, 10
_RARE_BASE, _RARE_ROWS, _RARE_SONG = 130_000_000, 4, 150
_SONG_BYTES = 100
"""Of each moment: bytes of all, of a play, and rows of numbers that are held for a song."""
_NEIGHBOURS = 90


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a job needs.

    Attributes
    ----------
    seconds : float
    memory, disk : int
        Bytes: at the most at one time, and to keep.
    """

    seconds: float
    memory: int
    disk: int

    def __add__(self, other: Estimate) -> Estimate:
        """One job after the other."""
        return Estimate(self.seconds + other.seconds, max(self.memory, other.memory), self.disk + other.disk)


def training(plays: int, songs: int, parameters: TrainingParameters, read: float = 1.0, rare: int = 0) -> Estimate:
    """What training needs.

    Parameters
    ----------
    plays : int
        Plays in sessions.
    songs : int
        Songs that are learnt.
    read : float
        Share of the plays that sub-sampling lets through (`read_share`).
    rare : int
        Songs that are not learnt, and placed instead.
    """
    songs = max(songs, 2)
    size = parameters.vector_size
    learnt = size - parameters.follow_size
    compared = parameters.negative + 1 + (math.log2(songs) if parameters.hs else 0.0)
    per_play = _PLAY_S + parameters.window * compared * _COMPARE_S * learnt / 100
    # Exact neighbours: a product of all pairs, some 20 thousand million multiplications a second.
    neighbours = songs * songs * size / 2e10
    passes = read * parameters.epochs * per_play / math.sqrt(parameters.workers)
    follow = parameters.follow_passes * _FOLLOW_S * size / 100
    seconds = _START_S + plays * (passes + follow + 1e-6) + neighbours
    rows = songs * size * 4
    disk = 4 * rows + songs * (_NEIGHBOURS * 8 + 16) + plays * 8 + rare * (size * 8 + 20)
    return Estimate(seconds, _memory(plays, songs, rare, parameters), disk)


def _memory(plays: int, songs: int, rare: int, parameters: TrainingParameters) -> int:
    """Bytes at the worst moment of a training."""
    row, known = parameters.vector_size * 4, songs * _SONG_BYTES
    first_row = row - parameters.follow_size * 4
    learning = _LEARN_ROWS + (1 if parameters.hs else 0)
    moments = [
        _CUT_BASE + plays * _CUT_PLAY,
        _LEARN_BASE + plays * _LEARN_PLAY + known + songs * first_row * learning,
        _RARE_BASE + plays * _LEARN_PLAY + known + songs * row * _RARE_ROWS + rare * (4 * row + _RARE_SONG),
    ]
    if parameters.follow_passes:
        moments.append(_BASE_BYTES + plays * _FOLLOW_PLAY + known + songs * row * _FOLLOW_ROWS)
    return max(moments)


def mapping(songs: int, *, new_neighbours: bool = False, size: int = 100) -> Estimate:
    """What drawing the map needs.

    Parameters
    ----------
    songs : int
    new_neighbours : bool
        Whether the nearest songs must be found anew, as for a perplexity that looks farther than those that are stored.
    size : int
        Numbers of a vector.
    """
    seconds = _START_S + (songs * 1.3e-3 if songs < 20_000 else 10.0 + songs * 0.8e-3)
    if new_neighbours:
        seconds += songs * songs * size / 2e10
    return Estimate(seconds, _BASE_BYTES + songs * 6_000, songs * 20)


def for_library(taught: Int32 | Int64, preset: str = "balanced", **changes: object) -> Estimate:
    """What training on a whole library needs, before its sessions are known.

    Parameters
    ----------
    taught : integer array, shape (songs,)
        Plays of each song within sessions.
    preset, **changes
        As for `policy.parameters`.

    Raises
    ------
    BadRequest
        For a parameter that makes no sense.
    """
    plays, songs, parameters = figures(taught, preset, **changes)
    rare = int(np.count_nonzero(taught)) - songs if songs else 0  # beside nothing none is placed
    return training(plays, songs, parameters, read_share(taught, parameters), rare)


def read_share(taught: Int32 | Int64, parameters: TrainingParameters) -> float:
    """Share of the plays that are read in each pass: hits are read less often (Mikolov et al. 2013, section 2.3).

    Parameters
    ----------
    taught : integer array, shape (songs,)
        Plays of each song within sessions.
    """
    counts = np.asarray(taught, np.float64)
    counts = counts[counts >= max(1, parameters.min_count)]
    if not len(counts) or parameters.sample <= 0:
        return 1.0
    many = counts / (parameters.sample * counts.sum())
    kept = np.minimum(1.0, (np.sqrt(many) + 1.0) / many)
    return float(np.sum(kept * counts) / counts.sum())


def figures(taught: Int32 | Int64, preset: str = "balanced", **changes: object) -> tuple[int, int, TrainingParameters]:
    """Plays, songs that are learnt, and the parameters the policy chooses for them."""
    plays = int(np.sum(taught, dtype=np.int64))
    fewest = policy.parameters(preset, plays, len(taught), **changes).min_count
    songs = int(np.count_nonzero(taught >= fewest))
    return plays, songs, policy.parameters(preset, plays, songs, **changes)


def sentence(estimate: Estimate) -> str:
    """The estimate in words, e.g. ``about 2 min, 340 MB of memory, 21 MB on the disk``."""
    return f"about {duration(estimate.seconds)}, {size(estimate.memory)} of memory, {size(estimate.disk)} on the disk"


def duration(seconds: float) -> str:
    """Seconds as they can be promised: few digits."""
    if seconds < 9.5:
        return f"{max(1, round(seconds))} s"
    if seconds < 55:
        return f"{5 * round(seconds / 5)} s"
    if seconds < 3600 - 30:
        return f"{max(1, round(seconds / 60))} min"
    return f"{seconds / 3600:.1f} h"


def size(count: int) -> str:
    """Bytes in two digits."""
    if count >= 950_000_000:
        return f"{count / 1e9:.1f} GB"
    mega = count / 1e6
    if mega < 1:
        return "1 MB"
    digits = 10 ** max(0, math.floor(math.log10(mega)) - 1)
    return f"{round(mega / digits) * digits} MB"
