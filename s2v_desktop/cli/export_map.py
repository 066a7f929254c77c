"""The kinds of ``s2v export`` that come from a model: its map and its vectors."""

from __future__ import annotations

import re
from pathlib import Path

import typer

from s2v_desktop.cli.export import Order
from s2v_desktop.cli.map_ import PICTURE_SIZE
from s2v_desktop.cli.running import run_job
from s2v_desktop.store import map_exports


def mapped(order: Order) -> Path:
    """The map as a picture, a page, a table or arrays.

    Raises
    ------
    Ended
    """
    form = order.format(("png", *map_exports.MAP_FORMATS))
    if order.theme not in ("dark", "light"):
        raise typer.BadParameter(f"“{order.theme}” is none of dark, light.", param_hint="--theme")
    spec = {"library": str(order.library), "path": str(order.file), "model": order.model}
    if form == "png":
        run_job("picture", {**spec, "size": _size(order.size), "theme": order.theme}, "Export")
    else:
        from s2v_desktop.ui.picture import page_colours

        run_job("export", {**spec, "kind": "map", "form": form, "colours": page_colours(order.theme)}, "Export")
    return order.file


def vectors(order: Order) -> Path:
    """What the model learnt about each song.

    Raises
    ------
    Ended
    """
    form = order.form or {".txt": "word2vec", ".vec": "word2vec"}.get(order.file.suffix.lower(), "")
    if not form:
        form = order.format(map_exports.VECTOR_FORMATS)
    if form not in map_exports.VECTOR_FORMATS:
        known = ", ".join(map_exports.VECTOR_FORMATS)
        raise typer.BadParameter(f"“{form}” is none of {known}.", param_hint="--as")
    spec = {"library": str(order.library), "path": str(order.file), "model": order.model}
    run_job("export", {**spec, "kind": "vectors", "form": form}, "Export")
    return order.file


def _size(text: str) -> tuple[int, int]:
    if not text:
        return PICTURE_SIZE
    match = re.fullmatch(r"(\d{2,5})[x×](\d{2,5})", text.strip().lower())
    if match is None:
        raise typer.BadParameter(f"“{text}” must look like 4000x3000.", param_hint="--size")
    return int(match.group(1)), int(match.group(2))
