"""Which acts a person is offered on a task now: theirs, those of whoever leads, or none."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from services.cases.states import ItemState
from workflows.asking import spoken
from workflows.casework import handover
from workflows.models import Task, TaskKind
from workflows.people.permission import may_act

from .acts import ACTS, LEADING, Act, known_to
from .consulting import asking, steering
from .handling import speaking
from .heads import extending
from .window import proposing


def available(task: Task, user: Any) -> list[Act]:
    """What this person may do with this task now; empty when closed, held by another, or not theirs."""
    led = steering.led(task) if steering.may_steer(task, user) else frozenset()
    if task.finished is None and not led and not may_act(task, user):
        if speaking.may_record(task, user):
            return [one for one in known_to(task) if one.action == spoken.SPOKEN and fits(one.action, task)]
        early = proposing.may_propose(task, user)
        return [one for one in ACTS[task.kind] if early and one.action in proposing.ACTIONS]
    own = is_theirs(task, user)
    return [one for one in known_to(task) if one.action in led or (own and possible(one.action, task))]


def possible(action: str, task: Task) -> bool:
    """What the task's own people may do with it now."""
    return action not in proposing.ACTIONS and fits(action, task)


def is_theirs(task: Task, user: Any) -> bool:
    """Whether the task waits for this person: open, their duty, and nobody else holds it."""
    if task.finished is not None or not may_act(task, user):
        return False
    return task.kind in (TaskKind.RESUPPLY, TaskKind.CONFIRM) or task.owner_id in (None, user.pk)


def fits(action: str, task: Task) -> bool:
    """Whether the act makes sense on this task now; the operation itself checks again."""
    if task.kind == TaskKind.CHECK:
        return (action in ("approve_false", "refuse_false")) == ("report" in task.data)
    if task.kind == TaskKind.COUNTERSIGN:
        return action not in LEADING and (action != "send_back" or steering.may_be_recalled(task))
    if task.kind != TaskKind.STEP:
        return True
    if action == "ask_opinion":
        return asking.may_ask(task)
    if action == "withdraw_question":
        return bool(task.data.get("questions"))
    if task.case_item is not None and task.case_item.state == ItemState.SUSPENDED:
        return action == "resume"
    if action == spoken.SPOKEN:
        return spoken.is_possible(task)
    if action == "deny":
        return task.decides
    if action == "send_back":
        return bool(task.step_no)
    if action == "call_meeting":
        # Only while they are being asked: through the step that asked, or one of the questions.
        return False
    if action in LEADING:
        return (
            steering.round_was_opened(task) if action == "remove_countersigner" else steering.has_countersigners(task)
        )
    if action == "extend":
        return task.case_item is not None and extending.is_possible(task.case_item)
    if action == "transfer":
        return handover.is_possible(task, timezone.now())
    return action != "resume"
