"""Job ``listeners``: rename, pseudonymise, hide, join, part or take out listeners."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.progress import Monitor
from s2v_desktop.jobs.keeping import keep
from s2v_desktop.store import backups, catalogue, listeners, same_person
from s2v_desktop.store.library import Library


def run(spec: dict[str, Any], monitor: Monitor, folder: Path) -> dict[str, Any]:
    """Change one or more listeners, in one transaction.

    Parameters
    ----------
    spec : dict
        ``library``, ``do``, ``listeners`` [number]. What is done: ``rename`` (also ``name``), ``pseudonymise``,
        ``hide``, ``show``, ``remove``, ``join`` (each with the listener ``into``), ``part`` (numbers of
        `same_person.read`), ``compare`` (like ``join``, but nothing is changed).

    Returns
    -------
    dict
        ``do``, ``plays_removed`` (with ``join`` and ``compare`` those that both tell; below 0 with ``part``), and
        after ``compare`` also ``listeners into``.

    Raises
    ------
    BadRequest
        When a listener is not there or a name is taken.
    """
    with Library.open(Path(spec["library"])) as library:
        if spec["do"] == "compare":
            into, others = int(spec["into"]), [int(one) for one in spec["listeners"]]
            told = sum(same_person.told_by_both(library.connection, into, one) for one in others)
            return {"do": "compare", "plays_removed": told, "listeners": others, "into": into}
        with library.writing() as connection:
            removed = _change(connection, spec, monitor)
            monitor.check()
            # Nothing else may keep what is taken out for good.
            copied = spec["do"] in ("remove", "pseudonymise") and backups.forget(library.folder)
        result = {"do": spec["do"], "plays_removed": removed}
        catalogue.write(library, keep(monitor, result))
        if copied:
            backups.after_import(library)
    return result


def _change(connection: sqlite3.Connection, spec: dict[str, Any], monitor: Monitor) -> int:
    numbers = [int(one) for one in spec["listeners"]]
    what = spec["do"]
    if what == "rename" and len(numbers) == 1:
        listeners.rename(connection, numbers[0], str(spec["name"]))
    elif what == "pseudonymise":
        listeners.pseudonymise(connection, numbers)
    elif what in ("hide", "show"):
        for number in numbers:
            listeners.hide(connection, number, what == "hide")
    elif what == "remove":
        return sum(listeners.remove(connection, number, monitor) for number in numbers)
    elif what == "join":
        return sum(same_person.join(connection, int(spec["into"]), number) for number in numbers)
    elif what == "part":
        return -sum(same_person.part(connection, number) for number in numbers)
    else:
        raise BadRequest("This cannot be done with listeners. Nothing was changed.", f"do {what!r}")
    return 0
