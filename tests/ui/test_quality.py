"""The quality report in the window: an honest sentence, a chart, "Measure now" and its cancel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from s2v_desktop.core.progress import Progress
from s2v_desktop.jobs.outcomes import Crashed, Done, Failed
from s2v_desktop.store import reports
from s2v_desktop.ui import theme
from s2v_desktop.ui.dialogs import quality_words as words
from s2v_desktop.ui.dialogs.quality import QualityDialog
from s2v_desktop.ui.job_controller import JobController
from s2v_desktop.ui.widgets.chart import Bar, IntervalChart
from tests.ui.fakes import FakeChild, Theatre


def figures(hr10: float) -> dict[str, float]:
    rest = dict.fromkeys(("ndcg10", "mrr", "recall20", "catalogue", "hubs"), hr10 / 2)
    return {"hr10": hr10, "low": 0.9 * hr10, "high": 1.1 * hr10, **rest}


def report(**against: list[float]) -> dict[str, Any]:
    said = {"next/popularity": [3.1, 2.5, 3.9], "next/counting": [1.02, 0.95, 1.1], "similar/counting": [0.6, 0.5, 0.7]}
    said |= {name.replace("_", "/"): value for name, value in against.items()}
    return {
        "cases": 1508, "coverage": 0.559, "protocol": "time", "default": "next", "default_taste": "taste-mean",
        "methods": {"popularity": figures(0.1), "next": figures(0.31), "default": figures(0.31)},
        "settings": {"next": "five"}, "against": {"best_counting": "item-knn", **said},
        "same_artist": 0.4, "stability": 0.61,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("against", "said"),
    [
        ({}, "3.1 times better than what you play most and as well as the best counting; similar does not"),
        ({"next_counting": [1.16, 1.1, 1.2]}, "and 1.16 times better than the best counting"),
        ({"next_counting": [0.8, 0.7, 0.9]}, "and worse than the best counting"),
        ({"next_popularity": [1.0, 0.8, 1.2]}, "as well as what you play most and"),
        ({"next_popularity": [0.5, 0.4, 0.6]}, "worse than what you play most and"),
        ({"similar_counting": [1.3, 1.1, 1.5]}, "similar is better than counting too"),
        ({"similar_counting": [1.0, 0.9, 1.1]}, "so does similar"),
        ({"next_popularity": [1e9, 1e9, 1e9]}, "many times better"),
    ],
)
def test_the_sentence_says_no_more_than_the_intervals(against: dict[str, list[float]], said: str) -> None:
    sentence = words.sentence(report(**against))
    assert said in sentence
    assert sentence.endswith(".")


def test_the_explanation_names_cases_coverage_and_stability() -> None:
    text = words.explanation(report())
    assert "55.9 %" in text
    assert "count as misses" in text
    assert "61.0 %" in text


def test_few_sessions_and_idle_methods_are_named() -> None:
    plain = words.explanation(report() | {"sessions": 405})
    assert "Only" not in plain
    assert "beyond" not in plain
    few = report() | {"sessions": 1}
    few["methods"] |= {"factorisation": figures(0.1)}
    text = words.explanation(few)
    assert "Only 1 session was held out: with more history the answer may change." in text
    assert "Found nothing here beyond what you play most: Factorisation." in text


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path) -> QualityDialog:
    controller = JobController(Theatre(evaluate=FakeChild(hold=True)))
    made = QualityDialog(tmp_path, "m1", controller)
    qtbot.addWidget(made, before_close_func=lambda _: controller.join())
    made.show()
    return made


def test_nothing_measured_yet_says_what_would_happen(dialog: QualityDialog) -> None:
    assert dialog._sentence.text() == "Not measured yet"
    assert not dialog._chart.isVisible()
    assert dialog._measure.isEnabled()


def test_the_window_is_as_large_as_what_it_says(dialog: QualityDialog) -> None:
    assert dialog.height() < 300
    dialog.show_report(report())
    assert dialog.height() >= 700


def test_a_kept_report_is_shown(dialog: QualityDialog, tmp_path: Path) -> None:
    reports.save(tmp_path, "m1", report())
    dialog.show_report(reports.load(tmp_path, "m1"))
    assert [bar.label for bar in dialog._chart.bars] == ["Next", "Most played"]
    assert [bar.strong for bar in dialog._chart.bars] == [True, False]
    assert dialog._table.rowCount() == 2
    assert dialog._table.item(0, 1).text() == "31.0 %"


def measured(qtbot: QtBot, folder: Path, child: FakeChild) -> QualityDialog:
    """A dialog whose measurement ended with the outcome of a child."""
    dialog = QualityDialog(folder, "m1", JobController(Theatre(evaluate=child)))
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog._controller.ended):
        dialog.measure()
        assert dialog.measuring
        assert not dialog._measure.isEnabled()
    qtbot.waitUntil(lambda: not dialog._controller.busy)
    return dialog


def test_measure_now_runs_the_job_and_shows_the_new_report(qtbot: QtBot, tmp_path: Path) -> None:
    reports.save(tmp_path, "m1", report())
    told = Progress("choosing", 1, 2, 0.5, None, "Choosing how to ask")
    dialog = measured(qtbot, tmp_path, FakeChild((told,), Done({"default": "next"})))
    assert "3.1 times" in dialog._sentence.text()
    assert not dialog.measuring


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (Failed("too-little-data", "There is too little to measure.", ""), "too little"),
        (Crashed(1, ""), "unexpectedly"),
    ],
)
def test_what_went_wrong_is_said(qtbot: QtBot, tmp_path: Path, outcome: Any, said: str) -> None:
    dialog = measured(qtbot, tmp_path, FakeChild((), outcome))
    assert said in dialog._explanation.text()
    assert dialog._measure.isEnabled()


def test_a_measurement_can_be_cancelled_and_closing_cancels_it(dialog: QualityDialog, qtbot: QtBot) -> None:
    dialog.measure()
    qtbot.waitUntil(lambda: dialog._controller.current is not None)
    with qtbot.waitSignal(dialog._controller.ended):
        dialog._progress.cancelled.emit()
    assert "Cancelled" in dialog._explanation.text()


def test_the_chart_keeps_its_bars_inside_and_speaks(qtbot: QtBot, qapp: QApplication) -> None:
    chart = IntervalChart()
    qtbot.addWidget(chart)
    chart.show_bars([Bar("Next", 0.3, 0.25, 0.36, "30.0 %", True), Bar("Most played", 0.1, 0, 0.2, "10.0 %")], "Hits")
    chart.resize(500, chart.sizeHint().height())
    area = chart.plot_area()
    assert area.left() + 0.36 * area.width() / chart.scale() < area.right()
    assert "Most played: 10.0 %" in chart.accessibleDescription()
    for tokens in (theme.DARK, theme.LIGHT):
        theme.apply(qapp, tokens)
        image = chart.grab().toImage()
        at = image.pixelColor(int((area.left() + 4) * image.devicePixelRatio()), int(13 * image.devicePixelRatio()))
        wanted = theme.qcolor(tokens.accent)
        assert abs(at.hue() - wanted.hue()) < 12
    assert QGuiApplication.instance() is qapp


def test_an_empty_chart_can_be_painted(qtbot: QtBot) -> None:
    chart = IntervalChart()
    qtbot.addWidget(chart)
    assert not chart.grab().isNull() or chart.sizeHint().height() == 0


@pytest.mark.parametrize("way", ["close", "reject"])
def test_every_way_out_closes_and_ends_the_measurement(tmp_path: Path, qtbot: QtBot, way: str) -> None:
    controller = JobController(Theatre(evaluate=FakeChild(hold=True)))
    dialog = QualityDialog(tmp_path, "m1", controller)  # deletes itself: nothing for qtbot to close
    dialog.show()
    dialog.measure()
    qtbot.waitUntil(lambda: controller.current is not None)
    with qtbot.waitSignal(controller.ended), qtbot.waitSignal(dialog.destroyed):
        getattr(dialog, way)()
    qtbot.waitUntil(lambda: not controller.busy)
