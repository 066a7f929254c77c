"""Whole downloads as they are dropped: what their other files are, and what to say when the history is missing.

A service's zip holds a dozen files beside the history, or instead of it. What belongs to a download that is known is
named in one sentence, not in a dozen; and nobody is asked which column is the song in a list of comments.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from s2v_desktop.core.errors import Foreign, NeedsMapping, UnreadableFile, WrongPackage
from s2v_desktop.core.readers import packages
from s2v_desktop.core.readers.packages import Package
from s2v_desktop.core.readers.source import Source

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that was chosen and is no history.

    Attributes
    ----------
    name : str
        Its label; empty for what cannot even be opened.
    error : UnreadableFile
    download : str
        Name of the download it came in.
    expected : bool
        It lies beside the history in such a download and nobody needs to hear of it.
    """

    name: str
    error: UnreadableFile
    download: str = ""
    expected: bool = False


@dataclass(frozen=True, slots=True)
class Lacking:
    """A download that is known and does not hold what was played.

    Attributes
    ----------
    name : str
        Of the download.
    what, advice : str
        What it is and lacks; what to request instead.
    package : Package
    """

    name: str
    what: str
    advice: str
    package: Package

    @property
    def sentence(self) -> str:
        """Both."""
        return f"{self.what} {self.advice}"


def name_of(chosen: Path, source: Source) -> str:
    """The download a source came in: an archive, a folder, or the first folder in what was chosen."""
    if source.member is not None:
        return source.path.name
    if source.path == chosen:
        return ""
    if any(chosen.name.casefold() in package.folders for package in packages.PACKAGES):
        return chosen.name
    inside = source.path.relative_to(chosen).parts if source.path.is_relative_to(chosen) else ()
    return inside[0] if len(inside) > 1 else chosen.name


def recognise(refused: Sequence[Refused], read: Iterable[tuple[str, str, str]]) -> dict[str, Package]:
    """Download -> what it is, for those that are known.

    Parameters
    ----------
    refused : sequence of Refused
    read : iterable of (str, str, str)
        Download, label and format of what can be read.
    """
    known = list(read)
    names = {one.download for one in refused} | {download for download, _, _ in known}
    found = {}
    for name in names:
        mine = [one for one in refused if one.download == name]
        parts = [one.error.part_of for one in mine if isinstance(one.error, WrongPackage)]
        labels = [one.name for one in mine] + [label for download, label, _ in known if download == name]
        package = packages.recognise(parts, [form for download, _, form in known if download == name], labels)
        if package is not None and (name or len(labels) > 1):  # a single file says itself what it is
            found[name] = package
    return found


def settle(refused: Sequence[Refused], known: dict[str, Package]) -> list[Refused]:
    """The same, where files of known downloads are called what they are."""
    result = []
    for one in refused:
        package = known.get(one.download)
        kinds = Foreign | NeedsMapping if one.download else Foreign  # a table somebody chose says what it lacks
        if package is not None and isinstance(one.error, kinds):
            said = packages.part(one.name.rpartition("/")[2], package)
            if isinstance(one.error, WrongPackage):
                said = one.error.message
            for once in (package.advice, "Nothing of it was imported."):  # said for the whole download
                said = said.replace(once, "").strip()
            one = Refused(one.name, WrongPackage(said, part_of=package.code), one.download, True)
        result.append(one)
    return result


def lacking(known: dict[str, Package], formats: Iterable[str]) -> list[Lacking]:
    """Downloads without the history they could hold, when nothing else brings it.

    Parameters
    ----------
    formats : iterable of str
        Of everything that is read, whichever download it came in.
    """
    read = frozenset(formats)
    found = []
    for name, package in sorted(known.items()):
        if not package.history & read:
            whole = f"“{name}” is" if name else "These files are from"
            what = f"{whole} {package.label}, without {package.lacks}."
            found.append(Lacking(name, what, package.advice, package))
    return found


def warnings(refused: Sequence[Refused]) -> list[str]:
    """What to say about files that are no history: one sentence for each download that is known."""
    said = []
    for one in refused:
        same = [other for other in refused if other.expected and other.download == one.download]
        if not one.expected or len(same) == 1:
            said.append(one.error.message)
        elif one is same[0]:
            names = ", ".join(other.name.rpartition("/")[2] for other in same[:_NAMED])
            more = f" and {len(same) - _NAMED:,} more" if len(same) > _NAMED else ""
            whole = f" in “{one.download}”" if one.download else ""
            said.append(f"{len(same):,} files{whole} are not what you played and were left out: {names}{more}.")
    return said
