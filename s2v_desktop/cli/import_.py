"""``s2v import``: read listening histories into a library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from s2v_desktop.cli import options
from s2v_desktop.cli.running import run_job
from s2v_desktop.cli.terminal import document, literal, number, say
from s2v_desktop.core.errors import SKIP_REASONS

Paths = Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files, zips or folders as you downloaded them.")]
Listener = Annotated[str | None, typer.Option("--listener", metavar="NAME", help="Whose plays these are.")]
Only = Annotated[
    list[str] | None, typer.Option("--only-listener", metavar="NAME", help="Take only this listener; may be repeated.")
]
Dry = Annotated[bool, typer.Option("--dry-run", help="Read everything, store nothing.")]
Zone = Annotated[
    str | None, typer.Option("--time-zone", metavar="ZONE", help="Zone of local times, for example Asia/Beirut.")
]
Mapping_ = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="FIELD=COLUMN[,COLUMN]",
        help="Read a field (title, artist, album, time, ms_played, listener, session, order) from a column of a table.",
    ),
]
Fixed = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="FIELD=VALUE",
        help="One value of a field for all rows; also private=keep or skip (plays of private sessions), shift=HOURS "
        "(a clock that stood wrong) and apart=keep (two people, not one with two names).",
    ),
]


def command(
    paths: Paths,
    library: options.Library = None,
    listener: Listener = None,
    only_listener: Only = None,
    dry_run: Dry = False,
    time_zone: Zone = None,
    mapping: Mapping_ = None,
    fixed: Fixed = None,
    json: options.Json = False,
) -> None:
    """Read listening histories into a library. Every row becomes a play, a duplicate, or is skipped with a reason."""
    columns = _known_fields(options.pairs(mapping or [], "--map"), "--map", ())
    spec = {
        "library": str(options.folder(library)),
        "paths": [str(path.expanduser().absolute()) for path in paths],
        "listener": listener,
        "only_listeners": only_listener or [],
        "dry_run": dry_run,
        "time_zone": _known_zone(time_zone),
        "mapping": {field: [name.strip() for name in names.split(",")] for field, names in columns.items()},
        "set_values": _known_fields(options.pairs(fixed or [], "--set"), "--set", ("private", "shift", "apart")),
    }
    result = run_job("import", spec, "Import")
    if json:
        document(result)
    else:
        say("\n".join(summary(result)))


def _known_fields(told: dict[str, str], option: str, more: tuple[str, ...]) -> dict[str, str]:
    """What was told, when there is such a field; a file that is no table would never ask."""
    from s2v_desktop.core.readers.mapping import FIELDS

    for name in told:
        if name not in (*FIELDS, *more):
            raise typer.BadParameter(f"“{name}” is none of {', '.join((*FIELDS, *more))}.", param_hint=option)
    return told


def _known_zone(name: str | None) -> str | None:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if name is not None:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise typer.BadParameter(f"“{name}” is no time zone.", param_hint="--time-zone") from error
    return name


def summary(result: Mapping[str, Any]) -> Iterable[str]:
    """Sentences about an import."""
    skipped: Mapping[str, int] = result["skipped"]
    begin = "Nothing was stored (dry run)." if result["batch"] is None else f"Batch {result['batch']}."
    yield (
        f"{begin} {number(result['rows'])} rows: {number(result['plays'])} new plays, "
        f"{number(result['duplicates'])} duplicates, {number(sum(skipped.values()))} skipped."
    )
    for reason, count in sorted(skipped.items(), key=lambda pair: -pair[1]):
        yield f"  skipped {number(count)}: {SKIP_REASONS.get(reason, literal(reason))}"
    for file in result["files"]:
        yield f"  {literal(str(file['path']))}: {literal(str(file['format']))}, {number(file['rows'])} rows"
    for warning in result["warnings"]:
        yield f"  Note: {literal(warning)}"
