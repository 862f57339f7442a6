"""An item on its way to the department that should do it (R53–R57): until when, to whom, and the move itself.

Beside the step stands a question to the suggested owner, or a ruling of the coordination office. Their
`task.data`: {"transfer": id of the Transfer, "department": id of the holder, "suggest": code of the suggested
owner, "about": sentence for those who answer}. The step goes on meanwhile, and no clock is touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.org.models import Department
from portal.worktime import due_moment
from services.cases.models import Case, CaseItem, Transfer
from workflows.asking import approvals
from workflows.engine.change import current
from workflows.models import Task, TaskKind
from workflows.timing import alarms, clocks
from workflows.words import telling, wording

from . import countersigning

TRANSFER_LIMIT_DAYS = Decimal("0.5")  # R54: within half a working day of dispatch
ANSWER_LIMIT_DAYS = Decimal("0.5")  # the suggested owner answers as fast as a transfer is asked for

REASONS: Mapping[str, str | Promise] = {
    "not_our_duty": gettext_lazy("The duty list gives it to another department"),
    "other_area": gettext_lazy("The place or unit belongs to another department"),
    "duty_changed": gettext_lazy("The duty has moved since the item was published"),
    "other": gettext_lazy("Another reason"),
}
# What a step remembers once somebody has begun to review it, or a ruling bound it.
BEGUN = frozenset({"asked", "questions", "bound"})
# Departments items can be handed to; the window only takes in, outside parties have no staff here.
OWNER_KINDS = ("coordination", "functional", "service", "base_unit")


def dispatched_at(task: Task) -> datetime:
    """When the department got the task: its own moment where the item was handed over."""
    kept = task.data.get("dispatched_at")
    return datetime.fromisoformat(kept) if kept else task.created


def latest(task: Task) -> datetime:
    """Until when this step may be handed on (R54)."""
    table = clocks.table(task.case.calendar_code)
    return due_moment(dispatched_at(task), clocks.working_limit(TRANSFER_LIMIT_DAYS), table)


def is_possible(task: Task, now: datetime) -> bool:
    """Whether a transfer could still be asked for, as far as the task alone can tell; asks nothing."""
    item = task.case_item
    if item is None or task.step_no or task.data.get("returned") or BEGUN.intersection(task.data):
        return False
    return task.department_id == item.department_id and now <= latest(task)


def open_transfer(item: CaseItem) -> Transfer | None:
    rows = Transfer.objects.filter(item=item, state__in=Transfer.OPEN)
    return rows.select_related("source", "target", "asked_by", "answered_by").first()


def about(transfer: Transfer, item: CaseItem) -> str:
    """The question in one sentence, for whoever answers it."""
    return _("%(source)s thinks “%(item)s” is the duty of %(target)s: %(reason)s (Duty list: %(basis)s)") % {
        "source": transfer.source.name,
        "target": transfer.target.name,
        "item": item.name,
        "reason": transfer.reason,
        "basis": transfer.basis,
    }


def about_dispute(transfer: Transfer, item: CaseItem) -> str:
    """The dispute in one sentence, both positions side by side."""
    if transfer.answered_at is None:
        return about(transfer, item)
    return _("%(question)s %(target)s answers: %(refusal)s (%(basis)s)") % {
        "question": about(transfer, item),
        "target": transfer.target.name,
        "refusal": transfer.refusal or _("no answer in time"),
        "basis": transfer.refusal_basis or "—",
    }


def task_data(transfer: Transfer, sentence: str) -> dict[str, Any]:
    return {
        "transfer": transfer.pk,
        "department": transfer.source_id,
        "suggest": transfer.target.code,
        "about": sentence,
    }


# ---- the move ---------------------------------------------------------------------------


def move(item: CaseItem, case: Case, transfer: Transfer, to: Department, reason: str) -> None:
    """The item belongs to `to` from now on: its open step, later steps, requests. No clock is reset (R55)."""
    source = item.department
    assign(item, to)
    CaseItem.objects.filter(pk=item.pk).update(department=to, definition=item.definition)
    data = {
        "item": item.code,
        "from": source.code,
        "from_name": source.name,
        "to": to.code,
        "to_name": to.name,
        "transfer": transfer.pk,
    }
    current().note(item.stream, "item.transferred", subject=case.number, department=to.code, text=reason, data=data)
    approvals.drop(item)
    # Nobody countersigns their own item.
    countersigning.cancel_open(item, department=to)
    hand_on(item, transfer, source)
    telling.tell_applicant(
        case,
        wording.TRANSFERRED,
        key=f"{item.code}:{transfer.pk}",
        item=item.name,
        department=to.name,
        reason=reason,
        due=telling.moment_words(item.due_at),
    )


def assign(item: CaseItem, to: Department) -> None:
    """Put the item under its owner; what is written from now on names that department."""
    item.department = to
    item.definition = {**item.definition, "department": to.code}
    vars(item).pop("snapshot", None)


def hand_on(item: CaseItem, transfer: Transfer, source: Department) -> None:
    """The open step ends for the department that had it, and opens at the owner with the time that is left."""
    rows = Task.objects.filter(case_item=item, kind=TaskKind.STEP, finished=None, department=source)
    step = rows.select_related("process", "case__applicant", "department").first()
    if step is None:
        return
    step.process.case, step.process.case_item = item.case, item
    step.case, step.case_item = item.case, item
    # Closing it clears its alarms; the owner's step takes them over as they were.
    inherited = copy(step)
    step.outcome, step.closed_by = "transferred", transfer.asked_by
    activation = step.flow_task.activation_class(step)
    activation.cancel()
    step.flow_task._create(activation, step.token, data={"step_no": step.step_no, "inherited": inherited})


def inherit(task: Task, step: Task) -> None:
    """The step's own limit, alarms and place in the queue go with it (R55); only the dispatch is new."""
    task.data = {**step.data, "dispatched_at": current().at.isoformat()}
    task.data.pop("bound", None)
    task.created = step.created
    task.due_at, task.yellow_at, task.red_at = step.due_at, step.yellow_at, step.red_at
    alarms.inherit(task, step, current().at)


def bind_holder(item: CaseItem) -> None:
    """After a ruling nobody hands the item on: its open step says so to lists and screens (R57)."""
    for step in Task.objects.filter(case_item=item, kind=TaskKind.STEP, finished=None):
        step.data = {**step.data, "bound": True}
        step.save(update_fields=["data"])


def drop(item: CaseItem) -> None:
    """The item was decided before anybody answered: nobody has to take it on any more."""
    Transfer.objects.filter(item=item, state__in=Transfer.OPEN).update(state=Transfer.State.DROPPED)
