"""The examples of the help page "How it works", on the songs of the open library: HTML for a text browser."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication

from s2v_desktop.core.lesson import WELL_KNOWN, Lesson, Near, lesson
from s2v_desktop.core.recency import Listening, song_weights
from s2v_desktop.core.turns import Turns
from s2v_desktop.core.types import NO_TIME
from s2v_desktop.store.decisions import DEFAULT_LISTENER
from s2v_desktop.ui import theme, wording
from s2v_desktop.ui.open_library import OpenLibrary
from s2v_desktop.ui.panels.why_view import day_text

_WINDOW = 5
"""Of gensim, where a model does not say."""
_LONGEST_NAME = 40
_BAR, _NAMES, _CELL = 90, 340, 48
_TABLE = "margin-top:8px;margin-bottom:12px"


def lesson_of(library: OpenLibrary) -> Turns[Lesson | None]:
    """Values for the page, in turns; None without a model, or where it has no session of three songs."""
    yield
    catalogue, space, facts, model = library.catalogue, library.space, library.facts, library.model
    corpus = library.sessions()
    if catalogue is None or space is None or facts is None or model is None or corpus is None:
        return None
    yield
    rows = space.rows_of(catalogue.songs)
    heard = song_weights(catalogue.play_columns(), len(catalogue), Listening(without=catalogue.hidden_listeners))
    weights = np.zeros(len(space))
    weights[rows[rows >= 0]] = heard[rows >= 0]
    weights[library.hidden_rows("taste")] = 0.0
    yield
    return (yield from lesson(space, corpus, rows, weights, facts, int(model.info.parameters.get("window", _WINDOW))))


class OwnSongs:
    """Writes each example of a lesson.

    Parameters
    ----------
    library : OpenLibrary
    found : Lesson
    """

    def __init__(self, library: OpenLibrary, found: Lesson) -> None:
        self._library, self._lesson = library, found
        self._tokens = theme.theme_of(QGuiApplication.instance())

    def parts(self) -> dict[str, str]:
        """Name of an example in the page -> HTML."""
        found, name = self._lesson, self._name
        first, second = name(found.song), name(found.other)
        rows = (
            (tr("{0} as itself (W1)").format(first), found.w1),
            (tr("{0} as company (W2)").format(name(found.after)), found.after_w2),
        )
        pair = ((first, found.w1), (name(found.similar[0][0]), found.near_w1))
        return {
            "library": tr("The examples are songs of your own library, with the numbers of the model that is open."),
            "sentence": self._began() + self._line(found.sentence, None),
            "window": self._window(),
            "rows": self._numbers(rows) + self._first_of(),
            "similar": self._numbers(pair, products=True)
            + tr("All {0} products together are {1}. Nearest to {2}, among songs played {3} times or more:").format(
                found.length, wording.cosine(found.similar[0][1]), first, WELL_KNOWN
            )
            + self._list(found.similar),
            "next": tr("Played right after {0}:").format(first) + self._list(found.following),
            "mean": tr("The cosine of {0} and {1} is {2}. Each of them has {3} with their mean. Nearest to it:").format(
                first, second, wording.cosine(found.cosine), wording.cosine(found.to_mean)
            )
            + self._list(found.between),
            "you": self._yours(),
        }

    def _began(self) -> str:
        """Whose session it is, and of which day."""
        catalogue, start = self._library.catalogue, self._lesson.start_ms
        names = [one.name for one in catalogue.listeners] if catalogue is not None else []
        if start == NO_TIME:
            return tr("In one of the playlists stand:")
        if len(names) > 1:  # a model keeps songs and times; who is who may have changed since
            return tr("On {0} somebody played:").format(day_text(start))
        if names == [DEFAULT_LISTENER]:
            return tr("On {0} you played:").format(day_text(start))
        who = escape(wording.isolated(names[0], _LONGEST_NAME)) if names else tr("somebody")
        return tr("On {0} {1} played:").format(day_text(start), who)

    def _window(self) -> str:
        found = self._lesson
        said = tr("Up to {0} songs on each side count. In the middle stands {1}:").format(
            wording.number(found.window), self._name(found.song)
        )
        return said + self._line(found.sentence, len(found.sentence) // 2)

    def _first_of(self) -> str:
        said = tr("These are the first {0} of {1} numbers, each row scaled to length 1.").format(
            len(self._lesson.w1), wording.number(self._lesson.length)
        )
        return f"<p style='margin-bottom:12px'>{said}</p>"

    def _yours(self) -> str:
        heard = wording.count(self._lesson.heard, tr("song"), tr("songs"))
        return tr("You are the mean of {0}. Nearest to it:").format(heard) + self._list(self._lesson.yours)

    # Names ------------------------------------------------------------------------------------------------------

    def _name(self, row: int) -> str:
        """Title of a row, bold; foreign text cannot become markup."""
        title = self._library.name(self._library.song_of_row(row))[0]
        return f"<b>{escape(wording.isolated(title, _LONGEST_NAME))}</b>"

    def _song(self, row: int) -> str:
        """Title and artist of a row."""
        title, artist = self._library.name(self._library.song_of_row(row))
        after = "" if self._library.one_artist or not artist else wording.SEPARATOR + wording.isolated(artist, 30)
        muted = f"<span style='color:{self._tokens.muted}'>{escape(after)}</span>"
        return escape(wording.isolated(title, _LONGEST_NAME)) + muted

    # Tables -----------------------------------------------------------------------------------------------------

    def _line(self, rows: Iterable[int], middle: int | None) -> str:
        """Songs in their order; the one in the middle stands out."""
        tokens, cells = self._tokens, []
        for place, row in enumerate(rows):
            title = self._library.name(self._library.song_of_row(int(row)))[0]
            text = escape(wording.isolated(title, 30)).replace(" ", "&nbsp;")
            ground, ink = (tokens.accent, tokens.on_accent) if place == middle else (tokens.line, tokens.text)
            look = f"background-color:{ground};color:{ink}" if middle is not None else f"color:{tokens.text}"
            cells.append(f"<span style='{look}'>&nbsp;{text}&nbsp;</span>")
        return f"<p style='line-height:170%'>{' → '.join(cells)}</p>"

    def _numbers(self, rows: Sequence[tuple[str, np.ndarray]], *, products: bool = False) -> str:
        """Rows of numbers under each other; what is large stands out."""
        lines = [self._number_row(name, values) for name, values in rows]
        if products:
            lines.append(self._number_row(tr("product"), rows[0][1] * rows[1][1], strong=True))
        return f"<table cellspacing='2' cellpadding='4' style='{_TABLE}'>{''.join(lines)}</table>"

    def _number_row(self, name: str, values: np.ndarray, *, strong: bool = False) -> str:
        tokens = self._tokens
        ground = "" if strong else f" bgcolor='{tokens.panel}'"
        digits = 3 if strong else 2
        look = f"width='{_CELL}' align='right' style='white-space:nowrap'{ground}"
        cells = "".join(f"<td {look}>{_signed(value, digits)}</td>" for value in values.tolist())
        return f"<tr><td width='{_NAMES - 140}' style='color:{tokens.muted}'>{name}</td>{cells}<td>…</td></tr>"

    def _list(self, near: Near) -> str:
        """Songs with their cosines as bars."""
        tokens, lines = self._tokens, []
        for row, cosine in near:
            filled = min(_BAR, max(1, round(_BAR * cosine)))
            bar = (
                "<table cellspacing='0' cellpadding='0' style='font-size:4pt'><tr>"
                f"<td width='{filled}' bgcolor='{tokens.accent}'>&nbsp;</td>"
                f"<td width='{_BAR - filled}' bgcolor='{tokens.line}'></td></tr></table>"
            )
            lines.append(
                f"<tr><td width='{_NAMES}'>{self._song(row)}</td><td valign='middle'>{bar}</td>"
                f"<td align='right'>{wording.cosine(cosine)}</td></tr>"
            )
        return f"<table cellspacing='0' cellpadding='4' style='{_TABLE}'>{''.join(lines)}</table>"


def _signed(value: float, digits: int) -> str:
    """A number whose minus is as wide as a plus."""
    return f"{round(value, digits) + 0.0:+.{digits}f}".replace("-", "\u2212")


def tr(text: str) -> str:
    """Translate a sentence of this page."""
    return QCoreApplication.translate("OwnSongs", text)
