"""Jobs around models: sessions by another rule, watching, beginning with old vectors, repeating, comparing, sharing."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import obvious
import pytest

from s2v_desktop.core import estimate
from s2v_desktop.core.errors import BadRequest, TooLittleData
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.watching import Pass
from s2v_desktop.jobs import inline
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.fingerprint import fingerprint
from s2v_desktop.store.library import Library
from s2v_desktop.store.machine import TooLittleMemory
from s2v_desktop.store.models import ModelStore

TINY = {"vector_size": 8, "epochs": 4}


class Curious(Silent):
    """Takes every pass."""

    def __init__(self, stop_after: int = 0) -> None:
        self.passes: list[Pass] = []
        self.stop_after = stop_after

    def passed(self, told: Pass) -> None:
        self.passes.append(told)
        self.stopping = bool(self.stop_after) and told.epoch >= self.stop_after


def do(job: str, library: Path, monitor: Silent | None = None, **spec: Any) -> dict[str, Any]:
    return inline.run(job, {"library": str(library), **spec}, monitor or Silent())


def train(library: Path, monitor: Silent | None = None, **spec: Any) -> dict[str, Any]:
    return do("train", library, monitor, **{"preset": "quick", "parameters": TINY, **spec})


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(obvious, "SESSIONS", 420)
    place = tmp_path / "library"
    inline.run("import", obvious.spec(place, obvious.write(tmp_path / "plays.csv")), Silent())
    return place


def test_counting_changes_nothing_and_choosing_changes_every_count(library: Path) -> None:
    counted = do("sessions", library)
    assert counted["rule"]["gap_s"] == 1200
    usual = {one["gap_s"]: one["cuts"]["sessions"] for one in counted["choices"] if not one["strict"]}
    assert usual[1200] == 420
    assert sum(sum(gaps) for gaps in counted["gaps"]) == 420 * obvious.LENGTH - 1
    rule = counted["rule"] | {"gap_s": 24 * 3600, "min_songs": 1}
    assert do("session-rule", library, rule=rule)["sessions"] == 1
    with Library.open(library) as opened:
        assert opened.info().sessions == 1
    with pytest.raises(TooLittleData, match="shorter gap"):
        train(library)
    with pytest.raises(BadRequest):
        do("session-rule", library, rule={"gap_s": 0})
    assert do("sessions", library)["rule"] == rule


def test_watching_tells_each_pass(library: Path) -> None:
    monitor = Curious()
    result = train(library, monitor, watch=True)
    told = [one.epoch for one in monitor.passes]
    assert told[0] == 1
    assert told[-1] == 4
    last = monitor.passes[-1]
    assert last.of == 4
    # Whatever came before the first pass, loading gensim for example, is no part of its speed.
    assert monitor.passes[0].plays_per_second == 0
    assert last.plays_per_second > 0
    assert last.cases == result["cases"] == 21
    assert result["score"] == last.score
    assert len(last.near) == 5
    assert {name.split(" · ")[1] for name in last.near} <= set(obvious.GROUPS)
    info = ModelStore(library).load(result["model"]).info
    assert len(info.scores["passes"]) == 4
    assert info.scores["passes"][-1] == last.score
    assert info.sessions == 420


def test_a_training_that_memory_cannot_hold_is_refused_before_it_begins(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("s2v_desktop.store.machine.free_memory", lambda: 90_000_000)
    before = fingerprint(library)
    with pytest.raises(TooLittleMemory, match="train anyway"):
        train(library)
    assert fingerprint(library) == before
    model = train(library, anyway=True)["model"]
    with pytest.raises(TooLittleMemory):
        do("repeat", library, model=model)


def test_a_pinned_song_is_the_one_that_is_told(library: Path) -> None:
    monitor, songs = Curious(), ModelStore(library)
    model = songs.load(train(library)["model"])
    with Library.open(library) as opened:
        song, artist, title = opened.connection.execute(
            "SELECT s.id, a.name, s.title FROM song s JOIN artist a ON a.id = s.artist WHERE s.id = ?",
            (int(model.vectors.songs[9]),)).fetchone()  # fmt: skip
    train(library, monitor, watch=True, pinned=song)
    assert {told.song for told in monitor.passes} == {f"{title} · {artist}"}


def test_stopping_early_keeps_the_best_pass(library: Path) -> None:
    result = train(library, Curious(stop_after=1), watch=True, parameters={**TINY, "epochs": 500})
    assert result["epochs"] <= 3
    assert result["kept"] in (1, 2)
    scores = ModelStore(library).load(result["model"]).info.scores
    assert scores["hit10"] == max(scores["passes"])
    assert scores["stopped"]


def test_beginning_with_old_vectors_takes_half_as_many_passes(library: Path) -> None:
    first = train(library, parameters={"vector_size": 8})
    again = train(library, parameters={}, start="active")
    assert again["epochs"] == first["epochs"] // 2
    assert again["parameters"]["vector_size"] == 8
    store = ModelStore(library)
    assert store.load(again["model"]).info.began_with == first["model"]
    with pytest.raises(BadRequest, match="vector_size"):
        train(library, start="active", parameters={"vector_size": 16})


def test_the_same_seed_gives_the_same_bits_and_the_program_can_prove_it(library: Path) -> None:
    train(library, seed=5)
    proof = do("repeat", library)
    assert (proof["equal"], proof["differences"], proof["trainings"], proof["changed"]) == (True, 0, 1, "")
    assert proof["numbers"] == 2 * 8 * 2 * obvious.SONGS
    train(library, seed=5, watch=True, start="active")
    assert do("repeat", library)["equal"]


def test_a_stored_model_that_is_another_one_is_told_apart(library: Path) -> None:
    result = train(library)
    place = ModelStore(library).path(result["model"])
    w1 = np.load(place / "w1.npy", allow_pickle=False)
    w1[0, 0] += 1
    np.save(place / "w1.npy", w1, allow_pickle=False)
    proof = do("repeat", library, model=result["model"])
    assert (proof["equal"], proof["differences"]) == (False, 1)


def test_when_the_library_has_changed_it_is_trained_twice(library: Path, tmp_path: Path) -> None:
    train(library)
    inline.run("import", obvious.spec(library, obvious.write(tmp_path / "more.csv", 900)), Silent())
    proof = do("repeat", library)
    assert (proof["equal"], proof["trainings"]) == (True, 2)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"parameters": {**TINY, "workers": 2}}, "2 threads learnt this model"),
        ({"watch": True, "stop_after": 1}, "stopped early"),
    ],
)
def test_what_cannot_repeat_is_said_before_anything_is_trained(
    library: Path, changes: dict[str, Any], said: str
) -> None:
    spec = dict(changes)
    train(library, Curious(spec.pop("stop_after", 0)), **spec)
    monitor = Curious()
    with pytest.raises(BadRequest, match=said):
        do("repeat", library, monitor)
    assert monitor.passes == []


def test_a_model_of_another_program_is_trained_twice(library: Path) -> None:
    place = ModelStore(library).path(train(library)["model"]) / "manifest.json"
    manifest = json.loads(place.read_text(encoding="utf-8"))
    manifest["versions"]["gensim"] = "3.8.0"
    place.write_text(json.dumps(manifest), encoding="utf-8")
    proof = do("repeat", library)
    assert (proof["equal"], proof["trainings"], proof["changed"]) == (True, 2, "program")


class Steady(Silent):
    """Remembers how far a job says it is."""

    def __init__(self) -> None:
        self.plans: list[dict[str, float]] = []
        self.told: list[float] = []

    def plan(self, stages: dict[str, float]) -> None:
        self.plans.append(stages)

    def update(self, stage: str, done: float, total: float, note: str = "") -> None:
        assert stage in self.plans[-1]
        self.told.append(done / total)


def test_a_proof_of_two_trainings_goes_on_evenly(library: Path, tmp_path: Path) -> None:
    train(library)
    inline.run("import", obvious.spec(library, obvious.write(tmp_path / "more.csv", 900)), Silent())
    monitor = Steady()
    assert do("repeat", library, monitor)["changed"] == "library"
    assert monitor.told == sorted(monitor.told)
    assert min(monitor.told) < 0.1
    assert any(0.4 < share < 0.6 for share in monitor.told)


def test_what_is_said_before_a_training_is_what_it_learns(tmp_path: Path) -> None:
    rows = []
    for session in range(500):  # some songs are only heard alone, others twice, and last in their sessions
        songs = [f"Song {(session + place) % 30}" for place in range(5)] + [f"Last {session // 2}"] * (session % 4 < 2)
        rows += [(at(600 * session + 4 * place), "A", song) for place, song in enumerate(songs)]
        rows += [(at(600 * session + 300), "B", f"Alone {session % 40}")]
    library = tmp_path / "library"
    inline.run("import", obvious.spec(library, bad_history(tmp_path / "plays.csv", rows)), Silent())
    catalogue = Catalogue.open(library)
    plays, songs, _ = estimate.figures(catalogue.taught, "quick", **TINY)
    offered = next(one for one in do("sessions", library)["choices"] if (one["gap_s"], one["strict"]) == (1200, False))
    watched, unwatched = train(library, watch=True), train(library)
    assert watched["cases"] >= 20
    assert watched["songs"] == unwatched["songs"] == songs == offered["songs"] == 155
    assert watched["plays"] == plays == offered["cuts"]["used"] == 2750
    assert int(catalogue.counted.sum()) == 3250


def test_two_models_are_compared(library: Path) -> None:
    first, same, other = (train(library, seed=seed)["model"] for seed in (1, 1, 2))
    equal = do("compare", library, first=first, second=same)
    assert (equal["jaccard"], equal["only_seed"]) == (1.0, False)
    found = do("compare", library, first=first, second=other)
    assert found["only_seed"]
    wider = train(library, seed=2, parameters={"window": 9})["model"]
    assert not do("compare", library, first=first, second=wider)["only_seed"]
    assert 0.3 < found["jaccard"] < 1.0
    assert found["songs"] == 2 * obvious.SONGS
    jaccards = [one["jaccard"] for one in found["changed"]]
    assert jaccards == sorted(jaccards)
    worst = found["changed"][0]
    assert len(worst["gone"]) == len(worst["came"]) > 0
    with pytest.raises(BadRequest):
        do("compare", library, first=first, second=first)


def test_a_model_goes_from_one_library_to_another(library: Path, tmp_path: Path) -> None:
    model, path, other = train(library)["model"], tmp_path / "a.s2v", tmp_path / "other"
    shared = do("share", library, path=str(path))
    assert (shared["path"], shared["model"], shared["songs"]) == (str(path), model, 2 * obvious.SONGS)
    opened = do("open-model", other, path=str(path))
    assert (opened["path"], opened["matched"], opened["new"]) == (str(path), 0, 2 * obvious.SONGS)
    assert do("doctor", other)["ok"]
    drawn = do("map", other, model=opened["model"])
    assert drawn["songs"] == 2 * obvious.SONGS


def bad_history(path: Path, rows: list[tuple[str, str, str]], header: str = "time,artist,title") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(header.split(","))
        table.writerows(rows)
    return path


def at(minutes: float) -> str:
    return f"{datetime(2021, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%SZ}"


BAD: dict[str, tuple[list[tuple[str, str, str]], str]] = {
    "one song only": ([(at(4 * i), "A", "One") for i in range(300)], "same song"),
    "sessions shorter than two": ([(at(600 * i), "A", f"Song {i % 40}") for i in range(300)], "longer gap"),
    "one giant session": ([(at(4 * i), "A", f"Song {i % 40}") for i in range(300)], "shorter gap"),
    "every song once": ([(at(4 * i + 600 * (i // 10)), "A", f"Song {i}") for i in range(2000)], "played 2 times"),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_bad_histories_end_in_a_sentence_with_a_suggestion(name: str, tmp_path: Path) -> None:
    rows, word = BAD[name]
    library = tmp_path / "library"
    inline.run("import", obvious.spec(library, bad_history(tmp_path / "bad.csv", rows)), Silent())
    with pytest.raises(TooLittleData, match=word) as refusal:
        do("train", library)
    assert "kept" in refusal.value.message
    assert "Import" in refusal.value.message or "import" in refusal.value.message
    assert ModelStore(library).list() == []
    with pytest.raises(TooLittleData) as refusal:
        do("evaluate", library)
    assert word in refusal.value.message
    assert "mport" in refusal.value.message


def test_a_giant_session_that_can_be_split_is_learnt_from(tmp_path: Path) -> None:
    rows = [(at(4 * i), "A", f"Song {(i * 7) % 40}") for i in range(12_000)]
    library = tmp_path / "library"
    inline.run("import", obvious.spec(library, bad_history(tmp_path / "giant.csv", rows)), Silent())
    assert train(library, parameters={"vector_size": 4, "epochs": 1})["sessions"] == 2
