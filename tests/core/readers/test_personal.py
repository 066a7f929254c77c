"""What tells of a person is hidden, and what only looks a little like it is not."""

from __future__ import annotations

import pytest

from s2v_desktop.core.errors import NeedsMapping
from s2v_desktop.core.readers.personal import excerpt, masked


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("write to a.person+x@mail.example.org now", "write to … now"),
        ("192.0.2.17 | A | 192.0.2.x", "… | A | …"),
        ("2001:db8::7a77 and 2001:0db8:85a3:0000:0000:8a2e:0370:7334", "… and …"),
        ("2024-03-09 22:14:07 | 3:34 | 1:03:34", "2024-03-09 22:14:07 | 3:34 | 1:03:34"),
        (
            "Version 1.2.3 | P!nk @ Home | Café: Live | 10:45:13:02",
            "Version 1.2.3 | P!nk @ Home | Café: Live | 10:45:13:02",
        ),
        ("Re: Re: Re: | R.E.M.", "Re: Re: Re: | R.E.M."),
    ],
)
def test_addresses(said, shown):
    assert masked(said) == shown


def test_cells_under_headers_that_sound_personal():
    names = ("artist", "device-id", "ip", "note")
    assert excerpt(["A", "d-1", "", "x"], names) == "A | … |  | x"
    assert excerpt(["A", "x", "d-1"], names, fits=False) == ""
    assert excerpt(["A", "x", "d-1"], ("artist", "title", "note"), fits=False) == "A | x | d-1"


def test_the_first_row_of_an_unknown_table_is_shown_without_them(write, read):
    with pytest.raises(NeedsMapping, match="First row: 7, …, …, x") as caught:
        read(write("no,ip,who,word\n7,203.0.113.77,a@example.org,x\n"))
    assert "example.org" not in caught.value.message
