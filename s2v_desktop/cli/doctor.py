"""``s2v doctor``: check a library."""

from __future__ import annotations

import typer

from s2v_desktop.cli import options
from s2v_desktop.cli.running import run_job
from s2v_desktop.cli.terminal import REFUSED, document, literal, say


def command(library: options.Library = None, json: options.Json = False) -> None:
    """Check a library and its models. Exit code 3 when there are problems."""
    result = run_job("doctor", {"library": str(options.folder(library))}, "Check")
    if json:
        document(result)
    elif result["ok"]:
        say("The library is in order.")
    else:
        say("\n".join(literal(problem) for problem in result["problems"]))
    if not result["ok"]:
        raise typer.Exit(REFUSED)
