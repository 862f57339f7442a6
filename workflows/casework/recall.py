"""Taking back one's own act: which acts, until when, and what stands in the way (R9, R10).

Reads only; `operations.second_thoughts.recalling` asks the same questions under the locks and then undoes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from portal.errors import Conflict
from portal.worktime import effective_start, end_of_day
from services.cases.models import Case, CaseItem, Opinion
from services.cases.states import CaseState, Decision, ItemState
from workflows.engine.joining import FanOut
from workflows.models import APPLICANT_KINDS, Process, Task, TaskKind
from workflows.timing import clocks

RECALLABLE: Mapping[str, frozenset[str]] = {
    TaskKind.INTAKE: frozenset({"accept", "notify_correction"}),
    TaskKind.STEP: frozenset({"pass", "deny"}),
    TaskKind.COUNTERSIGN: frozenset({"agree", "agree_with_conditions", "disagree"}),
}
# Outcomes of tasks that ended without anybody having done anything.
UNDONE = frozenset({"cancelled", "recalled"})


class GoneOn(Conflict):
    """Somebody has acted on it already, or the day is over."""

    code = "gone_on"


@dataclass(frozen=True)
class Offer:
    """An act its author may take back, and until when."""

    task: Task
    until: datetime


def is_recallable(task: Task) -> bool:
    return task.finished is not None and task.outcome in RECALLABLE.get(task.kind, frozenset())


def until_of(task: Task, case: Case) -> datetime:
    """The end of the working day of the act; or so many minutes after it, where the house says so."""
    assert task.finished is not None
    if settings.RECALL_MINUTES:
        return task.finished + timedelta(minutes=settings.RECALL_MINUTES)
    table = clocks.table(case.calendar_code)
    return end_of_day(table.local(effective_start(task.finished, table)).date(), table)


def offer_of(task: Task, user: Any, now: datetime) -> Offer | None:
    """What the author may still take back; None for everybody and everything else. A few statements
    for the author of an act of today, none for others."""
    if not is_recallable(task) or task.closed_by_id != user.pk:
        return None
    until = until_of(task, task.case)
    if now > until:
        return None
    try:
        require_untouched(task, task.case, task.case_item)
    except Conflict:
        return None
    return Offer(task, until)


def moment_of(task: Task) -> datetime:
    """When the act was done, as its change knows it: what it closed has closed since."""
    said = Opinion.objects.filter(task_id=task.pk, action=task.outcome).order_by("-pk").first()
    assert task.finished is not None
    return said.created_at if said is not None else task.finished


def require_untouched(task: Task, case: Case, item: CaseItem | None) -> None:
    """Raise GoneOn when anybody has acted on what followed from this act."""
    CHECKS[task.kind, task.outcome](task, case, item)


# ---- one check for each kind of act -----------------------------------------------------


def after_acceptance(task: Task, case: Case, item: CaseItem | None) -> None:
    require_case(case, CaseState.IN_PROGRESS)
    untouched(Task.objects.filter(case=case, case_item__isnull=False).exclude(outcome__in=UNDONE))
    if case.items.exclude(decision="").exists():
        raise GoneOn(_("An item has been decided since, so the acceptance stands."))


def after_notice(task: Task, case: Case, item: CaseItem | None) -> None:
    require_case(case, CaseState.CORRECTING)
    if not Task.objects.filter(previous=task, finished=None).exists():
        raise GoneOn(_("The applicant has answered already, so the notice stands."))


def after_step(task: Task, case: Case, item: CaseItem | None) -> None:
    assert item is not None
    if Process.objects.filter(case_item=item, pk__gt=task.process_id, flow_class=task.process.flow_class).exists():
        raise GoneOn(_("The item was handed in again since, so the decision stands."))
    if task.decides:
        after_decision(task, case, item)
        return
    require_item(item, ItemState.ACCEPTED, ItemState.IN_REVIEW, ItemState.COUNTERSIGNING)
    untouched(followers(task))


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


def after_answer(task: Task, case: Case, item: CaseItem | None) -> None:
    assert item is not None
    require_item(item, ItemState.COUNTERSIGNING, ItemState.IN_REVIEW)
    require_not_reconciled(task, item)
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
    since = Task.objects.filter(case_item=item, pk__gt=task.pk)
    matters = since.filter(Q(kind=TaskKind.RECONCILE) | Q(kind=TaskKind.DUTY, data__has_key="conflict"))
    untouched(matters.exclude(outcome__in=UNDONE))
    if since.filter(kind=TaskKind.COUNTERSIGN, data__has_key="again").exists():
        raise GoneOn(_("The departments are being brought together already, so your opinion stands."))


CHECKS: Mapping[tuple[str, str], Callable[[Task, Case, CaseItem | None], None]] = {
    (TaskKind.INTAKE, "accept"): after_acceptance,
    (TaskKind.INTAKE, "notify_correction"): after_notice,
    (TaskKind.STEP, "pass"): after_step,
    (TaskKind.STEP, "deny"): after_step,
    (TaskKind.COUNTERSIGN, "agree"): after_answer,
    (TaskKind.COUNTERSIGN, "agree_with_conditions"): after_answer,
    (TaskKind.COUNTERSIGN, "disagree"): after_answer,
}


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


def require_item(item: CaseItem, *states: str) -> None:
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
