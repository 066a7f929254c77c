"""The page "How it works" tells the method on the songs of the open library."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QTextBrowser
from pytestqt.qtbot import QtBot

from s2v_desktop.core.turns import finished
from s2v_desktop.store.paths import resource
from s2v_desktop.ui import theme
from s2v_desktop.ui.dialogs.help import HelpDialog, show
from s2v_desktop.ui.open_library import OpenLibrary
from s2v_desktop.ui.own_songs import OwnSongs, lesson_of
from s2v_desktop.ui.theming import restyle
from tests import two_groups

PLACES = {"library", "sentence", "window", "rows", "similar", "next", "mean", "you"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return two_groups.make(tmp_path_factory.mktemp("own") / "Library")


@pytest.fixture
def library(qapp: QApplication, made: Path) -> OpenLibrary:
    library = OpenLibrary(made)
    library.reload()
    return library


def page(dialog: HelpDialog) -> str:
    return dialog.findChild(QTextBrowser).toPlainText()


def test_every_place_of_the_page_is_filled(library: OpenLibrary) -> None:
    found = finished(lesson_of(library))
    assert found is not None
    parts = OwnSongs(library, found).parts()
    text = resource("help/how-it-works.md").read_text(encoding="utf-8")
    assert set(parts) == PLACES
    assert all("{{" + name in text for name in parts)


def test_the_page_shows_own_songs_and_their_numbers(qtbot: QtBot, library: OpenLibrary) -> None:
    dialog = HelpDialog("how-it-works", None, library)
    qtbot.addWidget(dialog)
    shown = page(dialog)
    found = finished(lesson_of(library))
    assert found is not None
    names = [library.name(library.song_of_row(row))[0] for row in found.sentence.tolist()]
    assert " → ".join(names) in " ".join(shown.split())
    assert f"{found.cosine:.2f}" in shown
    assert f"{found.similar[0][1]:.2f}" in shown
    assert "⟦" not in shown
    assert "{{" not in shown
    assert "China Cat" not in shown


def test_without_a_model_it_says_it_in_plain_words(qtbot: QtBot, made: Path, tmp_path: Path) -> None:
    bare = tmp_path / "Library"
    shutil.copytree(made, bare)
    shutil.rmtree(bare / "models")
    empty = OpenLibrary(bare)
    empty.reload()
    for library in (None, OpenLibrary(tmp_path / "nothing"), empty):
        dialog = HelpDialog("how-it-works", None, library)
        qtbot.addWidget(dialog)
        assert "China Cat Sunflower" in page(dialog)
        assert "{{" not in page(dialog)


def test_a_title_cannot_become_markup(qtbot: QtBot, library: OpenLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    evil = "<img src='x'>&lt;b&gt; **[a](b)** {{rows}}"
    monkeypatch.setattr(library, "name", lambda song: (evil, "<h1>Nobody</h1>"))
    dialog = HelpDialog("how-it-works", None, library)
    qtbot.addWidget(dialog)
    assert evil[:28] in page(dialog)
    assert "<h1>Nobody</h1>" in page(dialog)
    assert "<img" not in dialog.findChild(QTextBrowser).toHtml()


def test_another_theme_writes_the_page_anew(qtbot: QtBot, qapp: QApplication, library: OpenLibrary) -> None:
    theme.apply(qapp, theme.LIGHT)
    dialog = HelpDialog("how-it-works", None, library)
    qtbot.addWidget(dialog)
    browser = dialog.findChild(QTextBrowser)
    assert theme.LIGHT.accent in browser.toHtml()
    theme.apply(qapp, theme.DARK)
    restyle(dialog)
    assert theme.DARK.accent in browser.toHtml()
    assert theme.LIGHT.accent not in browser.toHtml()
    theme.apply(qapp, theme.LIGHT)


def test_nothing_of_the_page_is_wider_than_it(qtbot: QtBot, library: OpenLibrary) -> None:
    dialog = HelpDialog("how-it-works", None, library)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.findChild(QTextBrowser).horizontalScrollBar().maximum() == 0


def test_a_place_without_an_example_keeps_the_words_of_the_page(qtbot: QtBot) -> None:
    browser = QTextBrowser()
    qtbot.addWidget(browser)
    show(browser, "One {{first}}\n\n{{second|in *plain* words}}\n\n{{third}}", {"third": "<b>Three</b>"})
    assert browser.toPlainText().split("\n") == ["One", "in plain words", "Three"]
