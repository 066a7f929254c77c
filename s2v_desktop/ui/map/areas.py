"""Regions as `core.regions` names them, made ready for the map."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from s2v_desktop.ui.map.content import Area


class RegionLike(Protocol):
    """What is asked of a region of the engine."""

    @property
    def name(self) -> str | tuple[str, ...]:
        """Text, or the parts of it."""

    @property
    def x(self) -> float:
        """Middle."""

    @property
    def y(self) -> float:
        """Middle."""

    @property
    def radius(self) -> float:
        """In units of the positions."""


def areas_of(regions: Iterable[RegionLike]) -> list[Area]:
    """Regions as areas, in their order; parts of a name are joined with a dot."""
    made = []
    for region in regions:
        name = region.name if isinstance(region.name, str) else " · ".join(region.name)
        made.append(Area(name, float(region.x), float(region.y), float(region.radius)))
    return made
