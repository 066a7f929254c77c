"""A rule is remembered by the library and everything that counts sessions goes by it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.session_rule import SessionRule
from s2v_desktop.core.sessions import cut
from s2v_desktop.core.types import Kind, Row
from s2v_desktop.store import catalogue, exports, listeners, session_rules
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.fingerprint import fingerprint
from s2v_desktop.store.library import Library

START_MS = 1_600_000_000_000


def sessions(library: Path) -> int:
    with Library.open(library) as opened:
        return opened.info().sessions


def sizes(library: Path) -> list[int]:
    opened = Catalogue.open(library)
    return np.diff(cut(opened.play_columns(), session_rules.of(opened, library))[0].starts).tolist()


def save(library: Path, rule: SessionRule) -> None:
    numbers = [one.number for one in Catalogue.open(library).listeners]
    with Library.open(library) as opened:
        with opened.writing() as connection:
            session_rules.save(connection, rule, numbers)
        catalogue.write(opened, Silent())


def test_a_new_library_has_the_usual_rule(
    bring: Callable[..., object], library: Path, make_plays: Callable[..., object]
) -> None:
    bring(make_plays(10))
    assert session_rules.of(Catalogue.open(library), library) == SessionRule()


def test_figures_follow_the_rule(
    bring: Callable[..., object], library: Path, make_plays: Callable[..., object]
) -> None:
    bring(make_plays(40))
    before = fingerprint(library)
    assert sessions(library) == 1
    save(library, SessionRule(min_songs=100))
    assert sessions(library) == 0
    rule = SessionRule(gap_s=600, strict=True, min_heard_s=45)
    save(library, rule)
    assert session_rules.of(Catalogue.open(library), library) == rule
    assert fingerprint(library) == before  # nothing of what was imported has changed


def test_listeners_keep_their_gap_when_others_come(
    bring: Callable[..., object], library: Path, make_plays: Callable[..., object]
) -> None:
    bring(make_plays(10), listener="Zoe")
    save(library, SessionRule(listener_gaps=((0, 900),)))
    bring(make_plays(10), listener="Adam")
    opened = Catalogue.open(library)
    rule = session_rules.of(opened, library)
    assert [(opened.listeners[index].name, gap) for index, gap in rule.listener_gaps] == [("Zoe", 900)]


def talk(number: int, minute: int, minutes: int, kind: Kind) -> Row:
    start = START_MS + minute * 60_000
    return Row(number, "Talk", "Host", start_ms=start, end_ms=start + minutes * 60_000, kind=kind)


def song(number: int, minute: int, seconds: int = 180, skip: bool | None = None) -> Row:
    start = START_MS + minute * 60_000
    end = start + seconds * 1000
    return Row(number, f"Song {number}", "Ash", start_ms=start, end_ms=end, ms_played=seconds * 1000, skip=skip)


def test_what_is_no_music_bridges_a_pause_or_ends_a_session(bring: Callable[..., object], library: Path) -> None:
    talks = [talk(8, 8, 15, Kind.PODCAST), talk(9, 105, 25, Kind.VIDEO)]
    bring([song(1, 0), song(2, 4), *talks, song(3, 27), song(4, 100), song(5, 132), song(6, 136)])
    assert sizes(library) == [3, 2]  # the fourth is alone: the video lasted longer than the gap
    save(library, SessionRule(asides_split=False))
    assert sizes(library) == [3, 3]
    assert sessions(library) == 2
    with Library.open(library) as opened:
        opened.undo(1)
    assert sessions(library) == 0


def test_skips_are_known_to_the_rule(bring: Callable[..., object], library: Path) -> None:
    bring([song(1, 0), song(2, 4, 10, skip=True), song(3, 5, 12), song(4, 6, 60, skip=True), song(5, 8)])
    assert sizes(library) == [3]
    for rule, length in (
        (SessionRule(keep_skipped=True), 5),
        (SessionRule(skips="marked"), 2),
        (SessionRule(skips="marked", keep_skipped=True), 4),
    ):
        save(library, rule)
        assert sizes(library) == [length]
        assert session_rules.of(Catalogue.open(library), library) == rule


def test_an_end_guessed_from_the_length_is_no_later_than_the_next_start(
    bring: Callable[..., object], library: Path
) -> None:
    symphony = Row(1, "Symphony", "Ash", start_ms=START_MS, track_ms=3_600_000)
    bring([symphony, song(2, 1), song(3, 30), song(4, 34)])
    assert sizes(library) == [2, 2]
    assert Catalogue.open(library).play_columns().end_ms[0] == START_MS + 60_000


def test_a_catalogue_of_an_older_program_is_made_anew(
    bring: Callable[..., object], library: Path, make_plays: Callable[..., object]
) -> None:
    bring(make_plays(10))
    old = Catalogue.open(library).folder
    manifest = json.loads((old / "manifest.json").read_text(encoding="utf-8"))
    (old / "manifest.json").write_text(json.dumps({**manifest, "format": 1}), encoding="utf-8")
    (old / "marked.npy").unlink()
    assert sizes(library) == [10]


def test_exported_sessions_follow_the_rule(
    bring: Callable[..., object], library: Path, make_plays: Callable[..., object], tmp_path: Path
) -> None:
    bring([song(1, 0), song(2, 4), song(3, 40), song(4, 44)])

    def exported() -> int:
        file = exports.write_sessions(library, "csv", tmp_path / "sessions.csv")
        return len({line.split(",")[0] for line in file.read_text(encoding="utf-8").splitlines()[1:]})

    assert exported() == 2
    save(library, SessionRule(gap_s=3600))
    assert exported() == 1


def test_plain_and_back() -> None:
    rule = SessionRule(
        gap_s=77, min_songs=3, strict=True, min_heard_s=5, listener_gaps=((1, 60),), skips="marked", keep_skipped=True,
        asides_split=False,
    )  # fmt: skip
    plain = session_rules.to_plain(rule, [4, 9])
    assert json.loads(json.dumps(plain)) == plain
    assert plain["listener_gaps"] == {"9": 60}
    assert session_rules.from_plain(plain, [4, 9]) == rule
    assert session_rules.from_plain(plain, [4]).listener_gaps == ()


@pytest.mark.parametrize(
    "wrong", [None, 3, [], {"gap_s": "often"}, {"gap_s": 0}, {"listener_gaps": {"x": 1}}, {"skips": "all"}]
)
def test_what_is_no_rule_is_refused(wrong: object) -> None:
    with pytest.raises(BadRequest):
        session_rules.from_plain(wrong, [1])


def test_the_gap_of_somebody_removed_is_not_the_next_listeners(bring: Callable[..., object], library: Path) -> None:
    def heard(name: str) -> dict[str, list[Row]]:
        return {f"{name}.csv": [Row(1, "Song", name, start_ms=START_MS)]}

    bring(heard("A"), listener="A")
    bring(heard("B"), listener="B")
    save(library, SessionRule(listener_gaps=((1, 60),)))
    with Library.open(library) as opened:
        with opened.writing() as connection:
            listeners.remove(connection, 2, Silent())
        catalogue.write(opened, Silent())
    bring(heard("C"), listener="C")
    opened_again = Catalogue.open(library)
    assert [one.name for one in opened_again.listeners] == ["A", "C"]
    assert session_rules.of(opened_again, library).listener_gaps == ()
