"""Which rows of an import are plays that are there already (formats.md section 15), by sorting.

Level 1, here: the same listener, song, time and time heard; for sessions that the file itself decides, the same session
and place. Rows are compared with each other and with the library. Further levels work on what level 1 leaves and have
the same shape: columns in, a mask of rows to drop out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from s2v_desktop.core.types import Bool, Int64

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
    """

    inside: Bool
    known: Bool


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
    return Duplicates(inside[before:], known[before:])


def _hashes(old: list[Int64], new: list[Int64]) -> np.ndarray:
    """One number per row, equal for equal rows; rows with equal numbers are compared column by column afterwards."""
    result = np.zeros(len(old[0]) + len(new[0]), np.uint64)
    for pair in zip(old, new, strict=True):
        result ^= np.concatenate(pair).view(np.uint64)
        result *= _MIX
        result ^= result >> np.uint64(29)
    return result
