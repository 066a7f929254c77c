"""Dates as Google writes them in a page, in the account's language and with the zone of the day of the export (G2)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})[:.](\d{2})(?!\d)")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")
_OFFSET = re.compile(r"(?:UTC|GMT)?([+\u2212-])(\d{1,2})(?::?(\d{2}))?$")
_HALVES = {"am": 0, "pm": 12, "上午": 0, "午前": 0, "오전": 0, "下午": 12, "午後": 12, "오후": 12}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_MONTHS = (
    "jan january januar janvier enero gennaio januari janeiro ene gen janv ledna stycznia",
    "feb february februar fevrier febrero febbraio februari fevereiro fev fevr unora lutego",
    "mar march marz mars marzo maart marco brezna marca mrz mrt",
    "apr april avril abril aprile avr abr dubna kwietnia",
    "may mai mayo maggio mei maio mag maj kvetna maja",
    "jun june juni juin junio giugno junho giu cervna czerwca",
    "jul july juli juillet julio luglio julho lug juil cervence lipca",
    "aug august aout agosto augustus ago srpna sierpnia",
    "sep september septembre septiembre settembre setembro sept set zari wrzesnia",
    "oct october oktober octobre octubre ottobre outubro okt ott out rijna pazdziernika",
    "nov november novembre noviembre novembro listopadu listopada",
    "dec december dezember decembre diciembre dicembre dezembro dez dic prosince grudnia des",
)
_ZONES = (
    "UTC=0 GMT=0 Z=0 WET=0 AZOT=-60 BST=60 WEST=60 CET=60 MEZ=60 SEC=60 WAT=60 CEST=120 MESZ=120 SELC=120 EET=120 "
    "OEZ=120 SAST=120 CAT=120 EEST=180 OESZ=180 MSK=180 TRT=180 EAT=180 GST=240 PKT=300 WIB=420 ICT=420 HKT=480 "
    "SGT=480 MYT=480 PHT=480 AWST=480 JST=540 KST=540 ACST=570 AEST=600 ACDT=630 AEDT=660 NZST=720 NZDT=780 "
    "EST=-300 EDT=-240 CDT=-300 MST=-420 MDT=-360 PST=-480 PDT=-420 AKST=-540 AKDT=-480 HST=-600 "
    "BRT=-180 ART=-180 CLT=-240 COT=-300 PET=-300"
)
"""Abbreviations that mean one zone only, in minutes from UTC. CST and IST mean several."""


@dataclass(frozen=True, slots=True)
class Wall:
    """What a date says: milliseconds of the clock on the wall as if it were UTC, and the zone it names, if any."""

    ms: int
    zone: str


class Months:
    """Names of months in the languages of the specification, and abbreviations of zones."""

    def __init__(self) -> None:
        self.months = {word: number for number, words in enumerate(_MONTHS, 1) for word in words.split()}
        self.zones = {word: int(minutes) for word, _, minutes in (pair.partition("=") for pair in _ZONES.split())}

    def parse(self, told: str, day_first: bool = True) -> Wall:
        """Read a date.

        Raises
        ------
        ValueError
        """
        said = unicodedata.normalize("NFKC", told)
        clock = _CLOCK.search(said)
        if clock is None:
            raise ValueError("no clock time")
        date, rest = said[: clock.start()], said[clock.end() :].strip()
        hour, minute, second = (int(part) for part in clock.groups())
        squeezed = rest.replace(".", "").replace(" ", "").casefold()
        half = next((plus for word, plus in _HALVES.items() if squeezed.startswith(word) or word in date), None)
        if half is not None:
            hour = hour % 12 + half
        year, month, day = self._day(date, day_first)
        wall = datetime(year, month, day, hour, minute, second, tzinfo=UTC) - _EPOCH
        return Wall((wall.days * 86_400 + wall.seconds) * 1000, _zone_word(rest, half is not None))

    def _day(self, date: str, day_first: bool) -> tuple[int, int, int]:
        numbers = [int(number) for number in _NUMBER.findall(date) if len(number) <= 4]
        words = (_plain(word) for word in _WORD.findall(date))
        named = next((self.months[word] for word in words if word in self.months), None)
        if named is not None and len(numbers) == 2:
            day, year = sorted(numbers)
            return year, named, day
        if len(numbers) != 3:
            raise ValueError("no date")
        if numbers[0] > 31:
            return numbers[0], numbers[1], numbers[2]
        if "/" in date and not day_first:
            return numbers[2], numbers[0], numbers[1]
        return numbers[2], numbers[1], numbers[0]

    def offset_ms(self, zone: str) -> int | None:
        """Milliseconds that a named zone is ahead of UTC; none named is UTC, None when the name is not known."""
        if not zone:
            return 0
        found = _OFFSET.match(zone)
        if found:
            minutes = int(found.group(2)) * 60 + int(found.group(3) or 0)
            return (minutes if found.group(1) == "+" else -minutes) * 60_000
        known = self.zones.get(_plain(zone).upper())
        return None if known is None else known * 60_000


def day_first(dates: Sequence[str]) -> bool:
    """Whether dates with slashes write the day first: told by a number over 12, else by the lack of AM and PM."""
    halves = False
    for date in dates:
        numbers = [int(number) for number in _NUMBER.findall(date)[:2]]
        if "/" in date and len(numbers) == 2 and numbers[0] <= 31 and max(numbers) > 12:
            return numbers[0] > 12
        halves = halves or date.upper().rstrip().endswith(("AM", "PM"))
    return not halves


def _plain(word: str) -> str:
    """Casefolded, without marks."""
    letters = unicodedata.normalize("NFD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _zone_word(rest: str, halved: bool) -> str:
    words = rest.replace("(", " ").replace(")", " ").split()
    if not words:
        return ""
    last = words[-1]
    if halved and _plain(last.replace(".", "")) in ("am", "pm", "m"):
        return ""
    return last
