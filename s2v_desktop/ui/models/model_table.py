"""The models of a library as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from s2v_desktop.store.changes import Changes, between
from s2v_desktop.store.models import ModelInfo
from s2v_desktop.ui import staleness, wording

_AnyIndex = QModelIndex | QPersistentModelIndex
NAME, MADE, SONGS, SESSIONS, LEARNT, SCORE, DATA, SINCE = range(8)
_LEFT = frozenset({NAME, MADE, LEARNT, DATA, SINCE})
_NUMBERS = ("vector_size", "window", "negative", "epochs", "seed")


def learnt(info: ModelInfo) -> str:
    """The parameters that matter most, in one line."""
    said = info.parameters
    parts = [str(said["preset"])] if said.get("preset") else []
    parts += [wording.tr("{n} numbers").format(n=info.dimensions)]
    parts += [_passes(info)] if "epochs" in said else []
    parts += [wording.tr("seed {n}").format(n=said["seed"])] if "seed" in said else []
    return wording.SEPARATOR.join(parts)


def _passes(info: ModelInfo) -> str:
    passes, done = info.parameters["epochs"], len(info.scores.get("passes", ()))
    if info.scores.get("stopped") and done:
        return wording.tr("{n} of {m} passes").format(n=done, m=passes)
    return wording.tr("{n} passes").format(n=passes)


def every_parameter(info: ModelInfo) -> str:
    """All parameters, one a line, for the tooltip."""
    return "\n".join(f"{name} = {value}" for name, value in sorted(info.parameters.items()))


class ModelTable(QAbstractTableModel):
    """One row per model, newest first; the one in use is bold and marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.models: list[ModelInfo] = []
        self._active = ""
        self._heads = (
            self.tr("Name"),
            self.tr("Made"),
            self.tr("Songs"),
            self.tr("Sessions"),
            self.tr("Learnt with"),
            self.tr("Foresees"),
            self.tr("Data"),
            self.tr("Since then"),
        )
        self._state: Mapping[str, Any] = {}

    def show_models(self, models: Sequence[ModelInfo], active: str, state: Mapping[str, Any]) -> None:
        """Show these, and what has changed since each was made.

        Parameters
        ----------
        state : mapping
            Of the library as it is now (`Catalogue.state`).
        """
        self.beginResetModel()
        self.models, self._active, self._state = list(models), active, state
        self.endResetModel()

    def rowCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """One row per model."""
        return 0 if parent.isValid() else len(self.models)

    def columnCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Name, date, songs, sessions, parameters, score, fingerprint of the data, what changed since."""
        return len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Names of the columns, and what they mean."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if role == Qt.ItemDataRole.ToolTipRole and section == SCORE:
            return self.tr("Last songs of some sessions that were kept back: the share found among ten guesses")
        if role == Qt.ItemDataRole.ToolTipRole and section == DATA:
            return self.tr("Equal for models of the same sessions")
        if role == Qt.ItemDataRole.TextAlignmentRole and section not in _LEFT:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, alignment, and all parameters as a tooltip."""
        info, column = self.models[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(info, column)
        if role == Qt.ItemDataRole.TextAlignmentRole and column not in _LEFT:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole and column == LEARNT:
            return every_parameter(info)
        if role == Qt.ItemDataRole.ToolTipRole and column == SINCE:
            return staleness.sentence(self.since(info)) or None
        if role == Qt.ItemDataRole.FontRole and info.id == self._active:
            font = QFont()
            font.setWeight(QFont.Weight.DemiBold)
            return font
        return None

    def since(self, info: ModelInfo) -> Changes | None:
        """What has changed since a model was made; None where nobody knows."""
        return between(info.made_from, self._state)

    def _since(self, info: ModelInfo) -> str:
        changes = self.since(info)
        if changes is None:
            return "–"
        if not changes.count:
            return self.tr("nothing changed")
        return wording.count(changes.count, self.tr("change"), self.tr("changes"))

    def _text(self, info: ModelInfo, column: int) -> str:
        if column == NAME:
            name = wording.clean(info.name, 100)
            return f"{name}{wording.SEPARATOR}{self.tr('in use')}" if info.id == self._active else name
        if column == MADE:
            return wording.moment(info.made_ms)
        if column == LEARNT:
            shared = self.tr("shared") + wording.SEPARATOR if info.origin == "shared" else ""
            return shared + learnt(info)
        if column == SCORE:
            score = info.scores.get("hit10")
            return f"{100 * float(score):.1f} %" if score is not None else "–"
        if column == DATA:
            return info.data[:6] or "–"
        if column == SINCE:
            return self._since(info)
        return wording.number(info.songs if column == SONGS else info.sessions)
