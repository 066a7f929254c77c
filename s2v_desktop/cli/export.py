"""``s2v export``: what is in a library, as a file that other programs read.

What can go out is a table of kinds. A new kind is one function that takes an `Order` and gives the path it wrote, and
one line in `KINDS`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer

from s2v_desktop.cli import options
from s2v_desktop.cli.terminal import document, literal, say


@dataclass(frozen=True, slots=True)
class Order:
    """What shall go out, and where to.

    Attributes
    ----------
    names : tuple of str
        What was named before the file: songs, a playlist, a model.
    songs : tuple of str
        Songs named with ``--song``, in order.
    form : str
        Format, as ``--as`` said it; empty for what the ending of the file says.
    radio : int
        So many songs that are played next are added to a playlist.
    smooth, pin_first, pin_last : bool
        Lay a playlist so that neighbours fit; leave its first or last song where it is.
    """

    library: Path
    names: tuple[str, ...]
    songs: tuple[str, ...]
    form: str
    file: Path
    name: str | None = None
    listener: str | None = None
    model: str | None = None
    size: str = ""
    theme: str = "dark"
    radio: int = 0
    smooth: bool = False
    pin_first: bool = False
    pin_last: bool = False

    def format(self, known: tuple[str, ...]) -> str:
        """The format: named, or the ending of the file.

        Raises
        ------
        typer.BadParameter
            When it is none of `known`.
        """
        ending = self.file.suffix.lower().lstrip(".")
        form = self.form or {"txt": "text", "m3u": "m3u8"}.get(ending, ending)
        if form not in known:
            raise typer.BadParameter(f"“{form}” is none of {', '.join(known)}.", param_hint="--as")
        return form


Export = Callable[[Order], Path]

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "playlist": "s2v_desktop.cli.exporting:playlist",
        "plays": "s2v_desktop.cli.exporting:plays",
        "sessions": "s2v_desktop.cli.exporting:sessions",
        "map": "s2v_desktop.cli.export_map:mapped",
        "vectors": "s2v_desktop.cli.export_map:vectors",
    }
)
"""Kind -> ``module:function``, an `Export`."""

Kind = Annotated[str, typer.Argument(metavar="KIND", help=f"{', '.join(KINDS)}.")]
Names = Annotated[
    list[str],
    typer.Argument(metavar="[NAME...] FILE", help="What to export where a kind has several, and the file, last."),
]
As = Annotated[str, typer.Option("--as", metavar="FORMAT", help="Format; the ending of the file when left out.")]
Songs = Annotated[list[str] | None, typer.Option("--song", metavar="SONG", help="A song of the playlist, in order.")]
Name = Annotated[str | None, typer.Option("--name", metavar="NAME", help="What to call the playlist.")]
Radio = Annotated[int, typer.Option("--radio", metavar="N", min=0, help="Go on with N songs that are played next.")]
Smooth = Annotated[bool, typer.Option("--smooth", help="Lay the playlist so that neighbours fit.")]
PinFirst = Annotated[bool, typer.Option("--pin-first", help="Smooth, but leave the first song first.")]
PinLast = Annotated[bool, typer.Option("--pin-last", help="Smooth, but leave the last song last.")]
Listener = Annotated[str | None, typer.Option("--listener", metavar="NAME", help="Only what this listener played.")]
Size = Annotated[str, typer.Option("--size", metavar="WxH", help="Pixels of a picture of the map, as 4000x3000.")]
Look = Annotated[str, typer.Option("--theme", metavar="THEME", help="dark or light, for a picture or page of the map.")]
Model = Annotated[str | None, typer.Option("--model", metavar="ID", help="Which model; the one in use when left out.")]


def command(
    kind: Kind, names: Names, library: options.Library = None, form: As = "", song: Songs = None, name: Name = None,
    radio: Radio = 0, smooth: Smooth = False, pin_first: PinFirst = False, pin_last: PinLast = False,
    listener: Listener = None, model: Model = None, size: Size = "", theme: Look = "dark",
    json: options.Json = False,
) -> None:  # fmt: skip
    """Write a playlist, plays, sessions, vectors or the map into a file."""
    if kind not in KINDS:
        raise typer.BadParameter(f"“{kind}” is none of {', '.join(KINDS)}.", param_hint="KIND")
    file = Path(names[-1]).expanduser().absolute()
    place = options.folder(library)
    order = Order(
        place, tuple(names[:-1]), tuple(song or ()), form, file, name, listener, model, size, theme,
        radio, smooth or pin_first or pin_last, pin_first, pin_last,
    )  # fmt: skip
    written = _function(KINDS[kind])(order)
    if json:
        document({"path": str(written)})
    else:
        say(f"Written: {literal(str(written))}")


def _function(target: str) -> Export:
    module, _, name = target.partition(":")
    found: Export = getattr(importlib.import_module(module), name)
    return found
