"""Jobs ``suggest``, ``spellings`` and ``merge``: songs that may be one, and what the listener decided about them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from s2v_desktop.core.progress import Monitor
from s2v_desktop.jobs.keeping import keep
from s2v_desktop.store import catalogue, merges, spellings
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


def read_spellings(spec: dict[str, Any], monitor: Monitor, folder: Path) -> dict[str, Any]:
    """Tell how a song is spelled.

    Parameters
    ----------
    spec : dict
        ``library``, ``song``.

    Returns
    -------
    dict
        ``song`` and ``spellings`` [{name [title, artist, album], plays, own, known}] (`store.spellings.Spelling`).
    """
    song = int(spec["song"])
    with Library.open(Path(spec["library"])) as library:
        found = spellings.read(library.connection, song)
    return {"song": song, "spellings": [
        {"name": list(one.name), "plays": one.plays, "own": one.own, "known": one.known} for one in found]}  # fmt: skip


def run(spec: dict[str, Any], monitor: Monitor, folder: Path) -> dict[str, Any]:
    """Carry decisions out.

    Parameters
    ----------
    spec : dict
        ``library`` and any of ``merge`` [[song, ..., survivor]], ``apart`` [[song, song]], ``split`` [song], or alone
        ``restore`` [[key, other, same]] (what an earlier answer called ``before``); ``take_out`` {song, names} and
        ``put_back`` {names}, each name [title, artist, album]: spellings that are a song of their own. Without
        ``song`` the one that the title and the artist of the first name say.

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
            for one in [spec["take_out"]] if "take_out" in spec else []:
                song = one.get("song") or spellings.home(connection, _names(one))
                spellings.take_out(connection, int(song), _names(one))
            if "put_back" in spec:
                spellings.put_back(connection, _names(spec["put_back"]))
            count = merges.songs(connection)
            monitor.check()
        result = {"songs": count, "before": before}
        catalogue.write(library, keep(monitor, result))
    return result


def _names(said: dict[str, Any]) -> list[spellings.Name]:
    return [(str(title), str(artist), str(album)) for title, artist, album in said["names"]]
