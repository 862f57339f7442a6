"""Who may act on a task now: duty, window grade, and who is kept from it (R1, R2, R3, R6, R51, R52)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from viewflow.workflow.status import STATUS

from departments.org.cover import is_away
from departments.org.duties import duties_of, window_grade
from departments.org.models import WindowGrade
from portal.errors import Conflict, Forbidden
from services.cases.models import Case
from workflows.models import APPLICANT_KINDS, Task, TaskKind

from . import standing_in


class AlreadyClaimed(Conflict):
    code = "already_claimed"


class SelfDealing(Forbidden):
    """R3: own case, or a step one handled oneself."""

    code = "self_dealing"


def may_act(task: Task, user: Any) -> bool:
    """Whether the user could act on the task, claimed by somebody else or not."""
    try:
        require_duty(task, user)
    except Forbidden:
        return False
    return True


def require_may_act(task: Task, user: Any) -> None:
    try:
        require_duty(task, user)
    except SelfDealing:
        raise
    except Forbidden as refused:
        raise standing_in.refusal(task, user) or refused from None
    if task.kind not in APPLICANT_KINDS and task.owner_id not in (None, user.pk):
        if holder_is_gone(task):
            # What somebody held who has left is in the queue again for everybody else.
            task.owner, task.acting_for, task.status = None, None, STATUS.NEW
            return
        raise AlreadyClaimed(
            _("%(holder)s is already working on this. Open your next task, or ask %(holder)s to release it.")
            % {"holder": task.owner.name}
        )


def holder_is_gone(task: Task) -> bool:
    """The holder left, is away (R52), or may no longer act on tasks like this."""
    return not task.owner.is_active or not may_act(task, task.owner) or is_away(task.owner_id)


def require_may_release(task: Task, user: Any) -> None:
    """Who holds a task gives it back; so may those who answer for the department."""
    duties = duties_of(user)
    if task.owner_id == user.pk or any(duties.holds(one, task.department_id) for one in ("approve", "deputise")):
        return
    require_may_act(task, user)


def require_duty(task: Task, user: Any) -> None:
    """Raise Forbidden unless the task waits for this person (R1, R2, R3, R6, R51, R52)."""
    if task.kind in APPLICANT_KINDS:
        require_own(task, user)
        return
    if user.pk in task.barred:
        raise SelfDealing(_("You applied for this or worked on it before, so somebody else has to decide it."))
    if task.stand_in_id == user.pk:
        return
    if not duties_of(user).holds(task.duty, task.department_id):
        if standing_in.delegation_of(task, user) is not None:
            return
        raise Forbidden(
            _("This is for %(department)s (%(duty)s). You can follow the case, but not act on it.")
            % {"department": task.department.title, "duty": duty_label(task.duty)}
        )
    if task.kind == TaskKind.INTAKE:
        require_grade(task, user)


def require_own(task: Task, user: Any) -> None:
    """The applicant, or the clerk who filed the case for them (R1)."""
    if user.pk == task.case.applicant_id:
        return
    if user.pk == task.case.registered_by_id and duties_of(user).holds("accept", task.case.window_id):
        return
    raise Forbidden(_("Only %(applicant)s can do this.") % {"applicant": task.case.applicant.name})


def case_class(task: Task) -> str:
    """What kind of case the window takes in here: instant, promise, matter or emergency (R6)."""
    case = task.case
    if case.limit_unit == "ch":
        return "emergency"
    # Lists bring the types along (queries.inbox.with_item_types), so that no row asks for its own.
    items = vars(task).get("item_types")
    if items is None:
        items = list(case.items.filter(phase="main").values_list("definition__type", flat=True))
    if len(items) > 1:
        return "matter"
    return items[0] if items else "promise"


def require_grade(task: Task, user: Any) -> None:
    assert task.department_id is not None
    grade = grade_at(user, task.department_id)
    wanted = case_class(task)
    if grade is None or wanted not in grade.may_accept:
        labels = {
            "instant": _("instant items"),
            "promise": _("single items"),
            "matter": _("whole matters"),
            "emergency": _("emergencies"),
        }
        raise Forbidden(
            _("Your window grade does not cover %(kind)s yet. Please hand this to a senior colleague.")
            % {"kind": labels[wanted]},
            code="grade_too_low",
        )


def grade_at(user: Any, department_id: int) -> WindowGrade | None:
    """The person's grade at that window, read once per instance like their duties."""
    remembered = vars(user).setdefault("_window_grades", {})
    if department_id not in remembered:
        remembered[department_id] = window_grade(user, department_id)
    found: WindowGrade | None = remembered[department_id]
    return found


def duty_label(duty: str) -> str:
    from departments.org.models import DUTIES

    return str(dict(DUTIES).get(duty, duty))


def require_applicant(case: Case, actor: Any) -> None:
    """R1: the applicant, or the clerk who filed the case for them."""
    if actor.pk == case.applicant_id:
        return
    if actor.pk == case.registered_by_id and duties_of(actor).holds("accept", case.window_id):
        return
    raise Forbidden(_("Only %(applicant)s can do this.") % {"applicant": case.applicant.name})
