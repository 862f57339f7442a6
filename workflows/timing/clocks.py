"""Due moments and lights of cases, items and tasks, computed once and stored (R19–R32).

All arithmetic is `portal.worktime`; here is only which limit applies to what.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from portal.worktime import (
    Limit,
    Pause,
    Remaining,
    WorkTable,
    add_working_days,
    due_moment,
    effective_start,
    provisional_table_for,
    remaining,
    table_for,
    yellow_moment,
)
from services.cases.models import Case, CaseItem
from services.catalog.snapshot import LimitSnapshot

INTAKE_LIMIT_DAYS = Decimal(1)  # R35: promised by the window
DEEMED_AFTER_DAYS = Decimal(5)  # R35: accepted by silence
CORRECTION_REMINDER_DAYS = 3  # R38: working days left when the applicant is reminded
CLOSE_AFTER_DAYS = Decimal(1)  # R9: delivered -> closed
DELIVERY_LIMIT_DAYS = Decimal(2)  # R9: paper results
SETTLEMENT_DAYS = Decimal(20)  # R38: longest limit an item may set; papers of post-phase items
RULING_LIMIT_DAYS = Decimal(1)  # R57
FILING_LIMIT_DAYS = Decimal(1)  # R60: a spoken approval is put on file
RECONCILE_DAYS = Decimal(1)  # R50: the lead department brings departments together that disagree
FORMAL_OPINION_DAYS = Decimal(1)  # R48: after silence has counted as consent
APPROVAL_LIMIT_DAYS = Decimal(1)  # R26, R29, R37: the head answers a request
QUIET_HOURS_OF_EMERGENCY = 2  # R60: news every two hours; without any, silence may be asked about
MINUTES_OF_A_DAY = 24 * 60
YELLOW_THRESHOLD = Decimal("0.8")  # R32


@dataclass(frozen=True)
class Moments:
    """When a clock turns yellow, and when its limit ends. Aware datetimes."""

    yellow_at: datetime
    due_at: datetime


def table(calendar_code: str) -> WorkTable:
    """The table dates are worked out on: published years, and after them provisional ones (R24)."""
    return provisional_table_for(calendar_code)


def is_provisional(moment: datetime | None, calendar_code: str) -> bool:
    """True for a date in a year whose holidays are not published yet: it will be worked out again."""
    return moment is not None and timezone.localtime(moment).year not in table_for(calendar_code).years


def working_limit(days: Decimal) -> Limit:
    return Limit(days, "wd")


def limit_of(snapshot: LimitSnapshot) -> Limit:
    return limit(snapshot.amount, snapshot.unit)


def limit(amount: Decimal, unit: str) -> Limit:
    """A limit as rows keep it: `unit` is "ch" or else working days."""
    return Limit(Decimal(amount), "ch" if unit == "ch" else "wd")


def promised_limit(case: Case) -> Limit:
    return limit(case.limit_amount, case.limit_unit)


def time_left(now: datetime, due_at: datetime, case: Case) -> Remaining:
    """Working time to `due_at` on the case's calendar; for emergencies hours, day and night, never days (R25)."""
    if case.limit_unit != "ch":
        return remaining(now, due_at, table(case.calendar_code))
    left = remaining(now, due_at, table(case.calendar_code), unit="ch")
    return replace(left, days=0, minutes=left.minutes + left.days * MINUTES_OF_A_DAY)


def moments(case: Case, start: datetime, allowed: Limit, threshold: Decimal = YELLOW_THRESHOLD) -> Moments:
    """Due and yellow moment of `allowed` from `start`, on the case's calendar."""
    days = table(case.calendar_code)
    due = due_moment(start, allowed, days)
    return Moments(yellow_moment(start, due, days, threshold=float(threshold), unit=allowed.unit), due)


def yellow_of(case: Case, start: datetime, due: datetime) -> datetime:
    """When the case's own light turns yellow on the way from `start` to `due` (R32)."""
    unit = promised_limit(case).unit
    return yellow_moment(start, due, table(case.calendar_code), threshold=float(YELLOW_THRESHOLD), unit=unit)


def receipt_of(moment: datetime, calendar_code: str, unit: str) -> datetime:
    """When a receipt takes effect: at once for emergencies (R25), else with the next session (R21)."""
    return moment if unit == "ch" else effective_start(moment, table(calendar_code))


def start_item_clock(item: CaseItem, case: Case, at: datetime) -> None:
    """Fill the item's moments from its promised and statutory limit; the case's due bounds them (R19)."""
    snapshot = item.snapshot
    own = moments(case, at, limit_of(snapshot.promised), snapshot.yellow_threshold)
    item.started_at, item.due_at, item.yellow_at = at, own.due_at, own.yellow_at
    item.statutory_due_at = due_moment(at, limit_of(snapshot.statutory), table(case.calendar_code))
    # A further attempt has its whole limit (R12); the case's due moment follows it.
    item.bound_at = case.due_at if item.phase == "main" and item.attempt == 1 else None
    if item.bound_at is not None and item.bound_at < own.due_at:
        item.due_at = item.bound_at
        item.yellow_at = min(own.yellow_at, item.bound_at)
    item.due_provisional = is_provisional(item.due_at, case.calendar_code)


def step_due(item: CaseItem, case: Case, at: datetime, days: Decimal, pauses: Sequence[Pause] = ()) -> datetime:
    """A step's own limit, never past the item's (R33); `pauses` are not counted (R27)."""
    assert item.due_at is not None
    if item.snapshot.unit == "ch":
        return item.due_at
    own = due_moment(at, working_limit(days), table(case.calendar_code), pauses)
    return min(own, item.due_at) if at <= item.due_at else own


def countersign_due(item: CaseItem, case: Case, at: datetime, days: Decimal, unit: str) -> datetime:
    """Countersigning lies inside the promised limit (R47), except when that has already passed."""
    own = due_moment(at, limit(days, unit), table(case.calendar_code))
    assert item.due_at is not None
    return min(own, item.due_at) if at < item.due_at else own


def shortly_before(due: datetime, case: Case, working_days: int) -> datetime:
    """The moment `working_days` working days before `due`, for reminders (R38)."""
    local = timezone.localtime(due)
    day = add_working_days(local.date(), -working_days, table(case.calendar_code))
    return local.replace(year=day.year, month=day.month, day=day.day)


def working_day_after(moment: datetime, case: Case) -> datetime:
    """The end of the working day after `moment`: from then on silence may be asked about. Emergencies: two hours."""
    if case.limit_unit == "ch":
        return moment + timedelta(hours=QUIET_HOURS_OF_EMERGENCY)
    return due_moment(moment, working_limit(Decimal(1)), table(case.calendar_code))
