"""What the window and its child say to each other: one JSON object per line.

To the child: ``spec`` first, then any of ``cancel``, ``stop`` (end soon, keep what is there), ``pause``, ``resume``.
From the child: ``progress``, ``frame``, ``pass`` (what a training knows after each pass), and last exactly one of
``done`` and ``failed``. Each line from the child carries the number of its job, so that a late one can be told apart.
Big results never travel here: positions are float32 ``.npy`` files in the job's folder, written aside and renamed, the
last two kept.

A line can be read, logged, replayed in a test, and typed by hand in a shell.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import orjson

from s2v_desktop.core.progress import Progress
from s2v_desktop.core.watching import Pass

MAX_LINE = 16 * 1024 * 1024
"""No honest message is longer, in bytes; the rest of a longer line is garbage."""

CANCELLED_CODE = "cancelled"
"""Code of the ``failed`` message of a job that was asked to end and did."""

Word = Literal["cancel", "stop", "pause", "resume"]
WORDS: frozenset[str] = frozenset({"cancel", "stop", "pause", "resume"})


class BadMessageError(ValueError):
    """A line that is no message of this protocol."""


@dataclass(frozen=True, slots=True)
class Spec:
    """What to do: the first line to the child.

    Attributes
    ----------
    job : str
        A name of `registry.JOBS`.
    number : int
        Number of the job, repeated in every answer.
    spec : dict
        What the job wants to know; JSON types with string keys only.
    folder : str
        The job's own folder, made and swept by the parent.
    """

    job: str
    number: int
    spec: dict[str, Any]
    folder: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture of the map while it is made.

    Attributes
    ----------
    step : int
        Step of the layout.
    measure : float
        Its KL divergence.
    file : str
        Path of a float32 ``.npy`` of shape (v, 2). It may be gone when it is read late: two frames are kept.
    """

    step: int
    measure: float
    file: str


@dataclass(frozen=True, slots=True)
class DoneMessage:
    """The job ended well."""

    result: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FailedMessage:
    """The job ended without a result, everything is as it was before."""

    code: str
    message: str
    details: str = ""


Answer = Progress | Frame | Pass | DoneMessage | FailedMessage

_TYPES: Mapping[str, type[Any]] = {
    "progress": Progress,
    "frame": Frame,
    "pass": Pass,
    "done": DoneMessage,
    "failed": FailedMessage,
}


def _line(document: dict[str, Any]) -> bytes:
    return orjson.dumps(document, option=orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_APPEND_NEWLINE)


def encode_spec(spec: Spec) -> bytes:
    """Turn a spec into its line.

    Raises
    ------
    TypeError
        When the spec holds something that JSON cannot say.
    """
    return _line({"type": "spec", **asdict(spec)})


def encode_word(word: Word) -> bytes:
    """Turn ``cancel``, ``stop``, ``pause`` or ``resume`` into its line."""
    return _line({"type": word})


def encode_answer(number: int, answer: Answer) -> bytes:
    """Turn an answer of job `number` into its line.

    Raises
    ------
    TypeError
        When a result holds something that JSON cannot say.
    """
    kind = next(name for name, known in _TYPES.items() if isinstance(answer, known))
    return _line({"type": kind, "number": number, **asdict(answer)})


def _document(line: bytes) -> dict[str, Any]:
    try:
        document = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise BadMessageError(f"not JSON: {error}") from error
    if not isinstance(document, dict) or not isinstance(document.get("type"), str):
        raise BadMessageError("not an object with a type")
    return document


def decode_request(line: bytes) -> Spec | Word:
    """Read a line to the child.

    Raises
    ------
    BadMessageError
        When it is no message to a child.
    """
    document = _document(line)
    kind = document.pop("type")
    if kind in WORDS:
        word: Word = kind
        return word
    if kind != "spec":
        raise BadMessageError(f"unknown type {kind!r}")
    known = isinstance(document.get("job"), str) and isinstance(document.get("folder"), str)
    if not known or not isinstance(document.get("spec"), dict):
        raise BadMessageError("a spec without job, folder or spec")
    return Spec(document["job"], int(document.get("number", 0)), document["spec"], document["folder"])


def decode_answer(line: bytes) -> tuple[int, Answer]:
    """Read a line from the child.

    Returns
    -------
    tuple of int and Answer
        The job's number and what it says.

    Raises
    ------
    BadMessageError
        When it is no message from a child.
    """
    document = _document(line)
    kind, number = document.pop("type"), document.pop("number", None)
    if kind not in _TYPES or not isinstance(number, int):
        raise BadMessageError(f"unknown type {kind!r} or no number")
    if kind == "frame" and document.get("measure") is None:
        document["measure"] = math.nan  # JSON has no NaN
    _check_fields(kind, document)
    try:
        answer: Answer = _TYPES[kind](**document)
    except TypeError as error:
        raise BadMessageError(f"wrong fields for {kind}: {error}") from error
    return number, answer


_NUMBER = int | float

_FIELDS: Mapping[str, Mapping[str, Any]] = {
    "progress": {
        "stage": str,
        "done": _NUMBER,
        "total": _NUMBER,
        "fraction": _NUMBER,
        "seconds_left": _NUMBER | None,
        "note": str,
    },
    "frame": {"step": int, "measure": _NUMBER, "file": str},
    "pass": {
        "epoch": int,
        "of": int,
        "score": _NUMBER | None,
        "cases": int,
        "song": str,
        "near": list,
        "plays_per_second": _NUMBER,
    },
    "done": {"result": dict},
    "failed": {"code": str, "message": str, "details": str},
}


def _check_fields(kind: str, fields: dict[str, Any]) -> None:
    """Refuse wrong types here, so that nothing behind this module has to."""
    for name, value in fields.items():
        expected = _FIELDS[kind].get(name)
        if expected is None or not isinstance(value, expected):
            raise BadMessageError(f"{name!r} of {kind!r} is unknown or of the wrong type")
