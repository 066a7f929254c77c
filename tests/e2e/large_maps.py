"""Libraries of 10,000 and 100,000 songs for the pictures: a made-up history, imported by the real job.

Songs belong to scenes, scenes to families, and each family has its years and its script. The vectors are made up from
that. A training of 100,000 songs and its map take minutes, so `LAID_OUT` songs are really laid out and every other song
is put between the laid-out songs it is nearest to. Regions, trust and neighbours (those within a scene) come of these
vectors and positions. `HOW` says so in ``index.json``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from s2v_desktop.core import layout, regions, trust
from s2v_desktop.core.neighbours import exact_neighbours, unit_rows
from s2v_desktop.core.progress import Silent
from s2v_desktop.core.sessions import cut
from s2v_desktop.core.types import Float32, Int64, Neighbours, Vectors
from s2v_desktop.jobs.child import Child
from s2v_desktop.jobs.outcomes import Done
from s2v_desktop.store.catalogue import Catalogue
from s2v_desktop.store.models import ModelStore

HOW = "made up: vectors and positions were not learnt from the plays"
SIZES = (10_000, 100_000)
LAID_OUT = 5_000
SIZE = 64
FAMILIES = 24
PER_SCENE = 50
PER_ARTIST = 10
NEAREST = 16
FIRST_YEAR, YEARS = 2009, 15
_DAY = 86_400


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


LATIN = (
    _words(
        "Silver Hollow Paper Northern Velvet Broken Golden Quiet Electric Salt Winter Glass Copper Burning Distant "
        "Little Marble Neon Crimson Wandering"
    ),
    _words(
        "Harbour River Foxes Lantern Garden Orchard Signal Canyon Mirror Parade Thunder Sparrow Avenue Cinema Meadow "
        "Machine Horizon Letters Circus Tide"
    ),
)
SCRIPTS = {
    3: (("ليل", "بحر", "قمر", "ريح", "حنين", "ورد"), ("بيروت", "الشرق", "المدينة", "الصحراء", "النيل", "الصباح")),
    8: (("לילה", "ים", "ירח", "רוח", "שיר", "אור"), ("החוף", "העיר", "המדבר", "הגליל", "הסתיו", "הבוקר")),
    13: (("夜の", "青い", "遠い", "静かな", "雨の", "春の"), ("海", "電車", "花火", "街角", "手紙", "月")),
    18: (("चाँद", "रात", "सावन", "दिल", "सपने", "धूप"), ("की बात", "का शहर", "की नदी", "का गीत", "की राह", "का रंग")),
}
"""Words of the families that are not written in Latin letters."""


@dataclass(frozen=True)
class Learnt:
    """What a training would have given."""

    vectors: Vectors
    counts: Int64


def make(folder: Path, songs: int) -> Path:
    """Make a library with about so many songs, all of them on its map."""
    file = folder.parent / f"{folder.name}.csv"
    scene_of = write_table(file, songs)
    outcome = Child("import", {"library": str(folder), "paths": [str(file)]}).run(lambda message: None)
    if not isinstance(outcome, Done):
        raise RuntimeError(f"the import ended as {outcome}")
    add_model(folder, scene_of)
    return folder


def write_table(file: Path, songs: int) -> dict[str, int]:
    """Write a history; gives the scene of each artist."""
    rng = np.random.default_rng(4)
    names = Names()
    scenes = max(songs // PER_SCENE, FAMILIES)
    scene_of: dict[str, int] = {}
    lines: list[tuple[int, str]] = []
    begin = int(np.datetime64(f"{FIRST_YEAR}-01-01", "s").astype(np.int64))
    for scene in range(scenes):
        family = scene % FAMILIES
        middle = (family * 7 % FAMILIES + rng.random()) / FAMILIES * YEARS * 365
        for song in range(len(range(scene, songs, scenes))):
            if song % PER_ARTIST == 0:
                artist = names.artist(family)
                scene_of[artist] = scene
            plays = min(1 + int(rng.pareto(1.1)), 160 + int(rng.integers(200)))
            days = (rng.normal(middle, 400, plays) % (YEARS * 365)).astype(np.int64)
            seconds = ((family * 5 + rng.normal(0, 3, plays)) % 24 * 3600).astype(np.int64)
            row = f'"{artist}","{names.title(family)}"'
            lines += [(moment, row) for moment in (begin + days * _DAY + seconds).tolist()]
    lines.sort()
    with file.open("w", encoding="utf-8", newline="") as stream:
        stream.write("artist,title,time\n")
        stream.writelines(f"{row},{np.datetime64(moment, 's')}Z\n" for moment, row in lines)
    return scene_of


class Names:
    """Names of artists and songs, none given twice."""

    def __init__(self) -> None:
        self._rng = np.random.default_rng(5)
        self._taken: set[str] = set()

    def artist(self, family: int) -> str:
        """A new name of an artist."""
        return self._new(SCRIPTS.get(family, LATIN), 2)

    def title(self, family: int) -> str:
        """A new title."""
        return self._new(SCRIPTS.get(family, LATIN), 2 + int(self._rng.integers(2)))

    def _new(self, words: tuple[Sequence[str], Sequence[str]], length: int) -> str:
        while True:
            chosen = [words[min(at, 1)] for at in range(length)]
            name = " ".join(part[int(self._rng.integers(len(part)))] for part in chosen)
            for number in ("", *(f" {one}" for one in range(2, 40))):
                if name + number not in self._taken:
                    self._taken.add(name + number)
                    return name + number
            length += 1


def add_model(folder: Path, scene_of: dict[str, int]) -> None:
    """A made-up model of all songs, and its map."""
    catalogue = Catalogue.open(folder)
    scene = np.array([scene_of[catalogue.artist(at)] for at in range(len(catalogue))])
    vectors = made_vectors(scene)
    near = near_in_scene(vectors, scene)
    positions = places(vectors, scene)
    counts = np.asarray(catalogue.plays, np.int64)
    store = ModelStore(folder)
    learnt = Learnt(Vectors(np.arange(len(scene), dtype=np.int64), vectors, vectors), counts)
    model = store.save(learnt, catalogue, cut(catalogue.play_columns())[0], {}, neighbours=near)
    artist = np.asarray(catalogue.artist_index, np.int32)
    found = regions.find(positions, artist, counts, catalogue.artists)
    store.save_map(model.id, positions, trust.trust(near, positions), found.regions, found.coarse, found.fine)


def made_vectors(scene: Int64) -> Float32:
    """Vectors: a family's direction, a scene's, and a song's own."""
    rng = np.random.default_rng(6)
    scenes = int(scene.max()) + 1
    families = 0.55 * rng.normal(size=(FAMILIES, SIZE))
    middles = families[np.arange(scenes) % FAMILIES] + 0.65 * rng.normal(size=(scenes, SIZE))
    return unit_rows((middles[scene] + 0.75 * rng.normal(size=(len(scene), SIZE))).astype(np.float32))


