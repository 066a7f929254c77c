"""Whatever a song is called, every format gives its name back."""

from __future__ import annotations

import json
import unicodedata
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from s2v_desktop.core.progress import Silent
from s2v_desktop.core.readers.base import ReadOptions
from s2v_desktop.core.readers.detect import detect
from s2v_desktop.core.readers.source import Source
from s2v_desktop.core.types import Row
from tests.core.readers.goldens import DEEZER_HEADER, GOLDENS, TITLE, deezer, workbook

LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co", "Zl", "Zp"), exclude_characters="\ufeff")
NAMES = (
    st.text(LETTERS, min_size=1, max_size=40)
    .map(lambda said: unicodedata.normalize("NFC", said).strip())
    .filter(bool)
    .filter(lambda said: not said.startswith("http"))
)


def as_json(said: str) -> str:
    return json.dumps(said, ensure_ascii=False)[1:-1]


def as_quoted(said: str) -> str:
    return said.replace('"', '""')


def as_cell(said: str) -> str:
    return f'"{as_quoted(said)}"'


WRITTEN = {
    "youtube-history": as_json, "listenbrainz": as_json, "maloja": as_json, "koito": as_json, "jspf": as_json,
    "pano-scrobbler-json": as_json, "spotify-playlists": as_json, "million-playlists": as_json,
    "lastfm-archive": as_json, "exportify": as_quoted, "apple-play-activity": as_quoted, "tidal": as_cell,
    "pano-scrobbler-csv": as_cell, "tunemymusic": as_cell, "amazon-music": as_cell, "itunes-library": escape,
    "xspf": escape,
}  # fmt: skip


@pytest.mark.parametrize("form", WRITTEN)
@settings(max_examples=30, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(said=NAMES)
def test_names_come_back(tmp_path, form, said):
    content = next(golden.content for golden in GOLDENS if golden.format == form)
    path = tmp_path / "x.bin"
    path.write_bytes(content.replace(TITLE.encode(), WRITTEN[form](said).encode()))
    check(path, form, said)


@settings(max_examples=30, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(said=NAMES)
def test_names_come_back_from_a_workbook(tmp_path, said):
    path = tmp_path / "x.bin"
    path.write_bytes(workbook([DEEZER_HEADER, deezer("2024-03-09 21:14:07", title=escape(said))]))
    check(path, "deezer", said)


def check(path, form, said):
    source, options = Source(path), ReadOptions()
    found = detect(source, options)
    assert found.format == form
    rows = [row for row in found.reader.rows(source, found, options, Silent()) if isinstance(row, Row)]
    assert {row.title for row in rows} == {said}
