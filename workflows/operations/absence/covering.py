"""The B-role receives what the A-role has not taken, or left behind when going away (R52).

Only the system does this: an alarm half a working day after dispatch, and a sweep that follows
the absences people record. What was held before an absence began goes back first.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from departments.org.cover import absences
from departments.org.models import Absence
from departments.org.operations import end_absence, record_absence
from workflows.acting import Acting, TaskClosed, acting_as_system
from workflows.models import APPLICANT_KINDS, Task
from workflows.people import covers
from workflows.words import telling, wording

__all__ = ["cover_absences", "end_absence", "leave", "pass_to_backup"]


def leave(person: Any, *, starts: datetime, ends: datetime, actor: Any, reason: str = "") -> Absence:
    """Record the absence, and let the B-role have what waits when it begins now. Raises as `record_absence`."""
    absence = record_absence(person, starts=starts, ends=ends, actor=actor, reason=reason)
    # After the commit: tasks are locked one by one, each in its own transaction.
    cover_absences()
    return absence


def pass_to_backup(act: Acting) -> None:
    """Nobody has signed in within half a working day: the B-role has the task too, and is told once (R52)."""
    task = act.task
    if task.owner_id is not None or task.stand_in_id is not None or task.a_role_id is None:
        return
    free = covers.free_holders(task)
    # Duties may have changed since: several holders cover each other, and none means R3 has found its own way.
    if [one.pk for one in free] != [task.a_role_id] or free[0].backup_id is None:
        return
    backup = covers.hand_over(task, free[0])
    if backup is None:
        return
    task.save(update_fields=["stand_in"])
    telling.tell_task(task, wording.BACKUP, [backup], principal=free[0].name)


def cover_absences(limit: int = 200) -> int:
    """What people who are away now would have to do goes to their B-role. Returns how many tasks moved."""
    gone = absences(timezone.now())
    held = Task.objects.filter(
        finished=None, owner__absences__in=gone, assigned__lt=F("owner__absences__starts")
    ).exclude(kind__in=["", *APPLICANT_KINDS])
    moved = sum(leave_behind(task) for task in held.order_by("pk").distinct()[:limit])
    waiting = Task.objects.filter(finished=None, owner=None, stand_in=None, a_role__in=gone.values("person_id"))
    return moved + sum(receive(task) for task in waiting.select_related("case_item").order_by("pk")[:limit])


def leave_behind(task: Task) -> bool:
    """Put a task back that its holder left behind: the department can take it again, the B-role has it."""
    try:
        with acting_as_system(task) as act:
            if act.task.owner_id != task.owner_id:
                return False
            act.note("task.left_behind", text=act.task.owner.name)
            act.task.flow_task.activation_class(act.task).unassign()
    except TaskClosed:
        return False
    return True


def receive(task: Task) -> bool:
    """The A-role is away and lets nobody act for them: the B-role has the task at once."""
    free = covers.free_holders(task)
    if len(free) != 1 or free[0].delegate_ids or covers.fit_backup(task, free[0]) is None:
        return False
    try:
        with acting_as_system(task) as act:
            pass_to_backup(act)
    except TaskClosed:
        return False
    return True
