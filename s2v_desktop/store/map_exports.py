"""Maps and vectors as files that other programs read: CSV, NPZ, word2vec text, and a web page that needs no network.

Names are foreign text: they are defused for spreadsheets, escaped for HTML, and kept reversible in word2vec text.
Every file is written aside, part by part, and takes its name when it is whole; in between the work may be ended.
"""

from __future__ import annotations

import contextlib
import csv
import html
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

import numpy as np

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.playlists_out import defused, one_line
from s2v_desktop.core.progress import Monitor, Silent
from s2v_desktop.core.types import Float32, Int32, Int64
from s2v_desktop.store import atomic, word2vec_text
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.exports import explained
from s2v_desktop.store.models import ModelStore, StoredMap
from s2v_desktop.store.paths import resource

MAP_FORMATS = ("html", "csv", "npz")
"""Formats of `write_map`; PNG is painted elsewhere."""

VECTOR_FORMATS = ("csv", "npz", "word2vec")

_LONGEST = 500
"""Characters of a name in NPZ, where every name takes the room of the longest."""

_PAGE = "export/map.html"
_BLOCK = 2_000
"""Rows written between two looks at the monitor."""

_BYTES = 1 << 20


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
    def of(cls, catalogue: Catalogue, numbers: Int64, monitor: Monitor) -> SongRows:
        """Names of the songs of a model."""
        at = catalogue.index_of(numbers)
        row = np.flatnonzero(at >= 0)
        at = at[row]
        titles: list[str] = []
        artists: list[str] = []
        for place, one in enumerate(at.tolist()):
            if place % _BLOCK == 0:
                monitor.update("names", place, len(at), "Reading the names")
            titles.append(catalogue.title(one))
            artists.append(catalogue.artist(one))
        songs, plays = (np.asarray(column)[at].astype(np.int64) for column in (catalogue.songs, catalogue.plays))
        return cls(row.astype(np.int64), songs, plays, titles, artists)

    def __len__(self) -> int:
        return len(self.row)


def write_map(
    folder: Path,
    form: str,
    file: Path,
    colours: Mapping[str, Any] | None = None,
    model: str | None = None,
    monitor: Monitor | None = None,
) -> Path:
    """Write the newest map of a model.

    Parameters
    ----------
    folder, file : Path
        Of the library, and what is written: it is replaced when the new one is whole.
    form : str
        One of `MAP_FORMATS`.
    colours : mapping, optional
        For ``html``: the tokens ``map text muted line panel raised accent neutral`` and a list ``groups``.
    model : str, optional
        Id or name; the one in use when left out.
    monitor : Monitor, optional

    Raises
    ------
    BadRequest, NoModel, CannotWrite, Cancelled
        No file was written.
    """
    if form not in MAP_FORMATS:
        raise BadRequest(f"“{form}” is no format for a map. Choose one of png, {', '.join(MAP_FORMATS)}.")
    watch = _planned(monitor)
    catalogue, store = Catalogue.open(folder), ModelStore(folder)
    stored = store.load(store.find(model or "active").id)
    mapped = store.load_map(stored.info.id)
    rows = SongRows.of(catalogue, np.asarray(stored.vectors.songs), watch)
    names = region_names(mapped, catalogue)
    if form == "html":
        return _write_text(file, _page(rows, mapped, names, colours or {}), watch, _PAGE_PARTS)
    if form == "csv":
        return _write_text(file, _map_csv(rows, mapped, names), watch, len(rows))
    return _write_npz(file, _map_arrays(rows, mapped, names), watch)


def write_vectors(
    folder: Path, form: str, file: Path, model: str | None = None, monitor: Monitor | None = None
) -> Path:
    """Write what a model learnt: the vector of each song (W1), and in NPZ also its vector as context (W2).

    Parameters
    ----------
    form : str
        One of `VECTOR_FORMATS`.
    file, model, monitor
        As `write_map`.

    Raises
    ------
    BadRequest, NoModel, CannotWrite, Cancelled
    """
    if form not in VECTOR_FORMATS:
        raise BadRequest(f"“{form}” is no format for vectors. Choose one of {', '.join(VECTOR_FORMATS)}.")
    watch = _planned(monitor)
    store = ModelStore(folder)
    vectors = store.load(store.find(model or "active").id).vectors
    rows = SongRows.of(Catalogue.open(folder), np.asarray(vectors.songs), watch)
    w1: Float32 = np.asarray(vectors.w1)[rows.row]
    if form == "word2vec":
        labels = [f"{artist} - {title}" for artist, title in zip(rows.artists, rows.titles, strict=True)]
        return _write_text(file, word2vec_text.lines(labels, rows.songs, w1), watch, len(rows))
    if form == "csv":
        heads = [f"v{number + 1}" for number in range(w1.shape[1])]
        lines = _csv(rows, heads, lambda at: [_number(value) for value in w1[at].tolist()])
        return _write_text(file, lines, watch, len(rows))
    return _write_npz(file, {**_name_arrays(rows), "w1": w1, "w2": np.asarray(vectors.w2)[rows.row]}, watch)


def _planned(monitor: Monitor | None) -> Monitor:
    watch = monitor or Silent()
    watch.plan({"names": 1.0, "writing": 4.0})
    return watch


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


