"""A spelling is taken out of a song and put back, and the next import knows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.types import Row
from s2v_desktop.jobs.tasks import merge as job
from s2v_desktop.store import undo
from s2v_desktop.store.check import doctor
from s2v_desktop.store.importer import ImportReport
from s2v_desktop.store.library import Library

Import = Callable[..., ImportReport]
START = 1_600_000_000_000
ONE, TWO, THREE = ("Intro", "Trio", "First"), ("Intro", "Trio", "Second"), ("Intro (Remaster)", "Trio", "Second")


def played(*names: tuple[str, str, str], first: int = 0, **more: Any) -> list[Row]:
    return [
        Row(i + 1, title, artist, album, start_ms=START + (first + i) * 300_000, **more)
        for i, (title, artist, album) in enumerate(names)
    ]


def do(library: Path, **spec: Any) -> dict[str, Any]:
    return job.run({"library": str(library), **spec}, Silent(), library / "tmp")


def spelled(library: Path, song: int) -> dict[tuple[str, ...], int]:
    told = job.read_spellings({"library": str(library), "song": song}, Silent(), library / "tmp")
    return {tuple(one["name"]): one["plays"] for one in told["spellings"]}


def counts(library: Path) -> list[tuple[str, str, int]]:
    with Library.open(library) as opened:
        return opened.connection.execute(
            "SELECT s.title, s.album, count(*) FROM play p JOIN song s ON s.id = coalesce("
            "(SELECT merged_into FROM song o WHERE o.id = p.song), p.song) GROUP BY s.id ORDER BY 1, 2"
        ).fetchall()


def figures(library: Path) -> tuple[object, list[tuple[int, int, int]]]:
    with Library.open(library) as opened:
        return opened.info(), [(one.number, one.plays, one.duplicates) for one in opened.batches()]


def test_every_row_is_known_by_its_spelling_also_inside_one_file(bring: Import, library: Path) -> None:
    bring(played(ONE, TWO, ONE, THREE, TWO, TWO))
    assert spelled(library, 1) == {TWO: 3, ONE: 2, THREE: 1}


@pytest.mark.parametrize("names", [[ONE], [TWO], [TWO, THREE]], ids=["the first", "another", "two"])
def test_what_is_taken_out_is_a_song_and_comes_back(bring: Import, library: Path, names: list[Any]) -> None:
    bring(played(ONE, TWO, ONE, THREE, TWO, TWO))
    bring(played(TWO, ONE, TWO, first=50))
    before = figures(library)
    do(library, take_out={"song": 1, "names": names})
    out = sum({ONE: 3, TWO: 5, THREE: 1}[name] for name in names)
    assert sorted(count for *_, count in counts(library)) == sorted((out, 9 - out))
    assert doctor(library).problems == ()
    with Library.open(library) as opened:
        assert opened.info().songs == 2
    assert bring(played(ONE, TWO, ONE, THREE, TWO, TWO)).plays == 0
    with Library.open(library) as opened:
        opened.undo(opened.batches()[-1].number)
    do(library, put_back={"names": names})
    assert figures(library) == before
    assert spelled(library, 1) == {TWO: 5, ONE: 3, THREE: 1}
    assert doctor(library).problems == ()


def test_the_decision_outlives_an_undo_and_holds_for_later_files(bring: Import, library: Path) -> None:
    batch = bring(played(ONE, TWO, TWO)).batch
    do(library, take_out={"song": 1, "names": [TWO]})
    with Library.open(library) as opened:
        opened.undo(batch or 0)
        assert opened.info().songs == 0
    bring(played(ONE, TWO, TWO))
    bring(played(TWO, first=70))
    assert counts(library) == [("Intro", "First", 1), ("Intro", "Second", 3)]
    do(library, put_back={"names": [TWO]})
    assert counts(library) == [("Intro", "First", 4)]
    assert doctor(library).problems == ()


def test_what_two_services_told_of_one_spelling_parts_and_meets_again(bring: Import, library: Path) -> None:
    """Two songs that were taken for one: a play of one can never tell again a play of the other."""
    spotify = played(ONE, TWO, end_ms=None, ms_played=200_000)
    bring({"spotify-extended@1": spotify})
    bring({"lastfm-ghan-csv@1": [one._replace(start_ms=(one.start_ms or 0) + 1000, ms_played=None, album="")
                                 for one in spotify]})  # fmt: skip
    before = figures(library)
    assert before[1] == [(1, 2, 0), (2, 0, 2)]
    do(library, take_out={"song": 1, "names": [TWO]})
    assert figures(library)[1] == [(1, 2, 0), (2, 1, 1)]  # the scrobble says no album: it stays what it was
    assert doctor(library).problems == ()
    do(library, put_back={"names": [TWO]})
    assert figures(library) == before
    assert doctor(library).problems == ()


def test_a_song_of_its_own_can_be_merged_and_undone_with_its_import(bring: Import, library: Path) -> None:
    first = bring(played(ONE, TWO, TWO)).batch
    bring(played(TWO, first=70))
    do(library, take_out={"song": 1, "names": [TWO]})
    with Library.open(library) as opened:
        ((own,),) = opened.connection.execute("SELECT id FROM song WHERE album = 'Second'").fetchall()
    answer = do(library, merge=[[own, 1]])
    assert counts(library) == [("Intro", "First", 4)]
    do(library, restore=answer["before"])
    with Library.open(library) as opened:
        opened.undo(first or 0)
    assert counts(library) == [("Intro", "Second", 1)]
    do(library, put_back={"names": [TWO]})  # its old song is gone: it is that song now
    bring(played(ONE, TWO, TWO))
    assert sum(count for *_, count in counts(library)) == 4
    assert len(counts(library)) == 1
    assert doctor(library).problems == ()


def test_putting_back_can_itself_be_taken_back(bring: Import, library: Path) -> None:
    bring(played(ONE, TWO, TWO))
    do(library, take_out={"song": 1, "names": [TWO]})
    after = figures(library)
    do(library, put_back={"names": [TWO]})
    do(library, take_out={"names": [TWO]})
    assert figures(library) == after


def test_what_cannot_be_taken_out_is_refused(bring: Import, library: Path) -> None:
    bring(played(ONE, TWO))
    for names in ([], [THREE], [ONE, TWO]):
        with pytest.raises(BadRequest, match="Nothing was changed"):
            do(library, take_out={"song": 1, "names": names})
    with pytest.raises(BadRequest, match="not taken out"):
        do(library, put_back={"names": [ONE]})
    with Library.open(library) as opened, opened.writing() as connection:
        connection.execute("INSERT INTO meta VALUES ('spelled_after', '1')")
    with pytest.raises(BadRequest, match="earlier version"):
        do(library, take_out={"song": 1, "names": [TWO]})


def test_a_spelling_put_back_after_a_later_import_is_still_told_from_the_others(bring: Import, library: Path) -> None:
    bring(played(ONE, ONE, TWO))
    do(library, take_out={"song": 1, "names": [TWO]})
    bring({"later.csv": played(ONE, ONE, ONE, TWO, first=100)})
    do(library, put_back={"names": [TWO]})
    assert spelled(library, 1) == {ONE: 5, TWO: 2}
    do(library, take_out={"song": 1, "names": [TWO]})
    assert counts(library) == [("Intro", "First", 5), ("Intro", "Second", 2)]


def test_one_of_two_comes_back_also_when_the_first_song_is_gone(bring: Import, library: Path) -> None:
    bring({"first.csv": played(ONE)})
    bring({"second.csv": played(TWO, THREE, first=50)})
    do(library, take_out={"song": 1, "names": [TWO, THREE]})
    with Library.open(library) as opened, opened.writing() as connection:
        undo.remove(connection, 1, Silent())
    do(library, put_back={"names": [TWO]})
    bring({"third.csv": played(ONE, TWO, first=90)})
    do(library, put_back={"names": [THREE]})
    assert len(counts(library)) == 1
    assert bring({"second.csv": played(TWO, THREE, first=50)}).plays == 0


def test_one_of_two_that_were_taken_out_together_can_be_taken_out_again(bring: Import, library: Path) -> None:
    bring(played(ONE, TWO, THREE, ONE, TWO))
    do(library, take_out={"song": 1, "names": [TWO, THREE]})
    do(library, put_back={"names": [TWO]})
    do(library, take_out={"song": 1, "names": [TWO]})
    assert sorted(count for *_, count in counts(library)) == [1, 2, 2]
    assert doctor(library).problems == ()


def test_what_was_merged_into_a_song_of_its_own_comes_back_with_it(bring: Import, library: Path) -> None:
    told = [*played(ONE), *played(TWO, TWO, first=10, ms_played=200_000)]
    bring({"spotify-extended@1": [row._replace(number=i + 1) for i, row in enumerate(told)]})
    bring({"lastfm-ghan-csv@1": played(("Other", "Trio", ""), ("Other", "Trio", ""), first=10)})
    do(library, take_out={"song": 1, "names": [TWO]})
    with Library.open(library) as opened:
        songs = dict(opened.connection.execute("SELECT title || album, id FROM song").fetchall())
    do(library, merge=[[songs["Other"], songs["IntroSecond"]]])
    merged = sum(count for *_, count in counts(library))
    do(library, put_back={"names": [TWO]})
    assert (sum(count for *_, count in counts(library)), len(counts(library))) == (merged, 1)
    assert doctor(library).problems == ()


OTHER, ROOT, ZED = (("Other", "Trio", ""), ("Root", "Trio", ""), ("Zed", "Trio", ""))


def numbers(library: Path) -> dict[tuple[str, str], int]:
    with Library.open(library) as opened:
        return {(title, album): song for song, title, album in opened.connection.execute(
            "SELECT id, title, album FROM song")}  # fmt: skip


def forget_first(library: Path) -> None:
    with Library.open(library) as opened, opened.writing() as connection:
        undo.remove(connection, 1, Silent())


def decide_elsewhere(library: Path) -> None:
    """A decision about two songs that have nothing to do with it: all songs follow all decisions anew."""
    songs = numbers(library)
    do(library, apart=[[songs["Root", ""], songs["Zed", ""]]])


def test_what_was_merged_stays_merged_when_the_spelling_takes_the_key_of_its_first_song(
    bring: Import, library: Path
) -> None:
    bring({"first.csv": played(ONE)})
    bring({"second.csv": played(TWO, OTHER, ROOT, ZED, first=50)})
    do(library, take_out={"song": 1, "names": [TWO]})
    songs = numbers(library)
    do(library, merge=[[songs["Other", ""], songs["Intro", "Second"]]])
    with Library.open(library) as opened, opened.writing() as connection:
        key = connection.execute("SELECT key FROM song WHERE album = 'Second'").fetchone()[0]
        connection.execute("INSERT INTO hidden VALUES ('song', ?, 1, 0)", (key,))
    forget_first(library)
    before = counts(library)
    do(library, put_back={"names": [TWO]})
    decide_elsewhere(library)
    assert counts(library) == before
    with Library.open(library) as opened:
        hidden = opened.connection.execute("SELECT count(*) FROM song s JOIN hidden h ON h.key = s.key").fetchone()[0]
    assert hidden == 1


def test_a_merge_into_the_spelling_follows_where_its_first_song_went(bring: Import, library: Path) -> None:
    bring({"all.csv": played(ONE, TWO, OTHER, ROOT, ZED)})
    do(library, take_out={"song": 1, "names": [TWO]})
    songs = numbers(library)
    do(library, merge=[[songs["Other", ""], songs["Intro", "Second"]]])
    do(library, merge=[[songs["Intro", "First"], songs["Root", ""]]])
    do(library, put_back={"names": [TWO]})
    assert counts(library) == [("Root", "", 4), ("Zed", "", 1)]
    decide_elsewhere(library)
    assert counts(library) == [("Root", "", 4), ("Zed", "", 1)]


def test_a_spelling_put_back_follows_at_once_what_was_decided_of_its_first_song(bring: Import, library: Path) -> None:
    bring({"first.csv": played(ONE)})
    bring({"second.csv": played(TWO, ROOT, ZED, first=50)})
    do(library, take_out={"song": 1, "names": [TWO]})
    do(library, merge=[[1, numbers(library)["Root", ""]]])
    forget_first(library)
    do(library, put_back={"names": [TWO]})
    assert counts(library) == [("Root", "", 2), ("Zed", "", 1)]
