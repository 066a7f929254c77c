"""One listening in the files of three services is the same plays, whichever file comes first."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from s2v_desktop.core.types import Quality, Row
from s2v_desktop.store.check import doctor
from s2v_desktop.store.importer import ImportReport
from s2v_desktop.store.library import Library, LibraryInfo

Import = Callable[..., ImportReport]
Play = tuple[int, int, int]
"""Song, seconds heard, seconds of pause in it."""

EVENING = 1_710_018_840
SERVICES = ("spotify-extended@1", "spotify-account@1", "lastfm-ghan-csv@1")
PLANS = [
    *([(one,) for one in order] for order in itertools.permutations(SERVICES)),
    [SERVICES],
    *([(one,), tuple(other for other in SERVICES if other != one)] for one in SERVICES),
    *([tuple(other for other in SERVICES if other != one), (one,)] for one in SERVICES),
]


def moments(plays: Sequence[Play]) -> Iterator[tuple[int, str, int, int, int]]:
    """(number, title, start, end, heard), the times in milliseconds."""
    at = EVENING
    for number, (song, heard, pause) in enumerate(plays, 1):
        yield number, f"Song {song}", at * 1000, (at + heard + pause) * 1000, heard * 1000
        at += heard + pause + 2


def files(plays: Sequence[Play]) -> dict[str, list[Row]]:
    """What each service says: everything; ends, truncated to the minute; only starts."""
    told: dict[str, list[Row]] = {service: [] for service in SERVICES}
    for number, title, start, end, heard in moments(plays):
        minute = end // 60_000 * 60_000
        told[SERVICES[0]].append(Row(number, title, "Band", "", "", start, end, heard))
        told[SERVICES[1]].append(
            Row(number, title, "Band", "", "", minute - heard, minute, heard, None, 60, int(Quality.COARSE),
                order=float(number)))  # fmt: skip
        told[SERVICES[2]].append(Row(number, title, "Band", "", "", start + 1000))
    return told


def info(library: Path) -> LibraryInfo:
    with Library.open(library) as opened:
        return opened.info()


def listening(seed: int, length: int) -> list[Play]:
    """An invented evening in which every third song is paused, some for a quarter of an hour."""
    some = random.Random(seed)
    pauses = (0, 0, 0, 0, 11, 45, 90, 97, 200, 500, 1100)
    return [(some.randrange(9), some.randint(150, 300), some.choice(pauses)) for _ in range(length)]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: ", then ".join("+".join(part) for part in plan))
def test_paused_plays_are_counted_once_in_every_order_and_each_undo_brings_the_figures_back(
    bring: Import, library: Path, plan: list[tuple[str, ...]]
) -> None:
    plays = listening(1, 40)
    told = files(plays)
    before, batches = [], []
    for part in plan:
        batches.append(bring({name: told[name] for name in part}).batch)
        before.append(info(library))
    assert before[-1].plays == len(plays)
    assert doctor(library).problems == ()
    for batch, figures in zip(reversed(batches[1:]), reversed(before[:-1]), strict=True):
        assert batch is not None
        now = info(library).plays
        with Library.open(library) as opened:
            removed = opened.undo(batch)
        assert info(library) == figures
        assert removed == now - figures.plays
        assert doctor(library).problems == ()


def test_what_is_left_when_the_import_that_joined_two_goes_first(bring: Import, library: Path) -> None:
    told = files([(1, 200, 600), (2, 200, 0)])
    whole = bring({SERVICES[0]: told[SERVICES[0]]}).batch
    bring({SERVICES[1]: told[SERVICES[1]]})
    bring({SERVICES[2]: told[SERVICES[2]]})
    assert info(library).plays == 2
    with Library.open(library) as opened:
        assert whole is not None
        assert opened.undo(whole) == -1  # nothing says any more that the paused one is one play
    assert info(library).plays == 3
    assert doctor(library).problems == ()


def test_many_plays_of_two_sources_are_given_back_once(bring: Import, library: Path) -> None:
    told = files([(number, 200, 600) for number in range(600)])
    again = [row._replace(start_ms=row.start_ms + 1000) for row in told[SERVICES[2]] if row.start_ms is not None]
    first = bring({SERVICES[0]: told[SERVICES[0]], "listenbrainz@1": again}).batch
    bring({service: told[service] for service in SERVICES[1:]})
    with Library.open(library) as opened:
        opened.undo(first or 0)
        left = opened.connection.execute("SELECT plays, duplicates FROM batch").fetchall()
    assert left == [(1200, 0)]
    assert info(library).plays == 1200
    assert doctor(library).problems == ()


def test_an_import_says_that_it_joined_plays(bring: Import) -> None:
    told = files([(1, 200, 600), (2, 200, 0)])
    bring({SERVICES[1]: told[SERVICES[1]]})
    bring({SERVICES[2]: told[SERVICES[2]]})
    report = bring({SERVICES[0]: told[SERVICES[0]]})
    assert (report.plays, report.duplicates) == (0, 2)
    assert [one for one in report.warnings if one.startswith("1 play that two of your sources told differently is one")]


@settings(max_examples=25, deadline=None, derandomize=True,
          suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])  # fmt: skip
@given(
    plays=st.lists(
        st.tuples(st.integers(0, 2), st.integers(60, 300), st.sampled_from((0, 0, 11, 60, 97, 150, 400, 1100))),
        min_size=1, max_size=8,
    ),
    order=st.permutations(SERVICES),
)  # fmt: skip
def test_any_evening_in_any_order(
    bring: Import, tmp_path_factory: pytest.TempPathFactory, library: Path, plays: list[Play], order: list[str]
) -> None:
    told = files(plays)
    with_all = bring({service: told[service] for service in SERVICES}, dry_run=True)
    batches = [bring({service: told[service]}).batch for service in order]
    assert info(library).plays == with_all.plays == len(plays)
    for batch in batches:
        with Library.open(library) as opened:
            opened.undo(batch or 0)
    assert info(library).plays == 0
