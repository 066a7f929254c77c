"""``s2v map``: lay out the map of a model, and draw it into a picture."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from s2v_desktop.cli import options
from s2v_desktop.cli.running import run_job
from s2v_desktop.cli.terminal import document, literal, number, say, tell
from s2v_desktop.core.errors import NoModel

PICTURE_SIZE = (1600, 1200)

Model = Annotated[str | None, typer.Option("--model", metavar="ID", help="Which model; the newest when left out.")]


def command(
    library: options.Library = None,
    model: Model = None,
    picture: options.Picture = None,
    json: options.Json = False,
) -> None:
    """Lay out the map of a model: near songs stand near each other."""
    place = options.folder(library)
    _estimate(place, model)
    result = told(run_job("map", {"library": str(place), "model": model}, "Map"))
    if picture is not None:
        draw(place, result, picture)
    if json:
        document(result)
        return
    say(
        f"Map {result['map']} of model {literal(result['model'])}: {number(result['songs'])} songs in "
        f"{result['seconds']:.1f} s, {result['trust']:.0%} of the nearest songs are near on the map too."
    )
    if picture is not None:
        say(f"Picture: {literal(str(picture))}")


def _estimate(library: Path, model: str | None) -> None:
    """Say on standard error what is ahead; a model that is not there is told by the job."""
    from s2v_desktop.core import estimate
    from s2v_desktop.store.models import ModelStore

    store = ModelStore(library)
    with contextlib.suppress(NoModel):
        songs = store.load(model).info.songs if model is not None else store.active().songs
        tell(f"Map: {estimate.sentence(estimate.mapping(songs))}.")


def told(result: dict[str, Any]) -> dict[str, Any]:
    """Keep of a map's result what this command promises to tell."""
    return {key: result[key] for key in ("model", "map", "songs", "seconds", "kl_divergence", "trust")}


def draw(library: Path, result: dict[str, Any], picture: Path) -> None:
    """Draw the map that a job has just made.

    Parameters
    ----------
    library : Path
    result : dict
        Of the job ``map``.
    picture : Path
        Where the PNG goes.
    """
    from s2v_desktop.store.catalogue import Catalogue
    from s2v_desktop.store.models import ModelStore

    # Qt paints the labels; nothing is shown, so no display may be asked for.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from s2v_desktop.ui.picture import draw_map_picture

    stored = ModelStore(library).load_map(result["model"], result["map"])
    draw_map_picture(Catalogue.open(library), stored, picture, PICTURE_SIZE)
