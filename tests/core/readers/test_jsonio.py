"""JSON documents: parsed at once, streamed, cut off, in odd encodings, too deep."""

from __future__ import annotations

import json

import pytest

from s2v_desktop.core.readers import jsonio
from s2v_desktop.core.readers.jsonio import DAMAGED
from s2v_desktop.core.readers.peek import Peek


@pytest.fixture(params=["at once", "streamed"])
def way(request, monkeypatch):
    """Both ways of reading must give the same."""
    if request.param == "streamed":
        monkeypatch.setattr(jsonio, "AT_ONCE", 0)
    return request.param


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_arrays_at_a_path(write, way, mark):
    document = {"a": {"b": [{"n": 1}, {"n": 2}]}, "c": [3]}
    assert list(jsonio.items(write(mark + json.dumps(document)), ("a", "b"), 3)) == [{"n": 1}, {"n": 2}]
    assert list(jsonio.items(write(mark + json.dumps([1.5, "x"])))) == [1.5, "x"]
    assert list(jsonio.items(write("[]"))) == []


@pytest.mark.parametrize("rest", ["", ",", ', {"n": 3', ', {"n": [{"m": 1}'])
def test_cut_documents(write, way, rest):
    found = list(jsonio.items(write('[{"n": 1}, {"n": {"m": "]}"}}' + rest)))
    assert found == [{"n": 1}, {"n": {"m": "]}"}}, DAMAGED]


def test_a_cut_document_keeps_only_whole_elements(write):
    document = json.dumps({"a": [{"n": {"m": 1}}, {"n": {"m": 2}, "o": 3}]})
    assert list(jsonio.items(write(document[:-6]), ("a",), 2)) == [{"n": {"m": 1}}, DAMAGED]


def test_other_encodings(write, way):
    document = json.dumps(["Jóga"], ensure_ascii=False)
    for encoding in ("utf-16", "utf-16-le", "cp1252"):
        assert list(jsonio.items(write(document.encode(encoding)))) == ["Jóga"]


def test_deep_documents_end(write, way):
    assert list(jsonio.items(write("[" * 200_000)))[-1:] == [DAMAGED]


def test_a_single_element_stands_for_a_list_of_one(write):
    assert list(jsonio.items(write('{"a": {"n": 1}}'), ("a",), 2)) == [{"n": 1}]


def test_a_stray_byte_costs_one_character(write, way):
    found = list(jsonio.items(write(b'["J\xf3ga",\n"\xc3\xa9t\xc3\xa9",\n"\xc3\xa0"]')))
    assert [len(said) for said in found] == [4, 3, 1]
    assert found[1:] == ["été", "à"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"cut \ud83c", "cut \ufffd"), (r"\udf89 cut", "\ufffd cut"), (r"\ud83c\udf89", "\U0001f389"),
        (r"\\ud83c", r"\ud83c"), (r"\\\ud83c\\", "\\\ufffd\\"), ("two\nlines\tlong", "two lines long"),
        ("nu\0l \x01\x1fx", "nul   x"),
    ],
)  # fmt: skip
def test_one_bad_character_costs_no_other_element(write, way, written, read):
    """Exporters cut names in the middle of an emoji."""
    body = f'{{"n": "{written}"}}'
    rest = ", ".join(['{"n": 1}'] * 500)
    assert list(jsonio.items(write(f"[{rest}, {body}, {rest}]")))[499:502] == [{"n": 1}, {"n": read}, {"n": 1}]
    if "\n" not in written:
        assert list(jsonio.lines(write(f'{{"n": 1}}\n{body}\n'))) == [{"n": 1}, {"n": read}]


@pytest.mark.parametrize("before", range(24))
def test_a_pair_of_escapes_is_never_torn(write, monkeypatch, before):
    """Wherever the blocks of a large document end."""
    monkeypatch.setattr(jsonio, "AT_ONCE", 0)
    name = "x" * before + r"\ud83c\udf89" * 20_000
    assert list(jsonio.items(write(f'["{name}"]'))) == ["x" * before + "\U0001f389" * 20_000]


def test_lines(write):
    source = write('{"n": 1}\n\n{"n": 2}{"n": 3}\nx\n{"n": ' + "[" * 5000 + "\n{}")
    assert list(jsonio.lines(source)) == [{"n": 1}, {"n": 2}, {"n": 3}, DAMAGED, DAMAGED, {}]


def test_a_packed_file_may_hold_more_than_it_says(write, monkeypatch):
    monkeypatch.setattr(jsonio, "AT_ONCE", 20)
    source = write(b"[" + b"1, " * 50 + b"2]")
    source._size = 10
    assert list(jsonio.items(source)) == [1] * 50 + [2]


@pytest.mark.parametrize(
    ("value", "number"),
    [(3, 3), ("3", 3), (3.0, 3), ("3.0", 3), (None, None), (True, None), ("x", None), ("inf", None), ([], None)],
)
def test_numbers(value, number):
    assert jsonio.whole(value) == number


def test_names_are_composed_and_trimmed():
    assert jsonio.name(" Jo\u0301ga\0 ") == "Jóga"
    assert jsonio.name(7) == ""


SPOTIFY = {
    "ts": "2024-03-09T21:14:07Z", "ms_played": 214_000, "master_metadata_track_name": "Paper Lanterns",
    "master_metadata_album_artist_name": "Nordlicht Trio", "spotify_track_uri": "spotify:track:x",
}  # fmt: skip


@pytest.mark.parametrize("title", ["Alpha, Beta", "Alpha [Live]", "Alpha } Beta {", 'Al"pha, \\ Beta, '])
def test_a_file_is_known_wherever_its_beginning_ends(title):
    document = json.dumps([{**SPOTIFY, "master_metadata_track_name": title}] * 3)
    for size in range(len(document) // 3 + 2, len(document)):
        peek = Peek("x", b"", "utf-8", document[:size], complete=False)
        assert (peek.json_kind, len(peek.objects)) >= ("array", 1)
        assert {"ts", "ms_played"} <= peek.keys


@pytest.mark.parametrize("title", ["Alpha } ", "Alpha ] , {", "Alpha\\"])
def test_what_a_cut_name_holds_ends_no_element(write, way, title):
    document = '[{"n": 1}, {"n": "' + title
    assert list(jsonio.items(write(document))) == [{"n": 1}, DAMAGED]


def test_documents_put_one_behind_another_are_all_read(write, way):
    first, second = json.dumps({"a": [{"n": 1}]}), json.dumps({"a": [{"n": 2}, {"n": 3}]})
    assert list(jsonio.items(write(f"{first}\n{second}\n"), ("a",), 2)) == [{"n": 1}, {"n": 2}, {"n": 3}]
    found = list(jsonio.items(write(f"{first}{second[:-5]}"), ("a",), 2))
    assert found == [{"n": 1}, {"n": 2}, DAMAGED]
    assert list(jsonio.items(write(f"{first} and more"), ("a",), 2)) == [{"n": 1}, DAMAGED]


def test_backslashes_without_end_do_not_fill_the_memory(write, monkeypatch):
    monkeypatch.setattr(jsonio, "AT_ONCE", 0)
    longest = 0

    def measured(document, keep=jsonio.lenient.mended):
        nonlocal longest
        longest = max(longest, len(document))
        return keep(document)

    monkeypatch.setattr(jsonio.lenient, "mended", measured)
    assert list(jsonio.items(write('["' + "\\\\" * 3_000_000 + '"]')))[-1:] != []
    assert longest < 2_000_000
