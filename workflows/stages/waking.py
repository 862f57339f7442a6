"""What follows an act once it is committed: the case is woken, and its due moment follows its items.

A parent's lock is never taken under a child's, so both wait for the commit; what fails here is
repaired by the sweep (operations.unattended.sweeping).
"""

from __future__ import annotations

import logging
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from portal.composed import composed
from services.cases.models import Case
from services.cases.states import CaseState
from workflows.casework import effects, ledger
from workflows.engine.change import change, current
from workflows.engine.waiting import Coordinator
from workflows.models import Process, Task
from workflows.timing import clocks
from workflows.words import telling, wording

from .settling import items_of, settle_items

logger = logging.getLogger(__name__)


def wake_later(case_id: int) -> None:
    """The parent is woken after commit: its lock must never be taken under a child's."""
    transaction.on_commit(partial(wake, case_id))


def wake(case_id: int) -> None:
    """Advance the case after an item's commit. A failure is left to the sweep, which repairs it."""
    try:
        advance(case_id)
    except Exception:  # the edge after commit: the act itself is done and must not fail now
        logger.exception("case %s could not be brought forward; the sweep will try again", case_id)


def advance(case_id: int) -> None:
    """Start what can start, settle provisional results, conclude the case when all items ended."""
    process = _case_processes.first(case=case_id)
    if process is None:
        return
    with process.flow_class.lock(process.pk), change(None):
        coordinator = _coordinators.first(process=process.pk)
        if coordinator is None:
            return
        case: Case = coordinator.case
        coordinator.process.case = case
        settle_items(case, coordinator)
        if coordinator.finished is None:
            conclude(coordinator)
        elif case.delivered_at is not None:
            deliver_later_results(case)
        else:
            effects.follow_voided(case, items_of(case))


@composed
def _case_processes(case: int) -> QuerySet[Process]:
    return Process.objects.filter(case_id=case, case_item=None).order_by("pk").only("pk", "flow_class")[:1]


@composed
def _coordinators(process: int) -> QuerySet[Task]:
    """One taken back with its acceptance is not the case's coordinator any more."""
    rows = Task.objects.select_related("process", "case__applicant").exclude(status="CANCELED")
    return rows.filter(process_id=process, flow_task_type=Coordinator.task_type).order_by()


def follow_later(case_id: int) -> None:
    """The case's own due moment follows after commit: its lock is never taken under an item's."""
    transaction.on_commit(partial(follow, case_id))


def follow(case_id: int) -> None:
    """Let the case's due moment follow its items. A failure is left to the sweep."""
    try:
        follow_clocks(case_id)
    except Exception:  # the edge after commit, as in `wake`
        logger.exception("the due moment of case %s did not follow its items; the sweep will try again", case_id)


def follow_clocks(case_id: int) -> None:
    """Work out the case's due moment again from its items' clocks (R19, ledger.case_due)."""
    process = Process.objects.filter(case_id=case_id, case_item=None).only("pk", "flow_class").latest("pk")
    with process.flow_class.lock(process.pk), change(None) as opened:
        case = Case.objects.get(pk=case_id)
        if case.state != CaseState.IN_PROGRESS or case.accepted_at is None:
            return
        due, before = ledger.case_due(case, list(case.items.prefetch_related("pauses"))), case.due_at
        if due == before:
            return
        case.due_at = due
        case.yellow_at = clocks.yellow_of(case, case.accepted_at, due)
        case.due_provisional = clocks.is_provisional(due, case.calendar_code)
        case.save(update_fields=["due_at", "yellow_at", "due_provisional"])
        data = {"before": before.isoformat() if before else "", "after": due.isoformat()}
        opened.note(case.stream, "clock.followed", subject=case.number, data=data)


def conclude(coordinator: Task) -> None:
    activation = coordinator.flow_task.activation_class(coordinator)
    if activation.complete.can_proceed():
        activation.complete()
        activation.activate_next()


def deliver_later_results(case: Case) -> None:
    """Results that became final after delivery: post-phase items and released provisional ones."""
    late = case.items.filter(state="decided", provisional=False)
    at = current().at
    for item in late:
        effects.move_item(item, case, "delivered")
        item.documents.filter(released_at=None, revoked_at=None).update(released_at=at)
        if item.decision == "approved":
            telling.tell_applicant(case, wording.RESULT_LATER, key=item.code, item=item.name)
        if case.state == CaseState.CLOSED:
            effects.move_item(item, case, "closed")
