"""Whose task it is: department, duty, and who is kept from it (R3, R45).

`address` fills the columns the inbox and the permission check read; nobody's name is
ever written into a flow.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from departments.org.duties import STEP_DUTY, leader_of, legal_department, primary_department, stand_in
from departments.org.models import Department
from portal.composed import composed
from services.cases.models import Case, CaseItem
from services.catalog.snapshot import StepSnapshot
from workflows.engine.change import current
from workflows.models import Task

from . import covers


def address_step(task: Task, step: StepSnapshot, item: CaseItem, case: Case) -> None:
    """Department and duty of a step; the applicant and, at the deciding step, its handlers are barred (R3)."""
    barred = {case.applicant_id}
    # Before the first step nobody has handled the item.
    if task.decides and task.step_no:
        barred |= handlers_of(item)
    task.role, task.duty = step.role, STEP_DUTY[step.role]
    task.department_id = step_department(step, item, case)
    keep_out(task, barred)


def step_department(step: StepSnapshot, item: CaseItem, case: Case) -> int:
    if step.of_applicant and case.applicant_department_id is not None:
        return case.applicant_department_id
    if step.role == "leader":
        leader = leader_of(case.organisation)
        seat = primary_department(leader) if leader else None
        if seat is not None:
            return seat.pk
    return item.department_id


def handlers_of(item: CaseItem) -> set[int]:
    """Everybody who worked on an earlier step of this item or countersigned it: they may not decide it (R3).

    Those for whom somebody else did the work count as well (R51). Who sent it back from the
    deciding step has not handled it, and may decide it afterwards.
    """
    return {pk for row in _handled(item=item.pk) for pk in row if pk is not None}


@composed
def _handled(item: int) -> QuerySet[Task, tuple[int | None, int | None]]:
    """(who closed it, for whom) of every earlier step and countersignature of the item."""
    steps = Q(kind="step", decides=False) | Q(kind__in=["countersign", "formal"])
    rows = Task.objects.filter(steps, case_item_id=item, finished__isnull=False)
    return rows.order_by().values_list("closed_by_id", "acting_for_id")


def address_countersign(task: Task, department: Department, item: CaseItem, case: Case) -> None:
    """Nobody countersigns their own application, nor an item they handled or decide themselves (R3)."""
    task.department_id, task.duty, task.role = department.pk, "countersign", "dept_head"
    keep_out(task, {case.applicant_id} | steps_of(item))


def steps_of(item: CaseItem) -> set[int]:
    """Everybody who closed a step of the item or holds the open one, and for whom (R51)."""
    rows = _steps(item=item.pk)
    people = {pk for closed_by, principal, _owner, _finished in rows for pk in (closed_by, principal)}
    people |= {owner for _closed_by, _principal, owner, finished in rows if finished is None}
    return {pk for pk in people if pk is not None}


@composed
def _steps(item: int) -> QuerySet[Task, tuple[int | None, int | None, int | None, Any]]:
    rows = Task.objects.filter(case_item_id=item, kind="step").order_by()
    return rows.values_list("closed_by_id", "acting_for_id", "owner_id", "finished")


def address_window(task: Task, case: Case, *, duty: str = "accept") -> None:
    task.department_id, task.duty, task.role = case.window_id, duty, "window_clerk"
    keep_out(task, {case.applicant_id})


def address_applicant(task: Task, case: Case) -> None:
    task.department_id = case.applicant_department_id
    task.owner_id, task.role = case.applicant_id, "applicant"


def keep_out(task: Task, barred: set[int]) -> None:
    """Bar people; where that leaves no holder, name the stand-in (deputy, head, then the leader)."""
    task.barred = sorted(barred)
    task.stand_in = task.a_role = task.backup_at = None
    assert task.department_id is not None
    free = covers.free_holders(task)
    # Remembered on the instance for the message about the new task (telling.able_people).
    task.able = [*free, *covers.delegates(task, free)]
    if free:
        covers.name_a_role(task, free)
        return
    department = Department.objects.select_related("organisation", "head", "deputy").get(pk=task.department_id)
    task.stand_in = stand_in(department, barred=barred)
    task.able = [task.stand_in] if task.stand_in else []


def on_behalf() -> set[int]:
    """The one for whom the change going on is made: R3 holds for both (R51)."""
    principal = current().principal_id
    return {principal} if principal is not None else set()


def address_ruling(task: Task, case: Case) -> None:
    """Disputes about duty go to the organisation's coordination office (R57)."""
    office = Department.objects.filter(organisation_id=case.organisation_id, kind="coordination").order_by("pk").first()
    task.department_id = office.pk if office else case.lead_department_id
    task.duty, task.role = "arbitrate", "coord_office"
    keep_out(task, {case.applicant_id})


def address_reconciliation(task: Task, department: int, case: Case, voters: set[int]) -> None:
    """Whoever handles the lead department brings them together; never a party (R3, R50)."""
    task.department_id, task.duty, task.role = department, "handle", "handler"
    keep_out(task, {case.applicant_id} | voters)


def address_voiding(task: Task, case: Case, barred: set[int]) -> None:
    """The second person of a voiding: the head of the legal department; never one who decided or asks (R3, R9)."""
    legal = legal_department(case.organisation)
    task.department_id = legal.pk if legal else case.lead_department_id
    task.duty, task.role = "approve", "dept_head"
    keep_out(task, barred)


def address_approval(task: Task, item: CaseItem, case: Case, asker: int) -> None:
    """A request goes to the head of the item's department; nobody grants their own (R3, R26, R29, R37).

    Neither does the one for whom it was asked (R51).
    """
    task.department_id, task.duty, task.role = item.department_id, "approve", "dept_head"
    keep_out(task, {case.applicant_id, asker} | on_behalf())


def address_check(task: Task, item: CaseItem, case: Case) -> None:
    """A statement is checked by those who handle the item's department (R43)."""
    task.department_id, task.duty, task.role = item.department_id, "handle", "handler"
    keep_out(task, {case.applicant_id})


def address_debtor(task: Task, department: int, case: Case) -> None:
    """Whoever handles the department whose register was silent (R44)."""
    task.department_id, task.duty, task.role = department, "handle", "handler"
    keep_out(task, {case.applicant_id})
