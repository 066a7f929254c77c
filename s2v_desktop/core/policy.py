"""How to train, chosen from the size of a library, with every parameter open to change.

The starting point are the measurements of quality.md: hierarchical softmax and negative sampling at once, a flat
noise distribution, sub-sampling scaled to the number of songs, more passes for smaller libraries. Measured on set
lists, radio and generated listeners: 100 numbers a song instead of 50 bring songs that always follow each other from
place 40 to place 6 of *similar*; after the second round (`core.refining`) window, negatives and noise hardly matter
to *next*, and one negative learns as much as five in half the time; fewer passes want larger steps in proportion. A
quarter of the numbers is left to that second round, which tells songs of one album apart with them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from s2v_desktop.core.errors import BadRequest


@dataclass(frozen=True, slots=True)
class TrainingParameters:
    """All that decides a training besides its corpus. `DESCRIPTIONS` says what each one does."""

    vector_size: int = 100
    window: int = 6
    negative: int = 2
    hs: int = 1
    ns_exponent: float = 0.25
    sample: float = 1e-3
    min_count: int = 2
    epochs: int = 20
    alpha: float = 0.05
    min_alpha: float = 0.0001
    seed: int = 1
    workers: int = 1
    batch_words: int = 1000
    shrink_windows: bool = True
    follow_size: int = 0
    follow_passes: float = 0.0
    follow_temperature: float = 0.0
    follow_oldest: float = 0.0

    def __post_init__(self) -> None:
        if self.negative < 1:
            raise BadRequest("negative must be at least 1: without it nothing is learnt about what plays next.")
        for name, (low, high) in RANGES.items():
            value = getattr(self, name)
            if not math.isfinite(value) or not low <= value <= high:
                raise BadRequest(f"{name} must lie between {low:g} and {high:g}, and {value:g} does not.")
        if self.follow_size > self.vector_size // 2:
            raise BadRequest("follow_size must not be more than half of vector_size.")
        if self.min_alpha > self.alpha:
            raise BadRequest("min_alpha must not be larger than alpha.")

    def as_dict(self) -> dict[str, int | float | bool]:
        """Plain values for a manifest."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def for_gensim(self) -> dict[str, int | float | bool]:
        """What gensim's own call takes; the second round is ours (`core.refining`), and so are its numbers."""
        first_round = {name: value for name, value in self.as_dict().items() if not name.startswith("follow_")}
        return first_round | {"vector_size": self.vector_size - self.follow_size}


RANGES: Mapping[str, tuple[float, float]] = {
    "vector_size": (2, 1000),
    "window": (1, 100),
    "negative": (1, 100),
    "hs": (0, 1),
    "ns_exponent": (-2, 2),
    "sample": (0, 0.5),
    "min_count": (1, 1000),
    "epochs": (1, 1000),
    "alpha": (1e-6, 1),
    "min_alpha": (0, 1),
    "seed": (0, 2**31 - 1),
    "workers": (1, 64),
    "batch_words": (10, 10_000),
    "follow_size": (0, 500),
    "follow_passes": (0, 100),
    "follow_temperature": (0, 1),
    "follow_oldest": (0, 1),
}
"""Lowest and highest value of each parameter."""

DESCRIPTIONS: Mapping[str, str] = {
    "vector_size": "How many numbers describe a song; more can tell finer differences apart, but need more plays.",
    "window": "How many songs before and after a song count as its surroundings.",
    "negative": "How many songs that were not near are drawn to compare with each song that was.",
    "hs": "1 also sorts songs by a tree of yes-or-no questions, which makes similar songs closer; 0 does not.",
    "ns_exponent": "Which songs are drawn for comparison: 1 as often as they are played, 0 all alike.",
    "sample": "Songs with a larger share of all plays are read less often, so that hits do not drown others.",
    "min_count": "Songs with fewer plays than this are not learnt; they are placed beside their artist instead.",
    "epochs": "How many times all sessions are read.",
    "alpha": "How far each step of learning goes at the beginning.",
    "min_alpha": "How far each step of learning goes at the end.",
    "seed": "Where chance begins; with one worker the same seed gives the same model, bit for bit.",
    "workers": "How many threads learn at once; more than one is faster, but no longer repeats exactly.",
    "batch_words": "How many plays are handed to a thread at once.",
    "shrink_windows": "Whether nearer songs count more, by drawing each window's reach at random up to its limit.",
    "follow_size": "How many numbers of a song are kept for which song follows, where order says something.",
    "follow_passes": "How many times all plays are read once more to learn which song follows; 0 leaves that out.",
    "follow_temperature": "How daring that is: low prefers songs that follow only here; 0 takes what fits the data.",
    "follow_oldest": "How much the oldest plays count there beside the latest; 1 as much, 0 takes what fits the data.",
}
"""What each parameter does, in one sentence."""

SAMPLE_SONGS = 6.0
"""A song is read less often when it is played more than so many times as often as the mean song."""

