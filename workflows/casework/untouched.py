"""What stands in the way of taking an act back: somebody has acted on what followed from it (R9).

One check for each act, by the name `act_of` gives it. Reads only; `operations.second_thoughts.recalling` asks the same
questions under the locks and then undoes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.errors import Conflict
from services.cases.models import Case, CaseItem, Meeting, Opinion
from services.cases.states import ITEM_ENDED, CaseState, Decision, ItemState
from workflows.casework.conflicts import SETTLED
from workflows.engine.joining import FanOut
from workflows.models import APPLICANT_KINDS, Process, Task, TaskKind

# Outcomes of tasks that ended without anybody having done anything.
UNDONE = frozenset({"cancelled", "recalled"})


class GoneOn(Conflict):
    """Somebody has acted on it already, or the day is over."""

    code = "gone_on"


Check = Callable[[Task, Case, CaseItem | None], None]


def moment_of(task: Task) -> datetime:
    """When the act was done, as its change knows it: what it closed has closed since."""
    said = Opinion.objects.filter(task_id=task.pk, action=task.outcome).order_by("-pk").first()
    assert task.finished is not None
    return said.created_at if said is not None else task.finished


# ---- at the window ------------------------------------------------------------------------


def after_acceptance(task: Task, case: Case, item: CaseItem | None) -> None:
    require_case(case, CaseState.IN_PROGRESS)
    untouched(Task.objects.filter(case=case, case_item__isnull=False).exclude(outcome__in=UNDONE))
    if case.items.exclude(decision="").exists():
        raise GoneOn(_("An item has been decided since, so the acceptance stands."))


def after_notice(task: Task, case: Case, item: CaseItem | None) -> None:
    require_case(case, CaseState.CORRECTING)
    if not Task.objects.filter(previous=task, finished=None).exists():
        raise GoneOn(_("The applicant has answered already, so the notice stands."))
    if case.corrections.exclude(extended_at=None).exists():
        raise GoneOn(_("The applicant has asked for more time already, so the notice stands."))


def after_refusal(task: Task, case: Case, item: CaseItem | None) -> None:
    """The applicant was told where to apply instead, and may have done so."""
    require_case(case, CaseState.NOT_ACCEPTED)
    later = Case.objects.filter(
        applicant_id=case.applicant_id, matter_code=case.matter_code, submitted_at__gte=task.finished
    ).exclude(pk=case.pk)
    anew = later.order_by("pk").first()
    if anew is not None:
        raise GoneOn(
            _("%(applicant)s has applied anew since (%(number)s), so the refusal stands. Go on with the new case.")
            % {"applicant": case.applicant.name, "number": anew.number}
        )


def after_delivery(task: Task, case: Case, item: CaseItem | None) -> None:
    """Nothing has been opened, checked, confirmed or begun since."""
    require_case(case, CaseState.DELIVERED)
    read = case.documents.filter(kind="BJ").exclude(first_read_at=None).first()
    if read is not None:
        raise GoneOn(
            _(
                "“%(paper)s” has been opened since, so it is in %(applicant)s's hands. "
                "If it must not stand, the department that decided asks to void it."
            )
            % {"paper": read.name, "applicant": case.applicant.name}
        )
    again = case.items.filter(phase="main").exclude(state__in=ITEM_ENDED).first()
    if again is not None:
        raise GoneOn(_("“%(item)s” was handed in again since, so the handing over stands.") % {"item": again.title})
    first = min((one.pk for one in followers(task)), default=task.pk)
    untouched(Task.objects.filter(case=case, pk__gte=first).exclude(outcome__in=UNDONE))


# ---- at a department's own step -------------------------------------------------------------


def after_step(task: Task, case: Case, item: CaseItem | None) -> None:
    assert item is not None
    if Process.objects.filter(case_item=item, pk__gt=task.process_id, flow_class=task.process.flow_class).exists():
        raise GoneOn(_("The item was handed in again since, so the decision stands."))
    if task.decides:
        after_decision(task, case, item)
        return
    after_return(task, case, item)


def after_return(task: Task, case: Case, item: CaseItem | None) -> None:
    """Nobody has taken what the item was passed on or sent back to."""
    untouched(followers(task))
    require_item(item, ItemState.ACCEPTED, ItemState.IN_REVIEW, ItemState.COUNTERSIGNING)
    if Meeting.objects.filter(item=item, cancelled_at__gte=moment_of(task)).exists():
        raise GoneOn(
            _("A meeting was called off with it, and everybody has been told. Pass the item on, and invite anew.")
        )


def after_decision(task: Task, case: Case, item: CaseItem) -> None:
    """Nothing is handed over, nobody works on what the decision let begin, nothing fell with it."""
    require_item(item, ItemState.DECIDED)
    if item.documents.exclude(released_at=None).filter(kind="BJ").exists():
        raise GoneOn(_("The result has been handed over, so the decision stands."))
    require_case(case, CaseState.IN_PROGRESS, CaseState.DECIDED, CaseState.PARTLY_APPROVED)
    untouched(Task.objects.filter(case=case, kind=TaskKind.DELIVER, finished=None))
    untouched(Task.objects.filter(case_item=item, kind=TaskKind.CHECK).exclude(outcome__in=UNDONE))
    items = list(case.items.order_by("position"))
    for one in begun_by(item, items):
        untouched(tasks_of(one))
    lost = [one for one in items if item.code in one.soft and one.state == ItemState.CANCELLED and one.decision]
    if item.decision == Decision.DENIED and lost:
        raise GoneOn(
            _("The provisional result of “%(item)s” was taken back because of this decision, so it stands.")
            % {"item": lost[0].title}
        )


# ---- when departments are asked -------------------------------------------------------------


def after_answer(task: Task, case: Case, item: CaseItem | None) -> None:
    """An opinion, “not our duty”, or the ruling on it: nobody has taken up what came of it."""
    assert item is not None
    require_item(item, ItemState.COUNTERSIGNING, ItemState.IN_REVIEW)
    require_not_reconciled(task, item)
    untouched(followers(task))
    joined = join_after(task)
    if joined is not None:
        untouched(steps_after(joined))
        later = Task.objects.filter(process_id=task.process_id, kind=TaskKind.COUNTERSIGN, finished__gt=task.finished)
        if later.exclude(outcome__in=UNDONE).exists() or task.round != item.round:
            raise GoneOn(_("Other departments have answered since and the item has gone on, so your opinion stands."))
    elif item.state != ItemState.COUNTERSIGNING:
        passed = Task.objects.filter(process_id=task.process_id, kind=TaskKind.STEP, finished__gte=task.finished)
        untouched(passed.exclude(outcome__in=UNDONE))


def require_not_reconciled(task: Task, item: CaseItem) -> None:
    """Nobody has begun to bring the departments together, or rules on them, because of this answer (R50)."""
    rows = Task.objects.filter(case_item=item)
    matters = rows.filter(Q(kind=TaskKind.RECONCILE) | Q(kind=TaskKind.DUTY, data__has_key="conflict"))
    untouched(matters.filter(pk__gt=task.pk).exclude(outcome__in=UNDONE))
    # One that was open before the answer and was dealt with after it, not by it.
    untouched(matters.filter(pk__lt=task.pk, finished__gt=task.finished).exclude(outcome__in=UNDONE | {SETTLED}))
    if rows.filter(pk__gt=task.pk, kind=TaskKind.COUNTERSIGN, data__has_key="again").exists():
        raise GoneOn(_("The departments are being brought together already, so your opinion stands."))


# ---- what followed ------------------------------------------------------------------------


def followers(task: Task) -> list[Task]:
    """Everything the act created: the next step, or all who were asked at once and the join that waits for them."""
    found = list(Task.objects.filter(previous=task).exclude(outcome__in=UNDONE))
    asked = [one.pk for one in found if one.flow_task_type == FanOut.task_type]
    return found + list(Task.objects.filter(previous__in=asked).exclude(outcome__in=UNDONE)) if asked else found


def join_after(task: Task) -> Task | None:
    """The join of the countersigning that this answer, or one with it, concluded; None while it is open
    or was concluded before."""
    joins = Task.objects.filter(process_id=task.process_id, flow_task_type=FanOut.task_type)
    last = joins.exclude(status="CANCELED").order_by("-pk").first()
    if last is None or last.finished is None or task.finished is None:
        return None
    return last if last.finished >= task.finished else None


def steps_after(joined: Task) -> list[Task]:
    """What the join led to; not those it had asked."""
    return list(Task.objects.filter(previous=joined, kind=TaskKind.STEP).exclude(outcome__in=UNDONE))


def begun_by(item: CaseItem, items: Sequence[CaseItem]) -> list[CaseItem]:
    """Items that began because this one was approved."""
    return [one for one in items if item.code in one.needs and one.started_at is not None]


def tasks_of(item: CaseItem) -> Iterable[Task]:
    """The tasks of the item's running process, whoever they wait for."""
    rows = Task.objects.filter(case_item=item).exclude(outcome__in=UNDONE)
    return rows.exclude(process__status="CANCELED")


