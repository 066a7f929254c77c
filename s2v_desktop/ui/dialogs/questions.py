"""The questions of the import doctor: each a small widget that knows what its answer means for the import."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QDateTime, QSize, QStringListModel, Qt, QTimeZone, Signal, Slot
from PySide6.QtWidgets import (
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from s2v_desktop.ui import theme, wording
from s2v_desktop.ui.widgets.choices import CheckBox, ChoiceBox
from s2v_desktop.ui.widgets.labels import plain_label


class Question(QWidget):
    """One question. `answer` adds what was said to the options of the import job."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(4)

    def answer(self, options: dict[str, Any]) -> None:
        """Put the answer into the options."""

    @property
    def possible(self) -> bool:
        """Whether the import can go on like this."""
        return True


class ZoneQuestion(Question):
    """Which clock the times of the files are of, with the first and the last play as they come out."""

    def __init__(self, ask: Mapping[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._times = [ask.get("first_ms"), ask.get("last_ms")]
        self._zone = ChoiceBox()
        self._zone.setEditable(True)
        self._zones = sorted(zoneinfo.available_timezones() - {"UTC"})
        self._zone.addItems([self.tr("This computer's"), "UTC", *self._zones])
        self._zone.setAccessibleName(self.tr("Time zone of the times in these files"))
        self._zone.setMinimumWidth(240)
        completer = QCompleter(QStringListModel([self._zone.itemText(row) for row in range(self._zone.count())]), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._zone.setCompleter(completer)
        self._zone.currentTextChanged.connect(self._on_zone)
        files = [wording.clean(str(name).rsplit("/", 1)[-1], 60) for name in ask["files"]]
        said = self.tr("The times in {names} are of a clock on the wall. Where was it?")
        more = f" (+{len(files) - 2})" if len(files) > 2 else ""
        row = QHBoxLayout()
        row.setSpacing(12)
        self._shown = plain_label("", "secondary", muted=True)
        row.addWidget(self._zone)
        row.addWidget(self._shown, 1)
        self.column.addWidget(plain_label(said.format(names=", ".join(files[:2]) + more), wrap=True))
        self.column.addLayout(row)
        self._on_zone()

    @property
    def zone(self) -> str | None:
        """IANA name; None for the computer's own."""
        text = self._zone.currentText().strip()
        return None if self._zone.currentIndex() == 0 and text == self._zone.itemText(0) else text

    @property
    def possible(self) -> bool:
        """Whether this is a zone."""
        return self.zone in (None, "UTC") or self.zone in self._zones

    def answer(self, options: dict[str, Any]) -> None:
        """The zone."""
        system = bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")
        zone = self.zone or system
        if zone == "UTC" or zone in self._zones:  # named, so that nobody is told again which clock was taken
            options["time_zone"] = zone

    @Slot()
    def _on_zone(self) -> None:
        if not self.possible:
            self._shown.setText(self.tr("There is no such time zone."))
        elif None not in self._times:
            first, last = (self._moment(int(ms or 0)) for ms in self._times)
            self._shown.setText(self.tr("On your clock: first play {first}, last play {last}").format(
                first=first, last=last))  # fmt: skip
        self.changed.emit()

    def _moment(self, ms: int) -> str:
        """A time that was read by this computer's clock, read by the chosen one, shown by this computer's."""
        moment = QDateTime.fromMSecsSinceEpoch(ms)
        if self.zone is not None:
            moment = QDateTime(moment.date(), moment.time(), QTimeZone(self.zone.encode())).toLocalTime()
        return wording.moment(moment.toMSecsSinceEpoch())


class CheckQuestion(Question):
    """A yes or a no."""

    def __init__(
        self, sentence: str, label: str, name: str, yes: str | None, no: str | None, *, checked: bool,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._name, self._yes, self._no = name, yes, no
        self.box = CheckBox(label)
        self.box.setChecked(checked)
        self.column.addWidget(plain_label(sentence, wrap=True))
        self.column.addWidget(self.box)

    def answer(self, options: dict[str, Any]) -> None:
        """One of the two values, if it has one."""
        value = self._yes if self.box.isChecked() else self._no
        if value is not None:
            said = options.setdefault("set_values", {})
            said[self._name] = f"{said[self._name]}; {value}" if self._name in said else value


class ApartQuestion(Question):
    """Whose plays these are: of the listener a file names, or of one who is there already."""

    def __init__(self, ask: Mapping[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = wording.clean(str(ask["name"]), 60)
        others: Sequence[str] = ask.get("others") or (ask["other"],)
        self._others = [str(ask["other"]), *(str(one) for one in others if one != ask["other"])]
        said = self.tr("Whose plays are these? The name that comes with them is “{name}”.").format(name=self._name)
        self._who = ChoiceBox()
        self._who.setAccessibleName(self.tr("Whose plays these are"))
        self._who.setMinimumWidth(240)
        self._who.addItems([wording.clean(one, 60) for one in self._others])
        self._who.addItem(self.tr("{name}, somebody else").format(name=self._name))
        self._who.setCurrentIndex(0 if ask["likely"] else len(self._others))
        self._who.currentIndexChanged.connect(self._on_who)
        self._means = plain_label("", "secondary", muted=True, wrap=True)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._who)
        row.addWidget(self._means, 1)
        self.column.addWidget(plain_label(said, wrap=True))
        self.column.addLayout(row)
        self._on_who()

    @property
    def chosen(self) -> str | None:
        """The listener who is there already; None for somebody else."""
        at = self._who.currentIndex()
        return self._others[at] if at < len(self._others) else None

    def answer(self, options: dict[str, Any]) -> None:
        """One listener, or two on purpose."""
        if self.chosen is not None:
            options["listener"] = self.chosen
        else:
            options.setdefault("set_values", {})["apart"] = "keep"

    @Slot()
    def _on_who(self) -> None:
        self._means.setText(
            self.tr("One person: a play that both tell is counted once.") if self.chosen is not None else
            self.tr("Two people: a play that both tell is counted for each. They can be joined later."))  # fmt: skip
        self.changed.emit()


class ListenersQuestion(Question):
    """Whose plays are wanted, of a file that holds those of several."""

    def __init__(self, ask: Mapping[str, Any], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        people: Sequence[Sequence[Any]] = ask["names"]
        self._list = QListWidget()
        self._list.setAccessibleName(self.tr("Listeners to import"))
        self._list.setUniformItemSizes(True)
        self._list.setFixedHeight(min(6, max(len(people), 2)) * theme.ROW_HEIGHT + 4)
        for name, plays in sorted(people, key=lambda pair: -int(pair[1])):
            count = wording.count(int(plays), self.tr("play"), self.tr("plays"))
            item = QListWidgetItem(f"{wording.clean(str(name), 80)}{wording.SEPARATOR}{count}")
            item.setData(Qt.ItemDataRole.UserRole, str(name))
            item.setSizeHint(QSize(0, theme.ROW_HEIGHT))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self._list.addItem(item)
        self._all = CheckBox(self.tr("All of them"))
        self._all.setChecked(True)
        self._find = QLineEdit()
        self._find.setPlaceholderText(self.tr("Find a listener"))
        self._find.setAccessibleName(self.tr("Find a listener"))
        row = QHBoxLayout()
        row.addWidget(self._all)
        row.addWidget(self._find, 1)
        said = self.tr("These files hold the plays of {n} listeners. Whose do you want?")
        self.column.addWidget(plain_label(said.format(n=wording.number(len(people))), wrap=True))
        self.column.addLayout(row)
        self.column.addWidget(self._list, 1)
        self._find.textChanged.connect(self._on_find)
        self._all.toggled.connect(self._on_all)
        self._list.itemChanged.connect(self._on_item)

    @property
    def chosen(self) -> list[str]:
        """Names that are checked."""
        items = [self._list.item(row) for row in range(self._list.count())]
        return [item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() == Qt.CheckState.Checked]

    @property
    def possible(self) -> bool:
        """Whether anybody is chosen."""
        return bool(self.chosen)

    def answer(self, options: dict[str, Any]) -> None:
        """Who is wanted, unless it is everybody."""
        chosen = self.chosen
        if len(chosen) < self._list.count():
            options["only_listeners"] = chosen

    @Slot(str)
    def _on_find(self, text: str) -> None:
        wanted = text.strip().casefold()
        for row in range(self._list.count()):
            self._list.item(row).setHidden(wanted not in self._list.item(row).text().casefold())

    @Slot(bool)
    def _on_all(self, checked: bool) -> None:
        self._list.blockSignals(True)
        for row in range(self._list.count()):
            if not self._list.item(row).isHidden():
                self._list.item(row).setCheckState(Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)
        self._list.blockSignals(False)
        self.changed.emit()

    @Slot()
    def _on_item(self) -> None:
        self.changed.emit()


def make(ask: Mapping[str, Any], parent: QWidget) -> Question | None:
    """The widget for one question of `store.examination.asks`; None for what is only told."""
    kind = ask["kind"]
    if kind == "time-zone":
        return ZoneQuestion(ask, parent)
    if kind == "apart":
        return ApartQuestion(ask, parent)
    if kind == "listeners":
        return ListenersQuestion(ask, parent)
    if kind == "private":
        plays = wording.count(int(ask["plays"]), parent.tr("play is"), parent.tr("plays are"))
        said = parent.tr("{plays} from private sessions.").format(plays=plays)
        return CheckQuestion(said, parent.tr("Import them too"), "private", "keep", "skip", checked=True)
    if kind == "shift":
        hours, form = float(ask["hours"]), str(ask["format"])
        way = parent.tr("late") if hours < 0 else parent.tr("early")
        amount = f"{abs(hours):g} {parent.tr('hour') if abs(hours) == 1 else parent.tr('hours')}"
        said = parent.tr(
            "The clock of {service} seems to be {amount} {way}: moved, {fits} of {of} plays meet those of your other "
            "sources."
        ).format(service=ask["service"], amount=amount, way=way, fits=wording.number(ask["fits"]),
                 of=wording.number(ask["of"]))  # fmt: skip
        return CheckQuestion(said, parent.tr("Move its plays"), "shift", f"{hours:g} {form}", f"0 {form}", checked=True)
    return None
