"""Jobs as the command line runs them: result, refusal, crash, Ctrl+C."""

from __future__ import annotations

import signal

import pytest

from s2v_desktop.cli import running
from s2v_desktop.cli.running import Ended, run_job, time_left

pytestmark = pytest.mark.usefixtures("rehearsing")


def test_a_job_gives_its_result_and_tells_its_stages(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_job("count", {"to": 3}, "Counting")["reached"] == 6
    caught = capsys.readouterr()
    assert caught.out == ""
    assert caught.err.startswith("Counting: counting 0\n")


def test_a_refused_job_says_why() -> None:
    with pytest.raises(Ended) as caught:
        run_job("fail", {"how": "ours"}, "Counting")
    assert (caught.value.code, caught.value.message) == ("too-little-data", "You need more songs.")


def test_a_crash_shows_the_last_lines() -> None:
    with pytest.raises(Ended) as caught:
        run_job("abort", {}, "Counting")
    assert caught.value.code == "crashed"
    assert "about to die" in caught.value.details


def test_ctrl_c_cancels(monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(running._Lines, "show", lambda *_: signal.raise_signal(signal.SIGINT))
    with pytest.raises(Ended) as caught:
        run_job("endless", {}, "Counting")
    assert caught.value.code == "cancelled"
    assert signal.getsignal(signal.SIGINT) == before


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, ""), (0.2, "1 s left"), (12.4, "12 s left"), (150, "2 min left"), (9000, "2.5 h left")],
)
def test_time_left_in_words(seconds: float | None, words: str) -> None:
    assert time_left(seconds) == words
