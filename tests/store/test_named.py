"""Half a download without its artists, then the whole one: the same plays, counted once, with their artists."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from s2v_desktop.core.progress import Silent
from s2v_desktop.core.readers.mapping import UNKNOWN_ARTIST
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.check import doctor
from s2v_desktop.store.importer import import_files
from s2v_desktop.store.library import Library
from s2v_desktop.store.report import ImportReport, ImportRequest
from tests.core.readers.goldens import activity, segment

TITLES = ("Paper Lanterns", "Intro", "Slow Weather", "Only Here")
ARTISTS = {"Paper Lanterns": "Nordlicht Trio", "Slow Weather": "Nordlicht Trio", "Intro": "The Openers"}


def apple(folder: Path) -> tuple[Path, Path]:
    """A history of twelve plays, and the file that names the artists of all but one song."""
    rows = [
        segment(f"2024-03-{day:02}T21:{10 * at:02}:07.000Z", f"2024-03-{day:02}T21:{10 * at + 3:02}:07.000Z", 180_000,
                title=title)
        for day in (9, 10, 11) for at, title in enumerate(TITLES)
    ]  # fmt: skip
    days = [f"{artist} - {title},202403{day:02},21,1,180000,AUDIO" for day in (9, 10, 11)
            for title, artist in ARTISTS.items()]  # fmt: skip
    history, names = folder / "Apple Music Play Activity.csv", folder / "daily.csv"
    history.write_bytes(activity(*rows))
    header = "Track Description,Date Played,Hours,Play Count,Play Duration Milliseconds,Media type"
    names.write_text("\n".join([header, *days]))
    return history, names


def amazon(folder: Path) -> tuple[Path, Path]:
    """The same of Amazon."""
    rows = [f"2024-03-{day:02}T21:{10 * at:02}:07Z,{at},{title},180000" for day in (9, 10, 11)
            for at, title in enumerate(TITLES)]  # fmt: skip
    history, names = folder / "listening.csv", folder / "library.csv"
    history.write_text("\n".join(["timestamp,asin,title,consumptionDurationMs", *rows]))
    known = [f"{at},{ARTISTS[title]},A{at}" for at, title in enumerate(TITLES) if title in ARTISTS]
    names.write_text("\n".join(["asin,artistName,artistAsin", *known]))
    return history, names


def bring(library: Path, *files: Path) -> ImportReport:
    return import_files(library, ImportRequest(files, time_zone="UTC"), Silent())


def plays(library: Path) -> dict[str, int]:
    """Plays of each artist, as the window shows them."""
    catalogue = Catalogue.open(library)
    found: dict[str, int] = {}
    for at in range(len(catalogue)):
        found[catalogue.artist(at)] = found.get(catalogue.artist(at), 0) + int(catalogue.plays[at])
    return found


NAMED = {"Nordlicht Trio": 6, "The Openers": 3, UNKNOWN_ARTIST: 3}
NAMELESS = {UNKNOWN_ARTIST: 12}


@pytest.fixture(params=[apple, amazon], ids=["apple", "amazon"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Path]:
    found: tuple[Path, Path] = request.param(tmp_path)
    return found


@pytest.mark.parametrize("half_first", [True, False])
def test_half_a_download_and_the_whole_one_are_the_same_plays(
    files: tuple[Path, Path], tmp_path: Path, half_first: bool
) -> None:
    library = tmp_path / "Library"
    for chosen in (files[:1], files) if half_first else (files, files[:1]):
        done = bring(library, *chosen)
        assert done.rows == done.plays + done.duplicates + sum(done.skipped.values())
    assert plays(library) == NAMED
    assert doctor(library).problems == ()
    for chosen in (files[:1], files):
        assert bring(library, *chosen).plays == 0
    assert plays(library) == NAMED
    with Library.open(library) as opened:
        assert [one.rows - one.plays - one.duplicates for one in opened.batches()] == [0] * 4


@pytest.mark.parametrize("order", list(itertools.permutations([1, 2, 3])))
@pytest.mark.parametrize("whole", [{2}, {2, 3}, {1, 3}], ids=str)
def test_each_of_them_can_be_undone(
    files: tuple[Path, Path], tmp_path: Path, whole: set[int], order: tuple[int, ...]
) -> None:
    library = tmp_path / "Library"
    for batch in (1, 2, 3):
        bring(library, *(files if batch in whole else files[:1]))
    left = {1, 2, 3}
    for batch in order:
        with Library.open(library) as opened:
            opened.undo(batch)
        left.discard(batch)
        assert plays(library) == (NAMED if whole & left else NAMELESS if left else {})
        assert doctor(library).problems == ()


def test_what_another_service_named_is_its_own_play_again(tmp_path: Path) -> None:
    library, (history, names) = tmp_path / "Library", apple(tmp_path)
    log = tmp_path / "log.csv"
    log.write_text("artist,title,time\nThe Openers,Intro,2024-03-09 21:10:07\n")
    bring(library, history)
    whole = bring(library, history, names)
    assert bring(library, log).plays == 0
    with Library.open(library) as opened:
        opened.undo(whole.batch or 0)
    assert plays(library) == {UNKNOWN_ARTIST: 12, "The Openers": 1}
    assert doctor(library).problems == ()


def test_another_listener_another_instant_and_another_length_are_other_plays(tmp_path: Path) -> None:
    library, (history, names) = tmp_path / "Library", apple(tmp_path)
    import_files(library, ImportRequest((history,), listener="Ann"), Silent())
    import_files(library, ImportRequest((history, names), listener="Bea"), Silent())
    assert plays(library) == {"Nordlicht Trio": 6, "The Openers": 3, UNKNOWN_ARTIST: 15}
    history.write_bytes(history.read_bytes().replace(b"180000", b"179000"))
    import_files(library, ImportRequest((history, names), listener="Ann"), Silent())
    assert plays(library)["The Openers"] == 6
