"""Two listeners who are one person: joined, counted once, and parted again."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.types import Kind, Row
from s2v_desktop.jobs.tasks import listeners as job
from s2v_desktop.store import listeners, same_person
from s2v_desktop.store.check import doctor
from s2v_desktop.store.fingerprint import fingerprint
from s2v_desktop.store.importer import ImportReport
from s2v_desktop.store.library import Library

Import = Callable[..., ImportReport]
Make = Callable[..., list[Row]]
START = 1_600_000_000_000
SPOTIFY, LASTFM = "spotify-extended@1", "lastfm-ghan-csv@1"


def do(library: Path, **spec: Any) -> dict[str, Any]:
    return job.run({"library": str(library), **spec}, Silent(), library / "tmp")


def figures(library: Path) -> tuple[object, list[tuple[int, int, int]], list[tuple[str, int]]]:
    with Library.open(library) as opened:
        people = sorted((one.name, one.plays) for one in listeners.read(opened.connection))
        return opened.info(), [(one.number, one.plays, one.duplicates) for one in opened.batches()], people


def evening(count: int = 20) -> dict[str, list[Row]]:
    """One listening, told by two services; the second lacks every fifth play."""
    spotify = [
        Row(i + 1, f"Song {i % 7}", "Band", start_ms=START + i * 300_000, end_ms=START + i * 300_000 + 200_000,
            ms_played=200_000)
        for i in range(count)
    ]  # fmt: skip
    lastfm = [Row(i + 1, one.title, one.artist, start_ms=one.start_ms + 1_000) for i, one in enumerate(spotify)
              if i % 5 and one.start_ms is not None]  # fmt: skip
    return {SPOTIFY: spotify, LASTFM: lastfm}


def numbers(library: Path) -> dict[str, int]:
    with Library.open(library) as opened:
        return {one.name: one.number for one in listeners.read(opened.connection)}


def apart(bring: Import, library: Path) -> dict[str, int]:
    """The listening under two names."""
    told = evening()
    bring({SPOTIFY: told[SPOTIFY]})
    bring({LASTFM: told[LASTFM]}, listener="nt_user")
    return numbers(library)


def test_what_both_told_is_counted_once_and_twice_again_when_they_are_parted(bring: Import, library: Path) -> None:
    who = apart(bring, library)
    before, mark = figures(library), fingerprint(library)
    compared = do(library, do="compare", listeners=[who["nt_user"]], into=who["Me"])
    assert (compared["plays_removed"], fingerprint(library)) == (16, mark)
    assert do(library, do="join", listeners=[who["nt_user"]], into=who["Me"])["plays_removed"] == 16
    after = figures(library)
    assert (after[1], after[2]) == ([(1, 20, 0), (2, 0, 16)], [("Me", 20)])
    assert doctor(library).problems == ()
    assert do(library, do="part", listeners=[who["nt_user"]])["plays_removed"] == -16
    assert figures(library) == before
    assert doctor(library).problems == ()
    do(library, do="join", listeners=[who["Me"]], into=who["nt_user"])  # the other way round
    assert figures(library)[2] == [("nt_user", 20)]
    assert doctor(library).problems == ()


def test_what_came_under_the_name_of_who_was_joined_goes_with_them(bring: Import, library: Path) -> None:
    who = apart(bring, library)
    do(library, do="join", listeners=[who["nt_user"]], into=who["Me"])
    again = bring({LASTFM: evening(30)[LASTFM]}, listener="nt_user")
    assert (again.plays, again.duplicates) == (8, 16)
    assert numbers(library).keys() == {"Me"}
    do(library, do="part", listeners=[who["nt_user"]])
    assert figures(library)[2] == [("Me", 20), ("nt_user", 24)]
    assert doctor(library).problems == ()
    assert bring({LASTFM: evening(31)[LASTFM]}, listener="nt_user").plays == 0  # they are all there


def test_what_came_under_both_names_in_one_file_is_parted_row_by_row(bring: Import, library: Path) -> None:
    for at, name in enumerate("ABC"):
        bring(alone(name, 500 + at * 50), listener=name)
    join(library, "C", into="B")
    join(library, "B", into="A")
    podcast = Row(9, "A show", "Host", start_ms=START + 9 * 300_000, kind=Kind.PODCAST, listener="C")
    bring({"several.csv": [*shared("ABCCBA")["several.csv"], podcast]})
    assert people(library) == {"A": 21}
    mark = fingerprint(library)
    part(library, "C")
    assert people(library) == {"A": 14, "C": 7}
    with Library.open(library) as opened:
        events = opened.connection.execute("SELECT l.name FROM event e JOIN listener l ON l.id = e.listener").fetchall()
    assert events == [("C",)]
    part(library, "B")
    assert people(library) == {"A": 7, "B": 7, "C": 7}
    join(library, "C", into="B")
    join(library, "B", into="A")
    assert fingerprint(library) != mark  # they were joined at another moment
    part(library, "B")
    assert people(library) == {"A": 7, "B": 14}
    with Library.open(library) as opened:
        opened.undo(4)
    assert people(library) == {"A": 5, "B": 10}
    assert doctor(library).problems == ()


def test_an_import_that_is_undone_leaves_no_word_of_who_was_joined(bring: Import, library: Path) -> None:
    who = apart(bring, library)
    do(library, do="join", listeners=[who["nt_user"]], into=who["Me"])
    batch = bring({LASTFM: evening(30)[LASTFM]}, listener="nt_user").batch
    with Library.open(library) as opened:
        opened.undo(2)
        opened.undo(batch or 0)
        assert opened.connection.execute("SELECT count(*) FROM joined_rows").fetchone() == (0,)
        assert same_person.read(opened.connection) == []


def test_each_import_can_be_undone_while_they_are_one(bring: Import, library: Path) -> None:
    who = apart(bring, library)
    do(library, do="join", listeners=[who["nt_user"]], into=who["Me"])
    for batch, left in ((1, [("Me", 16)]), (2, [])):
        with Library.open(library) as opened:
            opened.undo(batch)
            joined = same_person.read(opened.connection)
        assert figures(library)[2] == left
        assert [one.name for one in joined] == (["nt_user"] if left else [])
        assert doctor(library).problems == ()


def test_two_of_one_file_and_their_lists_and_podcasts_come_back_row_by_row(
    bring: Import, library: Path, make_plays: Make
) -> None:
    rows = [one._replace(listener=("Ann", "Bob", "Bob", "Cem")[i % 4]) for i, one in enumerate(make_plays(40))]
    rows += [Row(100 + i, "Talk", "Radio", listener=who, start_ms=START - 900_000 * i,
                 end_ms=START - 900_000 * i + 60_000, kind=Kind.PODCAST)
             for i, who in enumerate(("Ann", "Bob"), 1)]  # fmt: skip
    rows += [
        Row(200 + i, f"Tune {i}", "Band", listener=who, session="Mix") for i, who in enumerate(("Ann", "Bob", "Bob"))
    ]
    bring(rows)
    before, mark, who = figures(library), fingerprint(library), numbers(library)
    do(library, do="join", listeners=[who["Bob"]], into=who["Ann"])
    assert figures(library)[2] == [("Ann", 33), ("Cem", 10)]
    assert doctor(library).problems == ()
    do(library, do="join", listeners=[who["Ann"]], into=who["Cem"])
    assert figures(library)[2] == [("Cem", 43)]
    do(library, do="part", listeners=[who["Bob"]])
    do(library, do="part", listeners=[who["Ann"]])
    assert figures(library) == before
    assert fingerprint(library) == mark
    assert doctor(library).problems == ()


def test_what_cannot_be_joined_or_parted_is_refused(bring: Import, library: Path) -> None:
    who = apart(bring, library)
    mark = fingerprint(library)
    me = who["Me"]
    for spec in (
        {"do": "join", "listeners": [me], "into": me},
        {"do": "join", "listeners": [99], "into": me},
        {"do": "part", "listeners": [me]},
    ):
        with pytest.raises(BadRequest, match="Nothing was changed"):
            do(library, **spec)
    assert fingerprint(library) == mark
    do(library, do="join", listeners=[who["nt_user"]], into=who["Me"])
    do(library, do="rename", listeners=[who["Me"]], name="nt_user")
    with pytest.raises(BadRequest, match="Rename them first"):
        do(library, do="part", listeners=[who["nt_user"]])


def test_a_pseudonym_and_taking_out_reach_everybody_who_was_joined(bring: Import, library: Path) -> None:
    who = apart(bring, library)
    do(library, do="join", listeners=[who["nt_user"]], into=who["Me"])
    do(library, do="pseudonymise", listeners=[who["Me"]])
    assert not [one.name for one in library.rglob("*") if one.is_file() and b"nt_user" in one.read_bytes()]
    with Library.open(library) as opened:
        assert [one.name for one in same_person.read(opened.connection)] == ["Listener 2"]
    do(library, do="remove", listeners=[who["Me"]])
    with Library.open(library) as opened:
        assert same_person.read(opened.connection) == []
        assert opened.info().plays == 0
    assert doctor(library).problems == ()


@pytest.mark.parametrize("seed", range(4))
def test_joining_parting_and_undoing_in_any_order_leaves_the_figures_of_what_is_left(
    bring: Import, library: Path, seed: int
) -> None:
    chance = random.Random(seed)
    told = evening(12)
    files = [({SPOTIFY: told[SPOTIFY]}, "Me"), ({LASTFM: told[LASTFM]}, "nt_user"), ({SPOTIFY: told[SPOTIFY][6:]}, "x")]
    batches = {bring(rows, listener=who).batch: (rows, who) for rows, who in files}
    for _ in range(6):
        people = numbers(library)
        with Library.open(library) as opened:
            joined = same_person.read(opened.connection)
        if joined and chance.random() < 0.5:
            do(library, do="part", listeners=[chance.choice(joined).number])
        elif len(people) > 1:
            one, other = chance.sample(sorted(people.values()), 2)
            do(library, do="join", listeners=[one], into=other)
        if len(batches) > 1 and chance.random() < 0.3:
            gone = chance.choice(sorted(number for number in batches if number))
            del batches[gone]
            with Library.open(library) as opened:
                opened.undo(gone)
        assert doctor(library).problems == ()
    while True:
        with Library.open(library) as opened:
            joined = same_person.read(opened.connection)
        if not joined:
            break
        do(library, do="part", listeners=[joined[-1].number])
    people = dict(figures(library)[2])
    assert people == {who: len(next(iter(rows.values()))) for rows, who in batches.values()}
    for number in sorted(number for number in batches if number):
        with Library.open(library) as opened:
            opened.undo(number)
    assert figures(library)[1:] == ([], [])


def people(library: Path) -> dict[str, int]:
    return dict(figures(library)[2])


def alone(name: str, at: int) -> dict[str, list[Row]]:
    """Five songs that only they heard, in a file of their own."""
    return {f"{name}.csv": [Row(i + 1, f"{name} {i}", "Band", start_ms=START + (at + i) * 300_000) for i in range(5)]}


def join(library: Path, name: str, into: str) -> None:
    who = numbers(library)
    do(library, do="join", listeners=[who[name]], into=who[into])


def part(library: Path, name: str) -> None:
    with Library.open(library) as opened:
        number = next(one.number for one in same_person.read(opened.connection) if one.name == name)
    do(library, do="part", listeners=[number])


def test_the_number_of_who_was_joined_is_nobody_elses(bring: Import, library: Path) -> None:
    for at, name in enumerate("AB"):
        bring(alone(name, at * 50), listener=name)
    join(library, "B", into="A")
    for at, name in enumerate("CD", 2):
        bring(alone(name, at * 50), listener=name)
    join(library, "D", into="C")
    part(library, "D")
    assert people(library) == {"A": 10, "C": 5, "D": 5}
    join(library, "C", into="A")
    part(library, "B")
    part(library, "C")
    assert people(library) == {"A": 5, "B": 5, "C": 5, "D": 5}


def test_who_is_parted_is_in_no_join_they_went_along_with(bring: Import, library: Path) -> None:
    for at, name in enumerate("ABC"):
        bring(alone(name, at * 50), listener=name)
    join(library, "B", into="A")
    join(library, "A", into="C")
    part(library, "B")
    join(library, "B", into="C")
    part(library, "A")
    part(library, "B")
    assert people(library) == {"A": 5, "B": 5, "C": 5}


def test_files_of_who_was_joined_are_theirs_also_after_a_pseudonym(bring: Import, library: Path) -> None:
    for at, name in enumerate("AB"):
        bring(alone(name, at * 50), listener=name)
    join(library, "B", into="A")
    do(library, do="pseudonymise", listeners=[numbers(library)["A"]])
    part(library, "Listener 2")
    assert bring(alone("B", 50), listener="B").plays == 0
    assert people(library) == {"Listener 1": 5, "Listener 2": 5}


def shared(names: str) -> dict[str, list[Row]]:
    """One file of several listeners, a song of each in turn."""
    rows = [Row(i + 1, f"{name} {i}", "Band", start_ms=START + i * 300_000, listener=name)
            for i, name in enumerate(names)]  # fmt: skip
    return {"several.csv": rows}


@pytest.mark.parametrize("names", ["BCBCBC", "BCBCBCA"], ids=["a file of others", "a file of all"])
def test_of_two_of_one_file_each_gets_their_own_back(bring: Import, library: Path, names: str) -> None:
    bring(shared(names))
    bring(alone("A", 500), listener="A")
    before = people(library)
    who = numbers(library)
    do(library, do="join", listeners=[who["B"], who["C"]], into=who["A"])
    part(library, "B")
    assert people(library) == {"A": before["A"] + 3, "B": 3}
    part(library, "C")
    assert people(library) == before


def test_who_joined_before_leaves_the_rows_of_who_holds_them_now(bring: Import, library: Path) -> None:
    bring(shared("EAEAEA"))
    bring(alone("C", 500), listener="C")
    join(library, "E", into="C")
    join(library, "C", into="A")
    part(library, "E")
    assert people(library) == {"A": 8, "E": 3}
