"""Watching a model learn: how many held-out songs it would have foreseen, and what it puts beside one song."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from s2v_desktop.core.watching import Pass
from s2v_desktop.ui import theme, wording
from s2v_desktop.ui.widgets.labels import ElidedLabel, plain_label, section_label

_NEAR = 4


class ScoreChart(QWidget):
    """A line over the passes of a training; the best one is marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scores: dict[int, float] = {}
        self._of = 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Share of held-out songs that were foreseen, pass by pass"))

    def sizeHint(self) -> QSize:
        """Small: it says whether it still gets better."""
        return QSize(320, 88)

    def show_scores(self, scores: Mapping[int, float], of: int) -> None:
        """Show the scores of the passes so far, by their number from 1, of so many."""
        self._scores, self._of = dict(scores), max(of, 1)
        self.setAccessibleDescription(f"{100 * scores[max(scores)]:.1f} %" if scores else "")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, two lines to read by, and the curve."""
        tokens = theme.theme_of(QGuiApplication.instance())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("small"))
        top = _ceiling(max(self._scores.values(), default=0.0))
        label = f"{100 * top:.0f} %"
        left = painter.fontMetrics().horizontalAdvance(label) + 8
        area = QRectF(left, 8, self.width() - left - 8, self.height() - 16)
        for share in (0.0, 1.0):
            y = round(area.bottom() - share * area.height()) + 0.5
            painter.setPen(QPen(theme.qcolor(tokens.line), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(theme.qcolor(tokens.muted))
            text = label if share else "0"
            painter.drawText(QRectF(0, y - 8, left - 6, 16), int(_RIGHT), text)
        if self._scores:
            self._paint_curve(painter, tokens, area, top)

    def _paint_curve(self, painter: QPainter, tokens: theme.Theme, area: QRectF, top: float) -> None:
        step = area.width() / max(1, self._of - 1)
        points = {
            number: QPointF(area.left() + (number - 1) * step, area.bottom() - score / top * area.height())
            for number, score in self._scores.items()
        }
        painter.setPen(QPen(theme.qcolor(tokens.accent), 2))
        painter.drawPolyline(QPolygonF(list(points.values())))
        best = max(points, key=self._scores.__getitem__)
        painter.setBrush(theme.qcolor(tokens.accent))
        painter.setPen(QPen(theme.qcolor(tokens.panel), 2))
        painter.drawEllipse(points[best], 4.5, 4.5)


_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def _ceiling(score: float) -> float:
    """A round share above the largest score."""
    return next((share for share in (0.05, 0.1, 0.2, 0.3, 0.5, 0.75) if score <= share), 1.0)


class LearningView(QWidget):
    """Chart, sentence and neighbours of the pinned song."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scores: dict[int, float] = {}
        self._chart = ScoreChart()
        self._score = plain_label("", "secondary", muted=True, wrap=True)
        self._speed = plain_label("", "secondary", muted=True)
        self._song = ElidedLabel("", "body")
        self._near = [ElidedLabel("", "secondary", muted=True) for _ in range(_NEAR)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(section_label(self.tr("How it learns")))
        column.addWidget(self._chart)
        column.addWidget(self._score)
        column.addWidget(self._speed)
        column.addSpacing(8)
        self._beside = section_label(self.tr("What it puts together now"))
        column.addWidget(self._beside)
        column.addWidget(self._song)
        for label in self._near:
            column.addWidget(label)
        self.begin()

    @Slot()
    def begin(self) -> None:
        """Forget the last training."""
        self._scores = {}
        self._chart.show_scores({}, 1)
        for label in (self._score, self._speed, self._song, *self._near):
            label.setText("")
        self._beside.hide()
        self.hide()

    @Slot(object)
    def show_pass(self, told: Pass) -> None:
        """Show what is known after a pass."""
        if told.epoch == 1:
            self._scores = {}
        if told.score is not None:
            self._scores[told.epoch] = told.score
            self._chart.show_scores(self._scores, told.of)
            sentence = self.tr("After pass {n} of {of} it foresees {share} % of {songs} that were kept from it.")
            songs = wording.count(told.cases, self.tr("song"), self.tr("songs"))
            share = f"{100 * told.score:.1f}"
            self._score.setText(sentence.format(n=told.epoch, of=told.of, share=share, songs=songs))
        speed = wording.number(round(told.plays_per_second, -2))
        self._speed.setText(self.tr("{n} plays a second").format(n=speed) if told.plays_per_second else "")
        self._beside.setVisible(bool(told.song))
        self._song.setText(wording.clean(told.song, 120))
        for label, name in zip(self._near, [*told.near, *[""] * _NEAR][:_NEAR], strict=True):
            label.setText(wording.clean(name, 120))
        self.show()
