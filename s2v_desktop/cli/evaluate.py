"""``s2v evaluate``: how good the recommendations of a library are, beside simple counting."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from s2v_desktop.cli import options
from s2v_desktop.cli.running import run_job
from s2v_desktop.cli.terminal import document, number, say, table

PROTOCOLS = ("time", "last")
KEYS = ("cases", "coverage", "methods", "same_artist", "stability")

Protocol = Annotated[
    str | None,
    typer.Option(
        "--protocol",
        metavar="NAME",
        help="time: the last tenth of the sessions is held out; last: the last song of each. By the data if left out.",
    ),
]
Seeds = Annotated[int, typer.Option("--seeds", metavar="K", min=1, max=10, help="Train with so many seeds.")]
Preset = Annotated[str | None, typer.Option("--preset", metavar="NAME", help="quick, balanced or thorough.")]
Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="Set a parameter (epochs=40) or a part of the rule for sessions (gap_s=1800).",
    ),
]


def command(
    library: options.Library = None,
    protocol: Protocol = None,
    seeds: Seeds = 2,
    preset: Preset = None,
    changes: Changes = None,
    json: options.Json = False,
) -> None:
    """Measure on held-out sessions how good the recommendations are. Trains models of its own; yours stays."""
    if protocol is not None and protocol not in PROTOCOLS:
        raise typer.BadParameter(f"“{protocol}” is neither time nor last.", param_hint="--protocol")
    parameters, rule = options.training_changes(changes or [])
    spec: dict[str, Any] = {
        "library": str(options.folder(library)),
        "protocol": protocol,
        "seeds": seeds,
        "preset": None if preset is None else options.known_preset(preset),
        "parameters": parameters,
        **rule,
    }
    report = run_job("evaluate", spec, "Measuring")
    if json:
        document({key: report[key] for key in KEYS})
    else:
        show(report)


def show(report: dict[str, Any]) -> None:
    """Print a report as a table and a sentence."""
    rows = (
        (
            name,
            f"{100 * one['hr10']:.2f} %",
            f"{100 * one['low']:.2f} to {100 * one['high']:.2f} %",
            f"{one['ndcg10']:.4f}",
            f"{one['mrr']:.4f}",
            f"{100 * one['recall20']:.2f} %",
        )
        for name, one in report["methods"].items()
    )
    table(("method", "hit in ten", "interval", "ndcg", "mrr", "recall in 20"), rows, frozenset({1, 2, 3, 4, 5}))
    ratio, low, high = report["against"]["next/counting"]
    say(
        f"{number(report['cases'])} held-out moments of {number(report['sessions'])} sessions; "
        f"{100 * report['coverage']:.1f} % could be answered. “next” hits {ratio:.2f} times as often as "
        f"{report['against']['best_counting']}, the best counting ({low:.2f} to {high:.2f})."
    )
