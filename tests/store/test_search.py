"""In which order songs are found."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from s2v_desktop.store.names import Names
from s2v_desktop.store.search import line, search


@pytest.fixture
def lines(tmp_path: Path) -> Names:
    Names.save(tmp_path, "text", [line("Star Spangled Banner", "A"), line("Dark Star", "A"), line("Star", "B")])
    return Names.load(tmp_path, "text")


def test_a_well_known_song_comes_before_an_unknown_one_that_begins_with_the_word(lines: Names) -> None:
    assert search(lines, np.array([1, 276, 1], np.int32), "star", 3).tolist() == [2, 1, 0]


def test_of_equally_known_songs_the_one_that_begins_with_the_word_comes_first(lines: Names) -> None:
    assert search(lines, np.array([9, 9, 9], np.int32), "star", 3).tolist() == [2, 0, 1]
