"""``s2v journey``: from one song to another in small steps."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from s2v_desktop.cli import options
from s2v_desktop.cli import recommend as asks
from s2v_desktop.cli.terminal import document, number, say, table
from s2v_desktop.cli.wish import Wish

NEIGHBOURS = 30
"""Where a model was stored without neighbours, so many are looked for."""

Songs = Annotated[
    list[str] | None,
    typer.Option("--song", metavar="SONG", help="A stop, “Artist - Title” or a song number; at least two, in order."),
]
Length = Annotated[
    int, typer.Option("--length", metavar="N", min=2, max=200, help="How many songs, both ends counted, 2 to 200.")
]
OnePerArtist = Annotated[
    bool, typer.Option("--one-per-artist", help="No artist twice, but for the stops; the same as --per-artist 1.")
]
Listener = Annotated[str | None, typer.Option("--listener", metavar="NAME", help="Only songs this listener played.")]
Route = Annotated[int, typer.Option("--route", metavar="N", min=0, help="Another route for each number.")]


def command(
    library: options.Library = None, song: Songs = None, length: Length = 10, one_per_artist: OnePerArtist = False,
    route: Route = 0, listener: Listener = None, per_artist: asks.PerArtist = 0, hide_played: asks.HidePlayed = None,
    not_since: asks.NotSince = None, min_plays: asks.MinPlays = 0, forgotten: asks.Forgotten = False,
    from_: asks.From = None, to: asks.To = None, region: asks.Region = None, no_fold: asks.NoFold = False,
    adventurous: asks.Adventurous = 0.0, artists_apart: asks.Apart = False, json: options.Json = False,
) -> None:  # fmt: skip
    """Walk from song to song in small steps. The stops stand on the way whatever the filters say."""
    if len(song or ()) < 2:
        raise typer.BadParameter("name at least two songs.", param_hint="--song")
    if length < len(song or ()):
        raise typer.BadParameter(f"{length} songs cannot hold the {len(song or ())} stops.", param_hint="--length")
    wish = Wish(
        songs=tuple(song or ()), listener=listener, per_artist=1 if one_per_artist else per_artist,
        hide_played=hide_played, not_since=not_since, min_plays=min_plays, forgotten=forgotten,
        first_day=asks.day_of(from_), last_day=asks.day_of(to), region=region, fold=not no_fold,
        adventurous=adventurous, artists_apart=artists_apart,
    )  # fmt: skip
    asks.demand_period(wish)
    from s2v_desktop.cli.asking import Asked

    result = walk(Asked.open(options.folder(library)), wish, length, route)
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
    asks.say_removed(result["removed"])


def walk(asked: Any, wish: Wish, length: int, route: int = 0) -> dict[str, Any]:
    """Find the way.

    Parameters
    ----------
    asked : Asked
        The open library.
    wish : Wish
        Stops and filters.

    Returns
    -------
    dict
        ``items`` [{rank, song, artist, title, plays, step}], `step` being the cosine with the song before (null for
        the first), ``largest_step`` (1 - the smallest cosine), and ``removed`` {filter: songs it took out}.

    Raises
    ------
    UnknownSong, UnknownListener, BadRequest
    """
    from s2v_desktop.cli.answering import filters_of
    from s2v_desktop.core.journey import journey
    from s2v_desktop.core.neighbours import exact_neighbours
    from s2v_desktop.core.progress import Silent
    from s2v_desktop.core.way_limits import limits

    stops = [asked.seed(text, 1.0)[0].row for text in wish.songs]
    facts = asked.facts(asked.listener(wish.listener))
    near = asked.model.neighbours or exact_neighbours(asked.space.w1, NEIGHBOURS, Silent())
    allowed, removed = limits(filters_of(asked, wish, facts), facts, stops)
    found = journey(asked.space.w1, near, stops, length, allowed, route)
    steps = [None, *found.steps.tolist()]
    items = [_item(asked, place, row, steps[place]) for place, row in enumerate(found.rows.tolist())]
    return {"items": items, "largest_step": found.largest_step, "removed": removed}


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
