"""The items of a case brought forward: started, cancelled, or settled, until nothing more can move (R9, R14, R35)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from services.cases.models import Case, CaseItem, CaseMaterial
from services.cases.states import ItemState
from workflows.casework import effects, holds
from workflows.engine.change import current
from workflows.models import Process, Task
from workflows.words import telling, wording


def items_of(case: Case) -> list[CaseItem]:
    """The case's items, read once under its lock; who moves one of them moves these instances."""
    prefetch_related_objects([case], Prefetch("items", CaseItem.objects.order_by("position")))
    return list(case.items.all())


def settle_items(case: Case, coordinator: Task) -> None:
    """Bring the items of a case forward until nothing more can start or must be cancelled.

    Called under the case's lock. An item is cancelled with its hard predecessor (R9) and
    started when all its hard predecessors are approved (R35: its clock starts now).
    """
    items = items_of(case)
    moved = True
    while moved:
        standings = {item.code: effects.standing(item) for item in items}
        moved = False
        for item in items:
            if item.provisional and item.state == ItemState.DECIDED:
                effects.settle_provisional(item, case, standings)
                moved = moved or not item.provisional
            elif item.state == ItemState.WAITING:
                moved = bring_forward(item, case, standings, coordinator) or moved


def bring_forward(item: CaseItem, case: Case, standings: dict[str, str], coordinator: Task) -> bool:
    """Start or cancel one waiting item. Returns whether anything that others depend on changed."""
    hard = [standings[code] for code in item.needs if code in standings]
    if "failed" in hard:
        reason = _("A result this item needs was not approved, so it was cancelled.")
        if item.phase == "post":
            stop_asking(item)
        effects.move_item(item, case, ItemState.CANCELLED, reason=reason)
        holds.release([item], case)
        telling.tell_applicant(case, wording.ITEM_CANCELLED, key=item.code, item=item.name, reason=reason)
        return True
    if any(state != "approved" for state in hard):
        return False
    if item.phase == "post" and not begins_after_delivery(item, case):
        return False
    start_item(item, case, coordinator)
    return False


def stop_asking(item: CaseItem) -> None:
    """A post-phase item that waits for papers has a process already: nobody has to hand them in any more."""
    for process in Process.objects.filter(case_item=item, status="NEW"):
        with process.flow_class.lock(process.pk):
            for task in Task.objects.filter(process=process, finished=None).select_related("process"):
                task.outcome = "cancelled"
                task.flow_task.activation_class(task).cancel()
            Process.objects.filter(pk=process.pk).update(status="CANCELED", finished=current().at)


def begins_after_delivery(item: CaseItem, case: Case) -> bool:
    """A post-phase item opens once the main results are handed over and it has no process yet."""
    return case.delivered_at is not None and not item.processes.exclude(status="CANCELED").exists()


def start_item(item: CaseItem, case: Case, coordinator: Task) -> None:
    if not needs_papers(item, case):
        effects.open_item(item, case, starting_moment(item, case))
    coordinator.flow_task.item_flow.start.run(item=item, case=case, parent=coordinator)


def starting_moment(item: CaseItem, case: Case) -> datetime:
    """Now, but never before what the item needs was decided: that may have been after this change took its moment.

    Items that waited for nothing run from acceptance, also when that was deemed (R20, R35).
    """
    first = item.phase == "main" and item.attempt == 1
    if not item.needs and first and case.accepted_at is not None:
        return case.accepted_at
    needed = [one.decided_at for one in items_of(case) if one.code in item.needs and one.decided_at]
    return max([current().at, *needed])


def needs_papers(item: CaseItem, case: Case) -> bool:
    """True when a post-phase item still waits for fields or papers of the applicant."""
    if item.phase != "post":
        return False
    missing_field = any(key not in case.form for key in item.snapshot.elements)
    later = CaseMaterial.objects.filter(case=case, status=CaseMaterial.Status.LATER, used_by__contains=[item.code])
    return missing_field or later.exists()
