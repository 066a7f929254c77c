"""A listener's first minutes in the real window, told as JSON: what was seen, and what the window's process has loaded.

``first_minutes.py RESULT.json LIBRARIES_HOME`` runs the real `main()` in a process of its own, because what is loaded
can only be judged in one that loads nothing else.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

HEAVY = ("gensim", "sklearn", "scipy", "openTSNE")


def main() -> int:
    """Play the script and write down what happened."""
    result, home = Path(sys.argv[1]), Path(sys.argv[2])
    os.environ["S2V_HOME"] = str(home)
    from director import Director
    from PySide6.QtWidgets import QApplication

    from s2v_desktop.ui import app

    qt = QApplication(["s2v-desktop"])
    director = Director(home, "light", 1)
    seen: dict[str, Any] = {}
    director.begin(story(seen))
    seen["exit_code"] = app.main(["--library", str(home / "library")])
    seen["failure"] = director.failure
    seen["heavy"] = [name for name in HEAVY if name in sys.modules]
    # Python remembers the ended QThread as a dummy; whether it still runs the controller has asserted by joining it.
    alive = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
    seen["threads"] = [name for name in alive if not name.startswith("Dummy")]
    result.write_text(json.dumps(seen), encoding="utf-8")
    del qt
    return 0


def story(seen: dict[str, Any]) -> Any:
    """One click on the demo, then one song and what plays next."""
    from screenplay import a_window, find, idle, pause, the_window

    yield a_window
    window = the_window()
    seen["start_page"] = window.pages.currentWidget() is window.start_page
    counter = frame_counter(window)
    window.parts.flow.framed.connect(counter.add)
    window.libraries.demo()
    yield idle(window)
    yield pause(5)
    library = window.parts.library
    seen["library"] = str(library.folder)
    seen["frames"] = counter.count
    seen["songs"] = len(library.catalogue.songs)
    seen["counts"] = window.status.text()
    panel = window.workspace.recommend_panel
    seen["first_list"] = [item.title for item in panel.answer.items[:10]]
    seen["first_seeds"] = len(window.parts.selection.seeds)
    window.show_song(find(window, "China Cat Sunflower"))
    panel.set_mode("next")
    yield pause(3)
    seen["next"] = [item.title for item in panel.answer.items[:3]]
    window.parts.undo.undo()
    seen["seeds_after_undo"] = len(window.parts.selection.seeds)


def frame_counter(parent: Any) -> Any:
    """Make a receiver of frames that lives in the window's thread; Qt is imported only once a script runs."""
    from PySide6.QtCore import QObject, Slot

    class FrameCounter(QObject):
        count = 0

        @Slot(object)
        def add(self, _frame: object) -> None:
            self.count += 1

    return FrameCounter(parent)


if __name__ == "__main__":
    sys.exit(main())
