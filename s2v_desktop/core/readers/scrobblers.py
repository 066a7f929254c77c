"""Scrobblers that people run themselves: Maloja (M1) and Koito (M2) of formats.md."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import jsonio, timeparse
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.build import Maker, epoch_ms, ids, millis, no_time
from s2v_desktop.core.readers.jsonio import name
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Quality, Row, SkippedRow

_zoned = timeparse.reader("iso-zone", None)


class Maloja:
    """``maloja_export_*.json``. Rows are numbered by their place in ``scrobbles``, from 1."""

    format = "maloja"
    label = "Maloja export"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """An object with ``maloja`` and ``scrobbles``."""
        if "maloja" not in peek.root or not isinstance(peek.root.get("scrobbles"), list):
            return None
        how = "It is a document with maloja and scrobbles, as Maloja exports it."
        return Detection(self, self.format, self.label, how)

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the scrobbles."""
        maker = Maker()
        for number, entry in _numbered(source, "scrobbles", monitor):
            yield _maloja(number, entry, maker) if entry else SkippedRow(number, "bad-row")


class Koito:
    """``koito_export.json``. Rows are numbered by their place in ``listens``, from 1."""

    format = "koito"
    label = "Koito export"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """An object with ``version``, ``exported_at`` and ``listens``."""
        root = peek.root
        if not {"version", "exported_at", "listens"} <= root.keys() or not isinstance(root["listens"], list):
            return None
        how = "It is a document with version, exported_at and listens, as Koito exports it."
        who = name(root.get("user")).partition("@")[0]
        return Detection(self, self.format, self.label, how, listener=who)

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the listens."""
        maker = Maker()
        for number, entry in _numbered(source, "listens", monitor):
            yield _koito(number, entry, maker) if entry else SkippedRow(number, "bad-row")


def _numbered(source: Source, key: str, monitor: Monitor) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, entry in enumerate(jsonio.items(source, (key,), depth=2), 1):
        if not number % 5000:
            monitor.check()
        yield number, entry if isinstance(entry, dict) else {}


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _maloja(number: int, entry: dict[str, Any], maker: Maker) -> Row | SkippedRow:
    song = _dict(entry.get("track"))
    title, album = name(song.get("title")), name(_dict(song.get("album")).get("albumtitle"))
    credited = [said for one in _list(song.get("artists")) if (said := name(one))]
    # "Main • Feat" stands beside its own parts in some exports.
    alone = [artist for artist in credited if " \u2022 " not in artist]
    artist = ", ".join(alone or credited)
    try:
        moment = epoch_ms(entry.get("time"))
    except ValueError:
        return no_time(number, title, artist, entry.get("time"))
    heard, length = millis(entry.get("duration"), 1000), millis(song.get("length"), 1000)
    spotify = name(entry.get("origin")) == "import:spotify"  # then its time is the end of the play
    start, end = (None, moment) if spotify and heard is not None else (moment, None)
    quality = Quality.DERIVED if spotify else Quality.EXACT
    return maker.play(number, title, artist, album, start, end, heard, length, quality=quality)


def _alias(thing: Any) -> str:
    """The primary name of a thing, or its first."""
    aliases = [_dict(one) for one in _list(_dict(thing).get("aliases"))]
    primary = [one for one in aliases if one.get("is_primary") is True]
    return next((said for one in (*primary, *aliases) if (said := name(one.get("alias")))), "")


def _koito(number: int, entry: dict[str, Any], maker: Maker) -> Row | SkippedRow:
    song = _dict(entry.get("track"))
    title, album = _alias(song), _alias(entry.get("album"))
    people = _list(entry.get("artists"))
    first = [one for one in people if _dict(one).get("is_primary") is True]
    ordered = [*first, *(one for one in people if one not in first)]
    artist = ", ".join(said for one in ordered if (said := _alias(one)))
    told = entry.get("listened_at")
    try:
        start = _zoned(told) if isinstance(told, str) else epoch_ms(told)
    except ValueError:
        return no_time(number, title, artist, told)
    length = millis(song.get("duration"), 1000)
    return maker.play(number, title, artist, album, start, length=length, ids=ids(mbid=song.get("mbid")))
