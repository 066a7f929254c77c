"""Every format: recognised without its name, golden, balanced, silent about persons, unbreakable."""

from __future__ import annotations

import copy
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.readers import detect, jsonio
from s2v_desktop.core.readers.base import ReadOptions
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Kind, Row, SkippedRow
from tests.core.readers.goldens import ARTIST, GOLDENS, PERSONAL, TITLE, Golden

every = pytest.mark.parametrize("golden", GOLDENS, ids=[f"{one.format}-{place}" for place, one in enumerate(GOLDENS)])


def put(folder: Path, golden: Golden, content: bytes | None = None) -> tuple[Source, ReadOptions]:
    """Write a golden file and what lies beside it."""
    path = folder / golden.name
    path.write_bytes(golden.content if content is None else content)
    beside = []
    for place, other in enumerate(golden.beside):
        (folder / f"beside-{place}.bin").write_bytes(other)
        beside.append(Source(folder / f"beside-{place}.bin"))
    source = Source(path)
    return source, ReadOptions(time_zone=golden.zone, companions=(source, *beside))


def run(source: Source, options: ReadOptions) -> tuple[detect.Detection, list[Row | SkippedRow]]:
    """Recognise and read a file."""
    found = detect.detect(source, options)
    return found, list(found.reader.rows(source, found, options, Silent()))


def attempt(source: Source, options: ReadOptions) -> tuple[list[Row | SkippedRow], str]:
    """Rows of a file, or the sentence that says why there are none."""
    try:
        return run(source, options)[1], ""
    except S2VError as error:
        return [], error.message


def balanced(entries: list[Row | SkippedRow]) -> bool:
    """Whether every row of the file came out, and none as a play and as skipped."""
    rows = [entry.number for entry in entries if isinstance(entry, Row)]
    skipped = [entry.number for entry in entries if isinstance(entry, SkippedRow)]
    numbers = {*rows, *skipped}
    once = len(set(skipped)) == len(skipped) and not set(rows) & set(skipped)
    return once and numbers == set(range(1, len(numbers) + 1))


@every
def test_the_plays_of_the_specification(tmp_path, golden):
    found, entries = run(*put(tmp_path, golden))
    assert found.format == golden.format
    assert found.label
    assert found.how.endswith(".")
    songs = [entry for entry in entries if isinstance(entry, Row) and Kind(entry.kind).is_song]
    assert len(songs) == golden.plays
    assert {(song.title, song.artist) for song in songs} - {("That's It", ARTIST)} == {(TITLE, ARTIST)}
    starts = sorted(song.start_ms for song in songs if song.start_ms is not None)
    if golden.starts is None:
        assert starts == []
        assert all(song.session for song in songs)
    else:
        assert starts == [second * 1000 for second in golden.starts]
    assert balanced(entries)


@every
def test_nothing_personal_leaves_a_reader(tmp_path, golden, caplog):
    caplog.set_level(logging.DEBUG)
    damaged = golden.content if golden.format == "deezer" else golden.content.replace(b"2024", b"20x4")
    for content in (golden.content, damaged):
        try:
            found, entries = run(*put(tmp_path, golden, content))
        except S2VError as error:
            said = f"{error.message} {error.details}"
        else:
            said = f"{entries} {found.listener} {found.how} {found.warnings} {found.mapping}"
        for secret in PERSONAL:
            assert secret not in said
            assert secret not in caplog.text


