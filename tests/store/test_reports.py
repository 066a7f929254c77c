"""Reports are kept beside their model, whole or not at all, and say what the window begins with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from s2v_desktop.store import reports

FIGURES = dict.fromkeys(("hr10", "ndcg10", "mrr", "recall20", "low", "high", "catalogue", "hubs"), 0.25)


def report(**changes: Any) -> dict[str, Any]:
    whole = {
        "cases": 10, "coverage": 0.5, "methods": {"next": FIGURES}, "default": "next", "default_taste": "taste-facets",
        "against": {"best_counting": "item-knn", "next/counting": [1.0, 0.9, 1.1]},
    }  # fmt: skip
    return whole | changes


def test_a_report_comes_back_as_it_was(tmp_path: Path) -> None:
    path = reports.save(tmp_path, "20260101-000000-abcd", report())
    assert path == tmp_path / "reports" / "20260101-000000-abcd.json"
    loaded = reports.load(tmp_path, "20260101-000000-abcd")
    assert loaded is not None
    assert report().items() <= loaded.items()
    assert [one.name for one in (tmp_path / "reports").iterdir()] == [path.name]
    reports.remove(tmp_path, "20260101-000000-abcd")
    assert reports.load(tmp_path, "20260101-000000-abcd") is None


def test_nothing_measured_means_the_usual(tmp_path: Path) -> None:
    assert reports.load(tmp_path, None) is None
    assert reports.default_mode(tmp_path, "m1") == "similar"
    assert reports.default_taste(tmp_path, "m1") == "mean"


@pytest.mark.parametrize(
    ("winner", "mode"),
    [("next", "next"), ("similar", "similar"), ("taste-facets", "taste"), ("taste-mean", "taste"), ("?", "similar")],
)
def test_the_winner_is_what_the_window_begins_with(tmp_path: Path, winner: str, mode: str) -> None:
    reports.save(tmp_path, "m1", report(default=winner))
    assert reports.default_mode(tmp_path, "m1") == mode
    assert reports.default_taste(tmp_path, "m1") == "facets"


def test_a_report_without_a_model_stands_in(tmp_path: Path) -> None:
    reports.save(tmp_path, None, report())
    assert reports.default_mode(tmp_path, "another") == "next"


@pytest.mark.parametrize("name", ["../outside", "", "a/b", "a" * 81])
def test_no_name_leads_outside(tmp_path: Path, name: str) -> None:
    assert reports.load(tmp_path, name) is None or not name
    with pytest.raises(ValueError, match="name"):
        reports.remove(tmp_path, name)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["cases", "coverage", "made_ms", "methods", "default", "default_taste", "against", "format"]),
    st.sampled_from([None, [], 1e999, [{}], {"next/counting": [1]}, {"next": {"hr10": 1}}]),
)
def test_a_damaged_report_is_as_good_as_none(tmp_path: Path, key: str, value: Any) -> None:
    path = reports.save(tmp_path, "m1", report())
    said = json.loads(path.read_text(encoding="utf-8"))
    # A comparison with another name is only one more key; everything else here makes the report useless.
    harmless = key == "against" and value == {"next": {"hr10": 1}}
    path.write_text(json.dumps(said | {key: value}), encoding="utf-8")
    assert (reports.load(tmp_path, "m1") is not None) == harmless


@pytest.mark.parametrize("content", [b"", b"\xff{", b"[]", b"[" * 100_000])
def test_a_broken_file_is_as_good_as_none(tmp_path: Path, content: bytes) -> None:
    path = reports.save(tmp_path, "m1", report())
    path.write_bytes(content)
    assert reports.load(tmp_path, "m1") is None
    assert reports.default_mode(tmp_path, "m1") == "similar"
