"""Which column is what: a look at the first rows of a table before it is imported."""

from __future__ import annotations

import zoneinfo
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDateTime, QStringListModel, Qt, QTimeZone, Signal, Slot
from PySide6.QtWidgets import QCompleter, QDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from s2v_desktop.core.errors import NeedsMapping, S2VError
from s2v_desktop.core.readers import table, timeparse
from s2v_desktop.core.readers.base import ReadOptions
from s2v_desktop.core.readers.preview import Preview, preview
from s2v_desktop.core.readers.source import Source
from s2v_desktop.store import mappings
from s2v_desktop.ui import wording
from s2v_desktop.ui.dialogs.column_table import ColumnTable
from s2v_desktop.ui.widgets.choices import ChoiceBox
from s2v_desktop.ui.widgets.labels import plain_label

ROWS = 50
_DAY_S = 86_400
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


class ImportDialog(QDialog):
    """Shows a table with what each column is taken for; Import goes on.

    Parameters
    ----------
    source : Source or Path

    Raises
    ------
    S2VError
        When the file cannot be read.
    """

    confirmed = Signal(object)
    """What is known about tables with this header: ``header``, ``mapping``, ``set_values``, ``time_zone``,
    ``listener``."""

    def __init__(self, source: Source | Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._source = source if isinstance(source, Source) else Source(source)
        self.setWindowTitle(self.tr("Import {name}").format(name=wording.clean(self._source.name, 60)))
        self.resize(920, 620)
        self._mapping = mappings.loosely(self._source)
        self._build()
        self._import.setFocus(Qt.FocusReason.OtherFocusReason)
        self._table.show_preview(preview(self._source, self._mapping, ROWS), self._mapping)
        self._refresh()

    def _build(self) -> None:
        self._how = plain_label("", "secondary", muted=True)
        self._table = ColumnTable()
        self._table.changed.connect(self._refresh)
        self._times = plain_label()
        self._problems = plain_label("", "secondary", muted=True, wrap=True)
        self._import = QPushButton(self.tr("Import"))
        self._import.setProperty("primary", True)
        self._import.setDefault(True)
        self._import.clicked.connect(self._on_import)
        cancel = QPushButton(self.tr("Cancel"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self._times, 1)
        buttons.addWidget(cancel)
        buttons.addWidget(self._import)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(8)
        column.addWidget(plain_label(self.tr("Check what each column is"), "title"))
        column.addWidget(self._how)
        column.addSpacing(4)
        column.addWidget(self._table, 1)
        column.addLayout(self._build_choices())
        column.addWidget(self._problems)
        column.addLayout(buttons)

    def _build_choices(self) -> QHBoxLayout:
        self._listener = QLineEdit()
        self._listener.setPlaceholderText(self.tr("Me"))
        self._listener.setMaximumWidth(200)
        self._listener.setMaxLength(100)
        self._zone = ChoiceBox()
        self._zone.setEditable(True)
        self._zone.addItems([self.tr("This computer's"), "UTC", *sorted(zoneinfo.available_timezones() - {"UTC"})])
        self._zone.setAccessibleName(self.tr("Time zone of the times in the file"))
        self._zone.setMinimumWidth(220)
        completer = QCompleter(QStringListModel([self._zone.itemText(row) for row in range(self._zone.count())]), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._zone.setCompleter(completer)
        self._zone.currentTextChanged.connect(self._refresh)
        self._zone_label = plain_label(self.tr("Time zone"), muted=True)
        listener_label = plain_label(self.tr("Whose plays are these?"), muted=True)
        listener_label.setBuddy(self._listener)
        self._listener.setAccessibleName(listener_label.text())
        self._listener_label = listener_label
        self._artist_label, self._artist = plain_label(self.tr("Artist of all songs"), muted=True), QLineEdit()
        self._artist.setAccessibleName(self._artist_label.text())
        self._artist.setMaximumWidth(200)
        self._artist.setMaxLength(300)
        self._artist.textChanged.connect(self._refresh)
        row = QHBoxLayout()
        row.setSpacing(8)
        asked: tuple[QWidget, ...] = (listener_label, self._listener, self._artist_label, self._artist)
        for widget in (*asked, self._zone_label, self._zone):
            row.addWidget(widget)
        row.addStretch(1)
        return row

    @property
    def options(self) -> dict[str, Any]:
        """What the import job is told."""
        zone = self._zone.currentText().strip() if self._zone.currentIndex() != 0 else ""
        return {
            "header": list(mappings.header_of(self._source)) or [self._source.label],
            "mapping": {field: list(names) for field, names in self._table.columns().items()},
            "time_zone": zone or None,
            "listener": self._listener.text().strip() or None,
            "set_values": {"artist": self._artist.text().strip()} if self._needs_artist() else {},
        }

    def _needs_artist(self) -> bool:
        return not self._table.columns().get("artist") and bool(self._artist.text().strip())

    @Slot()
    def _refresh(self) -> None:
        """Read the first rows under the present choice and say what becomes of them."""
        chosen = self._table.columns()
        try:
            if not chosen.get("title"):
                raise NeedsMapping(self.tr("Choose the column that holds the song's title."))
            if not chosen.get("artist") and not self._needs_artist():
                raise NeedsMapping(self.tr("Choose the column that holds the artist, or write one name for all songs."))
            told = self.options
            options = ReadOptions(told["time_zone"], chosen, told["set_values"])
            self._mapping = table.guess(self._source, options)
            seen = preview(self._source, self._mapping, ROWS)
        except S2VError as problem:
            self._say_problem(problem.message)
            return
        self._show(seen)

    def _say_problem(self, sentence: str) -> None:
        self._how.setText(self._describe())
        self._problems.setText(sentence)
        self._problems.show()
        self._times.setText("")
        self._import.setEnabled(False)

    def _show(self, seen: Preview) -> None:
        self._how.setText(self._describe())
        self._table.mark_skipped(seen.rows)
        self._problems.setText("\n".join(seen.problems))
        self._problems.setVisible(bool(seen.problems))
        self._times.setText(self._span(seen))
        local = self._mapping.time_pattern in timeparse.LOCAL and self._mapping.precision_s < _DAY_S
        self._zone.setVisible(local)
        self._zone_label.setVisible(local)
        artists = bool(self._mapping.names("artist"))
        self._artist.setVisible(not artists)
        self._artist_label.setVisible(not artists)
        own = self._mapping.has("listener")
        self._listener.setVisible(not own)
        self._listener_label.setVisible(not own)
        self._import.setEnabled(any(hasattr(row, "title") for row in seen.rows))

    def _describe(self) -> str:
        mapping = self._mapping
        parts = [
            self.tr("Cells separated by {sign}").format(sign=_DELIMITERS.get(mapping.delimiter, mapping.delimiter)),
            mapping.encoding.upper().replace("_SIG", "").replace("-SIG", ""),
            self.tr("first line names the columns") if mapping.has_header else self.tr("no line names the columns"),
        ]
        if mapping.time_pattern:
            parts.append(self.tr("times: {what}").format(what=timeparse.PATTERNS[mapping.time_pattern]))
        return wording.SEPARATOR.join(parts)

    def _span(self, seen: Preview) -> str:
        if seen.first_ms is None or seen.last_ms is None:
            return self.tr("No times: sessions and order come from the file.")
        first, last = (self._moment(ms) for ms in sorted((seen.first_ms, seen.last_ms)))
        return self.tr("These rows: {first} to {last}").format(first=first, last=last)

    @Slot()
    def _on_import(self) -> None:
        options = self.options
        self.accept()
        self.confirmed.emit(options)

    def _moment(self, ms: int) -> str:
        if self._mapping.precision_s >= _DAY_S:  # only the day is known
            return wording.day(QDateTime.fromMSecsSinceEpoch(ms, QTimeZone.utc()).date())
        return wording.moment(ms)
