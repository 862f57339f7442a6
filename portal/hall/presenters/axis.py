"""The days a case's lanes are drawn on, with the hours its organisation works."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.timezone import localtime

from portal.hall.presenters.planning import Plan
from portal.ui import lanes
from portal.ui.lanes import DayHours, StageFacts
from portal.worktime import CalendarMissing, WorkTable, sessions_on
from workflows.queries.casefile import CaseView

# A longer axis would squeeze the days into a line; what lies before is cut off.
DAYS_AT_MOST = 90


def hours_of(view: CaseView, plan: Plan, stages: Iterable[StageFacts]) -> list[DayHours]:
    """Every calendar day from receipt to the last moment drawn, with the organisation's hours."""
    ends = [span.end for stage in stages for lane in stage.lanes for span in lane.spans]
    marks = [localtime(one) for one in [view.case.received_at, view.case.due_at, *ends] if one is not None]
    if view.case.closed_at is None:
        marks.append(localtime(view.now))
    days = lanes.dates_between(marks)[-DAYS_AT_MOST:]
    if view.case.limit_unit == "ch":
        return around_the_clock(days, min(marks), max(marks))
    return [working_hours(day, plan.table) for day in days]


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
