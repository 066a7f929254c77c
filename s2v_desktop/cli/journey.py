"""``s2v journey``: from one song to another in small steps."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from s2v_desktop.cli import options
from s2v_desktop.cli.terminal import document, number, say, table

NEIGHBOURS = 30
"""Where a model was stored without neighbours, so many are looked for."""

Songs = Annotated[
    list[str] | None,
    typer.Option("--song", metavar="SONG", help="A stop, “Artist - Title” or a song number; at least two, in order."),
]
Length = Annotated[
    int, typer.Option("--length", metavar="N", min=2, max=200, help="How many songs, both ends counted, 2 to 200.")
]
PerArtist = Annotated[bool, typer.Option("--one-per-artist", help="No artist twice, but for the stops.")]
Route = Annotated[int, typer.Option("--route", metavar="N", min=0, help="Another route for each number.")]


def command(
    library: options.Library = None,
    song: Songs = None,
    length: Length = 10,
    one_per_artist: PerArtist = False,
    route: Route = 0,
    json: options.Json = False,
) -> None:
    """Walk from song to song in small steps."""
    if len(song or ()) < 2:
        raise typer.BadParameter("name at least two songs.", param_hint="--song")
    if length < len(song or ()):
        raise typer.BadParameter(f"{length} songs cannot hold the {len(song or ())} stops.", param_hint="--length")
    from s2v_desktop.cli.asking import Asked

    asked = Asked.open(options.folder(library))
    result = walk(asked, list(song or ()), length, one_per_artist, route)
    if json:
        document(result)
        return
    rows = (
        (str(one["rank"]), one["artist"], one["title"], "" if one["step"] is None else f"{one['step']:.3f}",
         number(one["plays"]))
        for one in result["items"]
    )  # fmt: skip
    table(("#", "artist", "title", "cosine with the one before", "plays"), rows, frozenset({0, 3, 4}))
    say(f"Largest step: {result['largest_step']:.3f} (1 - cosine).")


def walk(asked: Any, songs: list[str], length: int, one_per_artist: bool = False, route: int = 0) -> dict[str, Any]:
    """Find the way.

    Parameters
    ----------
    asked : Asked
        The open library.

    Returns
    -------
    dict
        ``items`` [{rank, song, artist, title, plays, step}], `step` being the cosine with the song before (null for
        the first), and ``largest_step`` (1 - the smallest cosine).

    Raises
    ------
    UnknownSong, BadRequest
    """
    from s2v_desktop.core.journey import journey
    from s2v_desktop.core.neighbours import exact_neighbours
    from s2v_desktop.core.progress import Silent

    stops = [asked.seed(text, 1.0)[0].row for text in songs]
    facts = asked.facts()
    near = asked.model.neighbours or exact_neighbours(asked.space.w1, NEIGHBOURS, Silent())
    artist = facts.artist if one_per_artist else None
    found = journey(asked.space.w1, near, stops, length, ~facts.hidden, artist, route)
    steps = [None, *found.steps.tolist()]
    items = [_item(asked, place, row, steps[place]) for place, row in enumerate(found.rows.tolist())]
    return {"items": items, "largest_step": found.largest_step}


def _item(asked: Any, place: int, row: int, step: float | None) -> dict[str, Any]:
    at = int(asked.index[row])
    return {
        "rank": place + 1,
        "song": int(asked.catalogue.songs[at]),
        "artist": asked.catalogue.artist(at),
        "title": asked.catalogue.title(at),
        "plays": int(asked.catalogue.plays[at]),
        "step": step,
    }
