"""Regions as a stored map holds them, made ready for the screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass

from s2v_desktop.ui.map.content import Area
from s2v_desktop.ui.map.songs import joined_name

_LONGEST = 36
"""Characters of the name of a region: of three long artists only the first is named, and not the third in half."""

_NAMES = ("name", "names", "parts", "label")


def areas_of(regions: Iterable[object], artists: Sequence[str] = ()) -> list[Area]:
    """Regions as areas, in their order.

    Parameters
    ----------
    regions : iterable
        Fields of a `core.regions.Region`, as a mapping or as the object itself.
    artists : sequence of str
        Names of artist numbers, where a region is named by numbers.

    Returns
    -------
    list of Area
        Regions without a usable middle or name are left out: an old or foreign map must still open.
    """
    made = []
    for place, region in enumerate(regions):
        values = _values(region)
        name = next((_text(values[key], artists) for key in _NAMES if key in values), "")
        try:
            x, y, radius = float(str(values["x"])), float(str(values["y"])), float(str(values["radius"]))
            number, parent = int(str(values.get("number", place))), int(str(values.get("parent", -1)))
        except (KeyError, ValueError):
            continue
        if name:
            made.append(Area(name, x, y, radius, 1 if values.get("level") == 1 else 0, number, parent))
    return made


def _values(region: object) -> Mapping[str, object]:
    if isinstance(region, Mapping):
        return region
    if is_dataclass(region):
        return {field.name: getattr(region, field.name) for field in fields(region)}
    return {}


def _text(name: object, artists: Sequence[str]) -> str:
    """One text of a name or of its parts."""
    if isinstance(name, int):
        return artists[name] if 0 <= name < len(artists) else ""
    if isinstance(name, str):
        return name
    if isinstance(name, Iterable):
        return joined_name((part for part in (_text(one, artists) for one in name) if part), _LONGEST)
    return ""
