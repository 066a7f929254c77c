"""The whole measurement on obvious listening: groups that are never mixed, songs that always follow each other."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from s2v_desktop.core import evaluation
from s2v_desktop.core.contest import COUNTING_METHODS, MODEL_METHODS, OFFERED, TASTE_METHODS
from s2v_desktop.core.errors import BadRequest, TooLittleData
from s2v_desktop.core.evaluation import Plan, evaluate
from s2v_desktop.core.progress import Cancelled, Silent
from s2v_desktop.core.types import NO_TIME, Corpus, Int32
from s2v_desktop.core.within import Within

SMALL = {"vector_size": 16, "epochs": 12, "follow_passes": 6}
GROUP, GROUPS = 24, 3
NAMES = {*MODEL_METHODS, "default", *COUNTING_METHODS}


def groups(sessions: int = 240, timed: bool = True) -> tuple[Corpus, Int32]:
    """Sessions stay in one of three groups and walk through it forwards; two listeners; an artist has half a group."""
    rng = np.random.default_rng(1)
    flat, lengths = [], []
    for number in range(sessions):
        walk = GROUP * (number % GROUPS) + (rng.integers(GROUP) + np.cumsum(rng.integers(1, 3, 10))) % GROUP
        flat.append(walk)
        lengths.append(len(walk))
    starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    listener = (np.arange(sessions) % GROUPS == 0).astype(np.int32)
    times = np.arange(sessions, dtype=np.int64) if timed else np.full(sessions, NO_TIME)
    artist = (np.arange(GROUP * GROUPS) // 12).astype(np.int32)
    return Corpus(np.concatenate(flat).astype(np.int32), starts, listener, times), artist


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    return evaluate(*groups(), Plan(seeds=2, changes=SMALL), Silent())


def test_the_report_has_every_method_and_figure_and_is_plain_json(report: dict[str, Any]) -> None:
    assert json.loads(json.dumps(report, allow_nan=False)) == report
    assert set(report["methods"]) == NAMES
    for figures in report["methods"].values():
        assert set(figures) == {"hr10", "ndcg10", "mrr", "recall20", "low", "high", "catalogue", "hubs"}
        assert all(math.isfinite(value) for value in figures.values())
        assert 0 <= figures["low"] <= figures["hr10"] <= figures["high"] <= 1
        assert figures["hr10"] <= report["coverage"]
    assert report["cases"] == report["all_cases"] > 100
    assert report["protocol"] == "time"
    assert report["stability"] > 0.3


def test_what_was_learnt_beats_what_is_popular(report: dict[str, Any]) -> None:
    hits = {name: figures["hr10"] for name, figures in report["methods"].items()}
    assert hits["next"] > 0.9 > 0.5 > hits["popularity"]
    assert hits["sequential-rules"] > 0.9
    assert report["against"]["next/popularity"][1] > 1
    assert hits["factorisation"] > hits["popularity"]
    assert hits["default"] == hits[report["default"]]
    assert report["default"] in OFFERED
    assert report["default_taste"] in TASTE_METHODS


def test_the_same_artist_share_needs_artists_with_enough_songs() -> None:
    near = np.array([[1, 2], [0, 2], [1, 0], [0, 1]], np.int32)
    assert evaluation.same_artist_share(near, np.array([0, 0, 0, 1], np.int32), fewest=3) == 1.0
    assert evaluation.same_artist_share(near, np.array([0, 1, 0, 1], np.int32), fewest=2) == pytest.approx(0.375)
    assert evaluation.same_artist_share(near, np.array([0, 1, 0, 1], np.int32)) is None
    assert evaluation.same_artist_share(near, np.zeros(4, np.int32), fewest=2) is None


def test_playlists_without_times_are_asked_for_their_last_song() -> None:
    report = evaluate(*groups(90, timed=False), Plan(seeds=1, preset="quick", changes=SMALL), Silent())
    assert report["protocol"] == "last"
    assert report["cases"] == 90
    assert report["stability"] is None
    assert report["methods"]["next"]["hr10"] > report["methods"]["popularity"]["hr10"]


def test_a_measurement_can_be_cancelled_at_every_stage() -> None:
    class Until(Silent):
        def __init__(self, stage: str) -> None:
            self.stage, self.seen = stage, [""]

        def update(self, stage: str, done: float, total: float, note: str = "") -> None:
            if stage != self.seen[-1]:
                self.seen.append(stage)
            if stage == self.stage and done > 0:
                raise Cancelled

    plan = Plan(seeds=1, changes={**SMALL, "epochs": 3})
    assert list(evaluation.stages(plan)) == ["choosing", "seed 1", "counting"]
    for stage in evaluation.stages(plan):
        monitor = Until(stage)
        with pytest.raises(Cancelled):
            evaluate(*groups(60), plan, monitor)
        assert monitor.seen[1:] == list(evaluation.stages(plan))[: len(monitor.seen) - 1]


def test_nonsense_and_too_little_are_refused() -> None:
    for wrong in ({"protocol": "random"}, {"seeds": 0}, {"seeds": 11}):
        with pytest.raises(BadRequest):
            Plan(**wrong)  # type: ignore[arg-type]
    with pytest.raises(TooLittleData):
        evaluate(*groups(3), Plan(changes=SMALL), Silent())


def test_a_part_of_a_job_goes_forwards_within_its_stage() -> None:
    told: list[tuple[str, float]] = []

    class Ear(Silent):
        def update(self, stage: str, done: float, total: float, note: str = "") -> None:
            assert note == "Asking"
            told.append((stage, done / total))

    within = Within(Ear(), "outer", "Asking").part(0.5, 1.0)
    for stage, done in (("first", 1), ("first", 4), ("second", 0), ("second", 2), ("second", 9)):
        within.update(stage, done, 4)
    assert {stage for stage, _ in told} == {"outer"}
    assert [share for _, share in told] == pytest.approx([0.625, 1.0, 1.0, 1.0, 1.0])
    assert not within.stopping
