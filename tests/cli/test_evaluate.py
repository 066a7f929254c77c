"""``s2v evaluate`` with a real child: the exact keys of its JSON, and a table for people."""

from __future__ import annotations

import json
from pathlib import Path

import obvious
import pytest

from s2v_desktop.cli.main import main
from s2v_desktop.core.progress import Silent
from s2v_desktop.jobs import inline

FIGURES = {"hr10", "ndcg10", "mrr", "recall20", "low", "high", "catalogue", "hubs"}
METHODS = {
    "similar", "next", "mix", "taste-mean", "taste-facets", "taste-agreement", "default", "popularity", "same-artist",
    "item-knn", "sequential-rules", "session-knn", "ppmi-svd", "factorisation",
}  # fmt: skip
QUICK = ("--preset", "quick", "--set", "epochs=3", "--set", "vector_size=8", "--seeds", "1")


@pytest.fixture
def library(tmp_path: Path) -> str:
    place = tmp_path / "library"
    inline.run("import", obvious.spec(place, obvious.write(tmp_path / "plays.csv")), Silent())
    return str(place)


def test_the_json_has_exactly_its_keys(library: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "--library", library, "--json", *QUICK]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"cases", "coverage", "methods", "same_artist", "stability"}
    assert set(told["methods"]) == METHODS
    assert all(set(one) == FIGURES for one in told["methods"].values())
    assert told["stability"] is None


def test_people_get_a_table_and_a_sentence(library: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "--library", library, "--protocol", "last", *QUICK]) == 0
    out = capsys.readouterr().out
    assert "session-knn" in out
    assert "held-out moments" in " ".join(out.split())


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["--protocol", "yesterday"], 2), (["--seeds", "0"], 2), (["--set", "colour=1"], 2), (["--preset", "fast"], 2)],
)
def test_nonsense_is_refused(library: str, arguments: list[str], code: int) -> None:
    assert main(["evaluate", "--library", library, "--json", *arguments]) == code
