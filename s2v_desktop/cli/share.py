"""``s2v share``: write a model as one file for somebody else."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from s2v_desktop.cli import options
from s2v_desktop.cli.running import run_job
from s2v_desktop.cli.terminal import document, literal, number, say

Model = Annotated[str, typer.Argument(metavar="MODEL", help="Id or name of a model; “active” for the one in use.")]
Target = Annotated[Path, typer.Argument(metavar="FILE.s2v", help="The file to write.")]
Counts = Annotated[bool, typer.Option("--counts", help="Also tell how often you played each song.")]


def command(
    model: Model, file: Target, library: options.Library = None, counts: Counts = False, json: options.Json = False
) -> None:
    """Share a model: names of songs and what was learnt about them, no play and no listener."""
    spec = {"library": str(options.folder(library)), "model": model, "path": str(file.expanduser().absolute())}
    result = run_job("share", {**spec, "counts": counts}, "Share")
    if json:
        document({"path": result["path"]})
    else:
        say(f"{literal(result['path'])}: {number(result['songs'])} songs, {number(result['bytes'] / 1000)} kB.")
