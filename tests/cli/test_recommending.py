"""`recommend`, `journey`, `similarity` and `export` on a library with an obvious answer."""

from __future__ import annotations

import itertools
import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from s2v_desktop.cli import export
from s2v_desktop.cli.main import main
from s2v_desktop.core.progress import Silent
from s2v_desktop.store import catalogue as catalogue_of
from s2v_desktop.store import hidden, listeners, playlists
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.importer import import_files
from s2v_desktop.store.library import Library
from s2v_desktop.store.report import ImportRequest
from tests import two_groups

Shell = Callable[..., Any]
LEAF = "Ash - Leaf 5"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One library for all questions that change nothing."""
    return two_groups.make(tmp_path_factory.mktemp("groups") / "Library")


def shell_of(folder: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    def run(*arguments: str, code: int = 0) -> Any:
        assert main([*arguments, "--library", str(folder), "--json"]) == code
        return json.loads(capsys.readouterr().out or "null")

    return run


@pytest.fixture
def shell(made: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return shell_of(made, capsys)


def titles(result: dict[str, Any]) -> list[str]:
    return [f"{item['artist']} - {item['title']}" for item in result["items"]]


def test_the_nearest_come_first_with_their_reasons(shell: Shell) -> None:
    items = shell("recommend", "--song", LEAF, "--top", "4")["items"]
    assert {item["title"] for item in items} == {"Leaf 4", "Leaf 6", "Leaf 3", "Leaf 7"}
    first = items[0]
    assert set(first) == {"rank", "song", "artist", "title", "score", "cosine", "plays", "why"}
    assert set(first["why"]) == {"seeds", "sessions", "last"}
    assert first["cosine"] == pytest.approx(math.cos(math.radians(2)), abs=1e-6)
    assert [set(seed) for seed in first["why"]["seeds"]] == [{"song", "contribution"}]
    assert first["why"]["sessions"] > 0
    assert first["why"]["last"].startswith("2020-01-")


@pytest.mark.parametrize("mode", ["similar", "next"])
def test_contributions_with_weights_and_minus_add_up(shell: Shell, mode: str) -> None:
    wish = ("--song", f"{LEAF}=2", "--song", "Ash - Leaf 2=0.5", "--minus", "Birch - Leaf 3", "--mode", mode)
    items = shell("recommend", *wish)["items"]
    assert items
    for item in items:
        assert sum(seed["contribution"] for seed in item["why"]["seeds"]) == pytest.approx(item["cosine"], abs=1e-6)
    heavier = shell("recommend", "--song", f"{LEAF}=1", "--song", "Birch - Leaf 5=8", "--top", "1")
    assert titles(heavier)[0].startswith("Birch")


def test_taste_is_the_listeners_own(shell: Shell) -> None:
    ann = shell("recommend", "--mode", "taste", "--listener", "Ann", "--top", "3")
    assert {item["artist"] for item in ann["items"]} == {"Ash"}
    seeds = ann["items"][0]["why"]["seeds"]
    assert sum(seed["contribution"] for seed in seeds) == pytest.approx(ann["items"][0]["cosine"], abs=1e-6)
    bob = shell("recommend", "--mode", "taste", "--listener", "Bob", "--top", "3")
    assert {item["artist"] for item in bob["items"]} == {"Birch"}


@pytest.mark.parametrize("way", ["mean", "facets", "agreement"])
def test_every_way_to_make_a_taste_explains_itself(shell: Shell, way: str) -> None:
    items = shell("recommend", "--mode", "taste", "--listener", "Bob", "--taste", way, "--top", "4")["items"]
    assert {item["artist"] for item in items} <= {"Birch", "Moss"}
    for item in items:
        assert sum(seed["contribution"] for seed in item["why"]["seeds"]) == pytest.approx(item["score"], abs=1e-6)
        assert item["why"]["sessions"] > 0


def test_a_taste_of_a_period_and_one_that_fades(shell: Shell) -> None:
    ask = ("recommend", "--mode", "taste", "--listener", "Ann", "--top", "1", "--no-fold")
    early = titles(shell(*ask, "--to", "2020-01-02"))[0]
    late = titles(shell(*ask, "--half-life", "1"))[0]
    assert (early, late) != (titles(shell(*ask))[0],) * 2
    assert shell("recommend", "--mode", "taste", "--from", "2021-01-01", code=3)["error"]["code"] == "bad-request"


def test_a_blend_lies_between_two(shell: Shell) -> None:
    ask = ("recommend", "--mode", "taste", "--listener", "Ann", "--blend", "Bob", "--top", "1")
    assert titles(shell(*ask)) == ["Moss - Bridge"]
    assert titles(shell(*ask, "--share", "1"))[0].startswith("Birch")


def test_two_listeners_share_songs_and_could_show_each_other_some(shell: Shell) -> None:
    ask = ("recommend", "--mode", "taste", "--listener", "Ann", "--blend", "Bob", "--top", "50", "--show")
    assert titles(shell(*ask, "common")) == ["Moss - Bridge"]
    shown = shell(*ask, "could-show", "--no-fold")
    assert {item["artist"] for item in shown["items"]} == {"Ash"}
    assert len(shown["items"]) == two_groups.SONGS
    folded = shell(*ask, "could-show", "--per-artist", "3")
    assert (len(folded["items"]), folded["removed"]["versions"] + folded["removed"]["per artist"]) == (3, 9)
    for item in shown["items"]:
        assert sum(seed["contribution"] for seed in item["why"]["seeds"]) == pytest.approx(item["cosine"], abs=1e-6)
    shell(*ask, "nothing", code=2)
    shell("recommend", "--mode", "taste", "--show", "common", code=2)


def test_temperature_says_how_far_another_list_may_reach(shell: Shell) -> None:
    ask = ("recommend", "--song", LEAF, "--top", "10")
    plain = titles(shell(*ask))
    assert titles(shell(*ask, "--shuffle-seed", "1", "--temperature", "0")) == plain
    assert titles(shell(*ask, "--shuffle-seed", "1", "--temperature", "1")) != plain


def test_versions_are_folded_unless_asked(shell: Shell) -> None:
    ask = ("recommend", "--song", "Ash - Leaf 11", "--top", "50")
    both = {"Ash - Leaf 1", "Ash - Leaf 1 (Live)"}
    assert len(both & set(titles(shell(*ask)))) == 1
    assert both <= set(titles(shell(*ask, "--no-fold")))


@pytest.mark.parametrize(
    ("more", "gone"),
    [
        (("--per-artist", "1"), lambda t: sum(one.startswith("Ash") for one in t) == 1),
        (("--hide-played", "Bob"), lambda t: not any(one.startswith(("Birch", "Moss")) for one in t)),
        (("--listener", "Bob"), lambda t: not any(one.startswith("Ash") for one in t)),
        (("--not-since", "1000000"), lambda t: not t),
        (("--min-plays", "6"), lambda t: "Moss - Bridge" not in t),
        (("--from", "2020-01-20"), lambda t: len(t) == 6),
        (("--to", "2020-01-01"), lambda t: len(t) == 5),
        (("--keep-seeds",), lambda t: LEAF in t),
        (("--forgotten",), lambda t: not t),
        (("--adventurous", "1"), lambda t: t.index("Ash - Leaf 3") < t.index("Ash - Leaf 6")),
    ],
)
def test_each_filter_takes_away_what_it_says(shell: Shell, more: tuple[str, ...], gone: Callable[..., bool]) -> None:
    ask = ("recommend", "--song", LEAF, "--top", "100")
    assert not gone(titles(shell(*ask)))
    assert gone(titles(shell(*ask, *more)))


def test_what_each_filter_took_out_is_counted(shell: Shell) -> None:
    ask = ("recommend", "--song", LEAF, "--top", "100")
    plain = shell(*ask)["removed"]
    assert plain["seeds"] == 1
    assert plain["versions"] == 2  # "Leaf 1 (Live)" beside "Leaf 1", of both artists
    more = shell(*ask, "--hide-played", "Bob", "--min-plays", "5", "--per-artist", "2")["removed"]
    assert (more["played"], more["few plays"]) == (two_groups.SONGS + 1, 4)
    assert more["per artist"] > 0
    assert "played" not in plain


def test_what_was_taken_out_is_said_in_words(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recommend", "--song", LEAF, "--hide-played", "Bob", "--library", str(made)]) == 0
    assert capsys.readouterr().out.endswith("\nTaken out: 1 other versions, 13 played before.\n")


def test_forgotten_favourites_are_played_often_and_long_ago(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = two_groups.make_library(tmp_path / "Library")
    late = tmp_path / "late.csv"
    late.write_text("user,time,artist,title\nBob,2023-01-01T00:00:00Z,Birch,Leaf 5\n", encoding="utf-8")
    import_files(folder, ImportRequest(paths=(late,), time_zone="UTC"), Silent())
    two_groups.save_model(folder)
    shell = shell_of(folder, capsys)
    found = set(titles(shell("recommend", "--song", LEAF, "--keep-seeds", "--forgotten", "--top", "100")))
    assert {"Ash - Leaf 5", "Ash - Leaf 6", "Birch - Leaf 6"} <= found
    assert not {"Birch - Leaf 5", "Moss - Bridge", "Ash - Leaf 2"} & found


def test_a_playlist_and_a_region_are_seeds_and_a_region_a_filter(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = two_groups.make(tmp_path / "Library")
    shell, catalogue = shell_of(folder, capsys), Catalogue.open(folder)
    ash = [int(catalogue.songs[catalogue.find(f"Ash - Leaf {number}")]) for number in (1, 2, 3)]
    with Library.open(folder) as library:
        playlists.save(library, playlists.Playlist(0, "Walk", (*ash, 9999)))
    found = shell("recommend", "--playlist", "Walk", "--top", "3")
    assert {item["artist"] for item in found["items"]} == {"Ash"}
    assert found["removed"]["seeds"] == 3
    assert len(found["items"][0]["why"]["seeds"]) == 3
    assert "Walk" in shell("recommend", "--playlist", "Nowhere", code=3)["error"]["message"]
    assert shell("recommend", "--song", LEAF, "--region", "Birch", code=3)["error"]["code"] == "no-model"
    two_groups.draw(folder)
    assert {item["artist"] for item in shell("recommend", "--song", LEAF, "--region", "birch")["items"]} == {"Birch"}
    like = shell("recommend", "--seed-region", "Birch", "--top", "100")
    assert titles(like)[0] == "Moss - Bridge"  # the seeds are left out
    assert "Ash" in shell("recommend", "--song", LEAF, "--region", "Oak", code=3)["error"]["message"]


def test_artists_apart_diversity_and_shuffling_change_the_order(shell: Shell) -> None:
    ask = ("recommend", "--song", LEAF, "--song", "Birch - Leaf 5=0.9", "--top", "10")
    plain = titles(shell(*ask))
    apart = [one.split(" - ")[0] for one in titles(shell(*ask, "--artists-apart"))]
    assert all(a != b for a, b in itertools.pairwise(apart))
    assert titles(shell(*ask, "--diversity", "0.9")) != plain
    shuffled = [titles(shell(*ask, "--shuffle-seed", str(seed))) for seed in (1, 1, 2)]
    assert shuffled[0] == shuffled[1] != shuffled[2]


def test_a_song_can_be_named_by_its_number_and_a_misspelt_one_is_refused_with_candidates(shell: Shell) -> None:
    number = shell("recommend", "--song", LEAF, "--top", "1")["items"][0]["song"]
    assert titles(shell("recommend", "--song", str(number), "--top", "1"))
    error = shell("recommend", "--song", "Moss - Brigde", code=3)["error"]
    assert (error["code"], error["candidates"][0]) == ("unknown-song", "Moss - Bridge")


def test_hidden_songs_and_artists_stay_out_of_lists_and_of_taste(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = two_groups.make(tmp_path / "Library")
    shell, catalogue = shell_of(folder, capsys), Catalogue.open(folder)

    def number(label: str) -> int:
        return int(catalogue.songs[catalogue.find(label)])

    ask = ("recommend", "--song", LEAF, "--top", "100")
    assert {"Ash - Leaf 4", "Moss - Bridge"} <= set(titles(shell(*ask)))
    with Library.open(folder) as library:
        for kind, label in (("song", "Ash - Leaf 4"), ("artist", "Moss - Bridge")):
            entry = hidden.entry_of(library, kind, number(label))  # type: ignore[arg-type]
            hidden.put(library, replace(entry, recommendations=True))
        ash = hidden.entry_of(library, "artist", number(LEAF))
        hidden.put(library, replace(ash, taste=True))
    assert not {"Ash - Leaf 4", "Moss - Bridge"} & set(titles(shell(*ask)))
    assert LEAF in titles(shell("recommend", "--song", "Ash - Leaf 7", "--top", "100"))  # out of taste only
    taste = ("recommend", "--mode", "taste", "--top", "1")
    assert titles(shell(*taste))[0].startswith("Birch")
    walk = shell("journey", "--song", "Ash - Leaf 3", "--song", "Ash - Leaf 5", "--length", "3")
    assert "Ash - Leaf 4" not in titles(walk)


def test_a_hidden_listener_is_not_part_of_everybodys_taste(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    folder = two_groups.make(tmp_path / "Library")
    shell = shell_of(folder, capsys)
    with Library.open(folder) as library, library.writing() as connection:
        listeners.hide(connection, listeners.read(connection)[0].number, True)
        who = {one.name: one.hidden for one in listeners.read(connection)}
    with Library.open(folder) as library:
        catalogue_of.write(library, Silent())
    artist = "Birch" if who["Ann"] else "Ash"
    found = shell("recommend", "--mode", "taste", "--top", "8")
    assert {item["artist"] for item in found["items"]} == {artist}
    hidden_one = next(name for name, gone in who.items() if gone)
    named = shell("recommend", "--mode", "taste", "--listener", hidden_one, "--top", "3")
    assert {item["artist"] for item in named["items"]} != {artist}  # asked for by name


def test_similarity(shell: Shell) -> None:
    found = shell("similarity", "Ash - Leaf 1", "Birch - Leaf 1")
    assert found == {"cosine": pytest.approx(math.cos(math.radians(86)), abs=1e-6)}


@pytest.mark.parametrize("form", ["m3u8", "xspf", "jspf", "csv", "text"])
def test_a_playlist_goes_out(shell: Shell, made: Path, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"mine.{form}"
    result = shell("export", "playlist", "--song", LEAF, "--song", "Moss - Bridge", "--as", form, str(file))
    assert result == {"path": str(file)}
    text = file.read_text(encoding="utf-8")
    assert text.index("Leaf 5") < text.index("Bridge")
    matched = playlists.read_file(Catalogue.open(made), file) if form != "text" else None
    assert matched is None or len(matched.songs) == 2


def test_a_playlist_of_the_library_goes_out_by_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = two_groups.make_library(tmp_path / "Library")
    shell = shell_of(folder, capsys)
    with Library.open(folder) as library:
        playlists.save(library, playlists.Playlist(0, "Road", (1, 2, 1)))
    for arguments in (("Road",), ("--name", "Road")):
        out = shell("export", "playlist", *arguments, str(tmp_path / "road.txt"))["path"]
        assert len(Path(out).read_text(encoding="utf-8").splitlines()) == 3
    assert shell("export", "playlist", "Nowhere", str(tmp_path / "x.txt"), code=3)["error"]["code"] == "unknown-song"
    assert not (tmp_path / "x.txt").exists()


def exported(shell: Shell, file: Path, *words: str) -> list[str]:
    shell("export", "playlist", *words, str(file))
    return file.read_text(encoding="utf-8").splitlines()


def test_a_playlist_is_smoothed_and_gone_on_with_on_its_way_out(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    songs = [word for number in (9, 2, 7, 4) for word in ("--song", f"Ash - Leaf {number}")]
    plain = exported(shell, file, *songs)
    assert plain == [f"Ash - Leaf {number}" for number in (9, 2, 7, 4)]
    smooth = exported(shell, file, *songs, "--smooth")
    assert smooth in ([f"Ash - Leaf {n}" for n in (2, 4, 7, 9)], [f"Ash - Leaf {n}" for n in (9, 7, 4, 2)])
    pinned = exported(shell, file, *songs, "--pin-first", "--pin-last")
    assert (pinned[0], pinned[-1], sorted(pinned)) == (plain[0], plain[-1], sorted(plain))
    longer = exported(shell, file, *songs, "--radio", "5")
    assert longer[:4] == plain
    assert len(set(longer)) == 9
    assert longer == exported(shell, file, *songs, "--radio", "5")


def test_a_song_that_left_the_library_does_not_lead_the_radio_astray(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    folder = two_groups.make(tmp_path / "Library")
    shell, catalogue = shell_of(folder, capsys), Catalogue.open(folder)
    leaf = int(catalogue.songs[catalogue.find(LEAF)])
    with Library.open(folder) as library:
        playlists.save(library, playlists.Playlist(0, "Whole", (leaf,)))
        playlists.save(library, playlists.Playlist(0, "Torn", (leaf, 9999)))
        playlists.save(library, playlists.Playlist(0, "Gone", (9999,)))
    file = tmp_path / "x.txt"
    assert exported(shell, file, "Torn", "--radio", "4") == exported(shell, file, "Whole", "--radio", "4")
    error = shell("export", "playlist", "Gone", "--radio", "4", str(tmp_path / "y.txt"), code=3)["error"]
    assert "no song that could follow" in error["message"]
    assert not (tmp_path / "y.txt").exists()


def test_plays_and_sessions_go_out(shell: Shell, tmp_path: Path) -> None:
    plays = Path(shell("export", "plays", "--as", "csv", str(tmp_path / "plays.csv"))["path"])
    assert len(plays.read_text(encoding="utf-8").splitlines()) == 1 + two_groups.SESSIONS * two_groups.LENGTH
    sessions = Path(shell("export", "sessions", "--listener", "Ann", str(tmp_path / "s.jsonl"))["path"])
    assert len(sessions.read_text(encoding="utf-8").splitlines()) == two_groups.SESSIONS * two_groups.LENGTH // 2


def test_what_cannot_go_out_is_usage(made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (("weather", "x.csv"), ("plays", "--as", "xml", "x"), ("playlist", "x.txt"), ("plays", "a", "b")):
        assert main(["export", *arguments, "--library", str(made)]) == 2
    capsys.readouterr()


def test_every_kind_has_its_function() -> None:
    assert all(callable(export._function(target)) for target in export.KINDS.values())


@pytest.fixture
def with_rare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A library whose model has not learnt "Moss - Bridge" and "Ash - Leaf 2", but placed both beside others."""
    folder = two_groups.make_library(tmp_path / "Library")
    two_groups.save_model(folder, placed=("Moss - Bridge", "Ash - Leaf 2"))
    return shell_of(folder, capsys)


def test_a_rare_song_is_asked_about_from_where_it_was_placed(with_rare: Shell) -> None:
    items = with_rare("recommend", "--song", "Ash - Leaf 2", "--top", "3")["items"]
    assert {item["title"] for item in items} == {"Leaf 1", "Leaf 3", "Leaf 4"}
    assert all("placed" not in item for item in items)


def test_rare_songs_are_recommended_on_request_only_and_marked(with_rare: Shell) -> None:
    usual = with_rare("recommend", "--song", LEAF, "--top", "50")["items"]
    asked = with_rare("recommend", "--song", LEAF, "--top", "50", "--rare")["items"]
    names = {f"{item['artist']} - {item['title']}": item.get("placed", False) for item in asked}
    assert names["Ash - Leaf 2"] is names["Moss - Bridge"] is True
    assert sum(names.values()) == 2
    assert len(asked) == len(usual) + 2
    assert [item["song"] for item in usual] == [item["song"] for item in asked if "placed" not in item]
