"""The tables of this process: read once, shared by all threads, renewed when a calendar changes.

Tables are never altered, so that threads may share them without a lock; two threads that
renew at the same moment do the same work twice, and either answer is right.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from portal.worktime.building import build
from portal.worktime.table import WorkTable

if TYPE_CHECKING:
    from portal.worktime.rows import Marks

RECHECK_SECONDS = 60.0
PROVISIONAL_YEARS = 2


@dataclass(frozen=True)
class _Kept:
    table: WorkTable
    provisional: WorkTable
    marks: Marks
    checked_at: float


_kept: dict[str, _Kept] = {}


def table_for(calendar_code: str) -> WorkTable:
    """The current table of a calendar. No query, except once in RECHECK_SECONDS to see whether
    the calendar changed. Raises CalendarUnknown."""
    kept = _kept.get(calendar_code)
    now = time.monotonic()
    if kept is None or now - kept.checked_at >= RECHECK_SECONDS:
        kept = _kept[calendar_code] = _renewed(calendar_code, kept, now)
    return kept.table


def provisional_table_for(calendar_code: str) -> WorkTable:
    """The table with PROVISIONAL_YEARS more, whose holidays nobody knows yet: Monday to Friday.

    For dates that are shown as provisional and worked out again when the year is published
    (R24); never for a date that is promised. Cached like `table_for`. Raises CalendarUnknown.
    """
    table_for(calendar_code)
    return _kept[calendar_code].provisional


def invalidate() -> None:
    """Forget every table of this process: the next `table_for` reads the calendars again."""
    _kept.clear()


def _renewed(code: str, kept: _Kept | None, now: float) -> _Kept:
    # Models cannot be imported before the apps are ready; the package's front door is.
    from portal.worktime import rows

    marks = rows.marks(code)
    if kept is not None and kept.marks == marks:
        return _Kept(kept.table, kept.provisional, marks, now)
    blueprint = rows.published(code, marks)
    last = max(blueprint.years, default=None)
    ahead = frozenset(range(last + 1, last + 1 + PROVISIONAL_YEARS)) if last is not None else frozenset()
    return _Kept(build(blueprint), build(replace(blueprint, years=blueprint.years | ahead)), marks, now)
