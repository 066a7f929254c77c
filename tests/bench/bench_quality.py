"""How much better *next* predicts the next song than the best of all counting, on real and on generated listening.

The ratio of hits among ten over the same held-out cases, with its 95 % interval in the name; the target is 1.10. The
seconds of training per million plays stand beside it. ``S2V_BENCH_QUALITY_PLAYS`` (20,000) plays of each generated
listener, ``S2V_BENCH_QUALITY_SEEDS`` (1) models each, ``S2V_BENCH_QUALITY_KINDS`` (5, in full 8) libraries.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import generated_listeners
import generated_people
import numpy as np
from generated_listeners import Listening
from run import amount, entry

from s2v_desktop.core.evaluation import Plan, evaluate
from s2v_desktop.core.policy import parameters
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.training import train

NAMES = ("quality",)
PLAYS = amount("S2V_BENCH_QUALITY_PLAYS", 20_000)
SEEDS = amount("S2V_BENCH_QUALITY_SEEDS", 1, 3)
KINDS = amount("S2V_BENCH_QUALITY_KINDS", 5, 8)
SOURCE = Path(__file__).resolve().parents[2]
WANTED = 1.10
BUDGET_S = {"balanced": 180.0, "quick": 30.0}
"""Seconds of training per million plays."""


def measure() -> list[dict[str, Any]]:
    """Ask on every library, then time the training on a larger one."""
    libraries: dict[str, Callable[[], Listening]] = {
        "real: set lists": set_lists,
        "real: radio": radio,
        "generated: albums": lambda: generated_listeners.albums(PLAYS, 1),
        "generated: moods": lambda: generated_listeners.moods(PLAYS, 1),
        "generated: favourites": lambda: generated_people.favourites(PLAYS, 1),
        "generated: shuffler": lambda: generated_people.shuffler(PLAYS, 1),
        "generated: people": lambda: generated_people.people(PLAYS, 1),
        "generated: playlists": lambda: generated_people.playlists(PLAYS, 1),
    }
    entries = []
    for name, make in list(libraries.items())[:KINDS]:
        listening = make()
        report = evaluate(listening.corpus, listening.artist, Plan(seeds=SEEDS), Silent())
        entries += judged(name, report)
    return [*entries, *(timed(preset) for preset in BUDGET_S)]


def judged(name: str, report: dict[str, Any]) -> list[dict[str, Any]]:
    """One library: hits of `next` beside the best counting and beside popularity."""
    hits = {method: figures["hr10"] for method, figures in report["methods"].items()}
    found = []
    for label, other in (("counting", report["against"]["best_counting"]), ("popularity", "popularity")):
        ratio, low, high = report["against"][f"next/{label}"]
        title = f"quality {name}, next / {other} {ratio:.2f} ({low:.2f} to {high:.2f})"
        target = WANTED if label == "counting" else 3.0
        found.append(
            entry(title, hits["next"], "hr10", target, "higher", other, hits[other], target_is_ratio=True)
        )  # fmt: skip
    return found


def timed(preset: str) -> dict[str, Any]:
    """Seconds of training per million plays, measured on a tenth of that with the passes of a million."""
    listening = generated_listeners.moods(100_000, 2)
    plays = len(listening.corpus.songs)
    songs = int(np.count_nonzero(np.bincount(listening.corpus.songs) >= 3))
    usual = parameters(preset, 1_000_000, songs)
    begin = time.perf_counter()
    train(listening.corpus, usual, Silent())
    seconds = (time.perf_counter() - begin) * 1e6 / plays
    return entry(f"quality training, {preset}, a million plays", seconds, "s", BUDGET_S[preset])


def set_lists() -> Listening:
    """Thirty years of concerts: a set is a session, in the order of the shows."""
    with (SOURCE / "resources" / "demo" / "gd_setlists.csv").open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: (row["show"], int(row["set"]), int(row["position"])))
    titles: dict[str, int] = {}
    sets: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        sets.setdefault((row["show"], row["set"]), []).append(titles.setdefault(row["song"], len(titles)))
    return Listening(generated_listeners.corpus_of(list(sets.values())), np.zeros(len(titles), np.int32))


def radio() -> Listening:
    """A week of eight stations: a gap of more than 24 minutes between two starts ends a session."""
    place = SOURCE / "tests" / "data" / "classic-rock-radio" / "classic_rock_plays.csv"
    with place.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    songs: dict[tuple[str, str], int] = {}
    artists: dict[str, int] = {}
    stations: dict[str, list[tuple[int, int, int]]] = {}
    for number, row in enumerate(rows):
        song = songs.setdefault((row["song"], row["artist"]), len(songs))
        stations.setdefault(row["callsign"], []).append((int(row["time"]), -number, song))
    sessions: list[tuple[int, list[int]]] = []
    for plays in stations.values():
        before = 0
        for when, _, song in sorted(plays):
            if when - before > 1440:
                sessions.append((when, []))
            sessions[-1][1].append(song)
            before = when
    sessions.sort(key=lambda one: one[0])
    artist = np.array([artists.setdefault(name, len(artists)) for _, name in songs], np.int32)
    return Listening(generated_listeners.corpus_of([session for _, session in sessions]), artist)
