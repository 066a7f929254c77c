"""A quality report in words and rows. Nothing here knows about widgets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication

from s2v_desktop.ui import wording
from s2v_desktop.ui.widgets.chart import Bar

FEW_SESSIONS = 30
OURS = frozenset({"similar", "next", "mix", "taste-mean", "taste-facets", "taste-agreement"})
COLUMNS = ("hr10", "ndcg10", "mrr", "recall20", "catalogue", "hubs")


def tr(text: str) -> str:
    """Translate a sentence of this module's context."""
    return QCoreApplication.translate("quality", text)


def method_name(method: str) -> str:
    """A method as the listener reads it."""
    names = {
        "similar": tr("Similar"),
        "next": tr("Next"),
        "mix": tr("Next mixed with counting"),
        "taste-mean": tr("Taste: the mean"),
        "taste-facets": tr("Taste: several centres"),
        "taste-agreement": tr("Taste: agreement"),
        "popularity": tr("Most played"),
        "same-artist": tr("Same artist"),
        "item-knn": tr("Counting: together"),
        "sequential-rules": tr("Counting: what followed"),
        "session-knn": tr("Counting: like sessions"),
        "ppmi-svd": tr("Counting: PPMI and SVD"),
        "factorisation": tr("Factorisation"),
    }
    return names.get(method, wording.clean(method, 40))


def column_names() -> Sequence[str]:
    """Headings of the table after the method."""
    return (tr("Hit in ten"), tr("NDCG"), tr("MRR"), tr("Rest in 20"), tr("Songs shown"), tr("Hubs"))


def percent(share: float) -> str:
    """A share with two digits that count."""
    value = 100 * share
    return f"{value:.1f} %" if value >= 1 else f"{value:.2f} %"


def cell(column: str, value: float) -> str:
    """One figure as the table shows it."""
    if column in ("hr10", "recall20", "catalogue"):
        return percent(value)
    return f"{value:.1f}" if column == "hubs" else f"{value:.3f}"


def methods(report: Mapping[str, Any]) -> list[tuple[str, Mapping[str, float]]]:
    """Methods and figures, best first; `default` is one of the others and left out."""
    found = [(name, one) for name, one in report["methods"].items() if name != "default"]
    return sorted(found, key=lambda entry: -float(entry[1]["hr10"]))


def bars(report: Mapping[str, Any]) -> list[Bar]:
    """The chart: how often the next song stood among ten."""
    return [
        Bar(method_name(name), one["hr10"], one["low"], one["high"], percent(one["hr10"]), name in OURS)
        for name, one in methods(report)
    ]


def sentence(report: Mapping[str, Any]) -> str:
    """What the report says, honestly, in one sentence."""
    against = report["against"]
    first = _against_popularity(against.get("next/popularity", [1.0, 0.0, 2.0]))
    second = _against_counting(against.get("next/counting", [1.0, 0.0, 2.0]))
    joined = tr("Next predicts your next song {first} and {second}").format(first=first, second=second)
    similar = against.get("similar/counting", [1.0, 0.0, 2.0])
    if similar[2] < 1:
        return tr("{joined}; similar does not reach counting.").format(joined=joined)
    if similar[1] > 1:
        return tr("{joined}; similar is better than counting too.").format(joined=joined)
    return tr("{joined}; so does similar.").format(joined=joined) if second == _equal() else f"{joined}."


def _equal() -> str:
    return tr("as well as the best counting")


def _against_popularity(value: Sequence[float]) -> str:
    ratio, low, high = value
    if low > 1:
        return tr("{ratio} times better than what you play most").format(ratio=_times(ratio))
    if high < 1:
        return tr("worse than what you play most")
    return tr("as well as what you play most")


def _against_counting(value: Sequence[float]) -> str:
    ratio, low, high = value
    if low > 1:
        return tr("{ratio} times better than the best counting").format(ratio=_times(ratio))
    if high < 1:
        return tr("worse than the best counting")
    return _equal()


def _times(ratio: float) -> str:
    return tr("many") if ratio > 99 else f"{ratio:.2f}" if ratio < 2 else f"{ratio:.1f}"


def explanation(report: Mapping[str, Any]) -> str:
    """On what this rests: cases, coverage, protocol, and what the lines in the chart mean."""
    cases = wording.count(int(report["cases"]), tr("moment"), tr("moments"))
    held = tr("the last song of each session") if report.get("protocol") == "last" else tr("your latest sessions")
    text = tr(
        "Measured on {cases} in {held}, which the models never saw. A hit: the song that really followed stands among "
        "the first ten. {coverage} of the moments could be answered; the rest count as misses. The lines show what "
        "chance alone could change."
    ).format(cases=cases, held=held, coverage=percent(float(report["coverage"])))
    return " ".join([text, *_extra(report)])


def _extra(report: Mapping[str, Any]) -> list[str]:
    extra = []
    sessions = int(report.get("sessions", FEW_SESSIONS))
    if sessions < FEW_SESSIONS:
        said = wording.count(sessions, tr("session was"), tr("sessions were"))
        extra.append(tr("Only {sessions} held out: with more history the answer may change.").format(sessions=said))
    same = _no_more_than_popularity(report["methods"])
    if same:
        extra.append(tr("Found nothing here beyond what you play most: {methods}.").format(methods=", ".join(same)))
    if isinstance(report.get("same_artist"), float):
        share = percent(report["same_artist"])
        extra.append(tr("Of ten similar songs {share} are by the same artist, whom the model never saw.").format(
            share=share))  # fmt: skip
    if isinstance(report.get("stability"), float):
        share = percent(report["stability"])
        extra.append(tr("Trained again with another seed, lists of ten overlap by {share}.").format(share=share))
    return extra


def _no_more_than_popularity(figures: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Names of methods that had nothing else to go by, as factorisation with one listener."""
    plain = figures.get("popularity")
    return [method_name(name) for name, one in figures.items() if name != "popularity" and one == plain]
