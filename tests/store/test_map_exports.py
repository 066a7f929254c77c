"""Maps and vectors as files: whole, escaped, and read back."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.errors import BadRequest, UnreadableFile
from s2v_desktop.core.progress import Cancelled, Silent
from s2v_desktop.store import map_exports, word2vec_text
from s2v_desktop.store.exports import CannotWrite

TITLES = (
    "</script><script>alert(1)</script>", "=cmd|' /C calc'!A0", "<img src=x onerror=alert(1)> & co",
    "نسم علينا الهوى", "under_score \\ back", "two\nlines\u2028and more", "$title ${data} %s",
)  # fmt: skip
ARTISTS = ("<!-- x", "+1", "A & B", "فيروز", "C_D", "-- ]]>", "'quoted' \"twice\"")
SONGS = len(TITLES)
COLOURS = {
    **dict.fromkeys(("map", "text", "muted", "line", "panel", "raised", "accent", "neutral"), "#123456"),
    "groups": ["#111111", "#222222"],
}


class Catalogue:
    """Seven songs with names that mean harm; an eighth song of the model has left the library."""

    songs = np.arange(SONGS) + 10
    plays = np.arange(SONGS) + 1
    artists = ARTISTS

    def index_of(self, numbers: np.ndarray) -> np.ndarray:
        """Places of song numbers."""
        return np.where(numbers < 10 + SONGS, numbers - 10, -1)

    def title(self, index: int) -> str:
        """Title."""
        return TITLES[index]

    def artist(self, index: int) -> str:
        """Artist."""
        return ARTISTS[index]


W1 = np.random.default_rng(0).normal(0, 1, (SONGS + 1, 3)).astype(np.float32)
REGIONS = ({"number": 0, "level": 0, "x": 1.0, "y": 2.0, "parts": ["</script>", 2]},)


@pytest.fixture(autouse=True)
def _library(monkeypatch: pytest.MonkeyPatch) -> None:
    """One model with one map."""
    positions = np.random.default_rng(1).normal(0, 5, (SONGS + 1, 2)).astype(np.float32)
    member = np.zeros(SONGS + 1, np.int32)
    member[1] = -1
    mapped = SimpleNamespace(
        positions=positions, trust=np.full(SONGS + 1, 0.5, np.float32), member=member, regions=REGIONS
    )
    vectors = SimpleNamespace(songs=np.arange(SONGS + 1) + 10, w1=W1, w2=-W1)
    stored = SimpleNamespace(info=SimpleNamespace(id="m"), vectors=vectors)
    store = SimpleNamespace(find=lambda name: stored.info, load=lambda name: stored, load_map=lambda name: mapped)
    monkeypatch.setattr(map_exports, "ModelStore", lambda folder: store)
    monkeypatch.setattr(map_exports, "Catalogue", SimpleNamespace(open=lambda folder: Catalogue()))


def rows_of(file: Path) -> list[dict[str, str]]:
    """Rows of a CSV file."""
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


BROWSER = """
const calls = {arc: 0}, frames = [];
function element() {
  const made = {children: [], style: {}, handlers: {}, hidden: true, value: "", textContent: "",
    addEventListener(name, what) { this.handlers[name] = what; },
    setPointerCapture() {}, offsetWidth: 9, offsetHeight: 9,
    append(...more) { this.children.push(...more); }, replaceChildren() { this.children = []; },
    get firstElementChild() { return this.children[0]; }, querySelector() { return this.children[0].children[0]; },
    click() { this.handlers.click(); },
    getContext: () => new Proxy({}, {get: (_, name) => name === "measureText" ? t => ({width: 8 * t.length})
      : name === "arc" ? () => { calls.arc++; } : () => {}, set: () => true})};
  return made;
}
const known = {data: {textContent: DATA}};
for (const id of ["map", "card", "search", "hits"]) known[id] = element();
known.card.children = [element(), element(), element()];
const document = {getElementById: id => known[id], createElement: () => element()};
const innerWidth = 900, innerHeight = 700, devicePixelRatio = 2;
const addEventListener = () => {};
const requestAnimationFrame = what => frames.push(what);
"""

VISIT = """
while (frames.length) frames.shift()();
const drawn = calls.arc;
known.search.value = "onerror b";
known.search.handlers.input();
const found = known.hits.children.map(item => item.children[0].textContent);
known.search.handlers.keydown({key: "Enter"});
known.map.handlers.wheel({preventDefault() {}, deltaY: -200, clientX: 5, clientY: 5});
known.map.handlers.pointermove({clientX: 450, clientY: 350});
fly(2);
while (frames.length) frames.shift()();
console.log(JSON.stringify({drawn, hits: found, card: known.card.children[0].textContent}));
"""


DRAG = """
while (frames.length) frames.shift()();
const drawn = calls.arc;
known.map.handlers.pointerdown({clientX: 100, clientY: 100, pointerId: 1});
known.map.handlers.pointermove({clientX: 180, clientY: 120});
while (frames.length) frames.shift()();
const dragging = calls.arc;
clearTimeout(late); quick = false; later();
while (frames.length) frames.shift()();
console.log(JSON.stringify({drawn, dragging, rested: calls.arc}));
"""


class Elements(HTMLParser):
    """Which elements a browser would see, and the text of the data."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.data = ""
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        self._inside = ("id", "data") in attrs

    def handle_endtag(self, tag: str) -> None:
        """It ends."""
        self._inside = False

    def handle_data(self, data: str) -> None:
        """Keep the data."""
        self.data += data if self._inside else ""


