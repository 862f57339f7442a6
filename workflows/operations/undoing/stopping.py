"""A whole case ends before its decision: every branch stops, each with its own consequence (R9, R14, R94).

Called under the lock of the case; items are locked one by one in their order (docs/architecture.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from portal.accounts.models import User
from services.cases.models import Case, CaseItem, Pause
from services.cases.states import ItemState
from workflows import flows
from workflows.acting import bind
from workflows.casework import effects, holds
from workflows.engine.change import Change
from workflows.models import APPLICANT_KINDS, Process, Task
from workflows.queries.withdrawal import REVOKED, STAYS, UNDONE, Branch, Withdrawal
from workflows.words import telling


def lock_items(case: Case) -> None:
    """Hold every running item of the case until the transaction ends."""
    running = Process.objects.filter(case=case, case_item__isnull=False, status="NEW").order_by("pk")
    for pk in running.values_list("pk", flat=True):
        with flows.ItemFlow.lock(pk):
            pass


def stop_case(case: Case, plan: Withdrawal, opened: Change, *, state: str, outcome: str, reason: str) -> set[int]:
    """Carry out `plan`, read under the locks. `state` is what unfinished items become, `outcome` what their
    tasks are closed with. Returns the ids of those whose work or queue it was."""
    people = cancel_tasks(Task.objects.filter(case=case, finished=None), outcome=outcome)
    Process.objects.filter(case=case, status="NEW").update(status="CANCELED", finished=opened.at)
    for branch in plan.branches:
        if branch.effect != STAYS:
            end_branch(branch, case, opened, state, reason)
    holds.release([one.item for one in plan.branches], case)
    return people


def end_branch(branch: Branch, case: Case, opened: Change, state: str, reason: str) -> None:
    item = branch.item
    if branch.effect in (REVOKED, UNDONE):
        item.documents.filter(released_at=None, revoked_at=None).update(revoked_at=opened.at, revoked_because=reason)
    if branch.effect == REVOKED:
        return
    if branch.effect == UNDONE:
        effects.move_item(item, case, ItemState.CANCELLED, event="item.provisional_withdrawn", provisional=False)
        return
    Pause.objects.filter(item=item, ended_at=None).update(ended_at=opened.at)
    effects.move_item(item, case, state, reason=reason, paused_at=None)


def cancel_tasks(tasks: Any, *, outcome: str) -> set[int]:
    """Cancel open tasks; returns the ids of the people they waited for: holders, or who could have taken them."""
    people: set[int] = set()
    for task in tasks.select_related("process", "case", "case_item", "owner"):
        bind(task)
        if task.kind and task.kind not in APPLICANT_KINDS:
            people |= {one.pk for one in telling.able_people(task)}
        task.outcome = outcome
        task.flow_task.activation_class(task).cancel()
    return people


def tell_stopped(case: Case, words: Any, people: Iterable[int], *, key: str, but: Any = None, **params: Any) -> None:
    """Tell those whose work it was, once each; not who did it."""
    ids = set(people) - ({but.pk} if but is not None else set())
    if ids:
        telling.tell_people(case, words, User.objects.filter(pk__in=ids), key=key, **params)


def items_again(case: Case) -> list[CaseItem]:
    """The items as they are under the locks."""
    return list(case.items.select_related("department").order_by("position"))
