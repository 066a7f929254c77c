"""Job ``import``: read listening histories into a library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from s2v_desktop.core.progress import Monitor
from s2v_desktop.jobs.keeping import keep
from s2v_desktop.store.importer import ImportReport, ImportRequest, import_files
from s2v_desktop.store.mappings import Told
from s2v_desktop.store.report import TableAnswer


def run(spec: dict[str, Any], monitor: Monitor, folder: Path) -> dict[str, Any]:
    """Import files, or the demo.

    Parameters
    ----------
    spec : dict
        ``library`` and either ``paths`` or ``demo`` (true). Optional: ``listener`` (text), ``only_listeners`` (list),
        ``time_zone`` (text), ``mapping`` {field: [column, ...]}, ``set_values`` {field: value}, ``dry_run`` (bool),
        ``tables`` [{header, mapping, set_values, time_zone, listener}] (what is known about tables, by header), ``ask``
        (bool: store only if nothing has to be decided).

    Returns
    -------
    dict
        ``batch rows plays duplicates skipped warnings files``; rows = plays + duplicates + all skipped. With ``ask``
        also ``examination`` (`store.examination`); where its ``asks`` are not empty, nothing was stored.

    Raises
    ------
    UnreadableFile
        When nothing of what was chosen is a listening history.
    LibraryError
        When the library cannot be opened or written; it is as it was before.
    """
    request = _request(spec)
    report = import_files(Path(spec["library"]), request, monitor, lambda stored: keep(monitor, _result(stored)))
    return _result(report)


def _result(report: ImportReport) -> dict[str, Any]:
    examined = {} if report.examination is None else {"examination": report.examination}
    return {**report.to_json(), **examined}


def _request(spec: dict[str, Any]) -> ImportRequest:
    if spec.get("demo"):
        from s2v_desktop.store.demo import demo_request

        return demo_request()
    return ImportRequest(
        paths=tuple(Path(path) for path in spec["paths"]),
        listener=spec.get("listener") or "",
        time_zone=spec.get("time_zone"),
        mapping={field: tuple(columns) for field, columns in (spec.get("mapping") or {}).items()},
        set_values=dict(spec.get("set_values") or {}),
        only_listeners=tuple(spec.get("only_listeners") or ()),
        dry_run=bool(spec.get("dry_run")),
        tables=tuple(TableAnswer(tuple(one["header"]), Told.from_json(one)) for one in spec.get("tables") or ()),
        ask=bool(spec.get("ask")),
    )
