"""Every message survives the line, every other line is refused."""

from __future__ import annotations

import math
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2v_desktop.core.progress import Progress
from s2v_desktop.jobs.protocol import (
    WORDS,
    Answer,
    BadMessageError,
    DoneMessage,
    FailedMessage,
    Frame,
    Spec,
    decode_answer,
    decode_request,
    encode_answer,
    encode_spec,
    encode_word,
)


@pytest.mark.parametrize(
    "answer",
    [
        Progress("reading", 3, 10, 0.25, 12.5, "reading\nnotes"),
        Progress("reading"),
        Frame(25, 1.5, "/somewhere/frame-000001.npy"),
        DoneMessage({"plays": 3, "skipped": {"no-title": 1}}),
        FailedMessage("disk-full", "The disk is full.", "Traceback\n  ..."),
    ],
)
def test_answers_come_back_as_they_were(answer: Answer) -> None:
    line = encode_answer(7, answer)
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")
    assert decode_answer(line) == (7, answer)


def test_a_frame_without_a_measure_yet() -> None:
    _, frame = decode_answer(encode_answer(1, Frame(0, math.nan, "f.npy")))
    assert isinstance(frame, Frame)
    assert math.isnan(frame.measure)


def test_requests_come_back_as_they_were() -> None:
    spec = Spec("import", 3, {"library": "/a b/ü", "paths": ["x"]}, "/tmp/job")
    assert decode_request(encode_spec(spec)) == spec
    assert {decode_request(encode_word(word)) for word in ("cancel", "stop", "pause", "resume")} == WORDS


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_refused(line: bytes) -> None:
    for decode in (decode_answer, decode_request):
        with pytest.raises(BadMessageError):
            decode(line)


plain_values = st.none() | st.booleans() | st.integers(-99, 99) | st.sampled_from(["", "a", 0.5])
json_values = plain_values | st.lists(plain_values, max_size=2) | st.dictionaries(st.sampled_from("ab"), plain_values)


@given(
    st.sampled_from(["progress", "frame", "done", "failed", "spec", "cancel", "other"]),
    st.dictionaries(
        st.sampled_from(["number", "stage", "done", "total", "step", "measure", "file", "result", "code", "x"]),
        json_values,
    ),
)
def test_any_object_is_a_whole_message_or_refused(kind: str, fields: dict[str, Any]) -> None:
    line = orjson.dumps({**fields, "type": kind})
    try:
        number, answer = decode_answer(line)
    except BadMessageError:
        return
    assert isinstance(number, int)
    assert decode_answer(encode_answer(number, answer))[0] == number


@pytest.mark.parametrize(
    "line", [b'{"type":"spec","job":"train"}', b'{"type":"spec","job":1,"spec":{},"folder":"x"}', b"[]", b""]
)
def test_half_a_spec_is_refused(line: bytes) -> None:
    with pytest.raises(BadMessageError):
        decode_request(line)
