"""Every format through the import itself: recognised as x.bin, golden, balanced, counted once, unbreakable.

A format is read when it stands here: its family in `FAMILIES`, a file of it among the golden ones. Everything below
runs over all of them, so that none can lack a test.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from s2v_desktop.core.errors import S2VError
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.readers import detect
from s2v_desktop.core.types import NO_TIME
from s2v_desktop.store.fingerprint import fingerprint
from s2v_desktop.store.importer import ImportReport, import_files
from s2v_desktop.store.report import ImportRequest
from tests.core.readers.goldens import ARTIST, GOLDENS, TITLE, Golden

FAMILIES: dict[str, tuple[str, ...]] = {
    "Spotify extended": ("spotify-extended",),
    "Spotify account data": ("spotify-account", "spotify-playlists", "spotify-recent"),
    "Last.fm": (
        "lastfm-ghan-csv", "lastfmstats-csv", "lastfmstats-json", "lastfm-json", "lastfm-to-csv", "lastfm-archive",
        "lastfm-backup-csv", "lastfm-backup-cli",
    ),
    "Libre.fm": ("librefm",),
    "ListenBrainz": ("listenbrainz",),
    "Maloja, Koito, Pano Scrobbler": ("maloja", "koito", "pano-scrobbler-json", "pano-scrobbler-csv"),
    "Apple Music": ("apple-play-activity", "apple-daily-tracks", "apple-track-history"),
    "iTunes": ("itunes-library", "itunes-playlist"),
    "YouTube": ("youtube-history", "youtube-history-html", "youtube-music-library", "google-play-music"),
    "Deezer, Tidal, Amazon Music, SoundCloud": ("deezer", "tidal", "amazon-music", "soundcloud"),
    "players and servers": ("scrobbler-log", "foobar2000", "jellyfin", "spinitron"),
    "playlists": ("m3u", "m3u-paths", "xspf", "jspf", "exportify", "tunemymusic", "soundiiz", "million-playlists"),
    "research sets": ("lastfm-1k", "lfm-1b", "lfm-2b", "30music", "yes-com"),
    "any other table": ("table",),
}  # fmt: skip
"""What the program reads (issue "Import anything", point 1) -> codes of its formats."""

PACKED = ("deezer",)
"""These are zips inside: a changed byte is damage, and no text has another encoding."""
OWN_ENCODING = ("itunes-library", "foobar2000", "xspf", "itunes-playlist", *PACKED)
"""These say their encoding themselves, or are UTF-16 already."""
every = pytest.mark.parametrize("golden", GOLDENS, ids=[f"{one.format}-{place}" for place, one in enumerate(GOLDENS)])
texts = pytest.mark.parametrize(
    "golden", [one for one in GOLDENS if one.format not in OWN_ENCODING], ids=lambda one: one.format
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with one play that none of the files tells."""
    folder = tmp_path_factory.mktemp("every-format")
    (folder / "other.csv").write_text("artist,title,time\nSomebody,Else,1600000000\n", encoding="utf-8")
    import_files(folder / "Library", ImportRequest((folder / "other.csv",)), Silent())
    return folder / "Library"


def bring(library: Path, folder: Path, golden: Golden, content: bytes | None = None, dry: bool = True) -> ImportReport:
    """Import a golden file, or what became of it, together with what lies beside it."""
    paths = [folder / golden.name]
    paths[0].write_bytes(golden.content if content is None else content)
    for place, other in enumerate(golden.beside):
        paths.append(folder / f"beside-{place}.bin")
        paths[-1].write_bytes(other)
    request = ImportRequest(tuple(paths), listener="", time_zone=golden.zone, dry_run=dry)
    report = import_files(library, request, Silent())
    for one in (report, *report.files):
        assert one.rows == one.plays + one.duplicates + sum(one.skipped.values())
    assert report.rows == sum(one.rows for one in report.files)
    return report


def attempt(library: Path, folder: Path, golden: Golden, content: bytes) -> tuple[int, str]:
    """Plays that a spoilt file still tells, or the sentence that refuses it, which names the file."""
    try:
        return bring(library, folder, golden, content).plays, ""
    except S2VError as error:
        return 0, error.message


