"""One sheet of an Excel workbook, row by row. The memory it takes does not depend on the size of the sheet.

Calamine, which reads workbooks too, lays a whole sheet out as a grid: two cells at opposite corners of a hostile file
end the process. Here nothing is larger than a row and the table of texts.
"""

from __future__ import annotations

import io
import posixpath
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import BinaryIO, cast

from s2v_desktop.core.errors import UnreadableFile
from s2v_desktop.core.readers import text, xmlio
from s2v_desktop.core.readers.source import Source, unreadable

LARGEST_PACKED = 1 << 30
LARGEST_UNPACKED = 4 << 30
LARGEST_RATIO = 200
RATIO_FROM = 100 * 1024**2
MOST_TEXT = 200_000_000
WIDEST = 200

_MAIN = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_TEXTS = "xl/sharedStrings.xml"
_BEGIN = frozenset(("row", "c"))
_BEGIN_TEXT = frozenset(("si", "rPh"))
_TROUBLE = (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError)


class Workbook:
    """An open workbook. Use it in a ``with`` block.

    Attributes
    ----------
    sheets : dict of str to str
        Name of a sheet -> its part.
    from_1904 : bool
        Whether its dates count from 1904 instead of 1900.

    Raises
    ------
    UnreadableFile
        When it is damaged or hostile, here and while it is read.
    """

    def __init__(self, source: Source) -> None:
        self._name = source.name
        self._file = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=32 << 20))  # noqa: SIM115 closed at the end
        self.sheets: dict[str, str] = {}
        self.from_1904 = False
        try:
            self._zip = self._open(source)
            self._survey()
        except _TROUBLE as error:
            self._file.close()
            raise unreadable(self._name, zipfile.BadZipFile(str(error))) from error
        except UnreadableFile:
            self._file.close()
            raise

    def __enter__(self) -> Workbook:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:  # fmt: skip
        self._zip.close()
        self._file.close()

    def _open(self, source: Source) -> zipfile.ZipFile:
        if source.size > LARGEST_PACKED:
            self._refuse()
        with source.open() as stream:
            shutil.copyfileobj(stream, self._file, 1 << 20)
        packed = self._file.tell()
        archive = zipfile.ZipFile(self._file)
        unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked > LARGEST_UNPACKED or unpacked > max(RATIO_FROM, LARGEST_RATIO * packed):
            self._refuse()
        return archive

    def _refuse(self) -> None:
        raise UnreadableFile(
            f"{self._name} was not imported: it would unpack to far more than any history does. "
            "If you trust it, save it as CSV and import that."
        )

    def _opener(self, part: str) -> Callable[[], BinaryIO]:
        return lambda: cast(BinaryIO, _Part(self._zip, part, self._name))

    def _survey(self) -> None:
        targets = {}
        for event, tag, value in xmlio.events(self._opener(_RELATIONS), self._name):
            if event == xmlio.START and tag == "Relationship":
                target = str(value.get("Target", ""))
                absolute = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
                targets[value.get("Id", "")] = absolute
        for event, tag, value in xmlio.events(self._opener(_MAIN), self._name):
            if event == xmlio.START and tag == "workbookPr":
                self.from_1904 = value.get("date1904", "0") in ("1", "true")
            elif event == xmlio.START and tag == "sheet":
                relation = next((said for key, said in value.items() if key.endswith(" id")), "")
                self.sheets[value.get("name", "")] = targets.get(relation, "")

    def rows(self, sheet: str) -> Iterator[list[str] | None]:
        """Cells of every row as text, numbers as they are written; None where the rest is damaged.

        Rows without any cell are left out.
        """
        part = self.sheets[sheet]
        if part not in self._zip.NameToInfo:
            raise UnreadableFile(f"{self._name} names a sheet that is not in it. Download it again.")
        row = _Row(self._texts())
        for event, tag, told in xmlio.events(self._opener(part), self._name, _BEGIN):
            if event == xmlio.START:
                row.begin(tag, told)
            elif event == xmlio.DAMAGED:
                yield None
            elif tag == "row":
                if any(row.cells):
                    yield row.cells
            else:
                row.end(tag, told)

    def _texts(self) -> list[str]:
        """The workbook's table of texts."""
        if _TEXTS not in self._zip.NameToInfo:
            return []
        found: list[str] = []
        said, left, phonetic = "", MOST_TEXT, False
        for event, tag, value in xmlio.events(self._opener(_TEXTS), self._name, _BEGIN_TEXT):
            if event == xmlio.START:
                phonetic = phonetic or tag == "rPh"
                said = "" if tag == "si" else said
            elif tag == "rPh":
                phonetic = False
            elif tag == "t" and not phonetic:
                said += value
                if len(said) > left:
                    self._refuse()
            elif tag == "si":
                found.append(text.clean(said).strip())
                left -= len(said) + 50
                if left < 0:
                    self._refuse()
        return found


class _Row:
    """The cells of the row that is being read."""

    def __init__(self, texts: list[str]) -> None:
        self.cells: list[str] = []
        self._texts = texts
        self._place = 0
        self._kind = self._inline = self._value = ""

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """A row or a cell begins."""
        if tag == "row":
            self.cells, self._place = [], 0
        else:
            self._place = _column(attributes.get("r", ""), self._place)
            self._kind, self._inline, self._value = attributes.get("t", ""), "", ""

    def end(self, tag: str, told: str) -> None:
        """A cell or a part of it ends."""
        if tag == "v":
            self._value = told
        elif tag == "t":
            if len(self._inline) < xmlio.LONGEST_TEXT:  # a longer name is a damaged row anyway
                self._inline += told
        elif tag == "c":
            if self._place < WIDEST:
                if len(self.cells) != self._place:
                    self.cells[self._place :] = [""] * (self._place - len(self.cells))
                self.cells.append(_cell(self._kind, self._value, self._inline, self._texts))
            self._place += 1


def _column(reference: str, following: int) -> int:
    """Place from 0 of a cell such as ``AB12``; the following place where it names none."""
    place = 0
    for letter in reference[:4].upper():
        if not "A" <= letter <= "Z":
            break
        place = place * 26 + ord(letter) - 64
    return place - 1 if place else following


def _cell(kind: str, value: str, inline: str, texts: list[str]) -> str:
    if kind == "s":
        return texts[int(value)] if value.isdecimal() and int(value) < len(texts) else ""
    if kind == "inlineStr":
        return text.clean(inline).strip()
    return "" if kind == "e" else text.clean(value).strip()


class _Part(io.RawIOBase):
    """One member of the workbook; what zip complains about becomes a sentence."""

    def __init__(self, archive: zipfile.ZipFile, part: str, name: str) -> None:
        super().__init__()
        self._name = name
        try:
            self._stream = archive.open(part)
        except _TROUBLE as error:
            raise unreadable(name, zipfile.BadZipFile(str(error))) from error

    def read(self, size: int = -1) -> bytes:
        try:
            return self._stream.read(size)
        except _TROUBLE as error:
            raise unreadable(self._name, zipfile.BadZipFile(str(error))) from error

    def close(self) -> None:
        if not self.closed and hasattr(self, "_stream"):
            self._stream.close()
        super().close()
