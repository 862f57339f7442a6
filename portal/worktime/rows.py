"""Reads calendars back from their rows."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from portal.worktime.building import Blueprint, Hours
from portal.worktime.inheritance import CalendarSpec, blueprint
from portal.worktime.models import Calendar, CalendarDay, CalendarYear, SessionHours

# Year, version, digest of each published year: equal marks mean an equal table.
Marks = tuple[tuple[int, int, str], ...]


def marks(code: str) -> Marks:
    """The published years of a calendar with their versions: one small query."""
    years = CalendarYear.objects.filter(calendar_id=code).order_by("year")
    return tuple(years.values_list("year", "version", "digest"))


def published(code: str, years: Marks) -> Blueprint:
    """What the table of a calendar is built from. Raises CalendarUnknown."""
    return blueprint(code, read_specs(), frozenset(year for year, _, _ in years), version_of(code, years))


def version_of(code: str, years: Marks) -> str:
    """The name of a table, like "CN-XJ/2026.1": last published year, and how often the whole was revised."""
    if not years:
        return f"{code}/0"
    return f"{code}/{years[-1][0]}.{1 + sum(version - 1 for _, version, _ in years)}"


def read_specs() -> dict[str, CalendarSpec]:
    """Every calendar: a house has a handful, and they inherit. Four queries."""
    hours: dict[str, dict[str, Hours]] = defaultdict(dict)
    for row in SessionHours.objects.all():
        hours[row.calendar_id][row.season] = Hours(
            row.am_open, row.am_close, row.pm_open, row.pm_close, row.first_day, row.last_day
        )
    days: dict[str, dict[date, str]] = defaultdict(dict)
    for code, day, kind in CalendarDay.objects.values_list("calendar_id", "day", "kind"):
        days[code][day] = kind
    years: dict[str, set[int]] = defaultdict(set)
    for code, year in CalendarYear.objects.values_list("calendar_id", "year"):
        years[code].add(year)
    return {
        calendar.code: CalendarSpec(
            code=calendar.code,
            name=calendar.name,
            inherits=calendar.inherits_id,
            timezone=calendar.timezone,
            hours=hours[calendar.code],
            days=days[calendar.code],
            years=frozenset(years[calendar.code]),
        )
        for calendar in Calendar.objects.all()
    }
