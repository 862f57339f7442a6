"""A- and B-role of a task (R52), and who may take it for whom (R51).

A task is addressed to a duty of a department, not to a name. It is meant for one person, its
A-role, when exactly one person may do it: the head for a decision or a countersignature, the
only handler for a step. Duties that several people share have no A-role: the first who claims
the task has signed in, and the others are each other's cover.

The B-role is the person whom the holder's post names (Membership.backup); for the head's own
duties it is the department's deputy where the post names nobody. It receives the task, beside
the A-role, who may still take it, half a working day after dispatch if nobody has signed in, and
at once while the A-role is away (Absence). Somebody who let another act for them has chosen who
covers them: the delegate has the task from the start, the B-role only after the half day.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model

from departments.org.cover import holders_with_cover, present
from portal.worktime import Limit, due_moment
from workflows.engine.change import current
from workflows.models import Task, TaskKind
from workflows.timing import clocks

SIGN_IN_DAYS = Decimal("0.5")  # R52
# Emergencies run day and night (R25): half a working day of four hours.
SIGN_IN_HOURS = Decimal(4)
# Acceptance and delivery hang on the clerk's own grade (R6): their window is covered by colleagues.
COVERED = (TaskKind.STEP, TaskKind.COUNTERSIGN, TaskKind.OPINION, TaskKind.DUTY)


def free_holders(task: Task) -> list[Any]:
    """Holders of the task's duty who are not barred, with their cover. One query."""
    assert task.department_id is not None
    item = task.case_item
    people = holders_with_cover(
        task.duty,
        task.department_id,
        item=item.code if item else "",
        step=task.step_name,
        amount=item.amount if item else None,
    )
    return [one for one in people if one.pk not in task.barred]


def delegates(task: Task, free: Sequence[Any]) -> list[Any]:
    """Those who may act for one of the holders, nobody twice. No query where there are none."""
    known = {one.pk for one in free}
    wanted = {pk: one.name for one in free for pk in one.delegate_ids if pk not in known and pk not in task.barred}
    people = list(get_user_model().objects.filter(pk__in=wanted).order_by("pk")) if wanted else []
    for person in people:
        # For the message: it is not the delegate's own department that the task waits for.
        person.acts_for = wanted[person.pk]
    return people


def name_a_role(task: Task, free: Sequence[Any]) -> None:
    """Where one person alone may do it, plan for their B-role; while they are away, it has the task at once."""
    if len(free) != 1 or task.kind not in COVERED or task.owner_id is not None:
        return
    [person] = free
    if person.backup_id is None:
        return
    task.a_role = person
    task.backup_at = sign_in_by(task, current().at)
    if person.away and not person.delegate_ids:
        hand_over(task, person)


def sign_in_by(task: Task, at: datetime) -> datetime:
    """Half a working day after dispatch (R52)."""
    case = task.process.case
    limit = Limit(SIGN_IN_HOURS, "ch") if case.limit_unit == "ch" else clocks.working_limit(SIGN_IN_DAYS)
    return due_moment(at, limit, clocks.table(case.calendar_code))


def hand_over(task: Task, person: Any) -> Any:
    """Let the B-role of `person` take the task too, and note it; None when there is nobody fit for it.

    Fills the columns, does not save. R3 holds for the B-role as for everybody.
    """
    backup = fit_backup(task, person)
    if backup is None:
        return None
    task.stand_in = backup
    backup.acts_for = person.name
    if task.able is not None:
        task.able = [*(one for one in task.able if one.pk != backup.pk), backup]
    note(task, person, backup)
    return backup


def fit_backup(task: Task, person: Any) -> Any:
    """The B-role of `person`, unless R3 keeps them from this task or they are away themselves."""
    return None if person.backup_id in task.barred else present(person.backup_id)


def note(task: Task, person: Any, backup: Any) -> None:
    item, case = task.process.case_item, task.process.case
    current().note(
        item.stream if item else case.stream,
        "task.backup",
        subject=case.number,
        text=backup.name,
        data={
            "step": task.step_name,
            "item": item.code if item else "",
            "a_role": person.username,
            "b_role": backup.username,
            "away": person.away,
        },
    )
