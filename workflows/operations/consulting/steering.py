"""Who looks after an item while other departments countersign it: they act through the step that asked."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from departments.org.duties import duties_of
from portal.errors import Forbidden
from workflows.acting import Acting, require_open
from workflows.casework import countersigning
from workflows.casework.countersigning import COUNTERSIGN, round_is_running
from workflows.models import Task, TaskKind
from workflows.people.permission import SelfDealing, require_may_act

# Acts on the countersigning of an item; everything else needs an open step.
STEERING = frozenset({"add_countersigners", "remove_countersigner", "call_meeting", "send_back"})
LEADING_DUTIES = ("handle", "review", "approve")


def asked_for(task: Task) -> bool:
    """Whether this closed step is the one whose passing asked the countersigners, and they are being asked now."""
    item = task.case_item
    if task.kind != TaskKind.STEP or task.finished is None or item is None or not round_is_running(item):
        return False
    led_there = task.outcome in ("pass", "add_countersigners") or task.data.get("to") == COUNTERSIGN
    return led_there and not task.void and task.round == item.round - 1


def is_question(task: Task) -> bool:
    """An open countersign question: those who lead the item see to it, the department asked answers it."""
    return task.kind == TaskKind.COUNTERSIGN and task.finished is None


def require_steerable(task: Task) -> None:
    """The step is open, or the round it began is running. Raises TaskClosed."""
    if not asked_for(task):
        require_open(task)


def require_leads(task: Task, user: Any) -> None:
    """Raise Forbidden unless the person leads the item: who holds its open step, or its handlers and head."""
    if task.kind == TaskKind.STEP and task.finished is None:
        require_may_act(task, user)
    elif user.pk == task.case.applicant_id:
        raise SelfDealing(_("You applied for this or worked on it before, so somebody else has to decide it."))
    elif not may_steer(task, user):
        raise Forbidden(
            _("This is for %(department)s, which asks for the opinions.") % {"department": asking_department(task)}
        )


def leads(task: Task, user: Any) -> bool:
    """Handlers and heads of the department that asks, and who closed the asking step."""
    department = task.department_id if task.kind == TaskKind.STEP else item_department(task)
    duties = duties_of(user)
    if user.pk == task.case.applicant_id:
        return False
    return any(duties.holds(one, department) for one in LEADING_DUTIES)


def item_department(task: Task) -> int | None:
    return task.case_item.department_id if task.case_item is not None else None


def asking_department(task: Task) -> str:
    item = task.case_item
    if task.kind == TaskKind.STEP or item is None:
        return task.department.title if task.department else ""
    return str(item.department.title)


def may_steer(task: Task, user: Any) -> bool:
    """Whether the person may see to the countersigning through this task, which is not an open step."""
    return (asked_for(task) or (is_question(task) and running(task))) and leads(task, user)


def may_be_recalled(task: Task) -> bool:
    """Whether there is a step before the round of this question to send the item back to."""
    return running(task) and task.case_item is not None and countersigning.position(task.case_item) > 0


def led(task: Task) -> frozenset[str]:
    """What those who lead the item may do through this task while the round runs."""
    item = task.case_item
    no_step_before = item is None or countersigning.position(item) == 0
    return STEERING - {"send_back"} if no_step_before else STEERING


def say(act: Acting, action: str, **columns: Any) -> None:
    """Keep what was said as the item's own department, also where the task is another department's question."""
    opinion = act.opinion(action, **columns)
    if act.task.kind == TaskKind.COUNTERSIGN and action != "send_back":
        opinion.kind, opinion.department_id = TaskKind.STEP, item_department(act.task)
        opinion.save(update_fields=["kind", "department"])


def running(task: Task) -> bool:
    return task.case_item is not None and round_is_running(task.case_item)


def has_countersigners(task: Task) -> bool:
    return task.case_item is not None and bool(task.case_item.snapshot.countersigns)


def round_was_opened(task: Task) -> bool:
    """Somebody was asked before, so somebody can be taken out."""
    return has_countersigners(task) and bool(task.case_item.round)


def is_behind_round(task: Task) -> bool:
    """Whether the step comes after the countersigning of its item."""
    item = task.case_item
    return item is not None and has_countersigners(task) and (task.step_no or 0) >= countersigning.position(item)
