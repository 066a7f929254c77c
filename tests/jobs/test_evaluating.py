"""Job ``evaluate``: the report is kept beside the model, the model stays, a cancelled one leaves no trace."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import obvious
import pytest

from s2v_desktop.core import policy
from s2v_desktop.core.errors import BadRequest, NoModel
from s2v_desktop.core.progress import Cancelled, Silent
from s2v_desktop.jobs import inline
from s2v_desktop.store import reports
from s2v_desktop.store.fingerprint import fingerprint

QUICK = {"vector_size": 8, "epochs": 3}


@pytest.fixture
def library(tmp_path: Path) -> Path:
    place = tmp_path / "library"
    inline.run("import", obvious.spec(place, obvious.write(tmp_path / "plays.csv")), Silent())
    return place


def measure(library: Path, monitor: Silent | None = None, **spec: Any) -> dict[str, Any]:
    return inline.run("evaluate", {"library": str(library), "seeds": 1, **spec}, monitor or Silent())


def test_a_library_without_a_model_can_be_measured(library: Path) -> None:
    before = fingerprint(library)
    report = measure(library, preset="quick", parameters=QUICK)
    assert report["model"] is None
    assert report["seconds"] > 0
    assert report["methods"]["same-artist"]["hr10"] > report["methods"]["popularity"]["hr10"]
    kept = reports.load(library, None)
    assert kept is not None
    assert kept["methods"] == report["methods"]
    assert fingerprint(library) == before


def test_the_report_is_about_the_model_and_models_like_it(library: Path) -> None:
    spec = {"library": str(library), "preset": "quick", "parameters": {**QUICK, "window": 3}}
    model = inline.run("train", spec, Silent())["model"]
    report = measure(library)
    assert report["model"] == model
    assert report["preset"] == "quick"
    assert (report["parameters"]["vector_size"], report["parameters"]["window"]) == (8, 3)
    assert reports.default_mode(library, model) in ("similar", "next", "taste")


LARGE = policy.parameters("quick", 300_000, 5_000).as_dict()
OLD = {name: value for name, value in LARGE.items() if name != "follow_size"} | {"vector_size": 8}


@pytest.mark.parametrize(
    ("said", "measured"),
    [(LARGE, {"vector_size": 128, "follow_size": 16}), (OLD, {"vector_size": 8, "follow_size": 0})],
)
def test_what_the_preset_chose_for_its_size_was_not_chosen_by_hand(
    library: Path, said: dict[str, Any], measured: dict[str, int]
) -> None:
    """Nor do models of before songs had numbers of their own get some."""
    model = inline.run("train", {"library": str(library), "preset": "quick", "parameters": QUICK}, Silent())["model"]
    file = library / "models" / model / "manifest.json"
    manifest = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**manifest, "parameters": {"preset": "quick", **said}}), encoding="utf-8")
    report = measure(library)
    assert {name: report["parameters"][name] for name in measured} == measured
    assert report["parameters"]["alpha"] == policy.parameters("quick", 1, 1).alpha


class Ending(Silent):
    def __init__(self, at: int) -> None:
        self.left = at

    def update(self, stage: str, done: float, total: float, note: str = "") -> None:
        self.check()

    def check(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled


@pytest.mark.parametrize("at", [0, 3, 12, 25])
def test_a_cancelled_measurement_leaves_no_trace(library: Path, at: int) -> None:
    before = sorted(path for path in library.rglob("*") if path.name != "tmp")
    with pytest.raises(Cancelled):
        measure(library, Ending(at), preset="quick", parameters=QUICK)
    assert sorted(path for path in library.rglob("*") if path.name != "tmp") == before


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        ({"protocol": "yesterday"}, BadRequest),
        ({"seeds": 0}, BadRequest),
        ({"preset": "fast"}, BadRequest),
        ({"parameters": {"colour": 1}}, BadRequest),
        ({"model": "20000101-000000-abcd"}, NoModel),
    ],
)
def test_nonsense_is_refused(library: Path, spec: dict[str, Any], problem: type[Exception]) -> None:
    with pytest.raises(problem):
        measure(library, **spec)
