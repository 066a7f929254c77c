"""Only named jobs run, in a child and in this process alike."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
import rehearsal

from s2v_desktop.core.errors import BadRequest, TooLittleData
from s2v_desktop.core.progress import Silent
from s2v_desktop.jobs import inline
from s2v_desktop.jobs.keeping import Keeper, keep
from s2v_desktop.jobs.registry import JOBS, load


@pytest.mark.parametrize("job", sorted(JOBS))
def test_every_job_can_be_loaded_and_has_the_shape_of_one(job: str) -> None:
    assert list(inspect.signature(load(job)).parameters) == ["spec", "monitor", "folder"]


@pytest.mark.parametrize("job", ["os.system", "", "importing", "__import__"])
def test_nothing_else_can(job: str) -> None:
    with pytest.raises(BadRequest):
        load(job)


def test_the_list_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        JOBS["evil"] = ("os", "system")  # type: ignore[index]


def test_inline_gives_the_same_as_a_child(tmp_path: Path) -> None:
    result = inline.run("count", {"to": 3}, Silent(), rehearsal.JOBS)
    assert result == {"reached": 6, "stopped": False, "files": []}
    with pytest.raises(TooLittleData):
        inline.run("fail", {"how": "ours"}, Silent(), rehearsal.JOBS)


def test_a_monitor_that_does_not_care_when_work_is_kept() -> None:
    after = keep(Silent(), {})
    assert not isinstance(after, Keeper)
    after.check()
