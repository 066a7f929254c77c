"""The search field: typing shows songs of the library, Enter flies to one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QAction, QFont, QFontMetrics, QGuiApplication, QPainter
from PySide6.QtWidgets import (
    QCompleter,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from s2v_desktop.ui import theme, wording
from s2v_desktop.ui.widgets import icons

_AnyIndex = QModelIndex | QPersistentModelIndex
HITS = 12
_ROW = 44


@dataclass(frozen=True, slots=True)
class Hit:
    """One song that was found. `song` is its library number."""

    song: int
    title: str
    artist: str
    plays: int


class _Hits(QAbstractListModel):
    """What was found, best first; one remark when nothing was."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hits: Sequence[Hit] = ()
        self.remark = ""

    def show(self, hits: Sequence[Hit], remark: str) -> None:
        self.beginResetModel()
        self.hits, self.remark = hits, remark
        self.endResetModel()

    def rowCount(self, parent: _AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return len(self.hits) or int(bool(self.remark))

    def data(self, index: _AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not self.hits:
            return self.remark if role == Qt.ItemDataRole.DisplayRole else None
        hit = self.hits[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return hit
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{hit.title}, {hit.artist}"
        return hit.title if role == Qt.ItemDataRole.EditRole else None

    def flags(self, index: _AnyIndex) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled
        return flags | Qt.ItemFlag.ItemIsSelectable if self.hits else Qt.ItemFlag.NoItemFlags


class _HitDelegate(QStyledItemDelegate):
    """Title over artist, plays at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _AnyIndex) -> QSize:
        return QSize(200, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _AnyIndex) -> None:
        tokens = theme.theme_of(QGuiApplication.instance())
        rect: QRect = option.rect
        area = rect.adjusted(12, 4, -12, -4)
        hit = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(hit, Hit):
            self._line(painter, area, str(index.data()), theme.font("secondary"), tokens.muted)
            return
        state: QStyle.StateFlag = option.state
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.fillRect(rect, theme.qcolor(tokens.raised))
        plays = wording.count(hit.plays, self.tr("play"), self.tr("plays"))
        small = theme.font("secondary")
        width = QFontMetrics(small).horizontalAdvance(plays) + 12
        self._line(painter, area, plays, small, tokens.muted, Qt.AlignmentFlag.AlignRight)
        half = area.height() // 2
        left = area.adjusted(0, 0, -width, 0)
        self._line(painter, left.adjusted(0, 0, 0, -half), wording.clean(hit.title), theme.font(), tokens.text)
        self._line(painter, left.adjusted(0, half, 0, 0), wording.clean(hit.artist), small, tokens.muted)

    def _line(
        self,
        painter: QPainter,
        area: QRect,
        text: str,
        font: QFont,
        colour: str,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
    ) -> None:
        painter.setFont(font)
        painter.setPen(theme.qcolor(colour))
        cut = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, int(align | Qt.AlignmentFlag.AlignVCenter), cut)


class SearchBox(QLineEdit):
    """Search with a list of hits under the field.

    Parameters
    ----------
    find : callable
        Text and a limit -> hits, best first; called while typing, so it must be quick.
    """

    chosen = Signal(int)
    """Library number of the song the listener chose."""

    def __init__(self, find: Callable[[str, int], Sequence[Hit]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._find = find
        self._hits = _Hits(self)
        self.setPlaceholderText(self.tr("Search songs and artists   Ctrl+F"))
        self.setAccessibleName(self.tr("Search songs and artists"))
        self.setClearButtonEnabled(True)
        self.setMaxLength(500)
        # The buttons inside the field are tool buttons: they must not look like those of the toolbar.
        self.setStyleSheet("QToolButton { background: transparent; border: none; padding: 0; min-height: 0; }")
        self._icon = QAction(self)
        self.addAction(self._icon, QLineEdit.ActionPosition.LeadingPosition)
        self._completer = QCompleter(self._hits, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setCompletionRole(Qt.ItemDataRole.EditRole)
        self._completer.setMaxVisibleItems(HITS)
        self._popup = QListView()
        self._popup.setMouseTracking(True)
        self._popup.setUniformItemSizes(True)
        self._popup.setAccessibleName(self.tr("Songs found"))
        self._completer.setPopup(self._popup)
        self._popup.setItemDelegate(_HitDelegate(self._popup))  # after setPopup, which sets its own
        self._completer.setWidget(self)
        self._completer.activated[QModelIndex].connect(self._on_activated)  # type: ignore[index]
        self.textEdited.connect(self._on_edited)
        self.textChanged.connect(self._on_changed)
        self.returnPressed.connect(self._on_return)
        self.apply_theme()

    @property
    def hits(self) -> Sequence[Hit]:
        """What is found now."""
        return self._hits.hits

    def apply_theme(self) -> None:
        """Colour the icon anew."""
        self._icon.setIcon(icons.icon("search", theme.theme_of(QGuiApplication.instance()).muted))

    @Slot()
    def focus(self) -> None:
        """Put the cursor here and select what was typed."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    @Slot(str)
    def _on_edited(self, text: str) -> None:
        words = text.strip()
        hits = self._find(words, HITS) if words else ()
        remark = "" if hits or not words else self.tr("Nothing found. Try fewer letters, or only the artist.")
        self._hits.show(hits, remark)
        if not words:
            self._popup.hide()
            return
        area = self.rect()
        self._popup.setFixedHeight(max(1, self._hits.rowCount()) * _ROW + 10)
        self._completer.complete(area)
        if hits:
            first = self._completer.completionModel().index(0, 0)
            self._popup.selectionModel().select(first, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    @Slot(str)
    def _on_changed(self, text: str) -> None:
        if not text.strip():
            self._popup.hide()

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        hit = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(hit, Hit):
            self._choose(hit)

    @Slot()
    def _on_return(self) -> None:
        if self._hits.hits and self.text().strip():
            self._choose(self._hits.hits[0])

    def _choose(self, hit: Hit) -> None:
        self._popup.hide()
        self.setText(hit.title)
        self.chosen.emit(hit.song)
