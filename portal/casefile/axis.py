"""The hours of a day on the axis of a case: the organisation's, or day and night for an emergency (R25)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from portal.ui.lanes import DayHours
from portal.worktime import CalendarMissing, WorkTable, sessions_on


def working_hours(day: date, table: WorkTable) -> DayHours:
    try:
        sessions = sessions_on(day, table)
    except CalendarMissing:
        sessions = ()
    if not sessions:
        return DayHours(day)
    return DayHours(day, sessions[0][0], sessions[-1][1])


def around_the_clock(days: list[date], first: datetime, last: datetime) -> list[DayHours]:
    """Emergencies count day and night (R25); the axis begins and ends with the hours that matter."""
    hours = []
    for day in days:
        opens = first.replace(year=day.year, month=day.month, day=day.day, hour=0, minute=0, second=0, microsecond=0)
        closes = opens + timedelta(days=1)
        if day == first.date():
            opens = first.replace(minute=0, second=0, microsecond=0)
        if day == last.date():
            closes = min(closes, last.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1))
        hours.append(DayHours(day, opens, closes))
    return hours
