"""What a misspelt song may have meant: the song first, and not whatever its artist plays most."""

from __future__ import annotations

import pytest

from s2v_desktop.core.errors import UnknownSong
from s2v_desktop.core.progress import Silent
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.importer import import_files
from s2v_desktop.store.report import ImportRequest

SONGS = ("Drums", "Drums", "Drums", "Space", "Space", "Dark Star", "China Cat Sunflower", "Jack Straw")


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    place = tmp_path_factory.mktemp("nearly")
    lines = [f"Grateful Dead,{song},2020-01-01T10:{n:02d}:00Z" for n, song in enumerate(SONGS)]
    lines += [f"Nina Simone,Sinnerman,2020-01-01T11:{n:02d}:00Z" for n in range(9)]
    file = place / "plays.csv"
    file.write_text("artist,title,time\n" + "\n".join(lines) + "\n", encoding="utf-8")
    import_files(place / "Library", ImportRequest(paths=(file,), time_zone="UTC"), Silent())
    return Catalogue.open(place / "Library")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Dark Stra", "Grateful Dead - Dark Star"),
        ("Grateful Dead - Dark Stra", "Grateful Dead - Dark Star"),
        ("Greatful Dead - Dark Star", "Grateful Dead - Dark Star"),
        ("Dark Star - Grateful Ded", "Grateful Dead - Dark Star"),
        ("Grateful Dead - Chinacat Sunflower", "Grateful Dead - China Cat Sunflower"),
        ("Nina Simon - Siner man", "Nina Simone - Sinnerman"),
        ("China Cat", "Grateful Dead - China Cat Sunflower"),
    ],
)
def test_the_first_candidate_is_what_was_meant(catalogue: Catalogue, typed: str, meant: str) -> None:
    with pytest.raises(UnknownSong) as refused:
        catalogue.find(typed)
    assert refused.value.candidates[0] == meant


def test_a_misspelt_artist_alone_finds_the_most_played_of_its_songs(catalogue: Catalogue) -> None:
    assert [catalogue.title(int(i)) for i in catalogue.search("Greatful Dead")][:2] == ["Drums", "Space"]


def test_nonsense_has_no_candidates(catalogue: Catalogue) -> None:
    with pytest.raises(UnknownSong) as refused:
        catalogue.find("Qqqq - Zzzz")
    assert refused.value.candidates == ()
