"""Bring a case forward when one of its items has ended: the coordinator's wake-up call."""

from __future__ import annotations

import logging

from django.db.models import Exists, OuterRef, Q

from services.cases.models import Case, CaseItem
from services.cases.states import ITEM_ENDED, CaseState

from .. import effects, flows
from ..change import change, current
from ..models import Process, Task
from ..nodes import Coordinator

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
            coordinator = Task.objects.select_related("process", "case__applicant").get(
                process_id=process_id, flow_task_type=Coordinator.task_type
            )
        except Task.DoesNotExist:
            return
        case: Case = coordinator.case
        coordinator.process.case = case
        flows.settle_items(case, coordinator)
        if coordinator.finished is None:
            conclude(coordinator)
        elif case.delivered_at is not None:
            deliver_later_results(case)


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
        if case.state == CaseState.CLOSED:
            effects.move_item(item, case, "closed")


def sweep(limit: int = 200) -> int:
    """Repair lost wake-ups: advance every case whose items could move but did not. Returns how many."""
    ended = CaseItem.objects.filter(case=OuterRef("case_id"), state__in=ITEM_ENDED)
    waiting = CaseItem.objects.filter(case=OuterRef("case_id"), state="waiting")
    running = CaseItem.objects.filter(case=OuterRef("case_id"), phase="main").exclude(state__in=ITEM_ENDED)
    open_coordinators = (
        Task.objects.filter(flow_task_type=Coordinator.task_type, finished=None)
        .filter(Q(Exists(ended), Exists(waiting)) | ~Exists(running))
        .order_by("pk")
        .values_list("case_id", flat=True)[:limit]
    )
    count = 0
    for case_id in list(open_coordinators):
        wake(case_id)
        count += 1
    return count
