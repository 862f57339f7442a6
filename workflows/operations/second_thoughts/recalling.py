"""Taking back one's own act while nobody has acted on it: task and state are as before, the record keeps both.

Lock order: the case, then its items one by one; so a colleague's claim of what followed comes either
before, and the act stands, or after, and the colleague reads that it was taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from portal import notices
from portal.accounts.models import User
from portal.errors import Conflict, DomainError, Forbidden
from services.cases.models import Case, CaseMaterial, Correction, Document, Opinion
from services.cases.states import CaseState, Decision, ItemState
from workflows import flows
from workflows.acting import Acting, already_done, read_locked
from workflows.casework import conflicts, holds, recall
from workflows.casework.recall import GoneOn
from workflows.engine.change import change
from workflows.models import Process, Task, TaskKind
from workflows.operations.undoing import restoring
from workflows.operations.undoing.revoking import drop_checks
from workflows.operations.undoing.stopping import lock_items
from workflows.people import standing_in
from workflows.people.permission import require_duty
from workflows.queries.resubmission import fallen_with
from workflows.stages.settling import items_of
from workflows.stages.waking import follow_later
from workflows.words import telling, wording
from workflows.words.outcomes import outcome_label


class NotYours(Forbidden):
    """Only who did it takes it back."""

    code = "not_yours"


class NotRecallable(Conflict):
    """This kind of act has taken effect outside, or the task is open."""

    code = "not_recallable"


def recall_act(task: Task, *, actor: Any, key: str = "") -> Case:
    """Take back what `actor` did on `task`. Raises NotYours, NotRecallable or GoneOn; then nothing has changed."""
    with locked(task, actor) as act:
        if key and already_done(act.task, actor, f"recall:{key}", {}):
            return act.case
        require_own_recent(act)
        standing_in.begin(act.change, act.task, actor)
        recall.require_untouched(act.task, act.case, act.item)
        undo(act)
        return act.case


@contextmanager
def locked(task: Task, actor: Any) -> Iterator[Acting]:
    """The case and every item of it held, the task read again."""
    process = Process.objects.filter(case_id=task.case_id, case_item=None).only("pk").latest("pk")
    with flows.CaseFlow.lock(process.pk), change(actor) as opened:
        lock_items(Case(pk=task.case_id))
        with task.flow_task.flow_class.lock(task.process_id):
            fresh = read_locked(task)
            yield Acting(fresh, fresh.case, fresh.case_item, opened, actor)


def require_own_recent(act: Acting) -> None:
    task = act.task
    if task.closed_by_id != act.actor.pk:
        raise NotYours(_("Only who did this can take it back. Write to them, or ask for it to be sent back."))
    if not recall.is_recallable(task):
        raise NotRecallable(
            _("“%(outcome)s” cannot be taken back. If it was wrong, write on the case page; the record keeps both.")
            % {"outcome": outcome_label(task.outcome)}
        )
    if act.change.at > recall.until_of(task, act.case):
        raise GoneOn(_("An act can be taken back on the same working day only. Ask for it to be sent back instead."))
    require_duty(task, act.actor)


def undo(act: Acting) -> None:
    task, outcome = act.task, act.task.outcome
    since = recall.moment_of(task)
    gone, keys = UNDOING[task.kind](act, since)
    Opinion.every.filter(task_id=task.pk, action=outcome, recalled_at=None).update(recalled_at=act.change.at)
    restoring.reopen(task, act.actor)
    act.note("task.recalled", text=outcome_label(outcome), data={"outcome": outcome})
    tell(act, outcome, gone, keys)


def tell(act: Acting, outcome: str, gone: list[int], keys: list[str]) -> None:
    """Told to those who were told: whom the act brought a task, and the applicant where a message went out."""
    mark = f"recalled:{act.task.pk}:{act.change.at:%Y%m%d%H%M%S}"
    staff = notices.retract(urls=[f"/desk/task/{pk}/" for pk in gone], mark=mark) - {act.actor.pk}
    said = {"actor": act.actor.name, "outcome": outcome_label(outcome)}
    people = User.objects.filter(pk__in=staff - {act.case.applicant_id})
    telling.tell_people(act.case, wording.RECALLED, people, key=f"task.{mark}", step=act.task.step_title, **said)
    if notices.retract(keys=keys, mark=mark):
        department = act.task.department.title if act.task.department else ""
        what = act.item.title if act.item else act.case.title
        telling.tell_applicant(
            act.case, wording.RECALLED_APPLICANT, key=mark, department=department, what=what, outcome=said["outcome"]
        )


# ---- one way back for each kind of act ------------------------------------------------------
# Each returns the ids of the tasks that are gone, and the keys of what the applicant was told.


def undo_intake(act: Acting, since: Any) -> tuple[list[int], list[str]]:
    if act.task.outcome == "notify_correction":
        return undo_notice(act)
    return undo_acceptance(act, since)


def undo_notice(act: Acting) -> tuple[list[int], list[str]]:
    case = act.case
    gone = restoring.take_away(recall.followers(act.task), act.actor)
    notice = case.corrections.latest("round")
    Correction.every.filter(pk=notice.pk).update(recalled_at=act.change.at)
    for paper in case.documents.filter(number=notice.number):
        restoring.take_paper_back(paper, _("Taken back by the window."))
    for item in case.items.filter(state=ItemState.CORRECTING):
        restoring.put_item(item, case, ItemState.SUBMITTED, event="item.recalled")
    restoring.put_case(case, CaseState.SUBMITTED, event="case.recalled")
    return gone, [f"case.correction:{case.pk}:{notice.round}"]


def undo_acceptance(act: Acting, since: Any) -> tuple[list[int], list[str]]:
    case = act.case
    gone = []
    for item in case.items.order_by("position"):
        gone += restoring.unstart(item, case, ItemState.SUBMITTED, act.actor, event="item.recalled")
    restoring.take_away(recall.followers(act.task), act.actor)
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
    return gone, [f"case.accepted:{case.pk}:"]


def undo_commitments(case: Case, paper: Document) -> None:
    """Dates the window agreed on with the acceptance are not agreed any more."""
    codes = [one["code"] for one in paper.data.get("papers", [])]
    case.materials.filter(code__in=codes, status=CaseMaterial.Status.DEFERRED).update(
        status=CaseMaterial.Status.MISSING, deferred_until=None
    )


def undo_step(act: Acting, since: Any) -> tuple[list[int], list[str]]:
    item = act.item
    assert item is not None
    if act.task.decides:
        return undo_decision(act, since)
    gone = restoring.take_away(recall.followers(act.task), act.actor)
    if item.state != ItemState.IN_REVIEW:
        restoring.put_item(item, act.case, ItemState.IN_REVIEW, event="item.recalled")
    ask_again(act, since)
    return gone, []


def undo_decision(act: Acting, since: Any) -> tuple[list[int], list[str]]:
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
        for one in recall.begun_by(item, items):
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
    return gone, keys


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


def undo_answer(act: Acting, since: Any) -> tuple[list[int], list[str]]:
    item = act.item
    assert item is not None
    joined = recall.join_after(act.task)
    gone = restoring.take_away(conflicts.open_matters(item), act.actor)
    if joined is not None:
        gone += restoring.take_away(recall.steps_after(joined), act.actor)
        restoring.reopen_waiting(joined)
        if item.state != ItemState.COUNTERSIGNING:
            restoring.put_item(item, act.case, ItemState.COUNTERSIGNING, event="item.recalled")
        ask_again(act, since)
    return gone, []


def ask_again(act: Acting, since: Any) -> None:
    """Opinions and requests that were no longer needed after the act are needed again."""
    unneeded = Q(outcome="cancelled", kind__in=(TaskKind.COUNTERSIGN, TaskKind.DUTY))
    # Departments that agreed by this act alone are to be brought together again (R50).
    unneeded |= Q(outcome=conflicts.SETTLED, kind=TaskKind.RECONCILE)
    dropped = Task.objects.filter(unneeded, process_id=act.task.process_id, finished__gte=since)
    for one in dropped.exclude(pk=act.task.pk).select_related("process", "case", "case_item", "owner"):
        one.process.case, one.process.case_item = act.case, act.item
        restoring.reopen(one, one.owner)


UNDOING: dict[str, Callable[[Acting, Any], tuple[list[int], list[str]]]] = {
    TaskKind.INTAKE: undo_intake,
    TaskKind.STEP: undo_step,
    TaskKind.COUNTERSIGN: undo_answer,
}
