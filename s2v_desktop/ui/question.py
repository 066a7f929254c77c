"""What the listener asks: a mode, filters, whose taste, which way. Values only; `answering.py` answers them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field, fields
from typing import Literal

from s2v_desktop.core.recency import Listening
from s2v_desktop.core.scoring import Query
from s2v_desktop.core.taste_list import TasteModel
from s2v_desktop.ui.models.recommendation_table import Recommended

AskMode = Literal["similar", "next", "taste", "journey"]
MODES: tuple[AskMode, ...] = ("similar", "next", "taste", "journey")

NOBODY = -2
"""Stands for "no listener" where -1 stands for all of them."""


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """What the listener chose among the filters.

    Attributes
    ----------
    new_to : int
        Leave out what this listener has played; -1 for anybody, `NOBODY` for no such filter.
    rest_days : int
        Leave out what was played in the last so many days; 0 for none.
    forgotten : bool
        Only favourites that were not played for a year.
    in_period : bool
        Only songs played in the period that is chosen on the timeline.
    played_by : int
        Only songs this listener played; -1 for no such filter.
    region : int
        Only songs of this region of the map; -1 for no such filter.
    shuffle : int
        Number of another list; 0 for the best songs in order.
    rare : bool
        Also songs too rare to be learnt, placed by their artist and company.
    """

    hide_seeds: bool = True
    fold: bool = True
    artists_apart: bool = False
    forgotten: bool = False
    in_period: bool = False
    per_artist: int = 0
    new_to: int = NOBODY
    rest_days: int = 0
    min_plays: int = 0
    played_by: int = -1
    region: int = -1
    adventurous: float = 0.0
    diversity: float = 0.0
    shuffle: int = 0
    rare: bool = False

    @property
    def reorders(self) -> bool:
        """Whether a list is chosen as a whole (varied, shuffled), so that a longer one begins otherwise."""
        return self.diversity > 0 or self.shuffle > 0 or self.artists_apart

    @property
    def changed(self) -> int:
        """How many differ from the defaults."""
        return sum(getattr(self, one.name) != one.default for one in fields(self))


@dataclass(frozen=True, slots=True)
class TasteChoice:
    """Whose taste, and how it is made.

    Attributes
    ----------
    variant : str
        ``mean``, ``facets`` or ``agreement``.
    listener : int
        -1 for all together.
    half_life : int
        Days after which a play counts half; 0 for no fading.
    other : int
        A second listener; `NOBODY` for none.
    share : float
        How much of the second listener.
    facet : int
        Number of the centre that alone is asked about; -1 for all of them.
    show : str
        ``between`` both, their ``common`` ground, or what the first ``could_show`` the second.
    """

    variant: str = "mean"
    listener: int = -1
    half_life: int = 0
    other: int = NOBODY
    share: float = 0.5
    show: str = "between"
    facet: int = -1

    @property
    def ranked_by(self) -> str:
        """What its list is ranked by: the variant, the ``share`` of plays of common ground, or the ``cosine``."""
        if self.other == NOBODY:
            return self.variant
        return "share" if self.show == "common" else "cosine"


@dataclass(frozen=True, slots=True)
class JourneyChoice:
    """How long a journey is, whether artists may come twice, and which route."""

    length: int = 12
    one_per_artist: bool = False
    route: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """Everything that decides a list, but for the seeds.

    Attributes
    ----------
    period : tuple of (int or None)
        First and last day chosen on the timeline, None for open.
    """

    mode: AskMode = "similar"
    filters: FilterChoice = field(default_factory=FilterChoice)
    taste: TasteChoice = field(default_factory=TasteChoice)
    journey: JourneyChoice = field(default_factory=JourneyChoice)
    period: tuple[int | None, int | None] = (None, None)

    def listening(self, listener: int) -> Listening:
        """Which plays make the taste of a listener."""
        return Listening(listener, *self.period, half_life=self.taste.half_life)


@dataclass(frozen=True, slots=True)
class Answer:
    """A list of recommendations and what to say about it.

    Attributes
    ----------
    removed : dict
        Filter -> how many songs it took away.
    problem : str
        Why there is no list; empty when there is one.
    missing : tuple of int
        Seeds (library song numbers) the model does not know.
    query : Query, optional
        What the list was ranked against; a journey has none.
    taste : TasteModel, optional
        The taste it was ranked by, when it is one listener's.
    smallest : float, optional
        On a journey, the smallest cosine of two neighbours.
    placed : bool
        Rows of `query`, `taste` and the items are those of the model with its rare songs, which the map does not have.
    """

    items: tuple[Recommended, ...] = ()
    removed: dict[str, int] | None = None
    problem: str = ""
    missing: tuple[int, ...] = ()
    query: Query | None = None
    taste: TasteModel | None = None
    smallest: float | None = None
    placed: bool = False


def today() -> int:
    """Give today in days since 1970-01-01."""
    return (datetime.datetime.now(tz=datetime.UTC).date() - datetime.date(1970, 1, 1)).days