def _map_csv(rows: SongRows, stored: StoredMap, names: Mapping[int, str]) -> Iterator[str]:
    positions, trust = np.asarray(stored.positions)[rows.row], np.asarray(stored.trust)[rows.row]
    member: Int32 = np.asarray(stored.member)[rows.row]

    def cells(at: int) -> list[str]:
        x, y = positions[at].tolist()
        return [_number(x), _number(y), defused(names.get(int(member[at]), "")), _number(float(trust[at]))]

    return _csv(rows, ["x", "y", "region", "trust"], cells)


def _map_arrays(rows: SongRows, stored: StoredMap, names: Mapping[int, str]) -> dict[str, np.ndarray]:
    member = np.asarray(stored.member, np.int32)[rows.row]
    return {
        **_name_arrays(rows), "positions": np.asarray(stored.positions, np.float32)[rows.row],
        "trust": np.asarray(stored.trust, np.float32)[rows.row], "region": member,
        "region_names": _texts([names.get(number, "") for number in range(int(member.max(initial=-1)) + 1)]),
    }  # fmt: skip


def _csv(rows: SongRows, heads: Sequence[str], cells: Callable[[int], list[str]]) -> Iterator[str]:
    """Lines of a table, one by one."""
    stream = io.StringIO(newline="")
    table = csv.writer(stream)

    def line(values: Sequence[object]) -> str:
        stream.seek(0)
        stream.truncate()
        table.writerow(values)
        return stream.getvalue()

    yield line(["song", "artist", "title", "plays", *heads])
    for at in range(len(rows)):
        names = [defused(rows.artists[at]), defused(rows.titles[at])]
        yield line([int(rows.songs[at]), *names, int(rows.plays[at]), *cells(at)])


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


_PAGE_PARTS = 12


def _page(rows: SongRows, stored: StoredMap, names: Mapping[int, str], colours: Mapping[str, Any]) -> Iterator[str]:
    """The page in parts: what stands before the data, each column of the data, what stands behind it."""
    sentence = (
        f"{len(rows):,} songs. Near means played in the same company; the axes have no meaning. This page is one file "
        "and opens no network connection. Drag to move, scroll to zoom."
    )
    tokens = {name: str(value) for name, value in colours.items() if isinstance(value, str)}
    texts = {"title": "A map of my music", "search": "Search songs and artists", "sentence": sentence}
    escaped = {name: html.escape(text) for name, text in texts.items()}
    page = Template(resource(_PAGE).read_text(encoding="utf-8")).substitute(tokens, **escaped, data="\0")
    before, after = page.split("\0")
    yield before
    for number, (name, column) in enumerate(_columns(rows, stored, names)):
        yield f"{',' if number else '{'}{script_json(name)}:{script_json(column)}"
    yield f",{script_json({'theme': dict(colours), 'words': {'play': 'play', 'plays': 'plays'}})[1:]}"
    yield after


def _columns(rows: SongRows, stored: StoredMap, names: Mapping[int, str]) -> Iterator[tuple[str, object]]:
    """What the page knows of each song, and of the regions."""
    positions = np.asarray(stored.positions, np.float64)
    low, high = positions.min(axis=0, initial=0), positions.max(axis=0, initial=0)
    middle, half = (low + high) / 2, max(float((high - low).max()) / 2, 1e-9)
    places = (positions[rows.row] - middle) / half * (1, -1)
    yield "x", [round(x, 4) for x in places[:, 0].tolist()]
    yield "y", [round(y, 4) for y in places[:, 1].tolist()]
    yield "radius", np.round(1.3 + 0.62 * np.log2(np.maximum(rows.plays, 1)), 2).tolist()
    yield "colour", np.asarray(stored.member)[rows.row].tolist()
    yield "title", [one_line(title) for title in rows.titles]
    yield "artist", [one_line(artist) for artist in rows.artists]
    yield "plays", rows.plays.tolist()
    yield "regions", [
        {"name": one_line(names[int(region["number"])]),
         "x": (float(region["x"]) - middle[0]) / half, "y": -(float(region["y"]) - middle[1]) / half}
        for region in stored.regions if int(region.get("number", -1)) in names
    ]  # fmt: skip


def script_json(value: object) -> str:
    """JSON that can stand inside a script element: nothing in it can end the element or begin a comment."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _write_text(file: Path, parts: Iterable[str], monitor: Monitor, total: int) -> Path:
    """Write parts of a text one after the other; `total` is about how many there are."""
    with explained(file), atomic.writing(Path(file)) as stream:
        rare = 1 if total < _BLOCK else _BLOCK // 10
        for number, part in enumerate(parts):
            if number % rare == 0:
                monitor.update("writing", number, total, "Writing the file")
            stream.write(part.encode("utf-8", "replace"))
    return Path(file)


def _write_npz(file: Path, arrays: Mapping[str, np.ndarray], monitor: Monitor) -> Path:
    """Write arrays as ``numpy.savez_compressed`` does, in pieces."""
    total, done = sum(array.nbytes for array in arrays.values()), 0
    with contextlib.ExitStack() as stack:
        stack.enter_context(explained(file))
        stream = stack.enter_context(atomic.writing(Path(file)))
        packed = stack.enter_context(zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED))
        for name, array in arrays.items():
            with packed.open(f"{name}.npy", "w", force_zip64=True) as member:
                header = np.lib.format.header_data_from_array_1_0(np.ascontiguousarray(array))
                np.lib.format.write_array_header_1_0(member, header)
                content = np.ascontiguousarray(array).reshape(-1).view(np.uint8)
                for begin in range(0, len(content), _BYTES):
                    monitor.update("writing", done + begin, total, "Writing the file")
                    member.write(content[begin : begin + _BYTES].data)
            done += array.nbytes
    return Path(file)
