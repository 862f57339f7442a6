"""A whole case ends before its decision: every branch stops, each with its own consequence (R9, R14, R94).

Called under the lock of the case; items are locked in their order (docs/architecture.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from portal.accounts.models import User
from services.cases.models import Case, CaseItem, Document, Meeting, Pause
from services.cases.states import ItemState
from workflows.acting import bind
from workflows.casework import effects, holds, meetings
from workflows.engine import locks
from workflows.engine.change import Change
from workflows.models import APPLICANT_KINDS, Process, Task, TaskKind
from workflows.queries.withdrawal import REVOKED, STAYS, UNDONE, Branch, Withdrawal
from workflows.words import telling


def lock_items(case: Case) -> None:
    """Hold every running item of the case until the transaction ends."""
    locks.hold(Process.objects.filter(case=case, case_item__isnull=False, status="NEW"))


def stop_case(case: Case, plan: Withdrawal, opened: Change, *, state: str, outcome: str, reason: str) -> set[int]:
    """Carry out `plan`, read under the locks. `state` is what unfinished items become, `outcome` what their
    tasks are closed with. Returns the ids of those whose work or queue it was."""
    people = cancel_tasks(Task.objects.filter(case=case, finished=None), outcome=outcome)
    Process.objects.filter(case=case, status="NEW").update(status="CANCELED", finished=opened.at)
    end_results([one.item for one in plan.branches if one.effect in (REVOKED, UNDONE)], opened, reason)
    stopped = [one.item for one in plan.branches if one.effect not in (REVOKED, UNDONE, STAYS)]
    Pause.objects.filter(item__in=stopped, ended_at=None).update(ended_at=opened.at)
    for branch in plan.branches:
        end_branch(branch, case, state, reason)
    holds.release([one.item for one in plan.branches], case)
    return people


def end_results(items: list[CaseItem], opened: Change, reason: str) -> None:
    """What was decided and not yet handed over is valid no more."""
    if items:
        rows = Document.objects.filter(item__in=items, released_at=None, revoked_at=None)
        rows.update(revoked_at=opened.at, revoked_because=reason)


def end_branch(branch: Branch, case: Case, state: str, reason: str) -> None:
    if branch.effect in (REVOKED, STAYS):
        return
    if branch.effect == UNDONE:
        effects.move_item(branch.item, case, ItemState.CANCELLED, event="item.provisional_withdrawn", provisional=False)
        return
    effects.move_item(branch.item, case, state, reason=reason, paused_at=None)


def cancel_tasks(tasks: Any, *, outcome: str) -> set[int]:
    """Cancel open tasks; returns the ids of the people they waited for: holders, or who could have taken them."""
    people: set[int] = set()
    for task in tasks.select_related("process", "case", "case_item", "owner"):
        bind(task)
        if task.kind and task.kind not in APPLICANT_KINDS:
            people |= {one.pk for one in telling.able_people(task)}
        if task.kind == TaskKind.MEETING:
            call_off(task)
        task.outcome = outcome
        task.flow_task.activation_class(task).cancel()
    return people


def call_off(task: Task) -> None:
    """Nobody has to come to the appointment whose attendance this task was to record (R50)."""
    assert task.case_item is not None
    meeting = Meeting.objects.get(pk=task.data["which"])
    meetings.call_off(meeting, task.case_item, _("The item goes no further."))


def tell_stopped(case: Case, words: Any, people: Iterable[int], *, key: str, but: Any = None, **params: Any) -> None:
    """Tell those whose work it was, once each; not who did it."""
    ids = set(people) - ({but.pk} if but is not None else set())
    if ids:
        telling.tell_people(case, words, User.objects.filter(pk__in=ids), key=key, **params)


def items_again(case: Case) -> list[CaseItem]:
    """The items as they are under the locks."""
    return list(case.items.select_related("department").order_by("position"))
