"""From stages to one honest number: how far a whole job is, and how long it will take."""

from __future__ import annotations

from s2v_desktop.core.progress import Progress

_SURE_AFTER_S = 0.5
_SURE_GAIN = 0.01
_MEMORY_S = 6.0
"""Time constant of the speed: long enough to look calm, short enough to follow a new stage."""
_BLEND = 0.25


class TimeLeft:
    """Seconds left, smoothed: the speed of the last seconds mixed with that of the present stage.

    Earlier stages do not count: reading a library and starting a child take seconds whatever follows, and would make
    minutes of a short job.

    Parameters
    ----------
    now : float
        Seconds on a clock that never goes back.
    """

    def __init__(self, now: float) -> None:
        self._stage: str | None = None
        self._begin = self._at = now
        self._from = self._fraction = 0.0
        self._speed = 0.0
        self._shown: float | None = None

    def tell(self, now: float, fraction: float, stage: str = "") -> float | None:
        """Take a new measurement and give the seconds left, None while nothing can be said."""
        if stage != self._stage:
            self._stage, self._begin, self._from, self._speed = stage, now, fraction, 0.0
        passed, elapsed, gained = now - self._at, now - self._begin, fraction - self._from
        before, self._at, self._fraction = self._fraction, now, fraction
        if self._shown is not None:
            self._shown = max(self._shown - passed, 0.0)
        if elapsed < _SURE_AFTER_S or gained < _SURE_GAIN:
            return self._shown
        mean = gained / elapsed
        if self._speed == 0.0:
            self._speed = mean
        elif passed > 0:
            self._speed += passed / (passed + _MEMORY_S) * ((fraction - before) / passed - self._speed)
        raw = (1.0 - fraction) / ((self._speed + mean) / 2)
        self._shown = raw if self._shown is None else self._shown + _BLEND * (raw - self._shown)
        return self._shown


class Pace:
    """Turns ``(stage, done, total)`` into `Progress` of the whole job: weighted by stage, never backwards.

    Parameters
    ----------
    now : float
        Seconds on a clock that never goes back.
    """

    def __init__(self, now: float) -> None:
        self._begin: dict[str, float] = {}
        self._share: dict[str, float] = {}
        self._fraction = 0.0
        self._left = TimeLeft(now)

    def plan(self, stages: dict[str, float]) -> None:
        """Name the stages in order with their share of the time; a second plan divides what is left."""
        total = sum(stages.values()) or 1.0
        position, rest = self._fraction, 1.0 - self._fraction
        for stage, weight in stages.items():
            self._begin[stage] = position
            self._share[stage] = rest * weight / total
            position += self._share[stage]

    def at(self, now: float, stage: str, done: float, total: float, note: str) -> Progress:
        """Tell how far the job is."""
        part = min(max(done / total, 0.0), 1.0) if total > 0 else 0.0
        here = self._begin.get(stage, self._fraction) + self._share.get(stage, 0.0) * part
        self._fraction = min(max(self._fraction, here), 1.0)
        left = self._left.tell(now, self._fraction, stage)
        return Progress(stage, done, total, self._fraction, left, note)
