"""Jobs ``sessions`` and ``session-rule``: what other rules would make of the plays, and choosing one."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from s2v_desktop.core import session_counts, sessions
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.session_counts import Odd
from s2v_desktop.jobs.keeping import keep
from s2v_desktop.store import catalogue, session_rules
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.library import Library
from s2v_desktop.store.model_info import put_to_use
from s2v_desktop.store.models import ModelStore

ODD_SHOWN = 50


def count(spec: dict[str, Any], monitor: Monitor, folder: Path) -> dict[str, Any]:
    """Count the sessions of many rules. Changes nothing.

    Parameters
    ----------
    spec : dict
        ``library``. Optional: ``rule``, as `session_rules.to_plain` gives it, whose other parts hold for all counts;
        ``only_rule`` (true: `choices` and `gaps` are left empty, for a rule of which they are known).

    Returns
    -------
    dict
        ``rule``, ``choices`` (fields of `session_counts.Choice`), ``own`` (the same of the rule as it is, where a
        listener has a gap of their own, else null), ``edges_s``, ``gaps`` (per listener), ``odd`` (the first fifty of
        each kind, with ``title`` and ``artist``) and ``odd_counts`` {kind: n}.
    """
    monitor.plan({"counting": 0.9, "odd": 0.1})
    place = Path(spec["library"])
    opened = Catalogue.open(place)
    numbers = [one.number for one in opened.listeners]
    rule = session_rules.from_plain(spec["rule"], numbers) if spec.get("rule") else session_rules.of(opened, place)
    plays = opened.play_columns()
    every = not spec.get("only_rule")
    found = session_counts.choices(plays, len(numbers), rule, monitor) if every else []
    own = session_counts.of_rule(plays, len(numbers), rule) if rule.listener_gaps else None
    monitor.update("odd", 0, 1, "Looking for sessions that are no listening")
    return {
        "rule": session_rules.to_plain(rule, numbers),
        "choices": [dataclasses.asdict(one) for one in found],
        "own": dataclasses.asdict(own) if own is not None else None,
        "edges_s": list(session_counts.EDGES_S),
        "gaps": session_counts.histograms(plays, len(numbers), rule).tolist() if every else [],
        **_odd(session_counts.odd(plays, rule), opened),
    }


def _odd(found: list[Odd], opened: Catalogue) -> dict[str, Any]:
    """Sessions that are no listening, with names, and how many there are."""
    kinds = sorted({one.kind for one in found})
    shown = [one for kind in kinds for one in [other for other in found if other.kind == kind][:ODD_SHOWN]]
    return {
        "odd": [
            {**dataclasses.asdict(one), "title": opened.title(one.first_song), "artist": opened.artist(one.first_song)}
            for one in shown
        ],
        "odd_counts": {kind: sum(one.kind == kind for one in found) for kind in kinds},
    }


def choose(spec: dict[str, Any], monitor: Monitor, folder: Path) -> dict[str, Any]:
    """Remember a rule in the library; sessions are counted by it from now on.

    Parameters
    ----------
    spec : dict
        ``library`` and ``rule``. Optional: ``model``, which is in use afterwards where there still is one of this id.

    Returns
    -------
    dict
        ``sessions``, ``rule`` and ``model`` (null where none was put to use).

    Raises
    ------
    BadRequest
        When the rule makes no sense; nothing was changed.
    """
    monitor.plan({"rule": 0.2, "catalogue": 0.8})
    monitor.update("rule", 0, 1, "Choosing when a session ends")
    place = Path(spec["library"])
    opened = Catalogue.open(place)
    numbers = [one.number for one in opened.listeners]
    rule = session_rules.from_plain(spec["rule"], numbers)
    corpus, _ = sessions.cut(opened.play_columns(), rule)
    model = next((info.id for info in ModelStore(place).list() if info.id == spec.get("model")), None)
    result: dict[str, Any] = {"rule": session_rules.to_plain(rule, numbers), "sessions": len(corpus), "model": model}
    with Library.open(place) as library:
        with library.writing() as connection:
            session_rules.save(connection, rule, numbers)
            if model is not None:
                put_to_use(connection, model)
            monitor.check()
        after = keep(monitor, result)
        after.update("catalogue", 0, 1, "Counting your sessions")
        catalogue.write(library, after)
    return result
