"""When a late case is likely to be done: the worst of what its remaining items still need.

An estimate, told beside the promise and never in its place: the promised date stays what it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from portal.worktime import CalendarMissing, due_moment, effective_start
from services.cases.models import Case, CaseItem
from services.cases.states import ITEM_ENDED, ItemState
from workflows.timing import clocks

# Whoever is late needs at least the rest of a half-day session.
LEAST_DAYS = Decimal("0.5")


def expected_end(case: Case, items: Sequence[CaseItem], steps: Mapping[str, str], now: datetime) -> datetime | None:
    """The end of the worst path through what is not decided yet; None for a case that is not late.

    `items` with their pauses; `steps` {item code: title of the step it is at}. An item in time
    ends when it is due; a late one needs the limits of the step it is at and those after it;
    one that waits needs its whole limit after those it waits for. Days are working days (R20–R22).
    """
    left = {item.code: item for item in items if item.phase == "main" and item.state not in ITEM_ENDED}
    if case.due_at is None or not left:
        return None
    ends: dict[str, datetime] = {}
    try:
        for item in sorted(left.values(), key=lambda one: one.position):
            end_of(item, left, ends, case, steps, now)
    except CalendarMissing:
        return None
    worst = max(ends.values())
    return worst if worst > case.due_at else None


def end_of(
    item: CaseItem,
    left: Mapping[str, CaseItem],
    ends: dict[str, datetime],
    case: Case,
    steps: Mapping[str, str],
    now: datetime,
) -> datetime:
    """The item's expected end, kept in `ends`; its hard predecessors first (the catalogue has no circles)."""
    if item.code not in ends:
        before = [end_of(left[code], left, ends, case, steps, now) for code in item.needs if code in left]
        ends[item.code] = own_end(item, max([now, *before]), case, steps, now, waits=bool(before))
    return ends[item.code]


def own_end(
    item: CaseItem, start: datetime, case: Case, steps: Mapping[str, str], now: datetime, *, waits: bool
) -> datetime:
    promised = item.snapshot.promised
    if item.state == ItemState.SUSPENDED:
        pause = next((one for one in item.pauses.all() if one.ended_at is None), None)
        start = max(start, pause.resumes_at) if pause is not None and pause.resumes_at else start
        return after(start, rest_of(item, steps.get(item.code, "")), item, case)
    if waits or item.due_at is None:
        return after(start, promised.amount, item, case)
    if item.due_at > now:
        return item.due_at
    return after(start, rest_of(item, steps.get(item.code, "")), item, case)


def rest_of(item: CaseItem, step: str) -> Decimal:
    """What the step the item is at and those after it are allowed, in the unit of the item's limit."""
    snapshot = item.snapshot
    place = next((number for number, one in enumerate(snapshot.steps) if one.label == step), 0)
    if snapshot.unit == "ch":
        share = Decimal(len(snapshot.steps) - place) / max(len(snapshot.steps), 1)
        return snapshot.promised.amount * share
    # Limits of steps are quarters and thirds of days; the calendar counts half days.
    days = sum((one.days for one in snapshot.steps[place:]), Decimal(0))
    return max((days * 2).to_integral_value(rounding="ROUND_CEILING") / 2, LEAST_DAYS)


def after(start: datetime, amount: Decimal, item: CaseItem, case: Case) -> datetime:
    table = clocks.table(case.calendar_code)
    limit = clocks.limit(amount, item.snapshot.unit)
    return due_moment(start if limit.unit == "ch" else effective_start(start, table), limit, table)
