"""``s2v export map`` and ``s2v export vectors``: the path they say holds what was asked for."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from s2v_desktop.cli.main import main
from s2v_desktop.core.progress import Silent
from s2v_desktop.jobs import inline
from s2v_desktop.store import word2vec_text

sys.path.insert(0, str(Path(__file__).parents[1] / "jobs"))
import obvious

Export = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small library with a model and a map."""
    folder = tmp_path_factory.mktemp("map")
    source = obvious.write(folder / "plays.csv")
    place = folder / "library"
    inline.run("import", {"library": str(place), "paths": [str(source)]}, Silent())
    inline.run("train", {"library": str(place), "preset": "quick"}, Silent())
    inline.run("map", {"library": str(place), "parameters": {"steps": 20, "early_steps": 10}}, Silent())
    return place


@pytest.fixture
def export(library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Export:
    """Run the verb and give its JSON."""

    def run(*words: str, code: int = 0) -> dict[str, Any]:
        assert main(["export", *words, "--library", str(library), "--json"]) == code
        said: dict[str, Any] = json.loads(capsys.readouterr().out)
        return said

    return run


def test_a_picture_has_the_size_asked_for(export: Export, tmp_path: Path) -> None:
    words = ("map", "--as", "png", "--size", "500x300", "--theme", "light")
    path = Path(export(*words, str(tmp_path / "a b.png"))["path"])
    head = path.read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    assert (int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")) == (500, 300)


def test_the_page_holds_every_song(export: Export, tmp_path: Path) -> None:
    page = Path(export("map", str(tmp_path / "map.html"))["path"]).read_text(encoding="utf-8")
    data = json.loads(page.split('type="application/json">')[1].split("</script>")[0])
    rows = Path(export("map", str(tmp_path / "map.csv"))["path"])
    with rows.open(encoding="utf-8", newline="") as stream:
        titles = [row["title"] for row in csv.DictReader(stream)]
    assert sorted(data["title"]) == sorted(titles)
    assert len(titles) > 10


def test_vectors_agree_in_every_format(export: Export, tmp_path: Path) -> None:
    with np.load(export("vectors", str(tmp_path / "v.npz"))["path"], allow_pickle=False) as arrays:
        w1 = arrays["w1"]
    names, vectors = word2vec_text.load(
        Path(export("vectors", "--as", "word2vec", str(tmp_path / "v.txt"))["path"]).read_bytes()
    )
    assert np.array_equal(vectors, w1)
    assert len(set(names)) == len(w1)


@pytest.mark.parametrize("words", [("map", "x.svg"), ("vectors", "x.doc"), ("map", "--size", "big", "x.png")])
def test_what_cannot_be_is_a_matter_of_usage(library: Path, words: tuple[str, ...]) -> None:
    assert main(["export", *words, "--library", str(library)]) == 2
