"""The workbench of sessions: counts follow what is dragged and chosen, and one truth is told."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from s2v_desktop.core.progress import Silent
from s2v_desktop.core.session_rule import SessionRule
from s2v_desktop.core.sessions import Cuts
from s2v_desktop.jobs import inline
from s2v_desktop.jobs.outcomes import Done
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.ui import wording
from s2v_desktop.ui.asking import Question
from s2v_desktop.ui.dialogs import session_lists
from s2v_desktop.ui.dialogs.session_lists import ReadableList, meaning, show_samples
from s2v_desktop.ui.dialogs.sessions import SessionsDialog
from s2v_desktop.ui.job_controller import JobController
from tests import two_groups
from tests.ui.fakes import FakeChild, Theatre


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return two_groups.make(tmp_path / "library")


class Workbench:
    """The dialog with the real answer of the job, given at once."""

    def __init__(self, qtbot: QtBot, library: Path) -> None:
        answer = inline.run("sessions", {"library": str(library)}, Silent())
        self.child = FakeChild(outcome=Done(answer))
        self.theatre = Theatre(sessions=self.child)
        self.controller = JobController(self.theatre)
        question = Question(self.controller)
        self.dialog = SessionsDialog(Catalogue.open(library), SessionRule(), question, str(library))
        self.chosen: list[dict[str, Any]] = []
        self.dialog.chosen.connect(self.chosen.append)
        self.settle = lambda: qtbot.waitUntil(lambda: not question.waiting and not self.controller.busy)
        self.settle()

    @property
    def counts(self) -> list[str]:
        return [label.text() for label in self.dialog._figures]


def test_counts_follow_the_threshold_without_a_new_job(qtbot: QtBot, library: Path) -> None:
    bench = Workbench(qtbot, library)
    assert bench.counts[0] == "20"
    bench.dialog._histogram.threshold_changed.emit(60)
    assert bench.dialog.rule.gap_s == 60
    assert bench.theatre.names == ["sessions"]
    assert not bench.chosen
    bench.dialog._on_use()
    assert bench.chosen[0]["gap_s"] == 60
    bench.dialog.deleteLater()


def test_one_listener_gets_a_gap_of_their_own(qtbot: QtBot, library: Path) -> None:
    bench = Workbench(qtbot, library)
    bench.dialog._who.setCurrentIndex(2)
    assert bench.counts[0] == "10"
    hour = bench.dialog._counts[3600, False]
    bench.dialog._counts[3600, False] = {**hour, "sessions": (7, 3), "used": (42, 18)}
    bench.dialog._on_usual("3600")
    assert bench.counts == ["3", "18", "–"]  # how many songs two gaps give together is not known yet
    assert bench.dialog._left_out.text() == ""
    bench.dialog._who.setCurrentIndex(0)
    assert bench.counts[:2] == ["13", "78"]  # ten sessions of sixty plays by the common gap, three by their own
    bench.dialog._rest.timeout.emit()
    bench.settle()
    assert bench.theatre.specs[-1][1]["only_rule"]
    assert bench.theatre.specs[-1][1]["rule"]["listener_gaps"]
    bench.dialog._on_use()
    numbers = [one.number for one in Catalogue.open(library).listeners]
    assert bench.chosen[0]["gap_s"] == 1200
    assert bench.chosen[0]["listener_gaps"] == {str(numbers[1]): 3600}
    bench.dialog.deleteLater()


def test_nothing_to_use_before_something_changed(qtbot: QtBot, library: Path) -> None:
    bench = Workbench(qtbot, library)
    assert not bench.dialog._use.isEnabled()
    bench.dialog._content.strict.setChecked(True)
    assert bench.dialog._use.isEnabled()
    assert bench.dialog.rule.strict
    assert bench.dialog._samples.count() > 2
    bench.dialog.deleteLater()


def test_skips_are_counted_again_and_defaults_come_back(qtbot: QtBot, library: Path) -> None:
    bench = Workbench(qtbot, library)
    bench.dialog._content.keep.setChecked(True)
    assert bench.counts == ["–"] * 3  # what is known was counted without skips
    bench.settle()
    assert bench.theatre.specs[-1][1]["rule"]["keep_skipped"]
    bench.dialog._content.skips.setCurrentIndex(1)
    bench.dialog._content.asides.setChecked(False)
    assert bench.dialog.rule == SessionRule(skips="marked", keep_skipped=True, asides_split=False)
    bench.dialog._usual_rule.click()
    assert bench.dialog.rule == SessionRule()
    assert not bench.dialog._content.keep.isChecked()
    assert not bench.dialog._use.isEnabled()
    bench.settle()
    assert bench.counts[0] == "20"
    bench.dialog.deleteLater()


def test_a_threshold_at_rest_is_asked_about_once(qtbot: QtBot, library: Path) -> None:
    bench = Workbench(qtbot, library)
    rule = {"gap_s": 60, "listener_gaps": {}}
    found = inline.run("sessions", {"library": str(library), "rule": rule, "only_rule": True}, Silent())
    assert (found["choices"], found["gaps"], found["own"]) == ([], [], None)
    bench.child.outcome = Done({**found, "odd_counts": {"loop": 7}})
    for seconds in (300, 120, 60):
        bench.dialog._histogram.threshold_changed.emit(seconds)
    before = bench.counts
    qtbot.waitUntil(lambda: bench.dialog._tabs.tabText(1) == "Odd ones (7)")
    assert bench.theatre.names == ["sessions"] * 2
    assert bench.counts == before  # what was known stays
    bench.dialog.deleteLater()


def test_gaps_of_single_listeners_give_the_songs_that_a_training_learns(qtbot: QtBot, library: Path) -> None:
    bench = Workbench(qtbot, library)
    numbers = [one.number for one in Catalogue.open(library).listeners]
    rule = {"gap_s": 1200, "listener_gaps": {str(numbers[1]): 604_800}}  # all of Bob's plays are one session
    found = inline.run("sessions", {"library": str(library), "rule": rule, "only_rule": True}, Silent())
    bench.child.outcome = Done(found)
    bench.dialog._who.setCurrentIndex(2)
    bench.dialog._set_gap(604_800)
    bench.dialog._who.setCurrentIndex(0)
    qtbot.waitUntil(lambda: bench.counts[2] != "–")
    inline.run("session-rule", {"library": str(library), "rule": rule}, Silent())
    taught = Catalogue.open(library).taught
    assert bench.counts[1:] == [str(int(taught.sum())), str(int((taught >= 2).sum()))]
    assert "(of all listeners)" in bench.dialog._left_out.text()
    bench.dialog.deleteLater()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sessions": 1}, "at least 2 are needed"),
        ({"sessions": 0, "short_sessions": 80}, "longer gap"),
        ({"songs": 19}, "At least 20 songs"),
        ({}, "6.0 songs in a session"),
        ({"used": 50_000}, "{2500} songs in a session"),
    ],
)
def test_a_choice_that_teaches_nothing_says_what_helps(changes: dict[str, int], said: str) -> None:
    given = {"plays": 120, "sessions": 20, "used": 120, "songs": 25} | changes
    cuts = dataclasses.asdict(Cuts(given["plays"], given["sessions"], short_sessions=given.get("short_sessions", 0)))
    choice = {"cuts": cuts, "songs": given["songs"], "minimum": 2}
    said = said.replace("{2500}", wording.number(2500))  # in the locale of now, not of when tests are collected
    assert said in meaning(choice, given["sessions"], given["used"])


def lines(target: ReadableList) -> list[str]:
    return [target.item(row).text() for row in range(target.count())]


def test_sessions_that_were_only_looked_into_are_not_called_whole(
    qtbot: QtBot, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = ReadableList("Sessions")
    qtbot.addWidget(target)
    catalogue = Catalogue.open(library)
    for looked_at in (15, 100):  # sessions hold six songs, of which some are looked at in part
        monkeypatch.setattr(session_lists, "LOOKED_AT", looked_at)
        show_samples(target, catalogue, SessionRule(), 0)
        heads = [line for line in lines(target) if "songs" in line]
        assert heads
        assert all(line.endswith(" 6 songs") for line in heads)
    monkeypatch.setattr(session_lists, "LOOKED_AT", 20)
    show_samples(target, catalogue, SessionRule(gap_s=604_800), 0)  # one session of sixty
    assert [line.split(" · ")[-1] for line in lines(target) if "songs" in line] == ["more than 20 songs"] * 2
    assert not [line for line in lines(target) if line.strip().startswith("and ")]
