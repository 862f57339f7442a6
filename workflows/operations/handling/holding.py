"""Take a task from the queue, and give it back."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from portal.errors import Conflict, Forbidden
from services.cases.states import ItemState
from workflows.acting import acting
from workflows.casework import effects
from workflows.models import APPLICANT_KINDS, Task, TaskKind
from workflows.people.permission import require_may_release


def claim(task: Task, *, actor: Any) -> Task:
    """Hold the task. Of two at once one wins; the other reads who did (AlreadyClaimed)."""
    with acting(task, actor) as act:
        if act.task.owner_id == actor.pk:
            return act.task
        activation = act.task.flow_task.activation_class(act.task)
        activation.assign(actor)
        if act.task.kind == TaskKind.STEP and act.item is not None and act.item.state == ItemState.ACCEPTED:
            effects.move_item(act.item, act.case, ItemState.IN_REVIEW)
        act.note("task.claimed")
        return act.task


def release(task: Task, *, actor: Any) -> Task:
    """Put the task back into the queue: one's own, or one of the department one answers for."""
    with acting(task, actor, permit=require_may_release) as act:
        if act.task.kind in APPLICANT_KINDS:
            raise Forbidden(_("This waits for you personally and cannot be put back."))
        if act.task.owner_id is None:
            raise Conflict(_("Nobody holds this task; it is in the queue already."), code="not_claimed")
        act.task.flow_task.activation_class(act.task).unassign()
        act.note("task.released")
        return act.task
