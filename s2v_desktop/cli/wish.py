"""What ``s2v recommend`` was asked."""

from __future__ import annotations

from dataclasses import dataclass

MODES = ("similar", "next", "taste")
WAYS = ("mean", "facets", "agreement")
SHOWS = ("between", "common", "could-show")


@dataclass(frozen=True, slots=True)
class Wish:
    """What was asked for.

    Attributes
    ----------
    playlist, seed_region : str or None
        A playlist of the library, a region of the map: all its songs are seeds.
    region : str or None
        Only songs of this region.
    rare : bool
        Also songs too rare to be learnt.
    show : str
        Of a blend: a list ``between`` both, their ``common`` ground, or what the first ``could-show`` the second.
    """

    songs: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    playlist: str | None = None
    seed_region: str | None = None
    mode: str = "similar"
    listener: str | None = None
    top: int = 20
    per_artist: int = 0
    hide_played: str | None = None
    not_since: int | None = None
    min_plays: int = 0
    forgotten: bool = False
    first_day: int | None = None
    last_day: int | None = None
    region: str | None = None
    fold: bool = True
    keep_seeds: bool = False
    adventurous: float = 0.0
    diversity: float = 0.0
    shuffle_seed: int | None = None
    temperature: float = 0.03
    artists_apart: bool = False
    half_life: int = 0
    blend: str | None = None
    share: float = 0.5
    show: str = "between"
    taste: str = ""
    rare: bool = False

    @property
    def has_seeds(self) -> bool:
        """Whether it starts from songs."""
        return bool(self.songs or self.minus or self.playlist is not None or self.seed_region is not None)
