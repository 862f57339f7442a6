"""Bars that compare: before and after one matter, drawn to scale. Pure geometry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """One row of components/before_after.html; widths in per cent of its longer side."""

    label: str
    before: int | float
    after: int | float
    unit: str
    before_width: float
    after_width: float


def changes(rows: Iterable[tuple[str, int | float, int | float, str]]) -> tuple[Change, ...]:
    """Rows of (label, before, after, unit) with the widths of their bars."""
    return tuple(_change(*row) for row in rows)


def _change(label: str, before: int | float, after: int | float, unit: str) -> Change:
    longest = max(before, after, 1)
    return Change(label, before, after, unit, round(before / longest * 100, 1), round(after / longest * 100, 1))
