"""A rule is remembered by the library and everything that counts sessions goes by it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.sessions import SessionRule
from s2v_desktop.store import catalogue, session_rules
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.fingerprint import fingerprint
from s2v_desktop.store.library import Library


def sessions(library: Path) -> int:
    with Library.open(library) as opened:
        return opened.info().sessions


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


def test_plain_and_back() -> None:
    rule = SessionRule(gap_s=77, min_songs=3, strict=True, min_heard_s=5, listener_gaps=((1, 60),))
    plain = session_rules.to_plain(rule, [4, 9])
    assert json.loads(json.dumps(plain)) == plain
    assert plain["listener_gaps"] == {"9": 60}
    assert session_rules.from_plain(plain, [4, 9]) == rule
    assert session_rules.from_plain(plain, [4]).listener_gaps == ()


@pytest.mark.parametrize("wrong", [None, 3, [], {"gap_s": "often"}, {"gap_s": 0}, {"listener_gaps": {"x": 1}}])
def test_what_is_no_rule_is_refused(wrong: object) -> None:
    with pytest.raises(BadRequest):
        session_rules.from_plain(wrong, [1])
