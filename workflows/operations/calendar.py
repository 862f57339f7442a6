"""A year's holidays are published: provisional dates are worked out again (R24, R31)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from services.cases.models import Case, CaseItem
from services.cases.states import ITEM_ENDED, ItemState

from .. import alarms, clocks, flows, ledger
from ..change import Change, change
from ..models import Process, Task, TaskKind
from .coordination import follow


def recompute(limit: int = 500) -> int:
    """Work out provisional dates whose year is now published. Returns how many cases changed."""
    flagged = Case.objects.filter(Q(due_provisional=True) | Q(items__due_provisional=True), closed_at=None).distinct()
    count = 0
    for case in flagged.order_by("pk")[:limit]:
        if any_published(case):
            recompute_case(case.pk)
            follow(case.pk)
            count += 1
    return count


def any_published(case: Case) -> bool:
    dates = [case.due_at, *case.items.filter(due_provisional=True).values_list("due_at", flat=True)]
    return any(one is not None and not clocks.is_provisional(one, case.calendar_code) for one in dates)


def recompute_case(case_id: int) -> None:
    """One case under its lock, then its items in turn under theirs."""
    process = Process.objects.filter(case_id=case_id, case_item=None).only("pk").latest("pk")
    with flows.CaseFlow.lock(process.pk), change(None) as opened:
        case = Case.objects.get(pk=case_id)
        recompute_due(case, opened)
        for item in case.items.filter(due_provisional=True).exclude(state__in=ITEM_ENDED):
            for running in Process.objects.filter(case_item=item, status="NEW").order_by("pk"):
                with flows.ItemFlow.lock(running.pk):
                    recompute_item(item, case, opened)


def recompute_due(case: Case, opened: Change) -> None:
    if not case.due_provisional or case.accepted_at is None or case.due_at is None:
        return
    own = clocks.moments(case, case.accepted_at, clocks.promised_limit(case))
    before = case.due_at
    case.due_at, case.yellow_at = never_late_by_this(own.due_at, before, opened.at), own.yellow_at
    case.due_provisional = clocks.is_provisional(case.due_at, case.calendar_code)
    case.save(update_fields=["due_at", "yellow_at", "due_provisional"])
    note(opened, case.stream, case, before, case.due_at)


def recompute_item(item: CaseItem, case: Case, opened: Change) -> None:
    if item.started_at is None or item.due_at is None:
        return
    before, pauses = item.due_at, ledger.pauses_of(item)
    clocks.start_item_clock(item, case, item.started_at)
    ledger.wind(item, case, pauses)
    item.due_at = never_late_by_this(item.due_at, before, opened.at)
    item.save(update_fields=["due_at", "yellow_at", "statutory_due_at", "due_provisional", "bound_at"])
    for task in Task.objects.filter(case_item=item, finished=None, kind=TaskKind.STEP).select_related("process"):
        ledger.set_moments(task, item, case, pauses)
        if item.state != ItemState.SUSPENDED:
            alarms.plan(task)
        ledger.save_clock(task)
    note(opened, item.stream, case, before, item.due_at)


def never_late_by_this(found: datetime, before: datetime, now: datetime) -> datetime:
    """A corrected calendar never turns anything red retroactively (R31)."""
    return max(found, now) if before >= now else found


def note(opened: Change, stream: str, case: Case, before: datetime, after: datetime) -> None:
    data = {"before": before.isoformat(), "after": after.isoformat()}
    opened.note(stream, "clock.recomputed", subject=case.number, data=data)
