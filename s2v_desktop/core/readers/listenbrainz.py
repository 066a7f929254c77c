"""ListenBrainz: exports (JSON lines, the old single file), answers of its API, queues of clients (B1 to B3)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from s2v_desktop.core.errors import WrongPackage
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.readers import jsonio, timeparse
from s2v_desktop.core.readers import peek as peeking
from s2v_desktop.core.readers.base import Detection, ReadOptions
from s2v_desktop.core.readers.build import Maker, epoch_ms, ids, millis, no_time
from s2v_desktop.core.readers.jsonio import name
from s2v_desktop.core.readers.peek import Peek
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Quality, Row, SkippedRow

_TIMES = ("listened_at", "timestamp")
_CLIENTS = ("submission_client", "original_submission_client", "music_service")
_zoned = timeparse.reader("iso-zone", None)


class ListenBrainz:
    """Reads every shape in which ListenBrainz gives listens. Rows are numbered over the whole file, from 1."""

    format = "listenbrainz"
    label = "ListenBrainz listens"

    def match(self, peek: Peek, options: ReadOptions) -> Detection | None:
        """Objects with ``track_metadata`` and a time, or a ``payload`` of such.

        Raises
        ------
        WrongPackage
            For loved and pinned songs and for the file that says whose export it is.
        """
        first = peek.objects[0] if peek.objects else {}
        if not first:
            return None
        _refuse_others(peek, first)
        listens = list(_listens(first))
        if not listens or not all("track_metadata" in listen for listen, _ in listens[:5]):
            return None
        if "payload" not in first and not any(key in first for key in _TIMES):
            return None
        who = name(listens[0][0].get("user_name")) or _user_beside(peek, options)
        how = "Its entries have track_metadata, as ListenBrainz writes listens."
        return Detection(self, self.format, self.label, how, listener=who.partition("@")[0])

    def rows(
        self, source: Source, detection: Detection, options: ReadOptions, monitor: Monitor
    ) -> Iterator[Row | SkippedRow]:
        """Stream the listens of one file."""
        maker = Maker()
        number = 0
        for entry in _entries(source, peeking.look(source)):
            for listen, playing in _listens(entry):
                number += 1
                if not number % 5000:
                    monitor.check()
                if not isinstance(listen, dict) or not isinstance(listen.get("track_metadata"), dict):
                    yield SkippedRow(number, "bad-row")
                else:
                    yield _row(number, listen, playing, maker)


def _refuse_others(peek: Peek, first: dict[str, Any]) -> None:
    what = ""
    if set(first) == {"user_id", "username"}:
        what = "says whose ListenBrainz export this is; it holds no listens"
    elif "score" in first and {"recording_msid", "recording_mbid"} & set(first):
        what = "lists songs that were loved or hated on ListenBrainz, not listens"
    elif "pinned_until" in first or ("blurb_content" in first and "recording_msid" in first):
        what = "lists songs that were pinned on ListenBrainz, not listens"
    if what:
        raise WrongPackage(
            f"{peek.name} {what}. Nothing of it was imported. The listens of an export are in its folder listens.",
            part_of="listenbrainz",
        )


def _user_beside(peek: Peek, options: ReadOptions) -> str:
    """The name in ``user.json`` of the same export."""
    for source in options.companions:
        if source.name != "user.json" or source.size > 4096:
            continue
        try:
            said = orjson.loads(source.peek(4096))
        except ValueError:
            continue
        if isinstance(said, dict) and name(said.get("username")):
            return name(said["username"])
    return ""


def _entries(source: Source, peek: Peek) -> Iterator[Any]:
    payload = peek.root.get("payload")
    if peek.json_kind == "object" and isinstance(payload, dict) and not _is_line(peek):
        return jsonio.items(source, ("payload", "listens"), 3)
    if peek.json_kind == "object" and isinstance(payload, list) and not _is_line(peek):
        if peek.root.get("listen_type") == "playing_now":
            return ({"listen_type": "playing_now", "payload": [one]} for one in jsonio.items(source, ("payload",), 2))
        return jsonio.items(source, ("payload",), 2)
    return jsonio.entries(source, peek)


def _is_line(peek: Peek) -> bool:
    """Whether the first line is a whole object: then the file has one a line, even where it is the only one."""
    try:
        orjson.loads(peek.first_line)
    except ValueError:
        return False
    return True


def _listens(entry: Any) -> Iterator[tuple[Any, bool]]:
    """Listens of an entry, and whether they were still playing: the entry itself, or the payload of a submission."""
    if not isinstance(entry, dict):
        yield entry, False
        return
    payload = entry.get("payload")
    if isinstance(payload, dict):
        payload = payload.get("listens")
    if isinstance(payload, list):
        playing = entry.get("listen_type") == "playing_now"
        for listen in payload:
            yield (listen if isinstance(listen, dict) else {}), playing
    else:
        yield entry, False


def _row(number: int, listen: dict[str, Any], playing: bool, maker: Maker) -> Row | SkippedRow:
    about = listen["track_metadata"]
    title, artist, album = (name(about.get(key)) for key in ("track_name", "artist_name", "release_name"))
    told = next((listen[key] for key in _TIMES if listen.get(key) is not None), None)
    if playing or listen.get("playing_now") is True:
        return SkippedRow(number, "now-playing", f"{artist} | {title}"[:200])
    try:
        moment = _moment(told)
    except ValueError:
        return no_time(number, title, artist, told)
    info = about.get("additional_info")
    info = info if isinstance(info, dict) else {}
    mapped = about.get("mbid_mapping")
    mapped = mapped if isinstance(mapped, dict) else {}
    heard = millis(info.get("ms_played")) or millis(info.get("duration_played"), 1000)
    length = millis(info.get("duration_ms")) or millis(info.get("duration"), 1000)
    found = ids(
        mbid=info.get("recording_mbid") or mapped.get("recording_mbid") or listen.get("recording_mbid"),
        isrc=info.get("isrc"), spotify=info.get("spotify_id"), youtube=info.get("youtube_id"),
    )  # fmt: skip
    who = name(listen.get("user_name"))
    # Imports of archives by ListenBrainz itself put the end of a play where its start belongs.
    imported = any("archive importer" in name(info.get(key)).casefold() for key in _CLIENTS)
    start, end = (None, moment) if imported and heard is not None else (moment, None)
    quality = Quality.DERIVED if imported else Quality.EXACT
    return maker.play(
        number, title, artist, album, start, end, heard, length, quality=quality, ids=found, listener=who
    )  # fmt: skip


def _moment(told: Any) -> int:
    """Milliseconds of a time: seconds, or text in the full dumps.

    Raises
    ------
    ValueError
    """
    try:
        return epoch_ms(told)
    except ValueError:
        if isinstance(told, str):
            return _zoned(told)
        raise
