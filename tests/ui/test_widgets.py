"""The small parts: text is never HTML, one control is one widget, every word of a foreign file stays harmless."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QAction, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from s2v_desktop.ui import theme, wording
from s2v_desktop.ui.widgets.command_palette import Command, CommandPalette, match
from s2v_desktop.ui.widgets.drop_zone import dropped_paths
from s2v_desktop.ui.widgets.empty_state import EmptyState
from s2v_desktop.ui.widgets.error_bar import ErrorBar
from s2v_desktop.ui.widgets.labels import ElidedLabel, plain_label
from s2v_desktop.ui.widgets.progress_line import ProgressLine
from s2v_desktop.ui.widgets.search_box import Hit, SearchBox
from s2v_desktop.ui.widgets.segmented import Segmented
from s2v_desktop.ui.widgets.status_words import StatusWords

NASTY = ("<h1>Big</h1><img src=file:///x>", "<untitled>", "A & B", "x" * 5000, "\u202eevil")
CHOICES = (("a", "Alpha", ""), ("b", "Beta", ""), ("c", "Gamma", ""))


@pytest.mark.parametrize("text", NASTY)
def test_labels_show_markup_as_it_is_written(qtbot: QtBot, text: str) -> None:
    for label in (plain_label(text), ElidedLabel(text)):
        qtbot.addWidget(label)
        assert label.textFormat() is Qt.TextFormat.PlainText
        assert label.text() == text
        assert label.sizeHint().height() < 60


def test_a_long_title_does_not_widen_the_window(qtbot: QtBot) -> None:
    label = ElidedLabel("x" * 50_000)
    qtbot.addWidget(label)
    assert label.sizeHint().width() <= 2000
    label.resize(100, 20)
    label.show()
    assert "x" in label.toolTip()


def test_a_cut_title_is_escaped_in_its_tooltip(qtbot: QtBot) -> None:
    label = ElidedLabel("<b>bold</b> and a good deal longer than the label")
    qtbot.addWidget(label)
    label.resize(40, 20)
    label.show()
    assert "<b>" not in label.toolTip()


def test_foreign_text_becomes_one_harmless_line() -> None:
    assert wording.clean("a\u202eb\x00c\nd\te") == "abc d e"
    assert wording.clean("x" * 900, 10) == "x" * 9 + "…"
    assert wording.no_mnemonic("Simon & Garfunkel") == "Simon && Garfunkel"


def test_a_name_in_a_line_keeps_its_own_direction() -> None:
    assert wording.song("Blue in Green", "Miles") == "Blue in Green · Miles"
    assert wording.song("\u202eنسم", "A") == "\u2068نسم\u2069 · A"
    assert wording.song("שלום", "") == "\u2068שלום\u2069"
    line = f"{wording.isolated('فيروز')} +0.21   {wording.isolated('坂本龍一')} +0.19"
    layout = QTextLayout(line, theme.font())
    option = QTextOption()
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    layout.setTextOption(option)
    layout.beginLayout()
    shown = layout.createLine()
    layout.endLayout()
    assert shown.cursorToX(line.index("+0.21"))[0] < shown.cursorToX(line.index("坂"))[0]


def test_an_import_summary_accounts_for_every_row() -> None:
    text = wording.import_summary({"plays": 5, "duplicates": 2, "skipped": {"podcast": 3, "no-title": 1, "ad": 4}})
    for part in ("5 new plays", "2 were already", "4 left out: an advertisement", "3 left out: a podcast", "1 left"):
        assert part in text


def test_a_segmented_control_is_chosen_by_mouse_and_keys(qtbot: QtBot) -> None:
    control = Segmented(CHOICES, "Letter")
    qtbot.addWidget(control)
    control.resize(300, 34)
    told: list[str] = []
    control.chosen.connect(told.append)
    qtbot.mouseClick(control, Qt.MouseButton.LeftButton, pos=control.rect().center())
    qtbot.keyClick(control, Qt.Key.Key_Right)
    qtbot.keyClick(control, Qt.Key.Key_Right)
    qtbot.keyClick(control, Qt.Key.Key_Home)
    assert told == ["b", "c", "a"]
    assert "Alpha" in control.accessibleDescription()


def test_a_segmented_control_shows_what_it_is_told_without_telling(qtbot: QtBot) -> None:
    control = Segmented(CHOICES, "Letter")
    qtbot.addWidget(control)
    told: list[str] = []
    control.chosen.connect(told.append)
    control.set_value("c")
    control.set_value("unknown")
    assert control.value == "c"
    assert told == []


def find(text: str, limit: int) -> list[Hit]:
    """Two songs, found by their first letters."""
    songs = [Hit(7, "Blue & Green", "<b>Miles</b>", 52), Hit(9, "Bluebird", "Somebody", 3)]
    return [hit for hit in songs if hit.title.lower().startswith(text.lower())][:limit]


def test_search_shows_hits_while_typing_and_enter_takes_the_first(qtbot: QtBot) -> None:
    box = SearchBox(find)
    qtbot.addWidget(box)
    box.show()
    chosen: list[int] = []
    box.chosen.connect(chosen.append)
    qtbot.keyClicks(box, "blue")
    assert [hit.song for hit in box.hits] == [7, 9]
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert chosen == [7]


def test_search_says_when_nothing_is_found(qtbot: QtBot) -> None:
    box = SearchBox(find)
    qtbot.addWidget(box)
    box.show()
    qtbot.keyClicks(box, "zzz")
    assert not box.hits
    assert "Nothing found" in str(box._popup.model().index(0, 0).data())
    chosen: list[int] = []
    box.chosen.connect(chosen.append)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert chosen == []
    box._popup.hide()


def test_a_wrapped_sentence_of_an_empty_place_is_shown_whole(qtbot: QtBot) -> None:
    long = "This sentence is as long as four lines of an empty place are, so it has to be broken into lines. " * 2
    for said in (EmptyState("map", "Title", long), EmptyState("map", "Title", "")):
        qtbot.addWidget(said)
        said.say("Title", long, "Do it")
        said.resize(said.minimumSizeHint())
        said.show()
        assert said._sentence.height() >= said._sentence.heightForWidth(said._sentence.width()) > 40


def test_the_palette_finds_actions_by_words_and_runs_one(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    actions = [QAction(text, parent) for text in ("Import history…", "Rebuild map", "Draw the map again")]
    ran: list[str] = []
    actions[1].triggered.connect(lambda: ran.append("rebuild"))
    actions[2].setEnabled(False)
    palette = CommandPalette([Command(action, "Model") for action in actions], parent)
    palette.open_over(parent)
    assert palette.names() == ["Import history", "Rebuild map"]
    qtbot.keyClicks(palette._field, "map")
    assert palette.names() == ["Rebuild map"]
    qtbot.keyClick(palette._field, Qt.Key.Key_Return)
    assert ran == ["rebuild"]


def test_a_better_match_comes_first() -> None:
    assert match("Import history File", "imp") == 0
    assert match("Import history File", "hist imp") == 1
    assert match("Import history File", "story") == 2
    assert match("Import history File", "undo") is None


def test_the_progress_line_shows_the_sentence_and_can_be_cancelled(qtbot: QtBot) -> None:
    line = ProgressLine()
    qtbot.addWidget(line)
    cancelled: list[bool] = []
    line.cancelled.connect(lambda: cancelled.append(True))
    line.show_progress("Drawing the map", 0.5)
    assert line.sentence == "Drawing the map"
    qtbot.mouseClick(line._cancel, Qt.MouseButton.LeftButton)
    line.show_progress("Cancelling…", 0.5, cancelling=True)
    qtbot.mouseClick(line._cancel, Qt.MouseButton.LeftButton)
    assert cancelled == [True]
    line.finish()
    assert line.isHidden()


def test_the_error_bar_copies_details_and_never_reads_markup(qtbot: QtBot, qapp: object) -> None:
    bar = ErrorBar()
    qtbot.addWidget(bar)
    bar.say("<b>It</b> failed.", "Traceback: x")
    assert bar.text == "<b>It</b> failed."
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in bar.findChildren(QLabel))
    bar._copy_details()
    assert "Traceback: x" in qapp.clipboard().text()  # type: ignore[attr-defined]


def test_only_local_files_can_be_dropped() -> None:
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/a.csv"), QUrl.fromLocalFile("/somewhere/b.csv")])
    assert [path.name for path in dropped_paths(data)] == ["b.csv"]
    assert dropped_paths(QMimeData()) == []


def test_a_message_takes_the_place_of_the_counts_and_gives_it_back(qtbot: QtBot) -> None:
    words = StatusWords()
    qtbot.addWidget(words)
    words.set_resting("12 plays")
    words.say("3 new plays.")
    words.set_resting("15 plays")
    assert words.text() == "3 new plays."
    words._timer.timeout.emit()
    assert words.text() == words.accessibleName() == "15 plays"
