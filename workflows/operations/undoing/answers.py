"""The ways back of a head's answer: the request is open again, clock and dates are as before (R26, R29, R37)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from services.cases.models import CaseItem, Correction, Document, Pause
from services.cases.states import ItemState
from workflows.acting import Acting
from workflows.casework import given_answers, ledger, untouched
from workflows.stages.waking import follow_later

from . import restoring
from .ordinary import forget
from .restoring import Undone


def undo_request_refused(act: Acting, since: Any) -> Undone:
    """Whoever asked reads that the answer is open again."""
    return Undone(answers=[f"request.refused:{act.task.pk}:"])


def undo_voiding_refused(act: Acting, since: Any) -> Undone:
    restoring.reopen_process(act.task.process_id)
    return Undone(answers=[f"voiding.refused:{act.task.pk}:"])


def undo_suspension(act: Acting, since: Any) -> Undone:
    """The clock was never stopped: the pause stays on record and leaves nothing out (R26, R27)."""
    item, pause = stopped(act)
    withdraw_pause(act, item, pause)
    withdraw_papers(act, item, Document.Kind.PROCEDURE, since)
    return Undone(said=[f"item.suspended:{act.case.pk}:{item.code}:{pause.pk}"], people=[act.task.data["asker"]])


def undo_second_notice(act: Acting, since: Any) -> Undone:
    """The applicant need not answer, and the item's clock was never stopped (R37)."""
    item, pause = stopped(act)
    gone = restoring.take_away(untouched.followers(act.task), act.actor)
    Correction.every.filter(pk=act.task.data["notice"]).update(recalled_at=act.change.at)
    forget(act.task, "notice")
    withdraw_pause(act, item, pause)
    withdraw_papers(act, item, Document.Kind.CORRECTION, since)
    return Undone(gone, said=[f"item.second_notice:{act.case.pk}:{item.code}"], people=[act.task.data["asker"]])


def stopped(act: Acting) -> tuple[CaseItem, Pause]:
    pause = given_answers.pause_of(act.task)
    assert act.item is not None and pause is not None
    return act.item, pause


def withdraw_pause(act: Acting, item: CaseItem, pause: Pause) -> None:
    pause.recalled_at = pause.ended_at = act.change.at
    pause.save(update_fields=["recalled_at", "ended_at"])
    state = act.task.data.get("before", ItemState.IN_REVIEW)
    ledger.wind(item, act.case, ledger.pauses_of(item))
    restoring.put_item(item, act.case, state, event="item.pause_recalled", paused_at=None, **ledger.columns(item))
    plan_again(act, item)


def undo_extension(act: Acting, since: Any) -> Undone:
    """The limit is what it was, and may be extended once (R29)."""
    item = act.item
    assert item is not None and item.due_at is not None
    before, days = item.due_at, item.extended_days
    item.extended_days, item.extension_reason = 0, ""
    ledger.wind(item, act.case, ledger.pauses_of(item))
    item.save(update_fields=["extended_days", "extension_reason", *ledger.MOMENTS])
    data = {"before": before.isoformat(), "after": item.due_at.isoformat(), "days": days}
    act.note("item.extension_recalled", data=data)
    plan_again(act, item)
    withdraw_papers(act, item, Document.Kind.EXTENSION, since)
    return Undone(said=[f"item.extended:{act.case.pk}:{item.code}"], people=[act.task.data["asker"]])


def plan_again(act: Acting, item: CaseItem) -> None:
    """The open step has its own limit and alarms as they were; the case's due moment follows."""
    ledger.replan(item, act.case, ledger.pauses_of(item), act.change.at)
    follow_later(act.case.pk)


def withdraw_papers(act: Acting, item: CaseItem, kind: str, since: Any) -> None:
    for paper in act.case.documents.filter(item=item, kind=kind, issued_at=since):
        restoring.take_paper_back(paper, _("Taken back by the department."))
