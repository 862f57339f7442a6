"""The ways back of the window's, a department's and a countersigner's acts (R9, R10).

Each takes back what one act changed, under the locks of the case and its items, after `workflows.casework.untouched`
has found nobody in the way.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.errors import DomainError
from services.cases.models import Case, CaseMaterial, Correction, Document, ProposedDefect
from services.cases.states import CaseState, Decision, ItemState
from workflows.acting import Acting
from workflows.casework import conflicts, holds, untouched
from workflows.casework.untouched import GoneOn
from workflows.models import Task, TaskKind
from workflows.queries.resubmission import fallen_with
from workflows.stages.settling import items_of
from workflows.stages.waking import follow_later

from . import restoring
from .restoring import Undone
from .revoking import drop_checks

# What stands beside a step and is not needed any more when it goes on.
ASIDE = (TaskKind.COUNTERSIGN, TaskKind.DUTY, TaskKind.OPINION)


def undo_notice(act: Acting, since: Any) -> Undone:
    case = act.case
    gone = restoring.take_away(untouched.followers(act.task), act.actor)
    notice = case.corrections.latest("round")
    Correction.every.filter(pk=notice.pk).update(recalled_at=act.change.at)
    for paper in case.documents.filter(number=notice.number):
        restoring.take_paper_back(paper, _("Taken back by the window."))
    for item in case.items.filter(state=ItemState.CORRECTING):
        restoring.put_item(item, case, ItemState.SUBMITTED, event="item.recalled")
    restoring.put_case(case, CaseState.SUBMITTED, event="case.recalled")
    ProposedDefect.objects.filter(case=case, defect__correction=notice).update(defect=None)
    heard = hear_again(case, notice.sent_at)
    return Undone(gone, said=[f"case.correction:{case.pk}:{notice.round}"], answers=heard)


def undo_acceptance(act: Acting, since: Any) -> Undone:
    case = act.case
    gone = []
    for item in case.items.order_by("position"):
        gone += restoring.unstart(item, case, ItemState.SUBMITTED, act.actor, event="item.recalled")
    restoring.take_away(untouched.followers(act.task), act.actor)
    for paper in case.documents.filter(issued_at=since, kind__in=(Document.Kind.ACCEPTANCE, Document.Kind.DEFERRAL)):
        undo_commitments(case, paper)
        restoring.take_paper_back(paper, _("Taken back by the window."))
    restoring.put_case(
        case,
        CaseState.SUBMITTED,
        event="case.recalled",
        accepted_at=None,
        due_at=None,
        yellow_at=None,
        due_provisional=False,
    )
    return Undone(gone, said=[f"case.accepted:{case.pk}:"], answers=hear_again(case, since))


def undo_commitments(case: Case, paper: Document) -> None:
    """Dates the window agreed on with the acceptance are not agreed any more."""
    codes = [one["code"] for one in paper.data.get("papers", [])]
    case.materials.filter(code__in=codes, status=CaseMaterial.Status.DEFERRED).update(
        status=CaseMaterial.Status.MISSING, deferred_until=None
    )


def undo_step(act: Acting, since: Any) -> Undone:
    item = act.item
    assert item is not None
    if act.task.decides:
        return undo_decision(act, since)
    gone = restoring.take_away(untouched.followers(act.task), act.actor)
    if item.state != ItemState.IN_REVIEW:
        restoring.put_item(item, act.case, ItemState.IN_REVIEW, event="item.recalled")
    ask_again(act, since)
    return Undone(gone)


def undo_decision(act: Acting, since: Any) -> Undone:
    """The item is undecided; what began with it has not begun, what fell with it waits again (R9, R14)."""
    item, case = act.item, act.case
    assert item is not None
    denied = item.decision == Decision.DENIED
    gone: list[int] = []
    if case.state != CaseState.IN_PROGRESS:
        gone += restoring.reopen_case(case, act.actor, event="case.recalled")
    items = items_of(case)
    keys = [f"item.denied:{case.pk}:{item.code}"] if denied else []
    if denied:
        keys += revive(act, items, item.code)
    else:
        for one in untouched.begun_by(item, items):
            gone += restoring.unstart(one, case, ItemState.WAITING, act.actor, event="item.recalled")
        hold_back(act, items, item.code)
    restoring.put_item(item, case, ItemState.IN_REVIEW, event="item.recalled", **restoring.UNDECIDED)
    for paper in item.documents.filter(kind=Document.Kind.RESULT, revoked_at=None):
        restoring.take_paper_back(paper, _("Taken back by the department."))
    keep_again(act, [item])
    drop_checks(item, act.change.at)
    restoring.reopen_process(act.task.process_id)
    ask_again(act, since)
    follow_later(case.pk)
    return Undone(gone, said=keys)


def revive(act: Acting, items: list[Any], code: str) -> list[str]:
    """Items cancelled because `code` was denied wait for it again. Returns the keys of what the applicant was told."""
    revived = fallen_with(code, items)
    for one in revived:
        restoring.back_to_waiting(one, act.case, event="item.recalled")
    keep_again(act, revived)
    return [f"item.cancelled:{act.case.pk}:{one.code}" for one in revived]


def hold_back(act: Acting, items: list[Any], code: str) -> None:
    """Results that became final because `code` was approved are provisional again (R14)."""
    for one in items:
        final = one.state == ItemState.DECIDED and one.decision == Decision.APPROVED and not one.provisional
        if code in one.soft and final:
            type(one).objects.filter(pk=one.pk).update(provisional=True)
            one.provisional = True
            one.documents.filter(revoked_at=None).update(provisional=True)
            data = {"item": one.code}
            act.change.note(one.stream, "item.provisional_again", subject=act.case.number, data=data)


def keep_again(act: Acting, items: list[Any]) -> None:
    """What the items kept, like a venue, is kept again. Raises GoneOn when it has gone to somebody else."""
    try:
        holds.take(items, act.case)
    except DomainError as error:
        raise GoneOn(
            _("What was kept for this has gone to somebody else meanwhile: %(problem)s") % {"problem": error.detail}
        ) from error


def undo_answer(act: Acting, since: Any) -> Undone:
    """An opinion, “not our duty” or the ruling on it: the question is open again, with the round it concluded."""
    item = act.item
    assert item is not None
    gone = restoring.take_away(untouched.followers(act.task), act.actor)
    # One that was open before stays: its department brings together whoever is still against it (R50).
    matters = conflicts.open_matters(item)
    brought = [one for one in matters if one.pk > act.task.pk and one.created >= since]
    gone += restoring.take_away(brought, act.actor)
    forget(act.task, "suggest", "reason", "to")
    joined = untouched.join_after(act.task)
    if joined is not None:
        gone += open_round_again(act, joined, since)
    return Undone(gone)


def open_round_again(act: Acting, joined: Task, since: Any) -> list[int]:
    """The join waits again, and everybody whose answer was not needed any more."""
    item = act.item
    assert item is not None
    gone = restoring.take_away(untouched.steps_after(joined), act.actor)
    restoring.reopen_waiting(joined)
    if item.state != ItemState.COUNTERSIGNING:
        restoring.put_item(item, act.case, ItemState.COUNTERSIGNING, event="item.recalled")
    ask_again(act, since)
    return gone


def forget(task: Task, *names: str) -> None:
    """What the act wrote on its own task did not happen."""
    if any(name in task.data for name in names):
        task.data = {key: value for key, value in task.data.items() if key not in names}
        task.save(update_fields=["data"])


def ask_again(act: Acting, since: Any) -> None:
    """Opinions and requests that were no longer needed after the act are needed again."""
    unneeded = Q(outcome="cancelled", kind__in=ASIDE)
    # Departments that agreed by this act alone are to be brought together again (R50).
    unneeded |= Q(outcome=conflicts.SETTLED, kind=TaskKind.RECONCILE)
    dropped = Task.objects.filter(unneeded, process_id=act.task.process_id, finished__gte=since)
    restoring.reopen_all(act, dropped.exclude(pk=act.task.pk))


def hear_again(case: Case, since: Any) -> list[str]:
    """What departments had named stands before the window again. Returns the keys of what they were told."""
    rows = ProposedDefect.objects.filter(case=case, left_out_at=since)
    keys = [f"defect.left_out:{pk}" for pk in rows.values_list("pk", flat=True)]
    rows.update(left_out_at=None)
    return keys
