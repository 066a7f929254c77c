"""``s2v open``: take somebody's shared model into a library."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from s2v_desktop.cli import options
from s2v_desktop.cli.running import run_job
from s2v_desktop.cli.terminal import document, literal, number, say

Source = Annotated[Path, typer.Argument(metavar="FILE.s2v", help="A file that `s2v share` has written.")]


def command(file: Source, library: options.Library = None, json: options.Json = False) -> None:
    """Open a shared model: its songs are matched with yours, the others become songs you have not heard yet."""
    spec = {"library": str(options.folder(library)), "path": str(file.expanduser().absolute())}
    result = run_job("open-model", spec, "Open")
    if json:
        document({"path": result["path"], "batch": result["batch"]})  # nothing else says what `s2v undo` takes
        return
    say(
        f"Model {literal(result['model'])} “{literal(result['name'])}”: {number(result['songs'])} songs, "
        f"{number(result['matched'])} of them yours, {number(result['new'])} new to you (import {result['batch']})."
    )
