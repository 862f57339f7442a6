"""A year's holidays are published: provisional dates are worked out again (R24, R31)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from services.cases.models import Case, CaseItem, Correction
from services.cases.states import ITEM_ENDED, ItemState
from workflows import flows
from workflows.casework import ledger
from workflows.engine.change import Change, change
from workflows.models import Process, Task, TaskKind
from workflows.operations.window.intake import correction_due
from workflows.stages.waking import follow
from workflows.timing import alarms, clocks


def recompute(limit: int = 500) -> int:
    """Work out provisional dates whose year is now published. Returns how many cases changed."""
    running = Q(due_provisional=True, closed_at=None)
    waiting = Q(items__due_provisional=True) & ~Q(items__state__in=ITEM_ENDED)
    count = 0
    for case in Case.objects.filter(running | waiting).distinct().order_by("pk")[:limit]:
        if any_published(case):
            recompute_case(case.pk)
            follow(case.pk)
            count += 1
    return count + recompute_corrections(limit)


def recompute_corrections(limit: int) -> int:
    """Open notices whose last day was worked out without the year's holidays: never shorter than said."""
    count = 0
    open_ones = Correction.objects.filter(round=1, answered_at=None, lapsed_at=None, due_at__gt=timezone.now())
    for notice in open_ones.select_related("case").order_by("pk")[:limit]:
        due = correction_due(notice.case, notice.sent_at)
        if due > notice.due_at:
            move_correction(notice.pk, due)
            count += 1
    return count


def move_correction(notice_id: int, due: datetime) -> None:
    notice = Correction.objects.select_related("case").get(pk=notice_id)
    process = Process.objects.filter(case=notice.case, case_item=None).only("pk").latest("pk")
    with flows.CaseFlow.lock(process.pk), change(None) as opened:
        before = notice.due_at
        notice.due_at = due
        notice.save(update_fields=["due_at"])
        for task in Task.objects.filter(process=process, kind=TaskKind.RESUPPLY, finished=None):
            task.due_at = task.red_at = due
            task.yellow_at = clocks.shortly_before(due, notice.case, clocks.CORRECTION_REMINDER_DAYS)
            alarms.plan(task)
            task.save(update_fields=["due_at", "red_at", "yellow_at", "scheduled", "alarm_stage"])
        note(opened, notice.case.stream, notice.case, before, due)


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
            for running in Process.objects.filter(case_item=item, flow_class=flows.ItemFlow, status="NEW"):
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
    for task in Task.objects.filter(case_item=item, finished=None, kind=TaskKind.COUNTERSIGN).select_related("process"):
        group = item.snapshot.countersigns[task.group_no or 0]
        task.red_at = item.due_at
        task.due_at = clocks.countersign_due(item, case, task.created, group.days, item.snapshot.unit)
        alarms.plan(task)
        ledger.save_clock(task)
    note(opened, item.stream, case, before, item.due_at)


def never_late_by_this(found: datetime, before: datetime, now: datetime) -> datetime:
    """A corrected calendar never turns anything red retroactively (R31)."""
    return max(found, now) if before >= now else found


def note(opened: Change, stream: str, case: Case, before: datetime, after: datetime) -> None:
    data = {"before": before.isoformat(), "after": after.isoformat()}
    opened.note(stream, "clock.recomputed", subject=case.number, data=data)
