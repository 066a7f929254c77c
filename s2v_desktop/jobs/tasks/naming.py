"""How jobs name songs in what they tell: for people, not to be found again by."""

from __future__ import annotations

from s2v_desktop.store.catalogue import Catalogue


def named(catalogue: Catalogue, index: int) -> str:
    """``Title · Artist``; the title alone in a library of one artist, where the artist says nothing."""
    title = catalogue.title(index)
    return title if len(catalogue.artists) == 1 else f"{title} · {catalogue.artist(index)}"
