"""Names that are one song get one key; names that are not, never."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.identity import artist_key, search_key, song_key, title_key

SAME = [
    ("Help!", "The Beatles", "Help! - Remastered 2009", "Beatles"),
    ("Heroes", "David Bowie", "“Heroes” (1999 Remastered Version)", "David Bowie"),
    ("Déjà Vu", "Beyoncé", "Deja Vu (feat. Jay-Z)", "Beyonce"),
    ("September", "Earth, Wind & Fire", "September", "Earth, Wind and Fire"),
    ("Rehab", "Amy Winehouse", "Rehab (Official Video)", "Amy Winehouse - Topic"),
    ("Don’t Stop", "Fleetwood Mac", "Don't Stop - Album Version", "Fleetwood Mac"),
    ("Umbrella", "Rihanna feat. Jay-Z", "Umbrella", "Rihanna"),
    ("Straße", "Bär", "STRASSE", "BÄR"),
]
DIFFERENT = [
    ("Help!", "The Beatles", "Help! (Live)", "The Beatles"),
    ("Help! (Live)", "The Beatles", "Help! (Acoustic)", "The Beatles"),
    ("Help! (Live at Wembley)", "The Beatles", "Help! (Live in Paris)", "The Beatles"),
    ("One (Bob Remix)", "A", "One (Ann Remix)", "A"),
    ("One (Part 1)", "A", "One (Part 2)", "A"),
    ("One", "AC/DC", "One", "AC"),
    ("One", "Earth, Wind & Fire", "One", "Earth"),
    ("One", "The The", "One", "The"),
    ("+", "Ed Sheeran", "÷", "Ed Sheeran"),
    ("!!!", "!!!", "???", "!!!"),
    ("One (Karaoke)", "A", "One", "A"),
    ("май", "A", "маи", "A"),
    ("ガ", "A", "カ", "A"),
]


@pytest.mark.parametrize(("title", "artist", "other_title", "other_artist"), SAME)
def test_spellings_of_one_song_have_one_key(title: str, artist: str, other_title: str, other_artist: str) -> None:
    assert song_key(title, artist) == song_key(other_title, other_artist)


@pytest.mark.parametrize(("title", "artist", "other_title", "other_artist"), DIFFERENT)
def test_other_songs_have_other_keys(title: str, artist: str, other_title: str, other_artist: str) -> None:
    assert song_key(title, artist) != song_key(other_title, other_artist)


def test_a_title_that_is_nothing_but_noise_keeps_its_own_words() -> None:
    assert title_key("(Remastered)") == "remastered"
    assert title_key("Live") == "live"


@pytest.mark.parametrize("key", [search_key, artist_key, title_key])
@given(text=st.text(min_size=1))
def test_case_and_blanks_never_matter_and_nothing_raises(key: object, text: str) -> None:
    assert callable(key)
    assert key(text) == key(f"  {text}\u00a0")
    assert isinstance(key(text), str)


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1))
def test_a_search_key_is_its_own_search_key(text: str) -> None:
    assert search_key(search_key(text)) == search_key(text)


@given(st.text(alphabet="abcdefgh ", min_size=1), st.text(alphabet="abcdefgh ", min_size=1))
def test_plain_words_stay_apart(one: str, other: str) -> None:
    assert (title_key(one) == title_key(other)) == (" ".join(one.split()) == " ".join(other.split()))
