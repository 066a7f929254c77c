"""``s2v doctor``: check a library."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from s2v_desktop.cli import options
from s2v_desktop.cli.running import run_job
from s2v_desktop.cli.terminal import REFUSED, document, literal, say


def command(
    library: options.Library = None,
    restore: Annotated[
        bool,
        typer.Option("--restore", help="Set a damaged library file aside; the newest good backup takes its place."),
    ] = False,
    json: options.Json = False,
) -> None:
    """Check a library and its models. Exit code 3 when there are problems."""
    if restore:
        _restore(library, json)
        return
    result = run_job("doctor", {"library": str(options.folder(library))}, "Check")
    if json:
        document(result)
    elif result["ok"]:
        say("The library is in order.")
    else:
        say("\n".join(literal(problem) for problem in result["problems"]))
    if not result["ok"]:
        raise typer.Exit(REFUSED)


def _restore(library: options.Library, json: bool) -> None:
    result = run_job("recover", {"library": str(options.folder(library))}, "Restore")
    if json:
        document(result)
    elif result["mended"]:
        say(f"Only the first bytes of the library file were damaged. They were repaired and nothing was lost: it has "
            f"{result['plays']:,} plays. The damaged file was kept in {literal(result['kept'])}.")  # fmt: skip
    elif result["backup"]:
        made = time.strftime("%Y-%m-%d %H:%M", time.localtime(result["made_ms"] / 1000))
        say(f"The library is as it was on {made}, with {result['plays']:,} plays. What was imported since can be "
            f"imported again. The damaged file was kept in {literal(result['kept'])}.")  # fmt: skip
    else:
        say("There is no good backup. The damaged file and its models were kept in "
            f"{literal(result['kept'])}; import your files again.")  # fmt: skip
