"""Jobs ``suggest`` and ``merge``: songs that may be one, and what the listener decided about them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from s2v_desktop.core.progress import Monitor
from s2v_desktop.jobs.keeping import keep
from s2v_desktop.store import catalogue, merges
from s2v_desktop.store.library import Library


def suggest(spec: dict[str, Any], monitor: Monitor, folder: Path) -> dict[str, Any]:
    """Look for songs that may be one.

    Parameters
    ----------
    spec : dict
        ``library``.

    Returns
    -------
    dict
        ``suggestions`` and ``merged`` (see `store.merges`).
    """
    monitor.plan({"comparing": 1.0})
    with Library.open(Path(spec["library"])) as library:
        found = merges.suggestions(library.connection, monitor)
        return {"suggestions": found, "merged": merges.merged(library.connection)}


def run(spec: dict[str, Any], monitor: Monitor, folder: Path) -> dict[str, Any]:
    """Carry decisions out.

    Parameters
    ----------
    spec : dict
        ``library`` and any of ``merge`` [[song, ..., survivor]], ``apart`` [[song, song]], ``split`` [song], or alone
        ``restore`` [[key, other, same]] (what an earlier answer called ``before``).

    Returns
    -------
    dict
        ``songs`` (how many there are now), ``before`` [[key, other, same]].

    Raises
    ------
    BadRequest
        When a song is not there.
    """
    with Library.open(Path(spec["library"])) as library:
        with library.writing() as connection:
            before = [[one.key, one.other, one.same] for one in merges.read(connection)]
            if "restore" in spec:
                merges.restore(connection, [merges.Decision(*one) for one in spec["restore"]])
            for *songs, survivor in spec.get("merge") or ():
                merges.merge(connection, songs, survivor)
            merges.keep_apart(connection, [(one, other) for one, other in spec.get("apart") or ()])
            merges.split(connection, spec.get("split") or ())
            count = connection.execute("SELECT count(*) FROM song WHERE merged_into IS NULL").fetchone()[0]
            monitor.check()
        result = {"songs": int(count), "before": before}
        catalogue.write(library, keep(monitor, result))
    return result
