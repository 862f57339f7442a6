"""Working days and business hours of a table (R21, R24)."""

from __future__ import annotations

from datetime import date, datetime, time

from portal.worktime.table import WorkTable


def effective_start(moment: datetime, table: WorkTable) -> datetime:
    """When a receipt or acceptance at `moment` takes effect: at once in business hours (both ends
    included), else at the next session's opening (R21). Raises CalendarMissing."""
    local = table.local(moment)
    return table.aware(max(local, table.opens[table.session_at(local)]))


def is_working_day(day: date, table: WorkTable) -> bool:
    """R24. Raises CalendarMissing for a day of an unpublished year."""
    return bool(sessions_on(day, table))


def sessions_on(day: date, table: WorkTable) -> tuple[tuple[datetime, datetime], ...]:
    """Opening and closing of the day's two sessions, aware; empty on a day off. Raises CalendarMissing."""
    table.require(day.year, day.year)
    index = table.index_of(datetime.combine(day, time.min))
    if index >= len(table.opens) or table.opens[index].date() != day:
        return ()
    return tuple((table.aware(table.opens[at]), table.aware(table.closes[at])) for at in (index, index + 1))


def add_working_days(day: date, count: int, table: WorkTable) -> date:
    """The date `count` working days after `day` (before it when negative); `day` is not counted (R20).

    A day off stands for the next working day, or for the one before when counting backwards;
    so `add_working_days(day, 0)` is `day` itself or the next working day. Raises CalendarMissing.
    """
    if count >= 0:
        return table.close_after(_next_working(day, table), 2 * count).date()
    return _working_day_before(day, -count, table)


def _next_working(day: date, table: WorkTable) -> int:
    """Index of the first session on or after `day`."""
    return table.session_at(datetime.combine(day, time.min))


def _working_day_before(day: date, count: int, table: WorkTable) -> date:
    """`count` working days before `day`, or before the last working day ahead of a day off."""
    target = table.index_of(datetime.combine(day, time.max)) - 2 - 2 * count
    reached = table.opens[target].date() if target >= 0 else date(min(table.years) - 1, 12, 31)
    table.require(min(reached.year, day.year), day.year)
    return reached


def end_of_day(day: date, table: WorkTable) -> datetime:
    """Closing time of `day`; a term that would end on a day off ends on the next working day."""
    return table.aware(table.closes[_next_working(day, table) + 1])
