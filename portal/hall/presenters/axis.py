"""The days a case's lanes are drawn on, with the hours its organisation works."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.timezone import localtime

from portal.casefile.axis import around_the_clock, working_hours
from portal.hall.presenters.planning import Plan
from portal.ui import lanes
from portal.ui.lanes import DayHours, StageFacts
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