def untouched(tasks: Any) -> None:
    """Raise GoneOn naming who holds or has closed one of them."""
    for one in tasks.select_related("owner", "closed_by") if hasattr(tasks, "select_related") else tasks:
        if one.kind in APPLICANT_KINDS and one.finished is None:
            continue
        if one.finished is not None and (one.kind or one.flow_task_type == "AUTOMATIC"):
            who = one.closed_by.name if one.closed_by else _("the system")
            raise GoneOn(
                _("%(who)s has acted on it already (%(step)s), so it cannot be taken back. Ask for it to be sent back.")
                % {"who": who, "step": one.step_title}
            )
        if one.owner is not None:
            raise GoneOn(
                _("%(who)s is already working on it (%(step)s). Ask %(who)s to send it back to you.")
                % {"who": one.owner.name, "step": one.step_title}
            )


def require_item(item: CaseItem | None, *states: str) -> None:
    assert item is not None
    if item.state not in states:
        raise GoneOn(
            _("“%(item)s” is “%(state)s” by now, so this can no longer be taken back.")
            % {"item": item.title, "state": item.get_state_display()}
        )


def require_case(case: Case, *states: str) -> None:
    if case.state not in states:
        raise GoneOn(
            _("The case is “%(state)s” by now, so this can no longer be taken back.")
            % {"state": case.get_state_display()}
        )


CHECKS: Mapping[str, Check] = {
    "intake.accept": after_acceptance,
    "intake.notify_correction": after_notice,
    "intake.refuse": after_refusal,
    "deliver.deliver": after_delivery,
    "step.pass": after_step,
    "step.deny": after_step,
    "step.send_back": after_return,
    "countersign.agree": after_answer,
    "countersign.agree_with_conditions": after_answer,
    "countersign.disagree": after_answer,
    "countersign.not_my_duty": after_answer,
    "countersign.send_back": after_return,
    "duty.rule": after_answer,
}
