"""OF-OFFICE-003: rosters for holidays come in time (R93)."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from departments.org.contract import ItemFacts, Problem, say_day, work_table
from portal.worktime import CalendarMissing, WorkTable, is_working_day

DAYS_AHEAD = 3
# A run of days off this long is a holiday, not a weekend.
HOLIDAY_RUN = 3


def check_roster(item: ItemFacts) -> list[Problem]:
    """A holiday roster is handed in three working days before the shift."""
    day = item.day("duty_date")
    if day is None:
        return []
    today = localdate(item.now)
    try:
        table = work_table("OF-OFFICE")
        late = is_holiday(day, table) and _working_days_between(today, day, table) < DAYS_AHEAD
    except CalendarMissing:
        # Nobody is refused for a year whose holidays are not published yet (R24).
        return []
    return [_too_late(day)] if late else []


def is_holiday(day: date, table: WorkTable) -> bool:
    """True when the day lies in a run of three or more days off. Raises CalendarMissing."""
    if is_working_day(day, table):
        return False
    run = 1
    for step in (timedelta(days=-1), timedelta(days=1)):
        neighbour = day + step
        while run < HOLIDAY_RUN and not is_working_day(neighbour, table):
            run += 1
            neighbour += step
    return run >= HOLIDAY_RUN


def _working_days_between(today: date, day: date, table: WorkTable) -> int:
    """Working days strictly between the two, counted up to the number that matters."""
    count, current = 0, today + timedelta(days=1)
    while current < day and count < DAYS_AHEAD:
        count += is_working_day(current, table)
        current += timedelta(days=1)
    return count


def _too_late(day: date) -> Problem:
    return Problem(
        "duty_date",
        _("%(day)s is a holiday; its roster is handed in three working days before.") % {"day": say_day(day)},
        _("Please call the duty desk of the General Office, and hand in the roster of the next shifts here."),
        code="holiday_roster_late",
    )