def test_names_mean_nothing_in_the_page(tmp_path: Path) -> None:
    file = map_exports.write_map(tmp_path, "html", tmp_path / "map.html", COLOURS)
    text = file.read_text(encoding="utf-8")
    seen = Elements()
    seen.feed(text)
    assert seen.tags.count("script") == 2
    assert "img" not in seen.tags
    assert not [name for name in seen.attributes if name.startswith("on")]
    data = json.loads(seen.data)
    assert data["title"][0] == TITLES[0]
    assert data["title"][6] == TITLES[6]
    assert data["artist"] == list(ARTISTS)
    assert data["regions"][0]["name"] == "</script> · A & B"
    assert len(data["x"]) == SONGS


def test_the_page_opens_no_connection_and_says_so(tmp_path: Path) -> None:
    text = map_exports.write_map(tmp_path, "html", tmp_path / "map.html", COLOURS).read_text(encoding="utf-8")
    assert "default-src 'none'" in text
    assert "opens no network connection" in text
    reaching = r"https?:|//[a-z]+\.|\burl\(|@import|\bimport\b|fetch\(|XMLHttp|WebSocket|innerHTML|eval\("
    assert not re.search(reaching, text)
    assert not re.search(r"<(link|img|iframe|script src)", text)


def visited(tmp_path: Path, visit: str, many: str = "20000") -> dict[str, Any]:
    """What a visit to the page told, for which so many songs are many."""
    text = map_exports.write_map(tmp_path, "html", tmp_path / "map.html", COLOURS).read_text(encoding="utf-8")
    data = Elements()
    data.feed(text)
    script = tmp_path / "page.js"
    code = text.rsplit("<script>", 1)[1].split("</script>")[0]
    assert "20000" in code
    whole = f"const DATA = {json.dumps(data.data)};\n{BROWSER}\n{code.replace('20000', many)}\n{visit}"
    script.write_text(whole, encoding="utf-8")
    done = subprocess.run(["node", str(script)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.skipif(shutil.which("node") is None, reason="no JavaScript here")
def test_the_script_of_the_page_is_correct(tmp_path: Path) -> None:
    told = visited(tmp_path, VISIT)
    assert told["drawn"] >= SONGS
    assert told["hits"] == [f"{TITLES[2]} \u00b7 {ARTISTS[2]}"]
    assert told["card"] == TITLES[2]


@pytest.mark.skipif(shutil.which("node") is None, reason="no JavaScript here")
def test_many_songs_are_painted_when_the_map_rests(tmp_path: Path) -> None:
    told = visited(tmp_path, DRAG, many="3")
    assert told["drawn"] > 0
    assert told["dragging"] == told["drawn"], "the last picture moves"
    assert told["rested"] > told["drawn"]


def test_cells_of_tables_are_defused(tmp_path: Path) -> None:
    for file in (
        map_exports.write_map(tmp_path, "csv", tmp_path / "map.csv"),
        map_exports.write_vectors(tmp_path, "csv", tmp_path / "vectors.csv"),
    ):
        rows = rows_of(file)
        assert len(rows) == SONGS
        assert rows[1]["title"].startswith("'=")
        assert rows[1]["artist"] == "'+1"
        assert rows[5]["title"] == TITLES[5]
        for row in rows:
            assert not row["title"].startswith(("=", "+", "-", "@"))


def test_numbers_survive_a_table(tmp_path: Path) -> None:
    rows = rows_of(map_exports.write_vectors(tmp_path, "csv", tmp_path / "vectors.csv"))
    read = np.array([[row[f"v{i}"] for i in (1, 2, 3)] for row in rows], dtype=np.float32)
    assert np.array_equal(read, W1[:SONGS])
    assert rows_of(map_exports.write_map(tmp_path, "csv", tmp_path / "map.csv"))[0]["region"] == "</script> · A & B"


def test_arrays_hold_everything_without_pickle(tmp_path: Path) -> None:
    with np.load(map_exports.write_map(tmp_path, "npz", tmp_path / "map.npz"), allow_pickle=False) as read:
        assert read["titles"].tolist() == list(TITLES)
        assert read["positions"].shape == (SONGS, 2)
        assert read["region"].tolist()[:2] == [0, -1]
        assert read["region_names"].tolist() == ["</script> · A & B"]
    with np.load(map_exports.write_vectors(tmp_path, "npz", tmp_path / "v.npz"), allow_pickle=False) as read:
        assert np.array_equal(read["w1"], -read["w2"])
        assert read["songs"].tolist() == list(range(10, 10 + SONGS))


def test_word2vec_text_comes_back_as_it_was(tmp_path: Path) -> None:
    file = map_exports.write_vectors(tmp_path, "word2vec", tmp_path / "vectors.txt")
    names, vectors = word2vec_text.load(file.read_bytes())
    assert names == [f"{artist} - {title}" for artist, title in zip(ARTISTS, TITLES, strict=True)]
    assert np.array_equal(vectors, W1[:SONGS])


def test_other_programs_can_read_word2vec_text(tmp_path: Path) -> None:
    from gensim.models import KeyedVectors

    file = map_exports.write_vectors(tmp_path, "word2vec", tmp_path / "vectors.txt")
    read = KeyedVectors.load_word2vec_format(str(file))
    assert read.vectors == pytest.approx(W1[:SONGS])
    assert word2vec_text.untoken(read.index_to_key[3]) == f"{ARTISTS[3]} - {TITLES[3]}"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_every_name_survives_word2vec_text(name: str) -> None:
    made = word2vec_text.token(name)
    assert not re.search(r"\s", made)
    assert word2vec_text.untoken(made) == name


def test_equal_names_stay_apart() -> None:
    lines = word2vec_text.lines(["A - B", "A - B"], np.array([1, 2]), np.eye(2, dtype=np.float32))
    assert word2vec_text.load("".join(lines).encode())[0] == ["A - B", "A - B (song 2)"]


@pytest.mark.parametrize("content", [b"", b"2 2\na 1 2\n", b"1 2\na 1 x\n", b"\xff\xfe", b"1 1\na 1 2\n"])
def test_what_is_no_word2vec_text_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFile):
        word2vec_text.load(content)


class Impatient(Silent):
    """Wants no more after so many looks."""

    def __init__(self, looks: int) -> None:
        self.looks = looks
        self.stages: list[str] = []

    def update(self, stage: str, done: float, total: float, note: str = "") -> None:
        self.stages.append(stage)
        assert 0 <= done <= max(total, 1)
        if len(self.stages) > self.looks:
            raise Cancelled


@pytest.mark.parametrize(
    ("write", "form"),
    [(map_exports.write_map, form) for form in map_exports.MAP_FORMATS]
    + [(map_exports.write_vectors, form) for form in map_exports.VECTOR_FORMATS],
)
def test_a_file_that_is_given_up_leaves_the_old_one_and_nothing_else(tmp_path: Path, write: Any, form: str) -> None:
    file = tmp_path / "out" / "file"
    file.parent.mkdir()
    file.write_text("old")
    more = {"colours": COLOURS} if form == "html" else {}
    patient = Impatient(1000)
    write(tmp_path, form, tmp_path / "whole", monitor=patient, **more)
    assert set(patient.stages) == {"names", "writing"}
    for looks in range(len(patient.stages)):
        with pytest.raises(Cancelled):
            write(tmp_path, form, file, monitor=Impatient(looks), **more)
        assert [one.name for one in file.parent.iterdir()] == ["file"]
        assert file.read_text() == "old"


def test_other_formats_and_places_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="html"):
        map_exports.write_map(tmp_path, "svg", tmp_path / "x.svg")
    with pytest.raises(BadRequest, match="word2vec"):
        map_exports.write_vectors(tmp_path, "pickle", tmp_path / "x")
    blocked: Any = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(CannotWrite, match="Nothing was changed"):
        map_exports.write_map(tmp_path, "csv", blocked / "x.csv")
