"""A model as one ``.s2v`` file: vectors and names of songs, and nothing about who played what when.

The file is a zip without compression and has exactly four members: ``manifest.json``, ``w1.f32``, ``w2.f32`` (rows x
dimensions numbers of 4 bytes, little-endian) and ``songs.jsonl`` (one object a row: title, artist, album, ids, plays
where the sharer wished so). Reading believes nothing: names, sizes and the number of members are compared with the
size of the file before any memory is taken, every number must be finite and every checksum right. Nothing is unpacked
to a path of the file's choosing and nothing in it can be code. What is wrong ends in `UnreadableFile`.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np

from s2v_desktop.core.errors import BadRequest, UnreadableFile
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.types import Float32

SUFFIX = ".s2v"
FORMAT, VERSION = "s2v-shared-model", 1
MANIFEST, W1, W2, SONGS = "manifest.json", "w1.f32", "w2.f32", "songs.jsonl"
MEMBERS = (MANIFEST, W1, W2, SONGS)

MOST_SONGS, MOST_NUMBERS = 5_000_000, 2_000
MOST_BYTES = 4_000_000_000
LONGEST_MANIFEST, LONGEST_LINE, LONGEST_NAME, MOST_IDS = 1_000_000, 16_384, 1_000, 50
LARGEST_NUMBER = 1e6
"""No vector that was learnt has a larger number; with one, lengths would leave 32 bits."""

_END = b"PK\x05\x06"
_END_SIZE, _LONGEST_DIRECTORY = 22, 4_096
_CHUNK = 4_000_000
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class SharedSong:
    """One song of a shared model.

    Attributes
    ----------
    ids : tuple of str
        Foreign ids as ``scheme:value``.
    plays : int
        How often the sharer played it; 0 where they did not tell.
    """

    title: str
    artist: str
    album: str = ""
    ids: tuple[str, ...] = ()
    plays: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class SharedModel:
    """A model outside of any library.

    Attributes
    ----------
    name : str
    songs : sequence of SharedSong
        One per row.
    w1, w2 : Float32, shape (v, d)
    parameters : mapping
        Of its training, numbers and words only.
    """

    name: str
    songs: Sequence[SharedSong]
    w1: Float32
    w2: Float32
    parameters: Mapping[str, Any] = field(default_factory=dict)


def write(file: IO[bytes], model: SharedModel, writer: str, monitor: Monitor) -> None:
    """Write a model.

    Parameters
    ----------
    file : binary stream
        To be written from its beginning.
    writer : str
        Name and version of the program.

    Raises
    ------
    BadRequest
        When the model is larger than such a file may be.
    """
    rows, size = model.w1.shape
    if rows > MOST_SONGS or size > MOST_NUMBERS or rows * size * 8 > MOST_BYTES * 0.9:
        raise BadRequest("This model is too large for one file. Nothing was written. Share one with fewer numbers.")
    arrays = {W1: np.ascontiguousarray(model.w1, "<f4"), W2: np.ascontiguousarray(model.w2, "<f4")}
    names = b"".join(_line(song) for song in model.songs)
    contents: dict[str, Any] = {**{name: array.view(np.uint8).reshape(-1) for name, array in arrays.items()}}
    contents[SONGS] = np.frombuffer(names, np.uint8)
    manifest = _described(model, writer, contents)
    text = json.dumps(manifest, ensure_ascii=False, allow_nan=False, indent=1).encode("utf-8", "replace")
    contents[MANIFEST] = np.frombuffer(text, np.uint8)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=False) as archive:
        for number, name in enumerate(MEMBERS):
            monitor.update("writing", number, len(MEMBERS), "Writing the model")
            with archive.open(zipfile.ZipInfo(name, _EPOCH), "w") as member:
                for low in range(0, len(contents[name]), _CHUNK):
                    monitor.check()
                    member.write(contents[name][low : low + _CHUNK].tobytes())


def _described(model: SharedModel, writer: str, contents: Mapping[str, Any]) -> dict[str, Any]:
    """The manifest."""
    rows, size = model.w1.shape
    return {
        "format": FORMAT,
        "version": VERSION,
        "name": model.name,
        "songs": rows,
        "dimensions": size,
        "writer": writer,
        "parameters": _harmless(model.parameters),
        "members": {
            name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in contents.items()
        },
    }


def read(path: Path, monitor: Monitor) -> SharedModel:
    """Read a model that somebody else has made.

    Raises
    ------
    UnreadableFile
        For everything that is not exactly such a file; nothing was stored.
    """
    try:
        with open(path, "rb") as stream:
            _demand_small_directory(stream, path.name)
            with zipfile.ZipFile(stream) as archive:
                return _Reader(archive, path, monitor).model()
    except OSError as error:
        raise UnreadableFile(f"“{path.name}” cannot be read. Nothing was changed.", str(error)) from error
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise refused(path.name, f"{type(error).__name__}: {error}") from error


def refused(name: str, details: str) -> UnreadableFile:
    """The sentence for a file that is no shared model, or a damaged one."""
    return UnreadableFile(
        f"“{name}” is not a whole shared model of this program, so it was not opened. Nothing was changed. Ask whoever "
        "shared it to send the file again, as the program wrote it.",
        details,
    )


def _demand_small_directory(stream: IO[bytes], name: str) -> None:
    """Look at the end of the file, so that no list of a million members is ever read."""
    size = stream.seek(0, 2)
    if not _END_SIZE < size <= MOST_BYTES:
        raise refused(name, f"{size} bytes")
    stream.seek(size - _END_SIZE)
    end = stream.read(_END_SIZE)
    here, total = int.from_bytes(end[8:10], "little"), int.from_bytes(end[10:12], "little")
    directory = int.from_bytes(end[12:16], "little")
    if not end.startswith(_END) or not here == total == len(MEMBERS) or directory > _LONGEST_DIRECTORY:
        raise refused(name, f"no end of a zip with four members: {total} members, {directory} bytes")
    stream.seek(0)


class _Reader:
    """Reads one archive, member by member."""

    def __init__(self, archive: zipfile.ZipFile, path: Path, monitor: Monitor) -> None:
        self._archive, self._name, self._monitor = archive, path.name, monitor
        self._members = self._checked_members(path.stat().st_size)
        self._sums: Mapping[str, Any] = {}

    def _checked_members(self, size: int) -> dict[str, zipfile.ZipInfo]:
        infos = self._archive.infolist()
        if sorted(info.filename for info in infos) != sorted(MEMBERS):
            raise refused(self._name, "other members")
        for info in infos:
            stored = info.compress_type == zipfile.ZIP_STORED and info.file_size == info.compress_size
            if not stored or info.flag_bits & 0x1 or info.header_offset + info.file_size > size:
                raise refused(self._name, f"{info.filename}: compressed, encrypted or longer than the file")
        if sum(info.file_size for info in infos) > size:
            raise refused(self._name, "members overlap")
        return {info.filename: info for info in infos}

    def model(self) -> SharedModel:
        """Read everything."""
        said = self._manifest()
        rows, size = _number(said, "songs", MOST_SONGS), _number(said, "dimensions", MOST_NUMBERS)
        name = said.get("name")
        if said.get("format") != FORMAT or not isinstance(name, str) or len(name) > LONGEST_NAME:
            raise refused(self._name, "another format")
        if said.get("version") != VERSION:
            raise UnreadableFile(
                f"“{self._name}” was shared by a newer version of this program. Nothing was changed. Install the "
                "newest version to open it."
            )
        members, parameters = said.get("members"), said.get("parameters", {})
        if not isinstance(members, dict) or not isinstance(parameters, dict):
            raise refused(self._name, "no list of members")
        self._sums = members
        for part in (W1, W2):
            if self._members[part].file_size != rows * size * 4:
                raise refused(self._name, f"{part} has not {rows} x {size} numbers")
        if self._members[SONGS].file_size > rows * LONGEST_LINE:
            raise refused(self._name, "songs are too long")
        songs = self._songs(rows)
        w1, w2 = self._array(W1, rows, size), self._array(W2, rows, size)
        return SharedModel(name, songs, w1, w2, _harmless(parameters))

    def _manifest(self) -> dict[str, Any]:
        if self._members[MANIFEST].file_size > LONGEST_MANIFEST:
            raise refused(self._name, "the manifest is too long")
        said = _json(b"".join(self._chunks(MANIFEST)))
        if not isinstance(said, dict):
            raise refused(self._name, "the manifest is no object")
        return said

    def _chunks(self, name: str) -> Iterator[bytes]:
        """The bytes of a member, never more than the list of members says, with its checksum compared at the end."""
        left, digest = self._members[name].file_size, hashlib.sha256()
        with self._archive.open(self._members[name]) as stream:
            while chunk := stream.read(min(_CHUNK, left + 1)):
                self._monitor.check()
                left -= len(chunk)
                if left < 0:
                    break
                digest.update(chunk)
                yield chunk
        if left:
            raise refused(self._name, f"{name} has another length than it says")
        said = self._sums.get(name)
        if name != MANIFEST and (not isinstance(said, dict) or said.get("sha256") != digest.hexdigest()):
            raise refused(self._name, f"{name} is not as it was written")

    def _array(self, name: str, rows: int, size: int) -> Float32:
        array, at = np.empty(rows * size, np.float32), 0
        rest = b""
        for number, chunk in enumerate(self._chunks(name)):
            self._monitor.update("reading", number * _CHUNK, rows * size * 4, "Reading the model")
            chunk = rest + chunk
            whole = len(chunk) // 4 * 4
            part = np.frombuffer(chunk[:whole], "<f4")
            rest = chunk[whole:]
            if not np.all(np.abs(part) <= LARGEST_NUMBER):  # also false for what is not a number
                raise refused(self._name, f"{name} holds something that is no number of a model")
            array[at : at + len(part)] = part
            at += len(part)
        return array.reshape(rows, size)

    def _songs(self, rows: int) -> list[SharedSong]:
        songs: list[SharedSong] = []
        seen: set[tuple[str, str]] = set()
        for line in _lines(self._chunks(SONGS)):
            if len(songs) == rows or line is None:
                raise refused(self._name, "more songs than rows, or a line without an end")
            song = self._song(_json(line))
            if (song.title, song.artist) in seen:
                raise refused(self._name, "the same song twice")
            seen.add((song.title, song.artist))
            songs.append(song)
        if len(songs) != rows:
            raise refused(self._name, "fewer songs than rows")
        return songs

    def _song(self, said: Any) -> SharedSong:
        if not isinstance(said, dict):
            raise refused(self._name, "a song that is no object")
        title, artist, album = (said.get(key, "") for key in ("title", "artist", "album"))
        ids, plays = said.get("ids", []), said.get("plays", 0)
        texts = [title, artist, album, *(ids if isinstance(ids, list) else [None])]
        if len(texts) > MOST_IDS or not all(isinstance(one, str) and len(one) <= LONGEST_NAME for one in texts):
            raise refused(self._name, "a song with something else than names")
        if not title.strip() or type(plays) is not int or not 0 <= plays < 2**31:
            raise refused(self._name, "a song without a title, or with an impossible number of plays")
        return SharedSong(title, artist, album, tuple(ids), plays)


def _lines(chunks: Iterator[bytes]) -> Iterator[bytes | None]:
    """Lines of at most `LONGEST_LINE` bytes; None for a longer one, or one that has no end."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield line if len(line) <= LONGEST_LINE else None
        if len(rest) > LONGEST_LINE:
            yield None
            return
    if rest:
        yield None


def _line(song: SharedSong) -> bytes:
    said: dict[str, Any] = {"title": song.title, "artist": song.artist}
    said |= {"album": song.album} if song.album else {}
    said |= {"ids": list(song.ids)} if song.ids else {}
    said |= {"plays": song.plays} if song.plays else {}
    return json.dumps(said, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _json(content: bytes) -> Any:
    """Strict JSON in UTF-8: no key twice, no NaN, no depth that breaks the reader.

    Raises
    ------
    ValueError
    """
    try:
        return json.loads(content.decode("utf-8"), object_pairs_hook=_unique, parse_constant=_no_constant)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key twice")
    return made


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is no JSON")


def _number(said: Mapping[str, Any], name: str, most: int) -> int:
    value = said.get(name)
    if type(value) is not int or not 1 <= value <= most:
        raise ValueError(f"{name} is {str(value)[:40]!r}")
    return value


def _harmless(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers and short words of a training; nothing else leaves or enters."""
    kept: dict[str, Any] = {}
    for name, value in list(parameters.items())[:100]:
        number = isinstance(value, bool | int | float) and abs(value) < 1e12
        if len(name) <= 40 and (number or (isinstance(value, str) and len(value) <= 40)):
            kept[name] = value
    return kept
