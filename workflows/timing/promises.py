"""Papers promised for later (R39–R42): when the next thing happens, and who may promise at all.

The alarms of all promises of a case share one row: the coordinator's, which is open as long as
the departments work and whose lock is the case's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.ui.moments import day
from portal.worktime import due_moment
from services.cases.models import Barring, Case, CaseMaterial
from workflows.models import AlarmStage, Task

from . import clocks

REMINDER_DAYS = 1  # working days before the promised day
GRACE_DAYS = 15  # R41: working days
BARRED_FOR = timedelta(days=180)  # R42: calendar days


def plan(coordinator: Task, case: Case, now: datetime, *, again: datetime | None = None) -> None:
    """Set the coordinator's next alarm; `again` asks for a further look at that moment at the latest."""
    moments = [moment for row in open_promises(case) if (moment := next_moment(row, case, now)) is not None]
    if moments and again is not None:
        moments.append(again)
    if not moments and coordinator.scheduled is None:
        return
    coordinator.scheduled = min(moments, default=None)
    coordinator.alarm_stage = str(AlarmStage.PROMISE) if moments else ""
    coordinator.save(update_fields=["scheduled", "alarm_stage"])


def open_promises(case: Case) -> list[CaseMaterial]:
    rows = [row for row in case.materials.all() if row.status == CaseMaterial.Status.DEFERRED]
    return [row for row in rows if row.deferred_until is not None]


def next_moment(row: CaseMaterial, case: Case, now: datetime) -> datetime | None:
    """Reminder, then the promised moment, then the end of the grace; None when nothing is left to happen."""
    if row.defaulted_at is not None:
        return row.grace_until if row.grace_until is not None and not is_over(row, now) else None
    reminder = reminder_of(row, case)
    return reminder if row.reminded_at is None and reminder > now else row.deferred_until


def reminder_of(row: CaseMaterial, case: Case) -> datetime:
    assert row.deferred_until is not None
    return clocks.shortly_before(row.deferred_until, case, REMINDER_DAYS)


def is_over(row: CaseMaterial, now: datetime) -> bool:
    return row.grace_until is not None and row.grace_until <= now


def grace_of(row: CaseMaterial, case: Case) -> datetime:
    """Until when a broken promise can be mended (R41)."""
    assert row.deferred_until is not None
    return due_moment(row.deferred_until, clocks.working_limit(Decimal(GRACE_DAYS)), clocks.table(case.calendar_code))


# ---- who may promise --------------------------------------------------------------------


def barred(person: Any, at: datetime) -> Barring | None:
    """The barring that keeps this person from promising now (R42)."""
    rows = Barring.objects.filter(person=person, lifted_at=None, ends_at__gt=at).select_related("case")
    return rows.order_by("-ends_at").first()


def refused(person: Any, codes: Iterable[str], papers: Mapping[str, Any]) -> dict[str, list[str]]:
    """{material code: [sentence]} for every paper somebody barred wants to promise; asks only if there are any."""
    wanted = [code for code in codes if code in papers]
    found = barred(person, timezone.now()) if wanted else None
    if found is None:
        return {}
    words = {"paper": found.material_name, "number": found.case.number, "day": day(found.ends_at)}
    if found.cause == Barring.Cause.FALSE:
        false = _(
            "What you declared instead of “%(paper)s” in case %(number)s was false. Until %(day)s "
            "no paper can be promised or declared: please upload this one."
        )
        return {code: [false % words] for code in wanted}
    sentence = _(
        "“%(paper)s”, promised for case %(number)s, never came. Until %(day)s, or until it is in, "
        "no paper can be promised for later: please upload this one."
    )
    return {code: [sentence % words] for code in wanted}
