"""Pictures of what is done with recommendations: filters, a journey, why, the playlist tray, hidden songs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QDialog

from s2v_desktop.ui.main_window import MainWindow
from s2v_desktop.ui.question import FilterChoice

if TYPE_CHECKING:
    from director import Director, Script

Origin = dict[str, object]


def choosing(director: Director, window: MainWindow, origin: Origin, songs: dict[str, int]) -> Script:
    """From a drawn weight to a playlist; everything is undone at the end, and the tray is put away."""
    workspace, selection = window.workspace, window.parts.selection
    assert workspace is not None
    panel, tray = workspace.recommend_panel, workspace.tray
    before = window.parts.undo.index()
    selection.choose([songs["Dark Star"], songs["Drums"]])
    selection.set_weight(songs["Drums"], 2.3)
    panel._filters.popup.controls.set_choice(replace(FilterChoice(), rest_days=365, adventurous=0.4))
    panel._filters.click()
    yield turns(8)
    director.shot("filters", window, **origin)
    panel._filters.popup.close()
    panel._filters.popup.reset()
    panel._why.more_wanted.emit()
    yield from one_dialog(director, "why", origin)
    selection.choose([songs["Dark Star"], songs["Bertha"]])
    panel.set_mode("journey")
    workspace.map.fit()
    yield turns(14)
    director.shot("journey", window, **origin)
    tray.playlists.add([item.song for item in panel.answer.items])
    tray.playlists.add([songs["Drums"], songs["Dark Star"]])
    yield turns(8)
    director.shot("playlist", window, **origin)
    tray.actions.do("hide", [songs["Bertha"], songs["Drums"]])
    window.handlers.songs.hidden_songs()
    yield from one_dialog(director, "hidden-songs", origin)
    tray.hide()
    panel.set_mode("similar")
    window.parts.undo.setIndex(before)
    yield turns(4)


def lengths(director: Director, window: MainWindow, origin: Origin, seed: int) -> Script:
    """Lists of 300 songs, of three and of none, the facets of a taste, and the help page about these songs."""
    workspace, library = window.workspace, window.parts.library
    assert workspace is not None
    assert library.facts is not None
    panel = workspace.recommend_panel
    before = window.parts.undo.index()
    window.parts.selection.choose([seed])
    bar = panel._table.verticalScrollBar()
    for _ in range(2):  # the end brings more, and then there is another end
        bar.setValue(bar.maximum())
        yield turns(4)
    director.shot("list-of-300", window, **origin)
    third = sorted(library.facts.plays.tolist())[-3]
    for name, least in (("list-of-three", third), ("list-of-none", 1_000_000)):
        panel._filters.popup.controls.set_choice(replace(FilterChoice(), min_plays=least))
        yield turns(6)
        director.shot(name, window, **origin)
    panel._filters.popup.reset()
    panel.set_mode("taste")
    panel._taste.set_choice(replace(panel._taste.choice, variant="facets"))
    yield turns(6)
    director.shot("facets", window, **origin)
    panel._taste.set_choice(replace(panel._taste.choice, variant="mean"))
    panel.set_mode("similar")
    window.handlers.help_method()
    yield from one_dialog(director, "how-it-works", origin)
    window.parts.undo.setIndex(before)
    yield turns(4)


def one_dialog(director: Director, name: str, origin: Origin) -> Script:
    """Wait for the dialog that was just opened, take its picture, close it."""
    yield a_dialog
    yield turns(4)
    dialog = next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QDialog))
    director.shot(name, dialog, **origin)
    dialog.close()
    yield turns(2)


def a_dialog() -> bool:
    """Whether a dialog is open."""
    return any(isinstance(widget, QDialog) and widget.isVisible() for widget in QApplication.topLevelWidgets())


def turns(ticks: int) -> Callable[[], bool]:
    """Let the event loop turn so many times."""
    left = [ticks]

    def is_over() -> bool:
        left[0] -= 1
        return left[0] < 0

    return is_over
