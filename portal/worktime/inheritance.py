"""Calendars that inherit: a region or a company says only what differs from the nation (R24)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from portal.worktime.building import Blueprint, Hours
from portal.worktime.errors import CalendarUnknown

MAKEUP = "makeup"
ORDINARY = ""


@dataclass(frozen=True)
class CalendarSpec:
    """What one calendar says itself. `hours` by season, "" for the ordinary ones; `days` to their
    kind, "makeup" for those worked; `years` are the ones it publishes."""

    code: str
    name: str
    inherits: str | None
    timezone: str
    hours: Mapping[str, Hours]
    days: Mapping[date, str]
    years: frozenset[int]


def lineage(code: str, specs: Mapping[str, CalendarSpec]) -> list[CalendarSpec]:
    """The calendar and its ancestors, itself first. Raises CalendarUnknown."""
    if code not in specs:
        raise CalendarUnknown(code)
    line = [specs[code]]
    while (parent := line[-1].inherits) is not None and len(line) <= len(specs):
        line.append(specs[parent])
    return line


def blueprint(code: str, specs: Mapping[str, CalendarSpec], years: frozenset[int], version: str = "") -> Blueprint:
    """The calendar with everything inherited: of a day, the nearest calendar that names it decides.

    Raises CalendarUnknown, also when nobody in the line has ordinary business hours.
    """
    line = lineage(code, specs)
    hours = _hours(line)
    worked = {day: kind == MAKEUP for each in reversed(line) for day, kind in each.days.items()}
    return Blueprint(
        code=code,
        name=line[0].name,
        version=version,
        timezone=line[0].timezone,
        years=years,
        ordinary=hours[ORDINARY],
        seasons=tuple(value for season, value in hours.items() if season != ORDINARY),
        worked={day: works for day, works in worked.items() if day.year in years},
    )


def _hours(line: list[CalendarSpec]) -> dict[str, Hours]:
    """Business hours by season, the nearest first; with ordinary hours the inherited ones end."""
    found: dict[str, Hours] = {}
    for each in line:
        found = {**found, **{season: value for season, value in each.hours.items() if season not in found}}
        if ORDINARY in found:
            return found
    raise CalendarUnknown(line[0].code)
