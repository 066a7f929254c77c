"""The kinds of ``s2v export`` that come from a model: its map and its vectors."""

from __future__ import annotations

import os
import re
from pathlib import Path

import typer

from s2v_desktop.cli.export import Order
from s2v_desktop.cli.map_ import PICTURE_SIZE
from s2v_desktop.store import map_exports
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.models import ModelStore

LARGEST = 20_000
"""Pixels of an edge of a picture."""

_MOST_PIXELS = 120_000_000


def mapped(order: Order) -> Path:
    """The map as a picture, a page, a table or arrays.

    Raises
    ------
    NoModel, CannotWrite
    """
    form = order.format(("png", *map_exports.MAP_FORMATS))
    if order.theme not in ("dark", "light"):
        raise typer.BadParameter(f"“{order.theme}” is none of dark, light.", param_hint="--theme")
    # Qt paints the labels; nothing is shown, so no display may be asked for.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from s2v_desktop.ui.picture import draw_map_picture, page_colours

    if form == "png":
        size = _size(order.size)
        store = ModelStore(order.library)
        stored = store.load_map(order.model or store.newest().id)
        order.file.parent.mkdir(parents=True, exist_ok=True)
        draw_map_picture(Catalogue.open(order.library), stored, order.file, size, order.theme)
        return order.file
    return map_exports.write_map(order.library, form, order.file, page_colours(order.theme), order.model)


def vectors(order: Order) -> Path:
    """What the model learnt about each song.

    Raises
    ------
    NoModel, CannotWrite
    """
    form = order.form or {".txt": "word2vec", ".vec": "word2vec"}.get(order.file.suffix.lower(), "")
    if not form:
        form = order.format(map_exports.VECTOR_FORMATS)
    if form not in map_exports.VECTOR_FORMATS:
        known = ", ".join(map_exports.VECTOR_FORMATS)
        raise typer.BadParameter(f"“{form}” is none of {known}.", param_hint="--as")
    return map_exports.write_vectors(order.library, form, order.file, order.model)


def _size(text: str) -> tuple[int, int]:
    if not text:
        return PICTURE_SIZE
    match = re.fullmatch(r"(\d{2,5})[x×](\d{2,5})", text.strip().lower())
    if match is None:
        raise typer.BadParameter(f"“{text}” must look like 4000x3000.", param_hint="--size")
    width, height = int(match.group(1)), int(match.group(2))
    if max(width, height) > LARGEST or width * height > _MOST_PIXELS:
        raise typer.BadParameter("a picture has at most 120 million pixels.", param_hint="--size")
    return width, height
