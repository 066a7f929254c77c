"""JSON documents: parsed at once, streamed, cut off, in odd encodings, too deep."""

from __future__ import annotations

import json

import pytest

from s2v_desktop.core.readers import jsonio
from s2v_desktop.core.readers.jsonio import DAMAGED


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
