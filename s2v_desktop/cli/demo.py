"""``s2v demo``: the whole way from a file to recommendations, with the data that ships with the program."""

from __future__ import annotations

from typing import Any

from s2v_desktop.cli import options
from s2v_desktop.cli.running import run_job
from s2v_desktop.cli.terminal import document, literal, say

SONG = "Grateful Dead - China Cat Sunflower"
LENGTH = 10


def command(library: options.Library = None, picture: options.Picture = None, json: options.Json = False) -> None:
    """Import the demo, learn, draw the map, and print ten recommendations."""
    from s2v_desktop.cli import import_, map_, recommend, train

    place = options.folder(library)
    results: dict[str, Any] = {}
    results["import"] = run_job("import", {"library": str(place), "demo": True}, "Import")
    if not json:
        say("\n".join(import_.summary(results["import"])))
    results["train"] = train.told(run_job("train", {"library": str(place)}, "Training"))
    results["map"] = map_.told(run_job("map", {"library": str(place)}, "Map"))
    if picture is not None:
        map_.draw(place, results["map"], picture)
    from s2v_desktop.cli.answering import answer
    from s2v_desktop.cli.asking import Asked
    from s2v_desktop.cli.wish import Wish

    wish = Wish(songs=(SONG,), mode="next", top=LENGTH)
    items = answer(Asked.open(place), wish).items
    if json:
        document({**results, "song": SONG, "mode": wish.mode, "items": items})
        return
    trained, mapped = results["train"], results["map"]
    say(f"Model: {trained['songs']:,} songs from {trained['sessions']:,} sessions in {trained['seconds']:.1f} s.")
    say(f"Map: {mapped['songs']:,} songs in {mapped['seconds']:.1f} s, trust {mapped['trust']:.0%}.")
    if picture is not None:
        say(f"Picture: {literal(str(picture))}")
    say(f"\nPlayed next to {SONG}:")
    recommend.table_of(items)
