"""How good are the recommendations of a library? Held-out listening, our methods and simple ones side by side.

1. The latest tenth of the sessions is held out (or every session's last song). Nothing of it is learnt from.
2. A model and all counting learn from the earlier part of the rest; the later part decides with which query each
   method asks, and how much counting goes into `mix`.
3. Models with several seeds and all counting learn from the whole rest and are asked once about what was held out.
   What wins there among the modes of the window is the default from then on.

Every figure is over all held-out cases: a song outside the vocabulary is a miss, and the coverage says how many.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from s2v_desktop.core import contest, metrics, policy
from s2v_desktop.core.contest import COUNTING_METHODS, OFFERED, TASTE_METHODS, Ground, Settings
from s2v_desktop.core.errors import BadRequest
from s2v_desktop.core.heldout import Cases, Protocol, Split, has_times, split
from s2v_desktop.core.metrics import Judged, Scorer
from s2v_desktop.core.neighbours import exact_neighbours
from s2v_desktop.core.policy import TrainingParameters
from s2v_desktop.core.progress import Monitor
from s2v_desktop.core.training import train
from s2v_desktop.core.types import Bool, Corpus, Float64, Int32
from s2v_desktop.core.within import Within

VALIDATION_CASES = 3_000
"""Choices are made on at most so many cases."""

MOST_SEEDS = 10
_COMPARED = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """What to measure.

    Attributes
    ----------
    protocol : {"time", "last"} or None
        None: "time" where most sessions have a time, else "last".
    seeds : int
        How many models are trained, 1 to `MOST_SEEDS`; stability needs two.
    preset : str
        Of `policy.PRESETS`.
    changes : mapping
        Parameters set by hand.
    """

    protocol: Protocol | None = None
    seeds: int = 2
    preset: str = "balanced"
    changes: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.protocol not in (None, "time", "last"):
            raise BadRequest("The protocol must be time or last.")
        if not 1 <= self.seeds <= MOST_SEEDS:
            raise BadRequest(f"The number of seeds must lie between 1 and {MOST_SEEDS}.")


def stages(plan: Plan) -> dict[str, float]:
    """Stages of the work and their share of the time, in order."""
    return {"choosing": 1.2, **{f"seed {number + 1}": 1.0 for number in range(plan.seeds)}, "counting": 0.4}


def evaluate(corpus: Corpus, artist: Int32, plan: Plan, monitor: Monitor) -> dict[str, Any]:
    """Measure.

    Parameters
    ----------
    corpus : Corpus
    artist : Int32, shape (catalogue songs,)
        Artist of each song, -1 for unknown.
    monitor : Monitor
        Told of the stages of `stages`.

    Returns
    -------
    dict
        JSON types. ``cases coverage methods same_artist stability`` (DESIGN 10), ``default`` and ``default_taste``
        (names of methods), ``settings`` {method: name of its setting}, ``against`` (how many times more often *next*
        hits than popularity and than the best counting, with intervals), ``protocol all_cases sessions songs plays``.

    Raises
    ------
    TooLittleData, BadRequest, Cancelled
    """
    protocol: Protocol = plan.protocol or ("time" if has_times(corpus) else "last")
    test = split(corpus, protocol)
    settings = _choose(test, artist, protocol, plan, Within(monitor, "choosing", "Choosing how to ask"))
    contestants = _Contest(test, artist, _parameters(test.train, artist, plan), settings)
    for number in range(plan.seeds):
        note = f"Learning and asking, model {number + 1} of {plan.seeds}"
        contestants.run_model(number, Within(monitor, f"seed {number + 1}", note))
    contestants.run_counting(Within(monitor, "counting", "Asking simple counting"))
    report = contestants.report()
    return {**report, "protocol": protocol, "seeds": plan.seeds, "preset": plan.preset}


def _parameters(corpus: Corpus, artist: Int32, plan: Plan) -> TrainingParameters:
    """What the policy chooses for what is learnt from."""
    plays = np.bincount(corpus.songs, minlength=len(artist))
    rough = policy.parameters(plan.preset, len(corpus.songs), len(plays), **plan.changes)
    songs = int(np.count_nonzero(plays >= rough.min_count))
    return policy.parameters(plan.preset, len(corpus.songs), songs, **plan.changes)


def _choose(test: Split, artist: Int32, protocol: Protocol, plan: Plan, monitor: Within) -> dict[str, str]:
    """Let the later part of what is learnt from decide how each method asks: method -> name of its setting."""
    inner = split(test.train, protocol, VALIDATION_CASES)
    parameters = _parameters(inner.train, artist, plan)
    ground = Ground.build(inner.train, artist, parameters.min_count)
    vectors = train(inner.train, parameters, monitor.part(0.0, 0.7)).vectors
    cases = Cases(inner, ground.row_of)
    offered = {**contest.learnt(ground, vectors, monitor.part(0.7, 0.7)), **contest.counting(ground)}
    settings: dict[str, str] = {}
    for at, (name, choices) in enumerate(offered.items()):
        asking = monitor.part(0.7 + 0.3 * at / len(offered), 1.0)
        judged = {
            setting: _worth(metrics.judge(make(), cases, len(ground.songs), asking.check))
            for setting, make in choices.items()
        }
        settings[name] = max(judged, key=lambda setting: judged[setting])
        asking.update("", 0, 1)
    return settings


def _worth(judged: Judged) -> float:
    """What a choice is made by: hits among ten, and the mean reciprocal rank where these are equal."""
    return float(judged.hit.mean() + 0.01 * (1.0 / judged.rank).mean())


def _best(values: Mapping[str, float], names: Iterable[str]) -> str:
    return max(names, key=lambda name: values[name])


class _Contest:
    """The methods asked about what was held out."""

    def __init__(self, test: Split, artist: Int32, parameters: TrainingParameters, settings: dict[str, str]) -> None:
        self._test = test
        self._parameters = parameters
        self._settings = settings
        self._ground = Ground.build(test.train, artist, parameters.min_count)
        self._cases = Cases(test, self._ground.row_of)
        self._judged: dict[str, list[Judged]] = {}
        self._near: list[Int32] = []

    def run_model(self, number: int, monitor: Within) -> None:
        """Train with one seed and ask all that the model offers."""
        parameters = replace(self._parameters, seed=self._parameters.seed + number)
        vectors = train(self._test.train, parameters, monitor.part(0.0, 0.8)).vectors
        self._near.append(exact_neighbours(vectors.w1, _COMPARED, monitor.part(0.8, 0.82)).index)
        self._ask(contest.learnt(self._ground, vectors, monitor.part(0.82, 0.82)), monitor.part(0.82, 1.0))

    def run_counting(self, monitor: Within) -> None:
        """Ask the baselines."""
        self._ask(contest.counting(self._ground), monitor)

    def _ask(self, offered: dict[str, Settings], monitor: Within) -> None:
        for at, (name, choices) in enumerate(offered.items()):
            monitor.update("", at, len(offered))
            scorer: Scorer = choices[self._settings[name]]()
            judged = metrics.judge(scorer, self._cases, len(self._ground.songs), monitor.check)
            self._judged.setdefault(name, []).append(judged)

    def report(self) -> dict[str, Any]:
        """All figures."""
        session = self._cases.session
        methods = {name: metrics.figures(judged, session) for name, judged in self._judged.items()}
        order = (*contest.MODEL_METHODS, "default", *COUNTING_METHODS)
        hits = {name: figures["hr10"] for name, figures in methods.items()}
        default = _best(hits, OFFERED)
        methods["default"] = dict(methods[default])
        return {
            "cases": len(self._cases),
            "coverage": metrics.known_share(self._cases.covered()),
            "methods": {name: methods[name] for name in order},
            "same_artist": same_artist_share(self._near[0], self._ground.artist),
            "stability": self._stability(),
            "default": default,
            "default_taste": _best(hits, TASTE_METHODS),
            "settings": self._settings,
            "against": self._against(),
            "all_cases": self._test.all_cases,
            "sessions": len(np.unique(session)),
            "songs": len(self._ground.songs),
            "plays": len(self._test.train.songs),
            "parameters": self._parameters.as_dict(),
        }

    def _stability(self) -> float | None:
        """Mean Jaccard index of the ten nearest songs over all pairs of seeds; None with one seed."""
        pairs = [
            metrics.jaccard(first.astype(np.int64), second.astype(np.int64))
            for first, second in itertools.combinations(self._near, 2)
        ]
        return float(np.mean(pairs)) if pairs else None

    def _against(self) -> dict[str, Any]:
        """How many times more often our methods hit than popularity and than the best of all counting.

        The best is the one that did best on the held-out cases themselves: that favours counting, never us.
        """
        best = max(COUNTING_METHODS, key=lambda name: float(self._hits(name).mean()))
        result: dict[str, Any] = {"best_counting": best}
        for name in ("next", "similar", "mix"):
            for label, other in (("popularity", "popularity"), ("counting", best)):
                value = metrics.ratio(self._hits(name), self._hits(other), self._cases.session)
                result[f"{name}/{label}"] = list(value)
        return result

    def _hits(self, name: str) -> Float64:
        hits: Float64 = np.mean([one.hit for one in self._judged[name]], axis=0)
        return hits


def same_artist_share(near: Int32, artist: Int32, fewest: int = 11) -> float | None:
    """Share of the ten nearest songs by the same artist (training never sees artists).

    Over songs whose artist has at least `fewest` songs, so that ten others exist; None where no artist has, or where
    there is only one artist and the share says nothing.
    """
    known: Bool = artist >= 0
    songs = np.bincount(artist[known], minlength=1)
    asked = known & (songs[np.maximum(artist, 0)] >= fewest)
    if not asked.any() or len(near) == 0 or np.count_nonzero(songs) < 2:
        return None
    return float(np.mean(artist[near[asked]] == artist[asked][:, None]))
