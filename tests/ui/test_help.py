"""The help pages are there, can be turned to, and lead nowhere outside."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QListWidget, QTextBrowser
from pytestqt.qtbot import QtBot

from s2v_desktop.store.paths import resource
from s2v_desktop.ui.dialogs.help import HelpDialog, titles


def test_every_page_has_a_title() -> None:
    assert dict(titles())["history"] == "How to get your history"
    assert all(title for _, title in titles())


@pytest.mark.parametrize("page", ["history", "how-it-works"])
def test_a_page_is_shown(qtbot: QtBot, page: str) -> None:
    dialog = HelpDialog(page)
    qtbot.addWidget(dialog)
    shown = dialog.findChild(QTextBrowser).toPlainText()
    assert shown.startswith(dict(titles())[page])
    assert not dialog.findChild(QTextBrowser).openLinks()


def test_another_page_can_be_turned_to(qtbot: QtBot) -> None:
    dialog = HelpDialog("history")
    qtbot.addWidget(dialog)
    dialog.findChild(QListWidget).setCurrentRow(1)
    assert dialog.findChild(QTextBrowser).toPlainText().startswith("How it works")


@pytest.mark.parametrize(
    "service",
    [
        "Spotify",
        "Last.fm",
        "YouTube",
        "Apple Music",
        "Deezer",
        "Tidal",
        "Amazon",
        "ListenBrainz",
        "Rockbox",
        "Playlists",
    ],
)
def test_each_service_has_its_paragraph(service: str) -> None:
    assert service in resource("help/history.md").read_text(encoding="utf-8")


def test_the_readme_names_every_service_the_help_does() -> None:
    """Everybody finds their service before they install anything."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    help_page = resource("help/history.md").read_text(encoding="utf-8")
    headings = [line.removeprefix("## ") for line in help_page.splitlines() if line.startswith("## ")]
    services = [name for line in headings[: headings.index("Playlists")] for name in re.split(", | and ", line)]
    services = [name for name in services if name not in ("Players", "devices")]
    services += re.findall(r"(?<=\*\*)[^*]+(?=\*\*)", help_page.split("## Players and devices")[1].split("##")[0])
    found = {part for name in services for part in name.split(" and ")[0].split("/")}
    assert {"Spotify", "Koito", "Emby", "Spinitron"} <= found
    assert not [name for name in sorted(found - {"Shazam"}) if name not in readme]
