"""Names are printed as they are, and nothing in them is obeyed."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.cli import terminal


@pytest.mark.parametrize(
    "name", ["[red]Roses[/red]", "فيروز - كان إلنا", ":smile: 100%", "日本語", "a\u00a0b", "👩‍👩‍👧"]
)
def test_ordinary_names_stay_as_they_are(name: str) -> None:
    assert terminal.literal(name) == name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\nb", "a\\nb"),
        ("a\u202eb", "a\\u202eb"),
        ("\ud800", "\\ud800"),
        ("\x07", "\\x07"),
    ],
)
def test_control_characters_become_visible(name: str, shown: str) -> None:
    assert terminal.literal(name) == shown


@given(st.text())
def test_any_name_becomes_one_harmless_line(name: str) -> None:
    shown = terminal.literal(name)
    assert shown.splitlines() in ([], [shown])
    assert "\x1b" not in shown
    shown.encode("utf-8")


def test_a_table_prints_markup_and_links_literally(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.table(
        ("#", "title"), [("1", "[bold]x[/bold] :boom: https://a.b"), ("2", "tab\there\x1b[2J")], frozenset({0})
    )
    out = capsys.readouterr().out
    assert "[bold]x[/bold] :boom: https://a.b" in out
    assert "tab\\there\\x1b[2J" in out
    assert "\x1b" not in out


def test_a_terminal_that_knows_few_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, "ascii", write_through=True))
    terminal.say("Björk")
    assert raw.getvalue() == b"Bj\\xf6rk\n"


def test_no_terminal_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stderr", None)
    terminal.tell("nobody reads this")


def test_refusals_for_people_and_for_scripts(capsys: pytest.CaptureFixture[str]) -> None:
    terminal.refuse("unknown-song", "Which one?", ("A - B", "A - \x1bC"))
    caught = capsys.readouterr()
    assert caught.out == ""
    assert caught.err == "Which one?\n  A - B\n  A - \\x1bC\n"
    terminal.refuse("unknown-song", "Which one?", ("A - B",), as_json=True)
    caught = capsys.readouterr()
    assert json.loads(caught.out) == {
        "error": {"code": "unknown-song", "message": "Which one?", "candidates": ["A - B"]}
    }
    assert caught.err == ""