@every
@pytest.mark.parametrize("part", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_a_cut_file_gives_its_beginning_or_a_sentence(tmp_path, golden, part):
    cut = golden.content[: int(len(golden.content) * part)]
    entries, said = attempt(*put(tmp_path, golden, cut))
    assert "x.bin" in said if said else balanced(entries)


@every
@settings(max_examples=25, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])  # fmt: skip
@given(data=st.data())
def test_changed_bytes_give_balanced_rows_or_a_sentence(tmp_path, golden, data):
    content = bytearray(golden.content)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content)))
        piece = data.draw(st.sampled_from([b"", b'"', b"\0", b"\xff", b"\n", b",", b"{", b"]", b"<", b"&x;", b"9e999",
                                           b"null", b"\xe2\x80", b"-1", b"\t", b"\r"]))  # fmt: skip
        content[at : at + data.draw(st.integers(0, 8))] = piece
    entries, _ = attempt(*put(tmp_path, golden, bytes(content)))
    check(entries)


def check(entries: list[Row | SkippedRow]) -> None:
    """Balanced, and nothing that cannot be stored."""
    assert balanced(entries)
    for entry in entries:
        if isinstance(entry, Row):
            for number in (entry.start_ms, entry.end_ms, entry.ms_played, entry.track_ms):
                assert number is None or abs(number) < 1 << 60
            for said in (entry.title, entry.artist, entry.album, entry.listener, entry.session, entry.ids):
                assert isinstance(said, str)


ODD = (None, True, 5, -1, 1e308, 10**30, "x", "", "\ud800", [], [None], {}, {"name": 5}, [[[]]])


def places(document: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place of a document."""
    if way:
        yield way
    inside = document.items() if isinstance(document, dict) else enumerate(document)
    for key, value in inside:
        if isinstance(value, (dict, list)):
            yield from places(value, (*way, key))
        else:
            yield (*way, key)


DOCUMENTS = [one for one in GOLDENS if one.content[:1] in b"[{" and one.content.count(b"\n") < 2]


@pytest.mark.parametrize("golden", DOCUMENTS, ids=lambda one: one.format)
@settings(max_examples=40, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])  # fmt: skip
@given(data=st.data())
def test_values_of_another_kind_give_balanced_rows_or_a_sentence(tmp_path, golden, data):
    document = json.loads(golden.content)
    for _ in range(data.draw(st.integers(1, 3))):
        found = list(places(document))
        if not found:
            break
        *way, last = data.draw(st.sampled_from(found))
        inner = document
        for key in way:
            inner = inner[key]
        inner[last] = copy.deepcopy(data.draw(st.sampled_from(ODD)))
    entries, _ = attempt(*put(tmp_path, golden, json.dumps(document).encode()))
    check(entries)


@pytest.mark.parametrize("golden", DOCUMENTS, ids=lambda one: one.format)
def test_a_large_document_is_read_like_a_small_one(tmp_path, golden, monkeypatch):
    """What is too large to be parsed at once is streamed: by another parser, which forgives less."""
    spoilt = golden.content.replace(b"Lanterns", b"Lan\0terns\x01").replace(b"Nordlicht", b"Nord\\ud83clicht")
    for content in (golden.content, b"\xef\xbb\xbf" + golden.content, golden.content.decode().encode("utf-16"), spoilt):
        read = []
        for limit in (jsonio.AT_ONCE, 16):
            monkeypatch.setattr(jsonio, "AT_ONCE", limit)
            read.append(run(*put(tmp_path, golden, content))[1])
            monkeypatch.undo()
        assert read[0] == read[1]
        assert sum(isinstance(entry, Row) for entry in read[1]) == golden.plays


@pytest.mark.parametrize("golden", [one for one in GOLDENS if one.content.isascii()][:12], ids=lambda one: one.format)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_other_encodings(tmp_path, golden, encoding):
    if golden.format in ("deezer", "itunes-library", "foobar2000") and encoding == "utf-16":
        pytest.skip("these say their encoding themselves")
    source, options = put(tmp_path, golden, golden.content.decode().encode(encoding))
    found, entries = run(source, options)
    assert found.format == golden.format
    assert sum(isinstance(entry, Row) for entry in entries) == golden.plays


def test_every_reader_has_a_golden_file():
    read = {golden.format for golden in GOLDENS}
    assert {reader.format for reader in detect.READERS} <= read
