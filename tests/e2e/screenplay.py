"""What the screenshots show, screen by screen, in the order a listener meets them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from large_maps import SIZES
from map_scenes import large_map
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton
from song_scenes import choosing, lengths

from s2v_desktop.ui.main_window import MainWindow

if TYPE_CHECKING:
    from director import Director, Script

RADIO = Path(__file__).parents[1] / "data" / "classic-rock-radio" / "classic_rock_plays.csv"


def screenplay(director: Director, home: Path, large: Path, *, whole: bool) -> Script:
    """From the first start to recommendations; `whole` also shows dialogs, errors, empty states and large maps."""
    yield a_window
    window = the_window()
    window.handlers.choose_theme(director.theme)
    window.resize(1280, 800)
    yield pause(3)
    director.shot("start", window, library=None)
    if whole:
        yield from start_states(director, window, home)
    yield from first_map(director, window)
    yield from listening(director, window, whole)
    if whole:
        yield from dialogs(director, window)
        yield from mapping(director, window)
        for songs in SIZES:
            yield from large_map(director, window, large / f"songs-{songs}", songs)


def start_states(director: Director, window: MainWindow, home: Path) -> Script:
    """Drop hover, and files that are no history."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(RADIO))])
    place = window.rect().center()
    QApplication.sendEvent(
        window,
        QDragEnterEvent(
            place, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        ),
    )
    yield pause(3)
    director.shot("drop", window, library=None)
    QApplication.sendEvent(window, QDragLeaveEvent())
    broken = home / "holiday.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe0 not a history")
    window.handlers.import_paths([broken])
    yield pause(3)
    director.shot("error", window, library=None)
    small = home / "short.csv"
    small.write_text("artist,title,time\n" + "".join(f"A,Song {i},{1700000000 + i * 200}\n" for i in range(12)))
    window.parts.flow.import_files([small])
    yield idle(window)
    yield pause(6)
    director.shot("too-little", window, **origin(window))


def first_map(director: Director, window: MainWindow) -> Script:
    """The demo from one click to a map at rest."""
    window.libraries.demo()
    yield job(window, "import")
    director.shot("importing", window, **origin(window, "import"))
    yield job(window, "train")
    yield pause(25)
    director.shot("training", window, **origin(window, "train"))
    yield frames(window)
    yield pause(12)
    director.shot("settling", window, **origin(window, "map"))
    yield idle(window)
    yield pause(20)
    director.shot("map", window, **origin(window))


def listening(director: Director, window: MainWindow, whole: bool) -> Script:
    """Search, recommendations for one, several and negative seeds, hover, lasso, period, colours."""
    songs = {name: find(window, name) for name in ("China Cat Sunflower", "Drums", "Bertha", "Dark Star")}
    window.show_song(songs["China Cat Sunflower"])
    workspace = window.workspace
    assert workspace is not None
    workspace.recommend_panel.set_mode("next")
    yield pause(20)
    director.shot("recommendations", window, **origin(window))
    if not whole:
        return
    window.parts.selection.choose([songs["Dark Star"], songs["Drums"]])
    window.parts.selection.negate(songs["Bertha"])
    workspace.recommend_panel.set_mode("similar")
    workspace.map.fit()
    yield pause(20)
    director.shot("several-seeds", window, **origin(window))
    yield from choosing(director, window, origin(window), songs)
    yield from lengths(director, window, origin(window), songs["Dark Star"])
    window.parts.selection.choose([songs["Dark Star"]])
    workspace.map.fit()
    yield pause(12)
    workspace.map.canvas.hover(window.parts.library.row_of(songs["Dark Star"]))
    yield pause(8)
    director.shot("hover", window, **origin(window))
    workspace.map.canvas.hover(None)
    workspace.recommend_panel.set_mode("taste")
    window.set_colour("first year")
    yield pause(8)
    director.shot("taste-by-year", window, **origin(window))
    window.set_colour("region")
    workspace.recommend_panel.set_mode("similar")
    yield from pointing(director, window)


def pointing(director: Director, window: MainWindow) -> Script:
    """The lasso while it is drawn, search results, and a brushed period."""
    workspace = window.workspace
    assert workspace is not None
    window.set_mode("lasso")
    canvas = workspace.map.canvas
    centre = QPointF(canvas.width() / 2, canvas.height() / 2)
    around = [(-160, -90), (40, -130), (170, -30), (120, 110), (-60, 130), (-170, 40)]
    points = [(centre + QPointF(x, y)).toPoint() for x, y in around]
    target = canvas.viewport() if hasattr(canvas, "viewport") else canvas
    QTest.mousePress(target, Qt.MouseButton.LeftButton, pos=points[0])
    for point in points[1:]:
        QTest.mouseMove(target, point)
        yield pause(1)
    director.shot("lasso", window, **origin(window))
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, pos=points[-1])
    yield pause(10)
    director.shot("lassoed", window, **origin(window))
    window.set_mode("pan")
    window.top.search.setFocus()
    QTest.keyClicks(window.top.search, "star")
    yield pause(8)
    director.shot("search", window, **origin(window))
    QTest.keyClick(window.top.search, Qt.Key.Key_Escape)
    window.top.search.clear()
    QApplication.sendEvent(window.top.search, QEvent(QEvent.Type.FocusOut))
    workspace.timeline.set_period(1430, 2890)
    yield pause(10)
    director.shot("period", window, **origin(window))
    workspace.timeline.set_period(None, None)
    yield pause(4)
    workspace.film.toggle()
    yield film_at(window, 0.4)
    workspace.film.toggle()
    director.shot("film", window, **origin(window))
    workspace.film.playback.stop()
    yield pause(4)


