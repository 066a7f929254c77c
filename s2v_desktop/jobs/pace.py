"""From stages to one honest number: how far a whole job is, and how long it will take."""

from __future__ import annotations

from s2v_desktop.core.progress import Progress

_SURE_AFTER_S = 1.0
_SURE_FRACTION = 0.02
_MEMORY_S = 6.0
"""Time constant of the speed: long enough to look calm, short enough to follow a new stage."""
_BLEND = 0.25


class TimeLeft:
    """Seconds left, smoothed: the speed of the last seconds mixed with that of the whole job.

    Parameters
    ----------
    now : float
        Seconds on a clock that never goes back.
    """

    def __init__(self, now: float) -> None:
        self._start = self._at = now
        self._fraction = 0.0
        self._speed = 0.0
        self._shown: float | None = None

    def tell(self, now: float, fraction: float) -> float | None:
        """Take a new measurement and give the seconds left, None while nothing can be said."""
        passed, elapsed = now - self._at, now - self._start
        if passed > 0:
            weight = passed / (passed + _MEMORY_S)
            self._speed += weight * ((fraction - self._fraction) / passed - self._speed)
            self._at, self._fraction = now, fraction
        if elapsed < _SURE_AFTER_S or fraction < _SURE_FRACTION:
            return None
        speed = (self._speed + fraction / elapsed) / 2
        raw = (1.0 - fraction) / speed
        if self._shown is None:
            self._shown = raw
        else:
            counted_down = max(self._shown - passed, 0.0)
            self._shown = counted_down + _BLEND * (raw - counted_down)
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
        return Progress(stage, done, total, self._fraction, self._left.tell(now, self._fraction), note)
