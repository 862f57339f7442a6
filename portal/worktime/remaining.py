"""Time left, or time overdue, in the units people read: working days and minutes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.worktime.counting import working_time
from portal.worktime.errors import CalendarMissing
from portal.worktime.limits import CALENDAR_HOURS, WORKING_DAYS, Unit
from portal.worktime.table import NOTHING, WorkTable

MINUTES_OF_A_CALENDAR_DAY = 24 * 60


@dataclass(frozen=True)
class Remaining:
    """`days` and `minutes` to the due moment, or since it when `overdue`.

    In working days a day is the table's ordinary working day (`WorkTable.day_minutes`), in
    calendar hours 24 hours. `at_least` is True when part of the way lies in a year without a
    published table and only the rest was counted.
    """

    overdue: bool
    days: int
    minutes: int
    at_least: bool = False


def remaining(now: datetime, due: datetime, table: WorkTable, unit: Unit = WORKING_DAYS) -> Remaining:
    """What is left at `now`, whole minutes; overdue only after `due` itself.

    Never raises CalendarMissing, so that a list of cases can be shown on the first day of a
    year whose table is late: what cannot be counted is left out and marked `at_least` (R24).
    """
    overdue = now > due
    first, last = (due, now) if overdue else (now, due)
    if unit == CALENDAR_HOURS:
        return _in_days(overdue, last - first, MINUTES_OF_A_CALENDAR_DAY)
    try:
        return _in_days(overdue, working_time(first, last, table), table.day_minutes)
    except CalendarMissing:
        return _in_days(overdue, _published_part(first, last, table), table.day_minutes, at_least=True)


def _in_days(overdue: bool, length: timedelta, day_minutes: int, at_least: bool = False) -> Remaining:
    days, minutes = divmod(length // timedelta(minutes=1), day_minutes)
    return Remaining(overdue, days, minutes, at_least)


def _published_part(first: datetime, last: datetime, table: WorkTable) -> timedelta:
    """Business time between two moments in the published years alone."""
    year, end = table.local(first).year, table.local(last).year
    total = NOTHING
    while year <= end:
        if year in table.years:
            opening = table.aware(datetime(year, 1, 1))
            closing = table.aware(datetime(year, 12, 31, 23, 59, 59))
            total += working_time(max(first, opening), min(last, closing), table)
        year += 1
    return total
