"""The few words under "Why": what matters is named, what does not is counted."""

from __future__ import annotations

from typing import Any

from s2v_desktop.ui.panels.recommend_panel import RecommendPanel


def test_shares_of_nothing_are_not_named(panel: RecommendPanel, desk: Any) -> None:
    shares = [(desk.song("Ash - Leaf 2"), 0.2), (desk.song("Ash - Leaf 3"), 0.004), (desk.song("Ash - Leaf 4"), 0.001)]
    text = panel._why._shares_text(shares, (7, 0.3))
    assert "Leaf 2" in text
    assert "Leaf 3" not in text
    assert "9 others +0.30" in text
    assert "Leaf 3" in panel._why._shares_text(shares[1:], (0, 0.0))  # the largest is always named
