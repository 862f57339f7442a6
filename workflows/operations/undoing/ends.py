"""The ways back of what ended a case at the window: it was not accepted, or its results were handed over (R9)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from services.cases.models import Case, CaseItem, Document
from services.cases.states import CaseState, ItemState
from workflows.acting import Acting
from workflows.casework import effects, untouched
from workflows.models import Process, Task, TaskKind

from . import restoring
from .ordinary import hear_again, keep_again
from .restoring import Undone


def undo_refusal(act: Acting, since: Any) -> Undone:
    """The application waits at the window again, with everything it had kept."""
    case = act.case
    refused = list(case.items.filter(state=ItemState.NOT_ACCEPTED).order_by("position"))
    for item in refused:
        restoring.put_item(item, case, ItemState.SUBMITTED, event="item.recalled")
    restoring.put_case(case, CaseState.SUBMITTED, event="case.recalled", state_reason="", closed_at=None)
    keep_again(act, refused)
    for paper in case.documents.filter(kind=Document.Kind.REFUSAL, issued_at=since):
        restoring.take_paper_back(paper, _("Taken back by the window."))
    restoring.reopen_process(act.task.process_id)
    debts = Task.objects.filter(
        process_id=act.task.process_id, kind=TaskKind.OWED, outcome="cancelled", finished__gte=since
    )
    restoring.reopen_all(act, debts)
    return Undone(said=[f"case.not_accepted:{case.pk}:"], answers=hear_again(case, since))


def undo_delivery(act: Acting, since: Any) -> Undone:
    """The results are at the window again; nobody has opened them, so nobody has them."""
    case = act.case
    gone = restoring.take_away(untouched.followers(act.task), act.actor)
    items = list(case.items.order_by("position"))
    for item in items:
        if item.phase == "post":
            gone += close_again(item, act)
        elif item.state == ItemState.DELIVERED:
            restoring.put_item(item, case, ItemState.DECIDED, event="item.recalled")
    Document.objects.filter(case=case, released_at=since).update(released_at=None)
    state = effects.outcome_of([item for item in items if item.phase == "main"])
    restoring.put_case(case, state, event="case.recalled", state_reason="", delivered_at=None)
    later = [f"task.papers:{case.pk}:{item.code}" for item in items if item.phase == "post"]
    return Undone(gone, said=[f"case.delivered:{case.pk}:", *later])


def close_again(item: CaseItem, act: Acting) -> list[int]:
    """What begins after the event has not begun: its process ends untouched."""
    case: Case = act.case
    if item.state != ItemState.WAITING:
        return restoring.unstart(item, case, ItemState.WAITING, act.actor, event="item.recalled")
    running = Process.objects.filter(case_item=item, status="NEW")
    gone = restoring.take_away(Task.objects.filter(process__in=running, finished=None), act.actor)
    running.update(status="CANCELED", finished=act.change.at)
    return gone