FOLLOWED_PASSES = 8.0
FOLLOWED_AT_A_MILLION = 0.65
"""The second round goes through the plays so many times at most, and through a million so often: a twentieth of the
time of the first round there, and half of it at 200,000 plays, where it gains more than further passes of the first."""

SMALL_PLAYS = 100_000
"""Below this many plays the quick preset can afford vectors as long as the others have."""

PRESETS: Mapping[str, str] = {
    "quick": "A first look, several times faster on large libraries.",
    "balanced": "The default: good neighbours and good predictions of what plays next.",
    "thorough": "Twice the passes and more comparisons, for the last few percent.",
}
"""Each preset and what it is for."""


def parameters(preset: str, plays: int, songs: int, **changes: Any) -> TrainingParameters:
    """Parameters for a library.

    Parameters
    ----------
    preset : str
        One of `PRESETS`.
    plays : int
        Plays in the corpus.
    songs : int
        Different songs that pass the minimum count.
    **changes
        Parameters to set by hand; text as typed (``"0.5"``, ``"yes"``) is understood.

    Raises
    ------
    BadRequest
        For an unknown preset or parameter, or a value out of range.
    """
    if preset not in PRESETS:
        raise BadRequest(f"There is no preset “{preset}”. Choose one of {', '.join(PRESETS)}.")
    values = _usual(plays, songs)
    if preset == "quick":
        values |= _quick(plays)
    elif preset == "thorough":
        values |= {"negative": 5, "epochs": 2 * values["epochs"]}
    given = {name: _understood(name, value) for name, value in changes.items()}
    if "vector_size" in given:
        values["follow_size"] = int(given["vector_size"]) // 4
    if "epochs" in given:
        # Who asks for a shorter training means both of its rounds.
        shorter = min(1.0, given["epochs"] / values["epochs"])
        values["follow_passes"] = round(values["follow_passes"] * shorter, 3)
    return TrainingParameters(**values | given)


def _usual(plays: int, songs: int) -> dict[str, Any]:
    """What the balanced preset takes."""
    return {
        "vector_size": 128,
        "follow_size": 32,
        "sample": round(min(0.05, SAMPLE_SONGS / max(songs, 1)), 9),
        "min_count": 2 if plays < 200_000 else 3 if plays < 2_000_000 else 5,
        "epochs": _epochs(plays),
        "alpha": _alpha(_epochs(plays)),
        "batch_words": 500 if plays < 200_000 else 1000,
        "follow_passes": _follow_passes(plays),
    }


def _epochs(plays: int) -> int:
    """Passes fall with the size: 60 at 40,000 plays, 24 at 100,000, 12 from 200,000 to a million, 5 from 6 millions."""
    plays = max(plays, 1)
    return round(min(60.0, max(5.0, 60.0 * 4e4 / plays, 12.0 * min(1.0, math.sqrt(1e6 / plays)))))


def _follow_passes(plays: int) -> float:
    """8 up to 180,000 plays, 1.8 at half a million, 0.3 from 1.7 millions."""
    wanted = FOLLOWED_AT_A_MILLION * math.pow(1e6 / max(plays, 1), 1.5)
    return round(min(FOLLOWED_PASSES, max(0.3, wanted)), 3)


def _alpha(epochs: int) -> float:
    """Fewer passes go in larger steps."""
    return round(min(0.05, max(0.025, 1.5 / epochs)), 4)


def _quick(plays: int) -> dict[str, Any]:
    """As many passes as half a minute for a million plays allows: 48 at 37,000 plays, 9 at 100,000, 3 from 180,000.

    Small libraries take seconds anyhow, and need the passes for *similar*.
    """
    epochs = round(min(48.0, max(3.0, 3.0 * math.pow(2e5 / max(plays, 1), 1.65))))
    small = plays < SMALL_PLAYS
    return {
        "vector_size": 128 if small else 80,
        "follow_size": 16,
        "window": 6 if small else 5,
        "negative": 1,
        "epochs": epochs,
        "alpha": 0.1 if epochs < 10 else 0.05,
        "follow_passes": round(_follow_passes(plays) / (4 if small else 8), 3),
    }


def _understood(name: str, value: Any) -> int | float | bool:
    """A value as given or as typed."""
    if name not in DESCRIPTIONS:
        raise BadRequest(f"There is no parameter “{name}”. Choose from {', '.join(DESCRIPTIONS)}.")
    kind = type(getattr(TrainingParameters(), name))
    text = str(value).strip().casefold()
    try:
        if kind is bool:
            return {
                "1": True,
                "true": True,
                "yes": True,
                "on": True,
                "0": False,
                "false": False,
                "no": False,
                "off": False,
            }[text]
        if kind is int:
            return int(float(text)) if float(text).is_integer() else _refuse_fraction(name, text)
        return float(text)
    except (KeyError, ValueError, OverflowError):
        wanted = {bool: "yes or no", int: "a whole number", float: "a number"}[kind]
        raise BadRequest(f"{name} must be {wanted}, and “{value}” is not.") from None


def _refuse_fraction(name: str, text: str) -> int:
    raise BadRequest(f"{name} must be a whole number, and “{text}” is not.")
