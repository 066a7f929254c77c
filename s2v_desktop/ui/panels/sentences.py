"""What a list answers, in one sentence for each mode, and what filters took out of it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QLocale, QObject

from s2v_desktop.ui.question import NOBODY, Answer, AskMode, TasteChoice


def answering(asker: QObject, mode: AskMode, taste: TasteChoice, period: bool = False) -> str:
    """One sentence: what the list answers; `period` when one is chosen on the timeline."""
    tr = asker.tr
    if mode == "taste" and taste.other != NOBODY:
        return {
            "between": tr("Between the two tastes."),
            "common": tr("What both of them play."),
            "could_show": tr("What the first could show the second."),
        }[taste.show]
    if mode == "taste":
        if period:
            return {
                "mean": tr("Nearest to the mean of what was heard in the period."),
                "facets": tr("Near one of several centres of what was heard in the period."),
                "agreement": tr("What many of the songs heard in the period agree on."),
            }[taste.variant]
        return {
            "mean": tr("Nearest to the mean of everything heard."),
            "facets": tr("Near one of several centres of what was heard."),
            "agreement": tr("What many of the songs heard agree on."),
        }[taste.variant]
    return {
        "similar": tr("Songs that keep the same company."),
        "next": tr("What is played right after them."),
        "journey": tr("From seed to seed in small steps."),
    }[mode]


def about(asker: QObject, answer: Answer, mode: AskMode, taste: TasteChoice, period: bool = False) -> str:
    """What to say above a list: what it answers and how many songs filters hide, or why there is none."""
    if answer.problem:
        return answer.problem
    removed = answer.removed or {}
    hidden = QLocale().toString(sum(removed.values()) - removed.get("seeds", 0))
    if not answer.items:
        return asker.tr("Nothing is left. {0} songs are hidden by filters.").format(hidden)
    what = answering(asker, mode, taste, period)
    return asker.tr("{0} {1} hidden by filters.").format(what, hidden) if hidden != "0" else what


def removed_lines(asker: QObject, removed: Mapping[str, int]) -> list[str]:
    """What each filter took out, as sentences for people."""
    tr = asker.tr
    names = {
        "seeds": tr("the seeds"),
        "hidden": tr("hidden, or no longer in the library"),
        "versions": tr("other versions"),
        "only": tr("outside the listener, period or region"),
        "played": tr("played before"),
        "recent": tr("played lately"),
        "few plays": tr("played too seldom"),
        "per artist": tr("more songs of one artist"),
    }
    numbers = QLocale()
    return [f"{numbers.toString(count)}  {names.get(name, name)}" for name, count in removed.items() if count > 0]