DIALOGS = (
    "history", "sessions", "merges", "listeners", "hidden_songs", "train", "models", "quality", "redraw_with",
    "compare_selections", "export_map", "preferences", "palette", "get_export", "about",
)  # fmt: skip
"""Actions that open a dialog, and the names of their pictures."""

DOCKS = ("regions_dock", "selection_dock", "playlist_dock")


def dialogs(director: Director, window: MainWindow) -> Script:
    """Every dialog over the map, then the docks that are hidden at first."""
    for name in DIALOGS:
        yield ready(window)
        window.actions_table[name].trigger()
        yield dialog_or_answer(window)
        yield pause(6)
        yield ready(window)
        dialog = the_dialog()
        director.shot(name, dialog or window, **origin(window))
        if dialog is not None:
            dialog.close()
        yield no_dialog
    for name in DOCKS:
        window.actions_table[name].trigger()
        yield pause(6)
        director.shot(name, window, **origin(window))
        window.actions_table[name].trigger()
        yield pause(2)


def mapping(director: Director, window: MainWindow) -> Script:
    """A table of unknown columns, and the map of many listeners that comes of it."""
    window.libraries.switch(window.parts.library.folder.parent / "radio")
    window.handlers.import_paths([RADIO])
    for name in ("mapping", "doctor"):  # first the columns, then whose plays are wanted
        yield a_dialog
        yield pause(4)
        dialog = the_dialog()
        assert dialog is not None
        director.shot(name, dialog, **origin(window))
        buttons = dialog.findChildren(QPushButton)
        next(button for button in buttons if button.property("primary") and button.isVisible()).click()
        yield no_dialog
    yield frames(window)
    yield idle(window)
    yield pause(20)
    director.shot("radio", window, **origin(window))


def origin(window: MainWindow, job_name: str = "") -> dict[str, object]:
    """Library, job and model behind a picture."""
    library = window.parts.library
    return {
        "library": library.folder.name,
        "job": job_name or None,
        "model": library.model.info.id if library.model is not None else None,
        "songs": 0 if library.catalogue is None else len(library.catalogue.songs),
    }


def find(window: MainWindow, title: str) -> int:
    """Library song number of a Grateful Dead song."""
    catalogue = window.parts.library.catalogue
    assert catalogue is not None
    return int(catalogue.songs[catalogue.find(f"Grateful Dead - {title}")])


def the_window() -> MainWindow:
    """The main window."""
    return next(widget for widget in QApplication.topLevelWidgets() if isinstance(widget, MainWindow))


def a_window() -> bool:
    """Whether the main window is shown."""
    return any(isinstance(widget, MainWindow) and widget.isVisible() for widget in QApplication.topLevelWidgets())


def the_dialog() -> QDialog | None:
    """The dialog that is open."""
    shown = (w for w in QApplication.topLevelWidgets() if isinstance(w, QDialog) and w.isVisible())
    return next(shown, None)


def a_dialog() -> bool:
    """Whether a dialog is open."""
    return the_dialog() is not None


def no_dialog() -> bool:
    """Whether no dialog is open."""
    return the_dialog() is None


def idle(window: MainWindow) -> Callable[[], bool]:
    """Wait for the end of the flow."""

    def is_idle() -> bool:
        return not window.parts.flow.running

    return is_idle


def ready(window: MainWindow) -> Callable[[], bool]:
    """Wait until no job runs, small ones included."""

    def is_ready() -> bool:
        return not window.parts.controller.busy

    return is_ready


def dialog_or_answer(window: MainWindow) -> Callable[[], bool]:
    """Wait for a dialog; an action whose job found nothing to ask says so in a bar instead."""
    left = [100]

    def has_answered() -> bool:
        left[0] -= 1
        return a_dialog() or window.error_bar.isVisible() or left[0] < 0

    return has_answered


def job(window: MainWindow, name: str) -> Callable[[], bool]:
    """Wait until this job of the flow runs (or was so quick that it is over)."""

    def runs() -> bool:
        return window.parts.flow.job == name

    return runs


def frames(window: MainWindow) -> Callable[[], bool]:
    """Wait for the first picture of a layout."""

    def has_frames() -> bool:
        return window.flow_view.live

    return has_frames


def film_at(window: MainWindow, share: float) -> Callable[[], bool]:
    """Wait until so much of the history was played (or the film is over)."""

    def is_there() -> bool:
        playback = window.workspace.film.playback if window.workspace is not None else None
        return playback is None or playback.share >= share

    return is_there


def pause(ticks: int) -> Callable[[], bool]:
    """Let the event loop turn so many times: animations end, tables fill."""
    left = [ticks]

    def is_over() -> bool:
        left[0] -= 1
        return left[0] < 0

    return is_over
