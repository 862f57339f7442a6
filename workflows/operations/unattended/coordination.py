"""Bring a case forward when one of its items has ended: the coordinator's wake-up call."""

from __future__ import annotations

import logging
from functools import partial

from django.db import connection, transaction
from django.db.models import F

from services.cases.models import Case, CaseItem
from services.cases.states import ITEM_ENDED, ITEM_WORKING, CaseState
from workflows import flows
from workflows.casework import effects, ledger
from workflows.engine.change import change, current
from workflows.engine.nodes import Coordinator
from workflows.models import Process, Task
from workflows.timing import clocks
from workflows.words import telling, wording

logger = logging.getLogger(__name__)


def wake(case_id: int) -> None:
    """Advance the case after an item's commit. A failure is left to the sweep, which repairs it."""
    try:
        advance(case_id)
    except Exception:  # the edge after commit: the act itself is done and must not fail now
        logger.exception("case %s could not be brought forward; the sweep will try again", case_id)


def advance(case_id: int) -> None:
    """Start what can start, settle provisional results, conclude the case when all items ended."""
    process_id = Process.objects.filter(case_id=case_id, case_item=None).order_by().values_list("pk", flat=True).first()
    if process_id is None:
        return
    with flows.CaseFlow.lock(process_id), change(None):
        try:
            # One taken back with its acceptance is not the case's coordinator any more.
            coordinators = Task.objects.select_related("process", "case__applicant").exclude(status="CANCELED")
            coordinator = coordinators.get(process_id=process_id, flow_task_type=Coordinator.task_type)
        except Task.DoesNotExist:
            return
        case: Case = coordinator.case
        coordinator.process.case = case
        flows.settle_items(case, coordinator)
        if coordinator.finished is None:
            conclude(coordinator)
        elif case.delivered_at is not None:
            deliver_later_results(case)
        else:
            effects.follow_voided(case, flows.items_of(case))


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
    process = Process.objects.filter(case_id=case_id, case_item=None).only("pk").latest("pk")
    with flows.CaseFlow.lock(process.pk), change(None) as opened:
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


STUCK = """
    SELECT DISTINCT item.case_id FROM cases_caseitem AS item JOIN cases_case AS file ON file.id = item.case_id
    WHERE file.state NOT IN ('withdrawn', 'lapsed', 'not_accepted', 'terminated', 'submitted', 'correcting')
    AND (
        (item.state = 'waiting' AND (item.phase = 'main' OR file.delivered_at IS NOT NULL)
         AND NOT EXISTS (SELECT 1 FROM workflows_process AS running WHERE running.case_item_id = item.id)
         AND NOT EXISTS (SELECT 1 FROM cases_caseitem AS needed WHERE needed.case_id = item.case_id
                         AND needed.code = ANY(item.needs)
                         AND (needed.provisional OR NOT needed.state = ANY(%(ended)s))))
        OR (item.state = 'decided' AND item.provisional
            AND NOT EXISTS (SELECT 1 FROM cases_caseitem AS needed WHERE needed.case_id = item.case_id
                            AND needed.code = ANY(item.soft) AND NOT needed.state = ANY(%(ended)s)))
        OR (item.state = 'decided' AND NOT item.provisional AND file.delivered_at IS NOT NULL)
    )
    UNION
    SELECT waiting.case_id FROM workflows_task AS waiting
    WHERE waiting.flow_task_type = 'COORDINATOR' AND waiting.finished IS NULL
    AND NOT EXISTS (SELECT 1 FROM cases_caseitem AS item WHERE item.case_id = waiting.case_id
                    AND item.phase = 'main' AND NOT item.state = ANY(%(ended)s))
    ORDER BY 1 LIMIT %(limit)s
"""


def sweep(limit: int = 200) -> int:
    """Repair lost wake-ups: advance every case whose items could move but did not. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(STUCK, {"ended": list(ITEM_ENDED), "limit": limit})
        stuck = [row[0] for row in cursor.fetchall()]
    for case_id in stuck:
        wake(case_id)
    return len(stuck) + sweep_clocks(limit)


def sweep_clocks(limit: int) -> int:
    """Cases whose due moment did not follow an item that is due later (R19). Returns how many."""
    behind = CaseItem.objects.filter(phase="main", due_at__gt=F("case__due_at"), case__state=CaseState.IN_PROGRESS)
    rows = behind.filter(state__in=ITEM_WORKING).values_list("case_id", flat=True).distinct()
    case_ids = list(rows[:limit])
    for case_id in case_ids:
        follow(case_id)
    return len(case_ids)
