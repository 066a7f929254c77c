"""The card beside a song: what it is, its true nearest songs, and how far the map can be trusted there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QDate, QLocale, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from s2v_desktop.ui.map.songs import plain_name
from s2v_desktop.ui.theme import RADIUS, Theme, font

_PADDING = 10.0
_NARROWEST, _WIDEST = 160.0, 256.0
_COLUMN_GAP = 16.0


@dataclass(frozen=True, slots=True)
class NearSong:
    """One of the true nearest songs: row of the map, name and cosine."""

    row: int
    name: str
    cosine: float


@dataclass(frozen=True, slots=True)
class SongFacts:
    """What the card tells.

    Attributes
    ----------
    title, artist : str
    plays : int
    last_day : int or None
        Days since 1970-01-01.
    nearest : tuple of NearSong
        By cosine of the vectors, best first.
    near, of : int
        How many of the `of` true neighbours are near on the map; `of` 0 says nothing.
    """

    title: str
    artist: str
    plays: int
    last_day: int | None = None
    nearest: tuple[NearSong, ...] = ()
    near: int = 0
    of: int = 0


FactsOf = Callable[[int], SongFacts]
"""Facts of a row of the map."""


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    right: str
    font: QFont
    colour: str
    space: float


class HoverCard(QWidget):
    """A small card of plain text; the mouse goes through it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("passing", True)
        self._theme = theme
        self._lines: tuple[_Line, ...] = ()
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Draw in other colours."""
        self._theme = theme
        self.hide()

    def tell(self, facts: SongFacts) -> None:
        """Take the facts of a song and the size they need."""
        self._lines = self._lines_of(facts)
        widest = max(self._width_of(line) for line in self._lines)
        width = min(max(widest, _NARROWEST), _WIDEST) + 2 * _PADDING
        height = sum(line.space + QFontMetricsF(line.font).height() for line in self._lines) + 2 * _PADDING
        self.setFixedSize(QSize(int(width) + 1, int(height) + 1))
        self.setAccessibleName(self.text())
        self.update()

    def text(self) -> str:
        """Everything the card says, a line each."""
        return "\n".join(f"{line.text}  {line.right}".rstrip() for line in self._lines)

    def _lines_of(self, facts: SongFacts) -> tuple[_Line, ...]:
        theme, body, secondary = self._theme, font("body"), font("secondary")
        made = [_Line(plain_name(facts.title, 120), "", font("title", semibold=True), theme.text, 0.0)]
        if facts.artist:
            made.append(_Line(plain_name(facts.artist, 120), "", secondary, theme.muted, 2.0))
        made.append(_Line(self._played(facts), "", body, theme.text, 4.0))
        for number, near in enumerate(facts.nearest):
            if number == 0:
                made.append(_Line(self.tr("Nearest by what they are played with"), "", secondary, theme.muted, 6.0))
            cosine = QLocale().toString(near.cosine, "f", 2)
            made.append(_Line(plain_name(near.name, 120), cosine, secondary, theme.text, 2.0))
        if facts.of:
            trust = self.tr("{near} of {of} true neighbours are near").format(near=facts.near, of=facts.of)
            made.append(_Line(trust, "", secondary, theme.muted, 6.0))
        return tuple(made)

    def _played(self, facts: SongFacts) -> str:
        number = QLocale().toString(facts.plays)
        plays = self.tr("1 play") if facts.plays == 1 else self.tr("{number} plays").format(number=number)
        if facts.last_day is None:
            return plays
        day = QLocale().toString(QDate(1970, 1, 1).addDays(facts.last_day), "d MMM yyyy")
        return self.tr("{plays} · last on {day}").format(plays=plays, day=day)

    def _width_of(self, line: _Line) -> float:
        metrics = QFontMetricsF(line.font)
        right = metrics.horizontalAdvance(line.right) + _COLUMN_GAP if line.right else 0.0
        return metrics.horizontalAdvance(line.text) + right + 2.0

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the card and its lines, names on the left, cosines on the right."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        painter.setPen(QPen(QColor(self._theme.line), 1.0))
        painter.setBrush(QColor(self._theme.raised))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        top, room = _PADDING, self.width() - 2 * _PADDING
        for line in self._lines:
            metrics = QFontMetricsF(line.font)
            top += line.space
            right = metrics.horizontalAdvance(line.right) + _COLUMN_GAP if line.right else 0.0
            painter.setFont(line.font)
            painter.setPen(QColor(line.colour))
            text = metrics.elidedText(line.text, Qt.TextElideMode.ElideRight, room - right)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute | Qt.TextFlag.TextSingleLine
            box = QRectF(_PADDING, top, room - right, metrics.height())
            painter.drawText(box, int(flags | Qt.AlignmentFlag.AlignLeft), text)
            if line.right:
                painter.setPen(QColor(self._theme.muted))
                box = QRectF(_PADDING, top, room, metrics.height())
                painter.drawText(box, int(flags | Qt.AlignmentFlag.AlignRight), line.right)
            top += metrics.height()
        painter.end()
