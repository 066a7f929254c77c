"""From double click to the first recommendation: real window, real children, real library, the demo's real data."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from s2v_desktop.core.trust import nearest_on_map
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.models import ModelStore

HANG_GUARD_S = 600


@pytest.fixture(scope="module")
def minutes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a listener sees in the first minutes."""
    home = tmp_path_factory.mktemp("home")
    result = home / "result.json"
    script = Path(__file__).with_name("first_minutes.py")
    ran = subprocess.run(
        [sys.executable, str(script), str(result), str(home)],
        capture_output=True, text=True, timeout=HANG_GUARD_S, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    seen: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    assert not seen["failure"], seen["failure"]
    return seen


def test_the_window_opens_on_the_start_page_and_ends_cleanly(minutes: dict[str, Any]) -> None:
    assert minutes["start_page"]
    assert minutes["exit_code"] == 0
    assert minutes["threads"] == []


def test_the_window_has_not_loaded_what_only_jobs_need(minutes: dict[str, Any]) -> None:
    assert minutes["heavy"] == []


def test_one_click_leads_to_a_map_and_a_first_list(minutes: dict[str, Any]) -> None:
    assert minutes["songs"] == 436
    assert minutes["counts"] in ("39,774 new plays.", "39,774 plays · 436 songs · 4,049 sessions")  # said, then resting
    assert minutes["frames"] >= 5
    assert 1 <= minutes["first_seeds"] <= 3
    assert len(minutes["first_list"]) == 10


def test_a_song_brings_what_was_played_next(minutes: dict[str, Any]) -> None:
    assert minutes["next"][0] == "I Know You Rider"


def test_choosing_a_song_can_be_undone(minutes: dict[str, Any]) -> None:
    assert minutes["seeds_after_undo"] == minutes["first_seeds"]


def test_the_map_shows_the_eras(minutes: dict[str, Any]) -> None:
    """Songs that are neighbours on the map were played in the same years: 9.5 years apart at random, under 5 here."""
    folder = Path(minutes["library"])
    catalogue, store = Catalogue.open(folder), ModelStore(folder)
    model = store.load(store.newest().id)
    positions = np.asarray(store.load_map(model.info.id).positions)
    song, day = catalogue.songs_and_days()
    mean_day = np.bincount(song, weights=day) / np.bincount(song)  # each row of the demo has a date
    year = mean_day[catalogue.index_of(model.vectors.songs)] / 365.2425
    near = nearest_on_map(positions, 5)
    apart = np.abs(year[:, None] - year[near])
    shuffled = np.abs(year[:, None] - np.random.default_rng(0).permutation(year)[:, None])
    assert np.median(apart) < 5 < np.median(shuffled)
