"""Days that differ from the week, by name: for explaining a date, never for counting one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import chinese_calendar
from django.utils.translation import get_language

from portal.worktime.models import Calendar, CalendarDay


@dataclass(frozen=True)
class SpecialDay:
    """A day off that would be worked by the week, or a weekend day that is worked. `name` in the reader's language."""

    day: date
    works: bool
    name: str


def special_days(calendar_code: str, first: date, last: date) -> tuple[SpecialDay, ...]:
    """The special days from `first` to `last` of a calendar and what it inherits, in order. Two queries."""
    line = lineage(calendar_code)
    rows = CalendarDay.objects.filter(calendar_id__in=line, day__range=(first, last))
    found: dict[date, CalendarDay] = {}
    for row in sorted(rows, key=lambda one: line.index(one.calendar_id), reverse=True):
        found[row.day] = row  # the nearest calendar that names a day decides
    makeup = CalendarDay.Kind.MAKEUP
    return tuple(SpecialDay(day, found[day].kind == makeup, name_of(found[day])) for day in sorted(found))


def lineage(calendar_code: str) -> list[str]:
    """The calendar's code and those it inherits from, itself first."""
    parents = dict(Calendar.objects.values_list("code", "inherits_id"))
    line = [calendar_code]
    while (parent := parents.get(line[-1])) is not None and parent not in line:
        line.append(parent)
    return line


def name_of(row: CalendarDay) -> str:
    """春节, 国庆节 …; the kind of day where no festival of the country is behind it."""
    kind = str(row.get_kind_display())
    if row.kind != CalendarDay.Kind.HOLIDAY:
        return kind
    try:
        _off, festival = chinese_calendar.get_holiday_detail(row.day)
    except NotImplementedError:  # the year is not in that table yet
        return kind
    if festival is None:
        return kind
    english = (get_language() or "").startswith("en")
    return festival if english else chinese_calendar.Holiday(festival).chinese
