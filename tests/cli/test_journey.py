"""`s2v journey` on a library with an obvious answer: both ends, the largest step, and the filters of other lists."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from s2v_desktop.cli.main import main
from tests import two_groups

Shell = Callable[..., Any]
LEAF = "Ash - Leaf 5"
ENDS = ("--song", LEAF, "--song", "Birch - Leaf 4")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = two_groups.make(tmp_path_factory.mktemp("groups") / "Library")
    two_groups.draw(folder)
    return folder


@pytest.fixture
def shell(made: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    def run(*arguments: str, code: int = 0) -> Any:
        assert main([*arguments, "--library", str(made), "--json"]) == code
        return json.loads(capsys.readouterr().out or "null")

    return run


def titles(result: dict[str, Any]) -> list[str]:
    return [f"{item['artist']} - {item['title']}" for item in result["items"]]


def test_a_journey_counts_both_ends_and_says_its_largest_step(shell: Shell) -> None:
    found = shell("journey", "--song", "Ash - Leaf 1", "--song", "Birch - Leaf 1", "--length", "7")
    assert set(found) == {"items", "largest_step", "removed"}
    assert [item["rank"] for item in found["items"]] == list(range(1, 8))
    assert (titles(found)[0], titles(found)[-1]) == ("Ash - Leaf 1", "Birch - Leaf 1")
    steps = [item["step"] for item in found["items"]]
    assert steps[0] is None
    assert found["largest_step"] == pytest.approx(1 - min(steps[1:]), abs=1e-9)
    short = shell("journey", "--song", LEAF, "--song", "Birch - Leaf 1", "--length", "2")
    assert len(short["items"]) == 2
    for length in ("1", "201"):
        shell("journey", "--song", LEAF, "--song", "Birch - Leaf 1", "--length", length, code=2)
    stops = ("--song", LEAF, "--song", "Birch - Leaf 1", "--song", "Ash - Leaf 2")
    shell("journey", *stops, "--length", "2", code=2)
    apart = shell("journey", "--song", LEAF, "--song", "Birch - Leaf 1", "--length", "9", "--one-per-artist")
    assert titles(apart) == [LEAF, "Moss - Bridge", "Birch - Leaf 1"]
    assert shell("journey", "--song", LEAF, "--song", LEAF, code=3)["error"]["code"] == "bad-request"
    assert main(["journey", "--song", LEAF]) == 2


@pytest.mark.parametrize(
    ("more", "broken", "filter_"),
    [
        (("--hide-played", "Bob"), lambda way: any(one.startswith(("Birch", "Moss")) for one in way), "played"),
        (("--listener", "Ann"), lambda way: any(one.startswith("Birch") for one in way), "only"),
        (("--region", "Ash"), lambda way: any(one.startswith("Birch") for one in way), "only"),
        (("--to", "2020-01-10"), lambda way: "Moss - Bridge" in way, "only"),
        (("--from", "2020-01-20"), lambda way: "Ash - Leaf 6" in way, "only"),
        (("--min-plays", "5"), lambda way: "Moss - Bridge" in way, "few plays"),
        (("--not-since", "1000000"), lambda way: len(way) > 0, "recent"),
        (("--forgotten",), lambda way: "Moss - Bridge" in way, "recent"),
        ((), lambda way: {"Ash - Leaf 1", "Ash - Leaf 1 (Live)"} <= set(way), ""),
        (("--artists-apart",), lambda way: any(a[:3] == b[:3] for a, b in itertools.pairwise(way)), ""),
        (("--per-artist", "3"), lambda way: sum(one.startswith("Ash") for one in way) > 2, ""),
    ],
)
def test_each_filter_holds_on_the_way(
    shell: Shell, more: tuple[str, ...], broken: Callable[[list[str]], bool], filter_: str
) -> None:
    ask = ("journey", *ENDS, "--length", "25")
    assert broken(titles(shell(*ask, "--no-fold"))[1:-1])
    found = shell(*ask, *more)
    way = titles(found)
    assert (way[0], way[-1]) == (LEAF, "Birch - Leaf 4")
    assert not broken(way[1:-1])
    assert not filter_ or found["removed"][filter_] > 0


def test_an_adventurous_way_is_another_one(shell: Shell) -> None:
    ask = ("journey", *ENDS, "--length", "8")
    tame, bold = (titles(shell(*ask, "--adventurous", amount)) for amount in ("0", "1"))
    assert tame != bold
    assert (tame[0], tame[-1]) == (bold[0], bold[-1])


def test_what_was_taken_out_is_said_in_words(made: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["journey", *ENDS, "--hide-played", "Bob", "--library", str(made)]) == 0
    assert capsys.readouterr().out.endswith("12 played before.\n")


def test_what_makes_no_sense_is_refused(shell: Shell) -> None:
    shell("journey", *ENDS, "--from", "2021-01-01", "--to", "2020-01-01", code=2)
    error = shell("journey", *ENDS, "--listener", "Nobody", code=3)["error"]
    assert (error["code"], set(error["candidates"])) == ("unknown-listener", {"Ann", "Bob"})
    error = shell("journey", "--song", LEAF, "--song", "Ash - Leef 4", code=3)["error"]
    assert (error["code"], "Ash - Leaf 4" in error["candidates"]) == ("unknown-song", True)
