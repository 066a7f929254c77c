"""Imports, undos and edits of identity in any order: every step adds up, and when all is undone nothing is left."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from s2v_desktop.core.progress import Silent
from s2v_desktop.core.types import Row
from s2v_desktop.jobs.tasks import listeners as listener_job
from s2v_desktop.jobs.tasks import merge as merge_job
from s2v_desktop.store import listeners, merges, same_person, spellings
from s2v_desktop.store.check import doctor
from s2v_desktop.store.fingerprint import fingerprint
from s2v_desktop.store.importer import ImportReport
from s2v_desktop.store.library import Library

Import = Callable[..., ImportReport]
START = 1_710_018_840_000
SPOTIFY, LASTFM, LOG = "spotify-extended@1", "lastfm-ghan-csv@1", "listenbrainz@1"
NAMES = [("Бумажные фонари", "Bumazhnye fonari"), ("Intro", "Intro (Remaster)"), ("Slow Weather", "Slow Wether")]


def history(chance: random.Random) -> list[tuple[dict[str, list[Row]], str]]:
    """One evening as three services tell it, each in its own words; and whose they say it is."""
    told: dict[str, list[Row]] = {SPOTIFY: [], LASTFM: [], LOG: []}
    for number in range(1, 13):
        first, second = chance.choice(NAMES)
        at, heard = START + number * 400_000, chance.randint(100, 300) * 1000
        album = chance.choice(("First", "Second"))
        told[SPOTIFY].append(Row(number, first, "Trio", album, "", at, at + heard, heard))
        if chance.random() < 0.8:
            told[LASTFM].append(Row(number, chance.choice((first, second)), "Trio", "", "", at + 1000))
        if chance.random() < 0.6:
            told[LOG].append(Row(number, second, "The Trio", album, "", at + 2000))
    return [({SPOTIFY: told[SPOTIFY]}, "Me"), ({LASTFM: told[LASTFM]}, "nt_user"), ({LOG: told[LOG]}, "Me"),
            ({SPOTIFY: told[SPOTIFY][4:], LOG: told[LOG]}, "nt_user")]  # fmt: skip


class Walk:
    """A library and what can be done with it next."""

    def __init__(self, bring: Import, library: Path, seed: int) -> None:
        self.chance = random.Random(seed)
        self.bring, self.library = bring, library
        self.files = history(self.chance)

    def do(self, task: Callable[..., dict[str, Any]], **spec: Any) -> None:
        task({"library": str(self.library), **spec}, Silent(), self.library / "tmp")

    def step(self) -> None:
        """Do something that is possible, chosen by chance."""
        self.chance.choice((self.more, self.more, self.undo, self.merge, self.part_songs, self.join, self.spell))()
        assert doctor(self.library).problems == ()

    def more(self) -> None:
        rows, who = self.chance.choice(self.files)
        self.bring(rows, listener=who)

    def undo(self) -> None:
        with Library.open(self.library) as opened:
            batches = [one.number for one in opened.batches()]
            if batches:
                opened.undo(self.chance.choice(batches))

    def _songs(self, where: str) -> list[int]:
        with Library.open(self.library) as opened:
            return [row[0] for row in opened.connection.execute(f"SELECT id FROM song WHERE {where} ORDER BY id")]

    def merge(self) -> None:
        songs = self._songs("merged_into IS NULL")
        if len(songs) > 1:
            self.do(merge_job.run, merge=[self.chance.sample(songs, 2)])

    def part_songs(self) -> None:
        songs = self._songs("merged_into IS NOT NULL")
        if songs:
            self.do(merge_job.run, split=[self.chance.choice(songs)])

    def join(self) -> None:
        with Library.open(self.library) as opened:
            people = [one.number for one in listeners.read(opened.connection)]
            joined = [one.number for one in same_person.read(opened.connection)]
        if joined:
            self.do(listener_job.run, do="part", listeners=[self.chance.choice(joined)])
        elif len(people) > 1:
            one, other = self.chance.sample(people, 2)
            self.do(listener_job.run, do="join", listeners=[one], into=other)

    def spell(self) -> None:
        with Library.open(self.library) as opened:
            decided = sorted(spellings.load(self.library))
            songs = [row[0] for row in opened.connection.execute("SELECT id FROM song ORDER BY id")]
            several = {one: [two.name for two in spellings.read(opened.connection, one)] for one in songs}
        several = {one: names for one, names in several.items() if len(names) > 1}
        if decided and self.chance.random() < 0.5:
            self.do(merge_job.run, put_back={"names": [self.chance.choice(decided)]})
        elif several:
            song = self.chance.choice(sorted(several))
            self.do(merge_job.run, take_out={"song": song, "names": [self.chance.choice(several[song])]})

    def end(self) -> None:
        """Undo every import, then every decision."""
        while True:
            with Library.open(self.library) as opened:
                batches = [one.number for one in opened.batches()]
            if not batches:
                break
            self.undo()
            assert doctor(self.library).problems == ()
        self.do(merge_job.run, restore=[])
        names = sorted(spellings.load(self.library))
        if names:
            self.do(merge_job.run, put_back={"names": names})


@pytest.mark.parametrize("seed", range(5))
def test_whatever_was_done_all_of_it_can_be_undone(
    bring: Import, library: Path, tmp_path: Path, seed: int
) -> None:  # fmt: skip
    walk = Walk(bring, library, seed)
    walk.more()
    for _ in range(12):
        walk.step()
    walk.end()
    Library.create(tmp_path / "Empty").close()
    assert fingerprint(library) == fingerprint(tmp_path / "Empty")


@pytest.mark.parametrize("seed", range(3))
def test_every_figure_is_back_when_the_last_import_is_undone_among_edits(
    bring: Import, library: Path, seed: int
) -> None:
    walk = Walk(bring, library, 100 + seed)
    for rows, who in walk.files[:2]:
        bring(rows, listener=who)
    walk.merge()
    walk.spell()
    with Library.open(library) as opened:
        before = opened.info(), [(one.number, one.plays, one.duplicates) for one in opened.batches()]
        decisions = merges.read(opened.connection)
    rows, who = walk.files[2 + seed % 2]
    batch = bring(rows, listener=who).batch
    with Library.open(library) as opened:
        opened.undo(batch or 0)
        assert (opened.info(), [(one.number, one.plays, one.duplicates) for one in opened.batches()]) == before
        assert merges.read(opened.connection) == decisions
    assert doctor(library).problems == ()
