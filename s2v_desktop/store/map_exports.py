"""Maps and vectors as files that other programs read: CSV, NPZ, word2vec text, and a web page that needs no network.

Names are foreign text: they are defused for spreadsheets, escaped for HTML, and kept reversible in word2vec text.
"""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

import numpy as np

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.playlists_out import defused, one_line
from s2v_desktop.core.types import Float32, Int32, Int64
from s2v_desktop.store import atomic, word2vec_text
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.exports import CannotWrite
from s2v_desktop.store.models import ModelStore, StoredMap
from s2v_desktop.store.paths import resource

MAP_FORMATS = ("html", "csv", "npz")
"""Formats of `write_map`; PNG is painted elsewhere."""

VECTOR_FORMATS = ("csv", "npz", "word2vec")

_LONGEST = 500
"""Characters of a name in NPZ, where every name takes the room of the longest."""

_PAGE = "export/map.html"


@dataclass(frozen=True, slots=True, eq=False)
class SongRows:
    """The songs of a model that are still in the library, by row.

    Attributes
    ----------
    row : Int64, shape (n,)
        Rows of the model.
    songs, plays : Int64, shape (n,)
        Library song numbers, and plays.
    titles, artists : list of str
    """

    row: Int64
    songs: Int64
    plays: Int64
    titles: list[str]
    artists: list[str]

    @classmethod
    def of(cls, catalogue: Catalogue, numbers: Int64) -> SongRows:
        """Names of the songs of a model."""
        at = catalogue.index_of(numbers)
        row = np.flatnonzero(at >= 0)
        at = at[row]
        return cls(
            row.astype(np.int64), np.asarray(catalogue.songs)[at].astype(np.int64),
            np.asarray(catalogue.plays)[at].astype(np.int64),
            [catalogue.title(int(one)) for one in at], [catalogue.artist(int(one)) for one in at],
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.row)


def write_map(
    folder: Path, form: str, file: Path, colours: Mapping[str, Any] | None = None, model: str | None = None
) -> Path:
    """Write the newest map of a model.

    Parameters
    ----------
    folder : Path
        Of the library.
    form : str
        One of `MAP_FORMATS`.
    file : Path
        Replaced when it exists.
    colours : mapping, optional
        For ``html``: the tokens ``map text muted line panel raised accent neutral`` and a list ``groups``.
    model : str, optional
        The newest when left out.

    Raises
    ------
    BadRequest
        For another format.
    NoModel
        There is no map.
    CannotWrite
    """
    if form not in MAP_FORMATS:
        raise BadRequest(f"“{form}” is no format for a map. Choose one of png, {', '.join(MAP_FORMATS)}.")
    catalogue, store = Catalogue.open(folder), ModelStore(folder)
    stored = store.load(model or store.newest().id)
    mapped = store.load_map(stored.info.id)
    rows = SongRows.of(catalogue, np.asarray(stored.vectors.songs))
    names = region_names(mapped, catalogue)
    if form == "html":
        return _write(file, _page(rows, mapped, names, colours or {}).encode("utf-8"))
    return _write(file, _map_csv(rows, mapped, names) if form == "csv" else _map_npz(rows, mapped, names))


def write_vectors(folder: Path, form: str, file: Path, model: str | None = None) -> Path:
    """Write what a model learnt: the vector of each song (W1), and in NPZ also its vector as context (W2).

    Parameters
    ----------
    form : str
        One of `VECTOR_FORMATS`.

    Raises
    ------
    BadRequest, NoModel, CannotWrite
    """
    if form not in VECTOR_FORMATS:
        raise BadRequest(f"“{form}” is no format for vectors. Choose one of {', '.join(VECTOR_FORMATS)}.")
    store = ModelStore(folder)
    vectors = store.load(model or store.newest().id).vectors
    rows = SongRows.of(Catalogue.open(folder), np.asarray(vectors.songs))
    w1: Float32 = np.asarray(vectors.w1)[rows.row]
    if form == "word2vec":
        labels = [f"{artist} - {title}" for artist, title in zip(rows.artists, rows.titles, strict=True)]
        return _write(file, word2vec_text.dump(labels, rows.songs, w1))
    if form == "csv":
        heads = [f"v{number + 1}" for number in range(w1.shape[1])]
        return _write(file, _csv(rows, heads, lambda at: [_number(value) for value in w1[at].tolist()]))
    return _write(file, _npz({**_name_arrays(rows), "w1": w1, "w2": np.asarray(vectors.w2)[rows.row]}))


def region_names(stored: StoredMap, catalogue: Catalogue) -> dict[int, str]:
    """Names of the coarse regions of a map by number."""
    artists = catalogue.artists
    made = {}
    for place, region in enumerate(stored.regions):
        parts = region.get("parts", ())
        if region.get("level", 0) == 0 and isinstance(parts, Sequence):
            texts = [artists[one] if isinstance(one, int) and 0 <= one < len(artists) else str(one) for one in parts]
            made[int(region.get("number", place))] = " · ".join(texts)
    return made