def near_in_scene(vectors: Float32, scene: Int64) -> Neighbours:
    """The nearest songs of each song among those of its scene."""
    index = np.zeros((len(scene), NEAREST), np.int32)
    cosine = np.zeros((len(scene), NEAREST), np.float32)
    order = np.argsort(scene, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(scene[order])) + 1):
        likeness = vectors[rows] @ vectors[rows].T
        np.fill_diagonal(likeness, -2.0)
        best = np.argsort(-likeness, axis=1, kind="stable")[:, :NEAREST]
        index[rows], cosine[rows] = rows[best], np.take_along_axis(likeness, best, axis=1)
    return Neighbours(index, cosine)


def places(vectors: Float32, scene: Int64) -> Float32:
    """A real layout of `LAID_OUT` songs, the others around those of their scene that they are nearest to."""
    rng = np.random.default_rng(7)
    first = np.sort(rng.permutation(len(scene))[:LAID_OUT])
    parameters = layout.MapParameters()
    near = exact_neighbours(vectors[first], parameters.neighbours, Silent())
    laid = layout.lay_out(vectors[first], near, parameters, Silent()).positions
    positions = np.zeros((len(scene), 2), np.float32)
    for begin in range(0, len(scene), 4096):
        likeness = vectors[begin : begin + 4096] @ vectors[first].T
        best = np.argpartition(-likeness, 3, axis=1)[:, :3]
        weight = np.maximum(np.take_along_axis(likeness, best, axis=1), 0.05) ** 6
        positions[begin : begin + 4096] = np.einsum("ij,ijk->ik", weight / weight.sum(axis=1)[:, None], laid[best])
    positions += rng.normal(0, 2.2, positions.shape).astype(np.float32)
    positions[first] = laid
    return positions
