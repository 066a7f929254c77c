"""When a session ends and which plays are learnt from: the rule a listener chooses, and how it is typed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from s2v_desktop.core.errors import BadRequest

LONGEST_SESSION = 10_000
"""gensim silently cuts sessions longer than this, so no session may be longer."""

LONGEST_GAP_S = 7 * 86_400

BRIEF, MARKED = "brief", "marked"
SKIPS = (BRIEF, MARKED)
"""What counts as a skip: a play heard too briefly to count, or one the player or service says was skipped."""


@dataclass(frozen=True, slots=True)
class SessionRule:
    """When a session ends and which plays are its content.

    Attributes
    ----------
    gap_s : int
        A gap longer than this many seconds, from the end of a play to the start of the next, ends a session.
    min_songs : int
        Shorter sessions are left out.
    split_at : int
        Longer sessions are split into equal parts of at most this many songs.
    strict : bool
        Also leave out plays heard for less than half of the song or four minutes. The length of a song is the
        longest time it was ever heard; plays whose end is unknown stay.
    min_heard_s : int
        Also leave out plays heard for less than this many seconds; plays whose end is unknown stay.
    listener_gaps : tuple of (int, int)
        Catalogue index of a listener and the gap in seconds that holds for them instead of `gap_s`.
    skips : str
        What counts as a skip, one of `SKIPS`.
    keep_skipped : bool
        Skipped plays stay in their sessions, however short they were; else they are left out.
    asides_split : bool
        A podcast, video or the like that lasts longer than the gap ends a session; else it goes on after it.
    """

    gap_s: int = 1200
    min_songs: int = 2
    split_at: int = LONGEST_SESSION
    strict: bool = False
    min_heard_s: int = 0
    listener_gaps: tuple[tuple[int, int], ...] = ()
    skips: str = BRIEF
    keep_skipped: bool = False
    asides_split: bool = True

    def __post_init__(self) -> None:
        for name, (low, high) in RANGES.items():
            for value in [gap for _, gap in self.listener_gaps] if name == "listener_gaps" else [getattr(self, name)]:
                if not low <= value <= high:
                    raise BadRequest(f"{name} must lie between {low} and {high}. Nothing was changed.")
        if self.skips not in SKIPS:
            raise BadRequest(f"skips must be one of {', '.join(SKIPS)}. Nothing was changed.")


RANGES: Mapping[str, tuple[int, int]] = {
    "gap_s": (1, LONGEST_GAP_S),
    "min_songs": (1, 1000),
    "split_at": (2, LONGEST_SESSION),
    "min_heard_s": (0, 3600),
    "listener_gaps": (1, LONGEST_GAP_S),
}
"""Lowest and highest value of each part of a rule."""

PARTS: Mapping[str, str] = {
    "gap_s": "A pause longer than so many seconds ends a session.",
    "min_songs": "Sessions of fewer songs are left out.",
    "split_at": "Longer sessions are split into equal parts.",
    "strict": "Only songs heard to the half, or four minutes.",
    "min_heard_s": "Only songs heard for so many seconds.",
    "skips": "What counts as a skip: brief (not heard long enough to count) or marked (the player says so).",
    "keep_skipped": "Skipped songs stay in their sessions.",
    "asides_split": "A podcast or video longer than the pause ends a session.",
}
"""Each part that can be typed, and what it does; a listener's own gap is chosen in the window."""

USUAL = SessionRule()
"""The rule of a library for which none was chosen."""

_YES_NO = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


def with_parts(rule: SessionRule, given: Mapping[str, Any]) -> SessionRule:
    """A rule with some parts as given or as typed.

    Raises
    ------
    BadRequest
        For a part that no rule has, or a value it cannot have.
    """
    changes: dict[str, Any] = {name: _understood(name, value) for name, value in given.items()}
    return dataclasses.replace(rule, **changes)


def _understood(name: str, value: Any) -> int | bool | str:
    if name not in PARTS:
        raise BadRequest(f"A rule for sessions has no part “{name}”. It has {', '.join(PARTS)}.")
    text = str(value).strip().casefold()
    if name == "skips":
        return text
    yes_or_no = isinstance(getattr(USUAL, name), bool)
    try:
        if yes_or_no:
            return _YES_NO[text]
        number = float(text)
        if number.is_integer():
            return int(number)
    except (KeyError, ValueError, OverflowError):
        pass
    wanted = "yes or no" if yes_or_no else "a whole number"
    raise BadRequest(f"{name} must be {wanted}, and “{value}” is not. Nothing was changed.")
