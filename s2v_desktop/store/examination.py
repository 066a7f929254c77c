"""What the import doctor says: about every file, about every listener, and what only the listener can decide."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from s2v_desktop.core.types import NO_TIME
from s2v_desktop.store import decisions
from s2v_desktop.store.judge import Verdict
from s2v_desktop.store.reading import Reading
from s2v_desktop.store.report import ImportReport
from s2v_desktop.store.staging import StagedFile

_EXAMPLES = 3
_NEW_SONGS = """
    SELECT count(DISTINCT s.key) FROM stage.used u JOIN stage.song s ON s.id = u.song
    WHERE NOT EXISTS (SELECT 1 FROM main.song l WHERE l.key = s.key)
    AND NOT EXISTS (SELECT 1 FROM main.merge_decision d WHERE d.key = s.key AND d.same)"""


def examine(connection: sqlite3.Connection, reading: Reading, verdict: Verdict, said: ImportReport) -> dict[str, Any]:
    """Everything the doctor shows, as JSON types.

    Parameters
    ----------
    connection : Connection
        To the library, with the stage attached as ``stage``.

    Returns
    -------
    dict
        ``files`` (`FileReport` and ``service how listener first_ms last_ms local_time examples``, the latter reason ->
        [[row, excerpt]]), ``listeners`` [[name, new plays]], ``songs`` (how many are new), ``refused`` [[name,
        sentence]], ``lacking`` [[what, advice]] (downloads without the history they could hold), ``asks`` (see `asks`).
    """
    files = []
    for file, report in zip(reading.files, said.files, strict=True):
        examples = _examples(connection, file, verdict.duplicates.get(file.number, 0))
        files.append({**report.to_json(), **note(file, verdict), "name": file.label, "examples": examples})
    names = dict(connection.execute("SELECT id, name FROM stage.listener"))
    listeners = [[names[who], count] for who, count in verdict.kept]
    questions = list(asks(reading, verdict, names, decisions.apart(connection, reading, verdict)))
    songs = connection.execute(_NEW_SONGS).fetchone()[0]
    return {"files": files, "listeners": listeners, "songs": songs, **_left_out(reading), "asks": questions}


def of_nothing(reading: Reading) -> dict[str, Any]:
    """The doctor's answer when nothing of what was chosen is a history."""
    return {"files": [], "listeners": [], **_left_out(reading), "asks": [{"kind": "refused"}]}


def _left_out(reading: Reading) -> dict[str, Any]:
    return {
        "refused": [[one.name, one.error.message] for one in reading.refused],
        "lacking": [[one.what, one.advice] for one in reading.lacking],
    }


def note(file: StagedFile, verdict: Verdict) -> dict[str, Any]:
    """What is kept with a file in the library beside its figures."""
    first, last = verdict.spans.get(file.number, (NO_TIME, NO_TIME))
    return {
        "service": file.service,
        "how": file.how,
        "listener": file.listener,
        "first_ms": None if first == NO_TIME else first,
        "last_ms": None if last == NO_TIME else last,
        "local_time": file.local_time,
    }


def notes(reading: Reading, verdict: Verdict) -> dict[int, str]:
    """File number -> `note` as text."""
    return {file.number: json.dumps(note(file, verdict), ensure_ascii=False) for file in reading.files}


def questions_of_tables(reading: Reading) -> dict[str, Any]:
    """The doctor's answer when the columns of some tables have to be looked at before anything is read."""
    tables = [
        {"kind": "mapping", "path": str(one.source.path), "member": one.source.member, "name": one.source.label,
         "header": list(one.header)}
        for one in reading.unmapped
    ]  # fmt: skip
    return {"files": [], "listeners": [], **_left_out(reading), "asks": tables}


def asks(
    reading: Reading, verdict: Verdict, names: dict[int, str], apart: decisions.Apart | None
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """What only the listener can decide: ``kind`` is one of time-zone, private, shift, apart, listeners, refused."""
    local = [file for file in reading.files if file.local_time]
    if local:
        spans = [verdict.spans[file.number] for file in local if file.number in verdict.spans]
        yield {
            "kind": "time-zone", "files": [file.label for file in local],
            "first_ms": min((first for first, _ in spans), default=None),
            "last_ms": max((last for _, last in spans), default=None),
        }  # fmt: skip
    if reading.private and not reading.private_said:
        yield {"kind": "private", "plays": reading.private}
    for form, shift in verdict.shifts if not reading.shift_said else ():
        service = next((file.service for file in reading.files if file.format == form), form)
        yield {
            "kind": "shift",
            "format": form,
            "service": service,
            "hours": shift.hours,
            "fits": shift.fits,
            "of": shift.of,
        }
    if apart is not None:
        likely = decisions.DEFAULT_LISTENER in (apart.name, apart.other)
        yield {
            "kind": "apart",
            "name": apart.name,
            "other": apart.other,
            "others": list(apart.others),
            "likely": likely,
        }
    two = apart is not None or reading.apart_said  # who these are is said already
    if len(verdict.kept) > (2 if two else 1) and not reading.request.only_listeners:
        yield {"kind": "listeners", "names": [[names[who], count] for who, count in verdict.kept]}
    if reading.lacking or any(not one.expected for one in reading.refused):
        yield {"kind": "refused"}


def _examples(connection: sqlite3.Connection, file: StagedFile, duplicates: int) -> dict[str, list[list[Any]]]:
    """Some rows of the file for each reason, with their numbers; ``duplicate`` is one of the reasons."""
    found: dict[str, list[list[Any]]] = {}
    for reason in file.skipped:
        rows = connection.execute(
            "SELECT row, excerpt FROM stage.skipped WHERE file = ? AND reason = ? LIMIT ?",
            (file.number, reason, _EXAMPLES),
        ).fetchall()
        if rows:
            found[reason] = [list(row) for row in rows]
    if duplicates:
        rows = connection.execute(
            "SELECT s.row, o.artist || ' - ' || o.title FROM stage.dropped d JOIN stage.staged s ON s.id = d.id "
            "JOIN stage.song o ON o.id = s.song WHERE s.file = ? LIMIT ?",
            (file.number, _EXAMPLES),
        ).fetchall()
        found["duplicate"] = [list(row) for row in rows]
    return found
