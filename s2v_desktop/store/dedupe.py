"""Which rows of an import are plays that are there already, word for word (formats.md section 15, level 1), by sorting.

The same listener, song, time and time heard; for lists that the file itself decides, the same list and the same
occurrence of the song in it. Rows are compared with each other and with the library. The further levels are in `near`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.types import Bool, Float64, Int64

_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Duplicates:
    """What `find` says about the new rows.

    Attributes
    ----------
    inside : Bool, shape (rows,)
        Said before by an earlier row of the same import.
    known : Bool, shape (rows,)
        In the library already.
    owner : Int64, shape (rows,)
        The row that says it: index into the library's rows followed by the new ones; its own index for a new play.
    """

    inside: Bool
    known: Bool
    owner: Int64


def find(new: list[Int64], old: list[Int64]) -> Duplicates:
    """Compare rows by all of their columns.

    Parameters
    ----------
    new, old : list of Int64, each of shape (rows,)
        The same columns in the same order: of the import, and of the library's plays of the same listeners.
    """
    before = len(old[0])
    order = np.argsort(_hashes(old, new), kind="stable")
    same = np.ones(max(len(order) - 1, 0), np.bool_)
    for pair in zip(old, new, strict=True):  # one column at a time: they are as long as the import
        column = np.concatenate(pair)[order]
        same &= column[1:] == column[:-1]
    first = np.concatenate((np.ones(min(len(order), 1), np.bool_), ~same))
    # Sorting is stable: the first of equal rows is the library's, if it has one, else the earliest of the import.
    owner = order[np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))]
    known = np.zeros(len(order), np.bool_)
    known[order] = owner < before
    # Not the first of the new ones among its equals: there is a new row just before it.
    inside = np.zeros(len(order), np.bool_)
    inside[order[1:]] = same & (order[:-1] >= before)
    owners = np.empty(len(order), np.int64)
    owners[order] = owner
    return Duplicates(inside[before:], known[before:], owners[before:])


def occurrences(session: Int64, song: Int64, place: Float64, file: Int64, listed: Bool) -> Int64:
    """Which time a song comes in its list, from 0: a song put in at the top must not make all others new.

    Parameters
    ----------
    place : Float64, shape (rows,)
        Rows with one place are one occurrence.
    file : Int64, shape (rows,)
        Rows of two files are counted each on their own.
    listed : Bool, shape (rows,)
        Rows of lists without times.

    Returns
    -------
    Int64, shape (rows,)
        0 for rows that are not listed.
    """
    result = np.zeros(len(session), np.int64)
    rows = np.flatnonzero(listed)
    if len(rows):
        rows = rows[np.lexsort((place[rows], song[rows], session[rows], file[rows]))]
        begins = np.zeros(len(rows), np.bool_)
        begins[0] = True
        for column in (song, session, file):
            begins[1:] |= column[rows][1:] != column[rows][:-1]
        further = np.concatenate(([0], (place[rows][1:] != place[rows][:-1]).astype(np.int64)))
        count = np.cumsum(np.where(begins, 1, further))
        result[rows] = count - np.maximum.accumulate(np.where(begins, count, 0))
    return result


def _hashes(old: list[Int64], new: list[Int64]) -> np.ndarray:
    """One number per row, equal for equal rows; rows with equal numbers are compared column by column afterwards."""
    result = np.zeros(len(old[0]) + len(new[0]), np.uint64)
    for pair in zip(old, new, strict=True):
        result ^= np.concatenate(pair).view(np.uint64)
        result *= _MIX
        result ^= result >> np.uint64(29)
    return result
