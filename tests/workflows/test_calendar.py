"""Dates in a year whose holidays nobody has published: shown as provisional, worked out again (R24, R31)."""

from __future__ import annotations

from pathlib import Path

import yaml
from django.conf import settings

from portal.worktime import invalidate, load_calendars
from workflows.operations.unattended.calendar import recompute


def publish_2027(holidays):
    document = yaml.safe_load(Path(settings.CATALOGUE_DIR, "calendar.yaml").read_text(encoding="utf-8"))
    for calendar in document["calendars"]:
        if "holidays" in calendar:
            calendar["holidays"][2027] = holidays
            calendar["makeup_workdays"][2027] = []
        if "regional_holidays" in calendar:
            calendar["regional_holidays"][2027] = []
    load_calendars(document)
    invalidate()


def test_a_date_past_the_published_years_is_provisional_and_worked_out_again__R24(town, monday):
    monday.move_to("2026-12-31T10:30:00+08:00")
    case = town.reception(visit_start="2027-01-10T10:00", visit_end="2027-01-11T18:00")
    town.accept(case)
    case.refresh_from_db()
    assert case.due_provisional and case.due_at.isoformat().startswith("2027-01-04")
    item = case.items.get(code="OF-OFFICE-001")
    assert item.due_provisional
    assert recompute() == 0

    publish_2027(["2027-01-01", "2027-01-02", "2027-01-03", "2027-01-04"])
    assert recompute() == 1
    case.refresh_from_db()
    item.refresh_from_db()
    assert not case.due_provisional and case.due_at.isoformat().startswith("2027-01-06")
    assert not item.due_provisional and item.due_at > case.accepted_at
    [task] = town.open_tasks(case, case_item=item)
    assert task.red_at == item.due_at
    assert recompute() == 0
