"""Writes calendars and publishes their years: a version more for every year that changed (R31, R90)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal import audit
from portal.worktime.building import Blueprint, Hours
from portal.worktime.inheritance import CalendarSpec, blueprint, lineage
from portal.worktime.models import Calendar, CalendarDay, CalendarYear, SessionHours
from portal.worktime.rows import read_specs
from portal.worktime.tables import invalidate

STREAM = "catalogue"


def known_codes() -> frozenset[str]:
    return frozenset(Calendar.objects.values_list("code", flat=True))


@transaction.atomic
def publish(specs: Iterable[CalendarSpec]) -> None:
    """Make the rows say what `specs` say, then publish every year whose content changed.

    A change in a calendar also changes those that inherit it. Year rows of a calendar
    without holidays of its own follow its parent's.
    """
    specs = list(specs)
    # Two loads at once wait for each other here.
    list(Calendar.objects.select_for_update().order_by("code"))
    _write_calendars(specs)
    for spec in specs:
        _write_hours(spec)
        _write_days(spec)
    events = _publish_years({spec.code: spec.years for spec in specs})
    if events:
        audit.lock(STREAM)
        audit.record(STREAM, *events)
    # At once for this transaction, and again when others can see it too.
    invalidate()
    transaction.on_commit(invalidate)


def _write_calendars(specs: list[CalendarSpec]) -> None:
    rows = [Calendar(code=spec.code, name=spec.name, timezone=spec.timezone) for spec in specs]
    Calendar.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=["name", "timezone"]
    )
    for spec in specs:
        Calendar.objects.filter(code=spec.code).update(inherits_id=spec.inherits)


def _write_hours(spec: CalendarSpec) -> None:
    SessionHours.objects.filter(calendar_id=spec.code).exclude(season__in=list(spec.hours)).delete()
    for season, hours in spec.hours.items():
        times = {name: getattr(hours, name) for name in ("am_open", "am_close", "pm_open", "pm_close")}
        SessionHours.objects.update_or_create(
            calendar_id=spec.code,
            season=season,
            defaults={**times, "first_day": hours.first, "last_day": hours.last},
        )


def _write_days(spec: CalendarSpec) -> None:
    years = {day.year for day in spec.days} | spec.years
    kept = dict(CalendarDay.objects.filter(calendar_id=spec.code, day__year__in=years).values_list("day", "kind"))
    wrong = [day for day, kind in kept.items() if spec.days.get(day) != kind]
    CalendarDay.objects.filter(calendar_id=spec.code, day__in=wrong).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(calendar_id=spec.code, day=day, kind=kind)
        for day, kind in spec.days.items()
        if kept.get(day) != kind
    )


def _publish_years(named: dict[str, frozenset[int]]) -> list[audit.Event]:
    """Bring every calendar's CalendarYear rows up to date; one event for each that changed."""
    specs, now, events = read_specs(), timezone.now(), []
    rows = {(row.calendar_id, row.year): row for row in CalendarYear.objects.all()}
    for code in specs:
        # What was published stays so, for the calendar itself and for all it inherits.
        family = lineage(code, specs)
        years = frozenset().union(*(each.years | named.get(each.code, frozenset()) for each in family))
        for year in sorted(years):
            digest = _digest(blueprint(code, specs, frozenset([year])))
            row = rows.get((code, year)) or CalendarYear(calendar_id=code, year=year, version=0)
            if row.digest != digest:
                events.append(_publish(row, digest, now))
    return events


def _publish(row: CalendarYear, digest: str, now: datetime) -> audit.Event:
    row.version, row.digest, row.published_at = row.version + 1, digest, now
    row.save()
    return audit.Event(
        "calendar.published",
        subject=row.calendar_id,
        text=_("Working calendar %(calendar)s: %(year)s published, version %(version)s")
        % {"calendar": row.calendar_id, "year": row.year, "version": row.version},
        data={"calendar": row.calendar_id, "year": row.year, "version": row.version, "digest": digest},
    )


def _digest(year: Blueprint) -> str:
    """Fingerprint of what a year amounts to: time zone, hours, and the days that differ from the week."""
    content = [
        year.timezone,
        [_hours(hours) for hours in (year.ordinary, *year.seasons)],
        sorted((day.isoformat(), works) for day, works in year.worked.items()),
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def _hours(hours: Hours) -> list[str]:
    times = (hours.am_open, hours.am_close, hours.pm_open, hours.pm_close)
    return [f"{each:%H:%M}" for each in times] + [hours.first, hours.last]
