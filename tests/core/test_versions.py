"""Versions of a song fold; different songs do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.versions import fold_groups, fold_title


@pytest.mark.parametrize(
    "title",
    [
        "Hey Jude",
        "Hey Jude - Remastered 2015",
        "Hey Jude (2009 Remaster)",
        "HEY JUDE [Live]",
        "Hey Jude - Live at X",
        "Hey Jude (feat. Somebody) - Radio Edit",
        "Hey Jude ft. Somebody",
        "Hey Jude (Acoustic) (Demo)",
        "Hey Jude – Mono",
        "Hey Jude Reprise",
        "The Hey Jude",
        "(Oh) Hey Jude",
        "Hey Jude/Revolution",
        "Hey Jude / Revolution (Live)",
    ],
)
def test_versions_fold(title: str) -> None:
    assert fold_title(title) == "hey jude"


@pytest.mark.parametrize(
    "title",
    [
        "Live Forever",
        "Live and Let Die",
        "Alive",
        "Anthem (Part 2)",
        "Cover Me",
        "Radio Ga Ga",
        "Delivery (Of Love)",
        "A",
        "Reprise",
        "They",
    ],
)
def test_titles_that_only_look_like_versions_stay(title: str) -> None:
    assert fold_title(title) == " ".join(title.casefold().replace("(", "").replace(")", "").split())


def test_a_title_never_becomes_empty() -> None:
    assert fold_title("(Live)") == "live"
    assert fold_title("!!!") == "!!!"
    assert fold_title("- Remix") != ""


def test_a_slash_inside_a_title_is_no_medley() -> None:
    assert fold_title("24/7") == "24 7"
    assert fold_title("You/Me") == "you me"


def test_accents_fold_but_marks_that_make_another_letter_stay() -> None:
    assert fold_title("Café (Live)") == fold_title("Cafe")
    assert fold_title("が") != fold_title("か")


def test_groups_are_by_artist_and_title() -> None:
    groups = fold_groups(["One", "One (Live)", "One", "Two - Demo", "Two"], [1, 1, 2, 1, 1])
    assert groups.tolist() == [0, 0, 1, 2, 2]


@given(st.text(max_size=60))
def test_any_text_folds_to_something_stable(title: str) -> None:
    assert fold_title(fold_title(title)) == fold_title(fold_title(fold_title(title)))
