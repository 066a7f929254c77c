"""Playlists go out and come back, and foreign titles stay text: no formula, no markup, no path."""

from __future__ import annotations

import csv
import io
import json

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core import playlists_out
from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.playlists_out import FORMATS, Entry, defused, safe_name, write

SPOTIFY = "4uLU6hMCjMI75M1A2tKUQC"
RECORDING = "5465ca86-3881-4349-81b2-6efbd3a59451"
ENTRIES = (
    Entry("Dark Star", "Grateful Dead", "Live/Dead", (f"spotify:{SPOTIFY}", f"mbid:{RECORDING}", "isrc:usrc17607839")),
    Entry("=1+1 & <b>", "坂本龍一"),
    Entry("Two\nlines", "A, B"),
)
NAMES = st.text(min_size=1, max_size=30)
FORMULA = tuple("=+-@\t\r\n")


def read_xspf(content: bytes) -> list[tuple[str, str]]:
    space = {"x": playlists_out.XSPF_NAMESPACE}
    tracks = ElementTree.fromstring(content).findall("x:trackList/x:track", space)
    return [(one.findtext("x:title", "", space), one.findtext("x:creator", "", space)) for one in tracks]


def test_m3u8() -> None:
    lines = write("m3u8", "My list", ENTRIES).decode().splitlines()
    assert lines[:5] == [
        "#EXTM3U", "#PLAYLIST:My list", "#EXTINF:-1,Grateful Dead - Dark Star", "#EXTALB:Live/Dead",
        f"spotify:track:{SPOTIFY}",
    ]  # fmt: skip
    assert lines[5:] == [
        "#EXTINF:-1,坂本龍一 - =1+1 & <b>", "坂本龍一 - =1+1 & -b", "#EXTINF:-1,A, B - Two lines", "A, B - Two lines",
    ]  # fmt: skip


def test_a_name_with_a_hash_is_no_comment() -> None:
    assert write("m3u8", "", [Entry("x", "#1 Dads")]).decode().splitlines()[3] == "1 Dads - x"


def test_xspf_is_escaped_and_comes_back() -> None:
    content = write("xspf", "a < b", ENTRIES)
    assert read_xspf(content) == [(entry.title, entry.artist) for entry in ENTRIES]
    root = ElementTree.fromstring(content)
    assert root.attrib == {"version": "1"}
    identifiers = [one.text for one in root.iter(f"{{{playlists_out.XSPF_NAMESPACE}}}identifier")]
    assert identifiers == [f"https://musicbrainz.org/recording/{RECORDING}", f"spotify:track:{SPOTIFY}"]


@given(NAMES, NAMES)
def test_xspf_takes_every_title(title: str, artist: str) -> None:
    read = read_xspf(write("xspf", title, [Entry(title, artist)]))
    kept = playlists_out._NOT_XML.sub("", title).replace("\r\n", "\n").replace("\r", "\n")
    assert read[0][0] == kept


def test_jspf() -> None:
    playlist = json.loads(write("jspf", "List", ENTRIES))["playlist"]
    assert playlist["title"] == "List"
    assert playlist["track"][0] == {
        "title": "Dark Star", "creator": "Grateful Dead", "album": "Live/Dead",
        "identifier": [f"https://musicbrainz.org/recording/{RECORDING}", f"spotify:track:{SPOTIFY}"],
    }  # fmt: skip
    assert "identifier" not in playlist["track"][1]


def test_csv_cells_are_no_formulas() -> None:
    rows = list(csv.reader(io.StringIO(write("csv", "@list", ENTRIES).decode(), newline="")))
    assert rows[0] == ["Track name", "Artist name", "Album", "Track URI", "ISRC", "Playlist name"]
    assert rows[1][:5] == ["Dark Star", "Grateful Dead", "Live/Dead", f"spotify:track:{SPOTIFY}", "USRC17607839"]
    assert rows[2][0] == "'=1+1 & <b>"
    assert rows[2][5] == "'@list"


@given(st.text(max_size=20))
def test_no_cell_starts_a_formula(cell: str) -> None:
    assert not defused(cell).lstrip(" ").startswith(FORMULA)


def test_text_and_spotify() -> None:
    assert write("text", "", ENTRIES).decode().splitlines()[2] == "A, B - Two lines"
    assert write("spotify", "", ENTRIES).decode() == f"spotify:track:{SPOTIFY}\n"
    assert Entry("x", "y", ids=("spotify:short", "mbid:nothing", "isrc:1")).spotify == ""
    with pytest.raises(BadRequest, match="m3u8"):
        write("doc", "", ENTRIES)


@given(st.lists(st.tuples(NAMES, NAMES), max_size=4), st.sampled_from(sorted(FORMATS)))
def test_any_names_can_be_written(names: list[tuple[str, str]], form: str) -> None:
    write(form, "x", [Entry(title, artist) for title, artist in names]).decode("utf-8")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "etc-passwd"), ("C:\\Windows\\x", "C-Windows-x"), ("CON", "CON playlist"),
        ("nul.txt", "nul.txt playlist"), ("...", "playlist"), ("", "playlist"), ("a\nb", "a b"), ("Mix. ", "Mix"),
        ("\u202egnp.exe", "gnp.exe"), ("قائمتي", "قائمتي"),
    ],
)  # fmt: skip
def test_file_names_are_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=300))
def test_a_safe_name_is_one_part_of_a_path(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert len(safe.encode()) <= 130
    assert not set(safe) & set('/\\:*?"<>|\0\n')
    assert not safe.startswith(".")
    assert not safe.endswith((".", " "))
