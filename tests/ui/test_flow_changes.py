"""What changed decides what is redone, and what is said about it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from s2v_desktop.core.watching import Pass
from s2v_desktop.jobs.outcomes import Done
from s2v_desktop.store.models import ModelStore
from s2v_desktop.ui.flow import EndKind, Flow, FlowEnd
from s2v_desktop.ui.job_controller import JobController
from tests import two_groups
from tests.ui.fakes import FakeChild, Theatre

NOTHING_NEW = FakeChild(outcome=Done({"plays": 0, "rows": 9, "duplicates": 9, "skipped": {}}))


class Story:
    def __init__(self, qtbot: QtBot, folder: Path, **parts: FakeChild) -> None:
        self.theatre = Theatre(**parts)
        self.controller = JobController(self.theatre)
        self.flow = Flow(self.controller, folder)
        self.ends: list[FlowEnd] = []
        self.passes: list[Pass] = []
        self.flow.finished.connect(self.ends.append)
        self.flow.passed.connect(self.passes.append)
        self._qtbot = qtbot

    def end(self) -> FlowEnd:
        self._qtbot.waitUntil(lambda: bool(self.ends) and not self.controller.busy, timeout=10_000)
        return self.ends[0]


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return two_groups.make(tmp_path / "library")


def draw(library: Path) -> None:
    import numpy as np

    store = ModelStore(library)
    info = store.newest()
    store.save_map(info.id, np.zeros((info.songs, 2), np.float32), np.ones(info.songs, np.float32))


def test_an_import_without_a_new_play_learns_nothing_again(qtbot: QtBot, library: Path) -> None:
    draw(library)
    story = Story(qtbot, library, **{"import": NOTHING_NEW})
    story.flow.import_files([Path("a.csv")])
    assert story.end().kind is EndKind.DONE
    assert story.theatre.names == ["import"]


def test_a_map_that_is_missing_is_drawn_all_the_same(qtbot: QtBot, library: Path) -> None:
    story = Story(qtbot, library, **{"import": NOTHING_NEW})
    story.flow.import_files([Path("a.csv")])
    assert story.end().kind is EndKind.DONE
    assert story.theatre.names == ["import", "map"]


def test_without_a_model_it_is_learnt(qtbot: QtBot, tmp_path: Path) -> None:
    story = Story(qtbot, two_groups.make_library(tmp_path / "library"), **{"import": NOTHING_NEW})
    story.flow.import_files([Path("a.csv")])
    story.end()
    assert story.theatre.names == ["import", "train", "map"]


def test_other_sessions_are_learnt_from_and_a_perplexity_only_redraws(qtbot: QtBot, library: Path) -> None:
    story = Story(qtbot, library)
    story.flow.use_sessions({"gap_s": 600})
    story.end()
    assert story.theatre.names == ["session-rule", "train", "map"]
    story.ends.clear()
    story.flow.redraw(perplexity=50)
    story.end()
    assert story.theatre.specs[-1] == ("map", {"library": str(library), "parameters": {"perplexity": 50}})


def test_a_shared_model_is_opened_and_drawn(qtbot: QtBot, library: Path) -> None:
    story = Story(qtbot, library)
    story.flow.open_model(Path("a.s2v"))
    story.end()
    assert story.theatre.names == ["open-model", "map"]


def test_passes_arrive_and_the_pinned_song_is_told(qtbot: QtBot, library: Path) -> None:
    told = Pass(1, 2, 0.5, 20, "A", ["B"], 10.0)
    story = Story(qtbot, library, train=FakeChild((told,)))
    story.flow.pinned = 7
    story.flow.rebuild(preset="quick")
    story.end()
    assert story.passes == [told]
    name, spec = story.theatre.specs[0]
    assert (name, spec["pinned"], spec["watch"], spec["preset"]) == ("train", 7, True, "quick")