def test_every_format_belongs_to_a_family_and_has_a_golden_file() -> None:
    known = [code for codes in FAMILIES.values() for code in codes]
    assert len(known) == len(set(known))
    assert set(known) == {reader.format for reader in detect.READERS} | {"deezer", "table"}
    assert set(known) == {golden.format for golden in GOLDENS}
    assert {golden.name for golden in GOLDENS} == {"x.bin"}


@every
def test_a_file_called_x_bin_gives_its_plays_once(tmp_path: Path, golden: Golden) -> None:
    library = tmp_path / "Library"
    report = bring(library, tmp_path, golden, dry=False)
    assert [one.format for one in report.files] == [golden.format]
    assert report.plays == golden.plays
    database = sqlite3.connect(f"file:{library / 'library.sqlite'}?mode=ro", uri=True)
    stored = database.execute(
        "SELECT p.start_ms, s.title, a.name FROM play p JOIN song s ON s.id = p.song JOIN artist a ON a.id = s.artist"
    ).fetchall()
    database.close()
    assert {(title, artist) for _, title, artist in stored} - {("That's It", ARTIST)} == {(TITLE, ARTIST)}
    starts = sorted(start for start, _, _ in stored if start not in (None, NO_TIME))
    assert starts == [second * 1000 for second in golden.starts or ()]
    again = bring(library, tmp_path, golden)
    assert (again.plays, again.duplicates, again.skipped) == (0, report.plays, report.skipped)


@every
def test_a_cut_file_gives_its_beginning_or_a_sentence(tmp_path: Path, library: Path, golden: Golden) -> None:
    mark, size = fingerprint(library), len(golden.content)
    for end in (0, 1, *(int(size * part) for part in (0.01, 0.1, 0.33, 0.5, 0.77, 0.9, 0.99)), size - 1):
        plays, said = attempt(library, tmp_path, golden, golden.content[:end])
        assert plays <= golden.plays
        assert not said or "x.bin" in said
    assert fingerprint(library) == mark


@texts
def test_another_encoding_costs_no_play(tmp_path: Path, library: Path, golden: Golden) -> None:
    said = golden.content.decode("utf-8-sig").replace("ž", "z").replace("\u202f", "\u00a0")
    said = said.replace(TITLE, f"{TITLE} ©é")
    for encoding in ("utf-16", "utf-16-be", "utf-8-sig", "cp1252"):
        assert bring(library, tmp_path, golden, said.encode(encoding)).plays == golden.plays


@texts
def test_nuls_cost_no_play(tmp_path: Path, library: Path, golden: Golden) -> None:
    content = golden.content.replace(b"Lanterns", b"Lan\0terns") + b"\0\0\0"
    assert bring(library, tmp_path, golden, content).plays == golden.plays


@texts
def test_a_lone_quote_costs_no_play(tmp_path: Path, library: Path, golden: Golden) -> None:
    as_json = golden.content.lstrip(b"\xef\xbb\xbf")[:1] in b"[{" or golden.format == "30music"
    for place in (b'Paper "Lanterns', b'"Paper Lanterns', b'Paper Lanterns"'):
        content = golden.content.replace(b"Paper Lanterns", place.replace(b'"', b'\\"') if as_json else place, 1)
        assert bring(library, tmp_path, golden, content).plays == golden.plays


@every
def test_what_hostile_hands_change_is_balanced_or_refused(tmp_path: Path, library: Path, golden: Golden) -> None:
    middle = len(golden.content) // 2
    before, after = golden.content[:middle], golden.content[middle:]
    mark = fingerprint(library)
    for piece in (
        b'"',
        b"\0" * 100,
        b"\xff\xfe",
        b"\r",
        b"[" * 10_000,
        b"<!DOCTYPE x>",
        b"&lol;",
        b"9" * 400,
        b",;\t|",
    ):
        plays, _ = attempt(library, tmp_path, golden, before + piece + after)
        assert plays <= golden.plays + 1
    assert fingerprint(library) == mark
