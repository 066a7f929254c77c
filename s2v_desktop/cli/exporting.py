"""The kinds of ``s2v export`` that come from the library itself: playlists, plays and sessions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import typer

from s2v_desktop.cli.asking import Asked
from s2v_desktop.cli.export import Order
from s2v_desktop.cli.running import run_job
from s2v_desktop.core import playlists_out
from s2v_desktop.core.errors import BadRequest, UnknownSong
from s2v_desktop.core.radio import go_on
from s2v_desktop.core.smoothing import smooth
from s2v_desktop.store import exports, playlists
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.library import Library


def playlist(order: Order) -> Path:
    """Songs named one by one, or a playlist of the library by its name.

    Raises
    ------
    UnknownSong, BadRequest, CannotWrite
    """
    form = order.format(tuple(playlists_out.FORMATS))
    catalogue = Catalogue.open(order.library)
    songs: list[int] = []
    title = order.name
    for name in order.names:
        try:
            songs.append(int(catalogue.songs[catalogue.find(name)]))
        except UnknownSong as unknown:
            kept = _kept(order.library, name, unknown)
            songs += kept.songs
            title = title or kept.name
    songs += [int(catalogue.songs[catalogue.find(name)]) for name in order.songs]
    if not order.names and not order.songs:
        if order.name is None:
            raise typer.BadParameter("name songs, or a playlist of the library.", param_hint="--song")
        with Library.open(order.library) as library:
            songs += playlists.named(library, order.name).songs
    if order.radio or order.smooth:
        songs = _arranged(order, songs)
    return exports.write_playlist(order.library, songs, title or order.file.stem, form, order.file)


def _arranged(order: Order, songs: list[int]) -> list[int]:
    """The playlist smoothed and gone on with, by the model.

    Raises
    ------
    NoModel, BadRequest
    """
    asked = Asked.open(order.library, order.model)
    at = asked.catalogue.index_of(np.array(songs, np.int64))
    rows = np.where(at >= 0, asked.rows[np.maximum(at, 0)], -1)
    if order.smooth:
        places = smooth(asked.space.w1, rows, order.pin_first, order.pin_last)
        rows, songs = rows[places], [songs[place] for place in places]
    if order.radio:
        added = go_on(asked.space, asked.facts(), rows, order.radio)
        if not len(added):
            raise BadRequest("The radio knows no song that could follow. Name other songs. Nothing was written.")
        songs += [int(asked.catalogue.songs[asked.index[row]]) for row in added]
    return songs


def _kept(library: Path, name: str, unknown: UnknownSong) -> playlists.Playlist:
    """The playlist of a name that is no song."""
    with Library.open(library) as opened:
        try:
            return playlists.named(opened, name)
        except BadRequest:
            raise unknown from None


def plays(order: Order) -> Path:
    """All plays as a table.

    Raises
    ------
    Ended
    """
    return _table("plays", order)


def sessions(order: Order) -> Path:
    """All listening sessions as a table.

    Raises
    ------
    Ended
    """
    return _table("sessions", order)


def _table(kind: str, order: Order) -> Path:
    if order.names or order.songs:
        raise typer.BadParameter("only the file is wanted here.", param_hint="FILE")
    spec = {"library": str(order.library), "kind": kind, "form": order.format(exports.TABLES), "path": str(order.file)}
    run_job("export", {**spec, "listener": order.listener}, "Export")
    return order.file
