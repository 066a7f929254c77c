"""``s2v train``: learn a model from a library."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from s2v_desktop.cli import options
from s2v_desktop.cli.running import run_job
from s2v_desktop.cli.terminal import document, literal, number, say, tell

Preset = Annotated[str, typer.Option("--preset", metavar="NAME", help="quick, balanced or thorough.")]
RandomSeed = Annotated[int | None, typer.Option("--seed", metavar="N", help="Same seed, same model.")]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="Set a parameter (epochs=40) or a part of the rule for sessions (gap_s=1800).",
    ),
]
Start = Annotated[
    str | None,
    typer.Option("--start", metavar="MODEL", help="Begin with the vectors of this model (id, name, active)."),
]
Name = Annotated[str | None, typer.Option("--name", metavar="NAME", help="What to call the model.")]
Repeat = Annotated[
    bool, typer.Option("--repeat", help="Afterwards train again with the same seed and compare every bit.")
]
Anyway = Annotated[bool, typer.Option("--anyway", help="Also when less memory is free than it needs.")]


def command(
    library: options.Library = None,
    preset: Preset = "balanced",
    seed: RandomSeed = None,
    changes: Changes = None,
    start: Start = None,
    name: Name = None,
    repeat: Repeat = False,
    anyway: Anyway = False,
    json: options.Json = False,
) -> None:
    """Learn a model from all sessions of a library."""
    place = options.folder(library)
    given, rule = options.training_changes(changes or [])
    options.known_preset(preset)
    if repeat and str(given.get("workers", 1)).strip() != "1":
        raise typer.BadParameter("only a training with workers=1 repeats bit for bit.", param_hint="--repeat")
    spec = {"library": str(place), "preset": preset, "seed": seed, "parameters": given, "start": start, "name": name}
    spec |= {**rule, "anyway": anyway}
    _estimate(place, preset, given)
    result = told(run_job("train", spec, "Training"))
    if repeat:
        again = {"library": str(place), "model": result["model"], "anyway": anyway}
        result["repeat"] = run_job("repeat", again, "Training again")
    if json:
        document(result)
        return
    say(
        f"Model {literal(result['model'])}: {number(result['songs'])} songs from {number(result['sessions'])} "
        f"sessions in {result['seconds']:.1f} s."
    )
    if repeat:
        say(_proof(result["repeat"]))


def told(result: dict[str, Any]) -> dict[str, Any]:
    """Keep of a training's result what this command promises to tell."""
    return {key: result[key] for key in ("model", "songs", "sessions", "seconds", "parameters")}


def _estimate(library: Path, preset: str, changes: dict[str, str]) -> None:
    """Say on standard error what is ahead; refuses parameters that make no sense before anything is begun."""
    from s2v_desktop.core import estimate
    from s2v_desktop.store import machine
    from s2v_desktop.store.catalogue import Catalogue

    taught = Catalogue.open(library).taught
    if len(taught):
        need, free = estimate.for_library(taught, preset, **changes), machine.free_memory()
        left = "" if free is None else f" ({estimate.size(free)} are free)"
        tell(f"Training: {estimate.sentence(need)}{left}.")


def _proof(told: dict[str, Any]) -> str:
    if told["equal"]:
        return f"Trained again with the same seed: all {number(told['numbers'])} numbers are equal, bit for bit."
    return f"Trained again: {number(told['differences'])} of {number(told['numbers'])} numbers differ."
