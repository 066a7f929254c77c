"""``s2v recommend``: songs for songs, or for a listener, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Annotated, Any

import typer

from s2v_desktop.cli import options
from s2v_desktop.cli.terminal import document, number, say, table
from s2v_desktop.cli.wish import MODES, SHOWS, WAYS, Wish

REMOVED: Mapping[str, str] = MappingProxyType(
    {
        "hidden": "hidden or gone",
        "versions": "other versions",
        "only": "outside the listener, period or region",
        "played": "played before",
        "recent": "played lately",
        "few plays": "played too seldom",
        "per artist": "more songs of one artist",
    }
)
"""Filters in words."""

Songs = Annotated[
    list[str] | None,
    typer.Option("--song", metavar="SONG", help="“Artist - Title”, with “=2” for a weight, or a song number."),
]
Minus = Annotated[list[str] | None, typer.Option("--minus", metavar="SONG", help="Less like this song.")]
PlaylistSeeds = Annotated[
    str | None, typer.Option("--playlist", metavar="NAME", help="All songs of a playlist of the library are seeds.")
]
RegionSeeds = Annotated[
    str | None, typer.Option("--seed-region", metavar="NAME", help="All songs of a region of the map are seeds.")
]
Mode = Annotated[str, typer.Option("--mode", metavar="MODE", help="similar, next or taste.")]
Listener = Annotated[
    str | None,
    typer.Option("--listener", metavar="NAME", help="Whose taste; with the other modes, only songs they played."),
]
Top = Annotated[int, typer.Option("--top", metavar="N", min=1, max=100_000, help="Length of the list.")]
PerArtist = Annotated[int, typer.Option("--per-artist", metavar="N", min=0, help="At most N songs of an artist.")]
HidePlayed = Annotated[
    str | None, typer.Option("--hide-played", metavar="LISTENER", help="Leave out what this listener has played.")
]
NotSince = Annotated[
    int | None, typer.Option("--not-since", metavar="DAYS", min=0, help="Leave out what was played in these days.")
]
MinPlays = Annotated[int, typer.Option("--min-plays", metavar="N", min=0, help="Leave out songs with fewer plays.")]
From = Annotated[
    datetime | None,
    typer.Option("--from", metavar="D", formats=["%Y-%m-%d"], help="Only songs (or taste) from this day on."),
]
To = Annotated[
    datetime | None, typer.Option("--to", metavar="D", formats=["%Y-%m-%d"], help="Only songs (or taste) to this day.")
]
Forgotten = Annotated[bool, typer.Option("--forgotten", help="Only favourites that were not played for a year.")]
Region = Annotated[str | None, typer.Option("--region", metavar="NAME", help="Only songs of this region of the map.")]
KeepSeeds = Annotated[bool, typer.Option("--keep-seeds", help="Leave the seeds in the list.")]
NoFold = Annotated[bool, typer.Option("--no-fold", help="Show every version of a song.")]
Adventurous = Annotated[
    float, typer.Option("--adventurous", metavar="X", min=0.0, max=1.0, help="Hold the familiar back, 0 to 1.")
]
Apart = Annotated[bool, typer.Option("--artists-apart", help="Never the same artist twice running.")]
HalfLife = Annotated[
    int, typer.Option("--half-life", metavar="DAYS", min=0, help="In a taste a play counts half after these days.")
]
Way = Annotated[
    str,
    typer.Option(
        "--taste", metavar="WAY", help="mean, facets or agreement; what the quality report found best when left out."
    ),
]
Blend = Annotated[str | None, typer.Option("--blend", metavar="LISTENER", help="A taste between two listeners.")]
Share = Annotated[
    float, typer.Option("--share", metavar="X", min=0.0, max=1.0, help="How much of the other listener, 0 to 1.")
]
Show = Annotated[
    str, typer.Option("--show", metavar="WHAT", help="Of a blend: between, common or could-show (to the other one).")
]
Diversity = Annotated[float, typer.Option("--diversity", metavar="X", min=0.0, max=1.0, help="Spread out, 0 to 1.")]
Shuffle = Annotated[int | None, typer.Option("--shuffle-seed", metavar="N", min=0, help="Another list each number.")]
Temperature = Annotated[
    float, typer.Option("--temperature", metavar="X", min=0.0, max=1.0, help="How far another list may reach, 0 to 1.")
]

Rare = Annotated[
    bool, typer.Option("--rare", help="Also songs too rare to be learnt, placed by their artist and company.")
]


def command(
    library: options.Library = None, song: Songs = None, minus: Minus = None, playlist: PlaylistSeeds = None,
    seed_region: RegionSeeds = None, mode: Mode = "similar", listener: Listener = None, top: Top = 20,
    per_artist: PerArtist = 0, hide_played: HidePlayed = None, not_since: NotSince = None, min_plays: MinPlays = 0,
    forgotten: Forgotten = False, from_: From = None, to: To = None, region: Region = None, no_fold: NoFold = False,
    keep_seeds: KeepSeeds = False, adventurous: Adventurous = 0.0, diversity: Diversity = 0.0,
    shuffle_seed: Shuffle = None, temperature: Temperature = 0.03, artists_apart: Apart = False,
    half_life: HalfLife = 0, blend: Blend = None, share: Share = 0.5, show: Show = "between", taste: Way = "",
    rare: Rare = False, json: options.Json = False,
) -> None:  # fmt: skip
    """Recommend songs for songs, or for a listener, and say why."""
    wish = Wish(
        tuple(song or ()), tuple(minus or ()), playlist, seed_region, mode, listener, top, per_artist, hide_played,
        not_since, min_plays, forgotten, day_of(from_), day_of(to), region, not no_fold, keep_seeds, adventurous,
        diversity, shuffle_seed, temperature, artists_apart, half_life, blend, share, show, taste, rare,
    )  # fmt: skip
    _demand_sense(wish)
    from s2v_desktop.cli.answering import answer
    from s2v_desktop.cli.asking import Asked

    found = answer(Asked.open(options.folder(library)), wish)
    if json:
        document({"items": found.items, "removed": found.removed})
        return
    table_of(found.items)
    say_removed(found.removed)


def say_removed(removed: Mapping[str, int]) -> None:
    """Say how many songs each filter took out; the seeds are not worth a word."""
    told = {name: count for name, count in removed.items() if count and name != "seeds"}
    said = [f"{number(count)} {REMOVED.get(name, name)}" for name, count in told.items()]
    if said:
        say(f"Taken out: {', '.join(said)}.")


def _demand_sense(wish: Wish) -> None:
    if wish.mode not in MODES:
        raise typer.BadParameter(f"“{wish.mode}” is none of {', '.join(MODES)}.", param_hint="--mode")
    if wish.show not in SHOWS:
        raise typer.BadParameter(f"“{wish.show}” is none of {', '.join(SHOWS)}.", param_hint="--show")
    if wish.mode == "taste" and wish.has_seeds:
        raise typer.BadParameter("the taste of a listener takes no songs.", param_hint="--song")
    if wish.mode != "taste" and not wish.has_seeds:
        raise typer.BadParameter("name at least one song.", param_hint="--song")
    if wish.taste not in ("", *WAYS):
        raise typer.BadParameter(f"“{wish.taste}” is none of {', '.join(WAYS)}.", param_hint="--taste")
    if wish.mode != "taste" and (wish.blend is not None or wish.half_life or wish.taste):
        raise typer.BadParameter("only a taste can be blended, fade or be made in another way.", param_hint="--mode")
    if wish.show != "between" and wish.blend is None:
        raise typer.BadParameter("name the other listener with --blend.", param_hint="--show")
    demand_period(wish)


def demand_period(wish: Wish) -> None:
    """Refuse a period that ends before it begins."""
    if wish.first_day is not None and wish.last_day is not None and wish.first_day > wish.last_day:
        raise typer.BadParameter("the period ends before it begins.", param_hint="--to")


def day_of(date: datetime | None) -> int | None:
    """Days since 1970-01-01."""
    return None if date is None else (date.replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)).days


def table_of(items: list[dict[str, Any]]) -> None:
    """Print recommendations as a table."""
    rows = (
        (
            str(item["rank"]),
            item["artist"],
            item["title"] + (" (placed, not learnt)" if item.get("placed") else ""),
            f"{item['score']:.3f}",
            number(item["plays"]),
            f"{number(item['why']['sessions'])} sessions together" if item["why"]["sessions"] else "",
        )
        for item in items
    )
    table(("#", "artist", "title", "score", "plays", "why"), rows, frozenset({0, 3, 4}))
