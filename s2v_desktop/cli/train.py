"""``s2v train``: learn a model from a library."""

from __future__ import annotations

from typing import Annotated

import typer

from s2v_desktop.cli import options
from s2v_desktop.cli.running import run_job
from s2v_desktop.cli.terminal import document, literal, number, say

Preset = Annotated[str, typer.Option("--preset", metavar="NAME", help="quick, balanced or thorough.")]
RandomSeed = Annotated[int | None, typer.Option("--seed", metavar="N", help="Same seed, same model.")]
Changes = Annotated[
    list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Set a parameter, for example epochs=40.")
]


def command(
    library: options.Library = None,
    preset: Preset = "balanced",
    seed: RandomSeed = None,
    changes: Changes = None,
    json: options.Json = False,
) -> None:
    """Learn a model from all sessions of a library."""
    spec = {
        "library": str(options.folder(library)),
        "preset": preset,
        "seed": seed,
        "parameters": options.pairs(changes or [], "--set"),
    }
    result = run_job("train", spec, "Training")
    if json:
        document(result)
    else:
        say(
            f"Model {literal(result['model'])}: {number(result['songs'])} songs from {number(result['sessions'])} "
            f"sessions in {result['seconds']:.1f} s."
        )
