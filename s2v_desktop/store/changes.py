"""What has changed in a library since a model was learnt from it: plays, which songs are one, the rule for sessions."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from s2v_desktop.core.session_rule import SessionRule
from s2v_desktop.store import session_rules


@dataclass(frozen=True, slots=True)
class Changes:
    """How a library differs from what it was.

    Attributes
    ----------
    added, removed : int
        Plays, of imports that came or grew, and of those that went or shrank.
    imports : int
        How many imports that were.
    merges : int
        Songs that became one with another, or were parted, at least.
    rule : int
        Parts of the rule for sessions that are others.
    """

    added: int = 0
    removed: int = 0
    imports: int = 0
    merges: int = 0
    rule: int = 0

    @property
    def count(self) -> int:
        """How many changes these are."""
        return self.imports + self.merges + self.rule


def state(connection: sqlite3.Connection, rule: SessionRule, listeners: Sequence[int]) -> dict[str, Any]:
    """What decides a model besides its parameters, small enough to be kept with it.

    Parameters
    ----------
    listeners : sequence of int
        Library numbers of the listeners in catalogue order.
    """
    plays = connection.execute("SELECT batch, sum(last - first + 1) FROM play_range GROUP BY batch ORDER BY batch")
    merged = connection.execute("SELECT id, merged_into FROM song WHERE merged_into IS NOT NULL ORDER BY id").fetchall()
    return {
        "batches": {str(batch): int(count) for batch, count in plays},
        "merged": len(merged),
        "merged_mark": hashlib.sha256(repr(merged).encode()).hexdigest()[:16],
        "rule": session_rules.to_plain(rule, listeners),
    }


def between(then: Mapping[str, Any], now: Mapping[str, Any]) -> Changes | None:
    """What differs between two states; None where the older one is not known (older programs, shared models)."""
    try:
        plays = {name: (int(then["batches"].get(name, 0)), int(now["batches"].get(name, 0)))
                 for name in {*then["batches"], *now["batches"]}}  # fmt: skip
        other_songs = then["merged_mark"] != now["merged_mark"]
        merges = max(1, abs(int(now["merged"]) - int(then["merged"]))) if other_songs else 0
        rule = sum(then["rule"].get(part) != value for part, value in now["rule"].items())
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return Changes(
        sum(max(0, after - before) for before, after in plays.values()),
        sum(max(0, before - after) for before, after in plays.values()),
        sum(before != after for before, after in plays.values()),
        merges,
        rule,
    )
