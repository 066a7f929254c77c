"""Tabs that a screen reader can name: the bar takes the keyboard, so it has the name too."""

from __future__ import annotations

from PySide6.QtWidgets import QTabWidget


def named_tabs(name: str) -> QTabWidget:
    """Make tabs.

    Parameters
    ----------
    name : str
        What a screen reader calls them.
    """
    tabs = QTabWidget()
    for part in (tabs, tabs.tabBar()):
        part.setAccessibleName(name)
    return tabs
