"""The ways back of a return and of leaving a department out: what counted no more counts again (R9, R45, R47)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from portal import notices
from services.cases.models import Opinion
from services.cases.states import ItemState
from workflows.acting import Acting
from workflows.casework import ballot, given_answers, untouched
from workflows.engine import joining
from workflows.models import Task, TaskKind
from workflows.words import telling, wording

from . import restoring
from .ordinary import ask_again, forget, open_round_again
from .restoring import Undone


def undo_return(act: Acting, since: Any) -> Undone:
    """The item is where it was: at the step, or with the departments that were being asked."""
    item = act.item
    assert item is not None
    gone = restoring.take_away(untouched.followers(act.task), act.actor)
    stand_again(act, act.task.data.get("voided", []))
    forget(act.task, "to", "voided")
    if act.task.kind == TaskKind.COUNTERSIGN:
        restoring.reopen_waiting(closed_join(act, since))
        restoring.put_item(item, act.case, ItemState.COUNTERSIGNING, event="item.recalled")
        questions_again(act, since, "returned")
    elif item.state != ItemState.IN_REVIEW:
        restoring.put_item(item, act.case, ItemState.IN_REVIEW, event="item.recalled")
    ask_again(act, since)
    return Undone(gone)


def closed_join(act: Acting, since: Any) -> Task:
    """The round the return broke off."""
    joins = Task.objects.filter(process_id=act.task.process_id, flow_task_type=joining.FanOut.task_type)
    found: Task = joins.filter(status="CANCELED", finished__gte=since).latest("pk")
    return found


def undo_removal(act: Acting, since: Any) -> Undone:
    """The department takes part again; its dissent counts, its open question waits, its round goes on."""
    joined = given_answers.join_concluded(act.task, since)
    stand_again(act, act.task.data.get("voided", []))
    forget(act.task, "voided")
    questions_again(act, since, ballot.REMOVED)
    gone = open_round_again(act, joined, since) if joined is not None else []
    ask_again(act, since)
    return Undone(gone)


def questions_again(act: Acting, since: Any, outcome: str) -> None:
    """Questions the act took back wait for their answer again; whoever held one is told."""
    kinds = (TaskKind.COUNTERSIGN, TaskKind.RECONCILE, TaskKind.DUTY)
    rows = Task.objects.filter(
        case_item=act.item, kind__in=kinds, outcome=outcome, finished__gte=since, void=""
    ).exclude(pk=act.task.pk)
    for row in restoring.reopen_all(act, rows):
        forget(row, "taken_back_by", "removed_because")
        tell_again(
            act, row, wording.QUESTION_AGAIN, [f"countersign.taken_back:{row.pk}:", f"countersign.removed:{row.pk}:"]
        )


def stand_again(act: Acting, task_ids: Iterable[int]) -> None:
    """These decisions count again; their authors are told, and what silence left owed is owed again (R48)."""
    ids = list(task_ids)
    for fallen in Task.objects.filter(pk__in=ids):
        forget(fallen, "removed_because")
    Task.objects.filter(pk__in=ids).update(void="")
    Opinion.every.filter(task_id__in=ids).exclude(voided_at=None).update(voided_at=None, voided_because="")
    for row in Task.objects.filter(pk__in=ids, kind=TaskKind.COUNTERSIGN).select_related("closed_by"):
        row.case = act.case
        tell_again(act, row, wording.SIGNATURE_STANDS, [f"countersign.void:{row.pk}:"])
    owed = Task.objects.filter(case_item=act.item, kind=TaskKind.FORMAL, data__silent__in=ids, outcome="cancelled")
    for formal in restoring.reopen_all(act, owed):
        restoring.reopen_process(formal.process_id)


def tell_again(act: Acting, row: Task, words: Any, keys: list[str]) -> None:
    """Whoever read that their answer is not needed, or counts no more, reads that it does."""
    mark = f"recalled:{act.task.pk}:{act.change.at:%Y%m%d%H%M%S}"
    ids = notices.retract(keys=keys, mark=mark) - {act.actor.pk}
    people = type(act.actor).objects.filter(pk__in=ids)
    telling.tell_task(row, words, people, key=mark, actor=act.actor.name)
