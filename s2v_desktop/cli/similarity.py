"""``s2v similarity``: how similar two songs are."""

from __future__ import annotations

from typing import Annotated

import typer

from s2v_desktop.cli import options
from s2v_desktop.cli.terminal import document, say

Song = Annotated[str, typer.Argument(metavar="SONG", help="“Artist - Title” or a song number.")]


def command(first: Song, second: Song, library: options.Library = None, json: options.Json = False) -> None:
    """Show the cosine between two songs: 1 is the same surroundings, 0 nothing in common."""
    from s2v_desktop.cli.asking import Asked
    from s2v_desktop.core import scoring

    asked = Asked.open(options.folder(library))
    rows = [asked.seed(text, 1.0)[0].row for text in (first, second)]
    value = scoring.cosine(asked.space, rows[0], rows[1])
    if json:
        document({"cosine": value})
    else:
        say(f"{value:.4f}")
