"""Options that several verbs share, and how their values are read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Library = Annotated[
    Path | None,
    typer.Option("--library", metavar="DIR", help="Folder of the library; your default library when left out."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]
Picture = Annotated[
    Path | None, typer.Option("--picture", metavar="FILE.png", help="Also draw the map into a picture.", dir_okay=False)
]


def folder(library: Path | None) -> Path:
    """Absolute folder of the library a verb works on."""
    from s2v_desktop.store.paths import default_library

    return Path(library if library is not None else default_library()).expanduser().absolute()


def known_preset(preset: str) -> str:
    """Give the preset back.

    Raises
    ------
    typer.BadParameter
        When there is none of this name.
    """
    from s2v_desktop.core.policy import PRESETS

    if preset not in PRESETS:
        raise typer.BadParameter(f"“{preset}” is none of {', '.join(PRESETS)}.", param_hint="--preset")
    return preset


def training_changes(values: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """``--set`` of a training: its parameters, and parts of the rule for sessions.

    Parameters are looked at when sizes are known, parts of the rule at once.

    Raises
    ------
    typer.BadParameter
        When one has no ``=`` or names neither.
    BadRequest
        For a part of the rule that is out of range.
    """
    from s2v_desktop.core.policy import DESCRIPTIONS
    from s2v_desktop.core.session_rule import PARTS, USUAL, with_parts

    given = pairs(values, "--set")
    for name in given:
        if name not in DESCRIPTIONS and name not in PARTS:
            known = ", ".join([*DESCRIPTIONS, *PARTS])
            raise typer.BadParameter(f"“{name}” is none of {known}.", param_hint="--set")
    rule = {name: value for name, value in given.items() if name in PARTS}
    with_parts(USUAL, rule)
    return {name: value for name, value in given.items() if name in DESCRIPTIONS}, rule


def pairs(values: list[str], option: str) -> dict[str, str]:
    """Read ``NAME=VALUE`` options; the last of a name counts.

    Raises
    ------
    typer.BadParameter
        When one has no ``=``.
    """
    read: dict[str, str] = {}
    for value in values:
        name, equals, rest = value.partition("=")
        if not equals or not name.strip():
            raise typer.BadParameter(f"“{value}” must look like NAME=VALUE.", param_hint=option)
        read[name.strip()] = rest
    return read