def _map_csv(rows: SongRows, stored: StoredMap, names: Mapping[int, str]) -> bytes:
    positions, trust = np.asarray(stored.positions)[rows.row], np.asarray(stored.trust)[rows.row]
    member: Int32 = np.asarray(stored.member)[rows.row]

    def cells(at: int) -> list[str]:
        x, y = positions[at].tolist()
        return [_number(x), _number(y), defused(names.get(int(member[at]), "")), _number(float(trust[at]))]

    return _csv(rows, ["x", "y", "region", "trust"], cells)


def _map_npz(rows: SongRows, stored: StoredMap, names: Mapping[int, str]) -> bytes:
    member = np.asarray(stored.member, np.int32)[rows.row]
    arrays = {
        **_name_arrays(rows), "positions": np.asarray(stored.positions, np.float32)[rows.row],
        "trust": np.asarray(stored.trust, np.float32)[rows.row], "region": member,
        "region_names": _texts([names.get(number, "") for number in range(int(member.max(initial=-1)) + 1)]),
    }  # fmt: skip
    return _npz(arrays)


def _csv(rows: SongRows, heads: Sequence[str], cells: Callable[[int], list[str]]) -> bytes:
    stream = io.StringIO(newline="")
    table = csv.writer(stream)
    table.writerow(["song", "artist", "title", "plays", *heads])
    for at in range(len(rows)):
        names = [defused(rows.artists[at]), defused(rows.titles[at])]
        table.writerow([int(rows.songs[at]), *names, int(rows.plays[at]), *cells(at)])
    return stream.getvalue().encode("utf-8", "replace")


def _number(value: float) -> str:
    """As short as a float32 can be written without losing anything."""
    return str(np.float32(value))


def _name_arrays(rows: SongRows) -> dict[str, np.ndarray]:
    return {
        "songs": rows.songs, "plays": rows.plays, "titles": _texts(rows.titles), "artists": _texts(rows.artists),
    }  # fmt: skip


def _texts(texts: Sequence[str]) -> np.ndarray:
    """Text as numpy keeps it without pickle."""
    return np.array([text.replace("\x00", "")[:_LONGEST] for text in texts], dtype=np.str_)


def _npz(arrays: Mapping[str, np.ndarray]) -> bytes:
    stream = io.BytesIO()
    np.savez_compressed(stream, allow_pickle=False, **arrays)
    return stream.getvalue()


def _page(rows: SongRows, stored: StoredMap, names: Mapping[int, str], colours: Mapping[str, Any]) -> str:
    positions = np.asarray(stored.positions, np.float64)
    low, high = positions.min(axis=0, initial=0), positions.max(axis=0, initial=0)
    middle, half = (low + high) / 2, max(float((high - low).max()) / 2, 1e-9)
    places = (positions[rows.row] - middle) / half * (1, -1)
    data = {
        "x": [round(x, 4) for x in places[:, 0].tolist()], "y": [round(y, 4) for y in places[:, 1].tolist()],
        "radius": np.round(1.3 + 0.62 * np.log2(np.maximum(rows.plays, 1)), 2).tolist(),
        "colour": np.asarray(stored.member)[rows.row].tolist(), "title": [one_line(title) for title in rows.titles],
        "artist": [one_line(artist) for artist in rows.artists], "plays": rows.plays.tolist(),
        "regions": [
            {"name": one_line(names[int(region["number"])]),
             "x": (float(region["x"]) - middle[0]) / half, "y": -(float(region["y"]) - middle[1]) / half}
            for region in stored.regions if int(region.get("number", -1)) in names
        ],
        "theme": dict(colours), "words": {"play": "play", "plays": "plays"},
    }  # fmt: skip
    sentence = (
        f"{len(rows):,} songs. Near means played in the same company; the axes have no meaning. This page is one file "
        "and opens no network connection. Drag to move, scroll to zoom."
    )
    tokens = {name: str(value) for name, value in colours.items() if isinstance(value, str)}
    texts = {"title": "A map of my music", "search": "Search songs and artists", "sentence": sentence}
    escaped = {name: html.escape(text) for name, text in texts.items()}
    return Template(resource(_PAGE).read_text(encoding="utf-8")).substitute(tokens, **escaped, data=script_json(data))


def script_json(value: object) -> str:
    """JSON that can stand inside a script element: nothing in it can end the element or begin a comment."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _write(file: Path, content: bytes) -> Path:
    try:
        atomic.write_bytes(Path(file), content)
    except OSError as error:
        raise CannotWrite(
            f"“{Path(file).name}” could not be written. Nothing was changed. Choose a folder you may write to, with "
            "enough free space.",
            str(error),
        ) from error
    return Path(file)
