"""``s2v undo``: take an import back."""

from __future__ import annotations

from typing import Annotated

import typer

from s2v_desktop.cli import options
from s2v_desktop.cli.running import run_job
from s2v_desktop.cli.terminal import document, number, say


def command(
    batch: Annotated[int, typer.Argument(metavar="BATCH", help="Number of the import, as `s2v import` printed it.")],
    library: options.Library = None,
    json: options.Json = False,
) -> None:
    """Take an import back: every figure is as before it."""
    result = run_job("undo", {"library": str(options.folder(library)), "batch": batch}, "Undo")
    if json:
        document(result)
    else:
        say(_sentence(result["plays_removed"]))


def _sentence(removed: int) -> str:
    if removed < 0:
        return f"The import was taken back. {number(-removed)} plays that it had shown to be others are plays again."
    return f"{number(removed)} plays were taken out of the library again."
