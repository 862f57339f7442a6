"""A decided result is voided: asked by the head who decided, confirmed by legal (R9). Never by one person alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.org.duties import holders
from portal.errors import Conflict, Forbidden, Invalid
from services.cases.models import Case, CaseItem, Opinion
from services.cases.states import ItemState
from workflows.acting import Acting, acting, lock_of, required_text
from workflows.asking import approvals
from workflows.casework import effects, holds
from workflows.engine.change import change
from workflows.models import Process, Task, TaskKind
from workflows.operations.heads.requests import AlreadyAsked, require_request
from workflows.operations.undoing import stopping
from workflows.operations.undoing.revoking import revoke_results
from workflows.people import assignment
from workflows.queries import voiding as queries
from workflows.void_flow import VoidFlow
from workflows.words import telling, wording

REASONS: Mapping[str, str | Promise] = {
    "false_papers": gettext_lazy("It was obtained with untrue papers or statements"),
    "rule_misapplied": gettext_lazy("The rule was applied wrongly"),
    "beyond_power": gettext_lazy("It was decided beyond one's power or not in the proper way"),
    "ground_gone": gettext_lazy("What it rested on is gone"),
    "other": gettext_lazy("Another reason"),
}


class NotVoidable(Conflict):
    """Only a result that stands can be voided."""

    code = "not_voidable"


def ask(case: Case, item_code: str, *, actor: Any, reason_code: str = "", reason: str = "") -> Task:
    """Ask legal to void the item's result. Nothing happens to it before the answer. Returns legal's task."""
    with lock_of(case), change(actor) as opened:
        fresh = Case.objects.select_related("applicant", "organisation").get(pk=case.pk)
        item = find_item(fresh, item_code)
        require_head(item, fresh, actor)
        require_voidable(item)
        texts = read_reason(reason_code, reason)
        result = item.snapshot.result.label
        process = VoidFlow.start.run(
            item=item,
            case=fresh,
            asker=actor.pk,
            content={**texts, "result": result},
            barred=sorted(kept_out(item, fresh, actor)),
        )
        task = Task.objects.select_related("department").get(process=process, kind=TaskKind.DUTY)
        Opinion.objects.create(
            case=fresh,
            item=item,
            task_id=task.pk,
            kind=TaskKind.DUTY,
            action="ask_voiding",
            department_id=item.department_id,
            author=actor,
            step=task.step_name,
            text=texts["reason"],
            reason_code=texts["reason_code"],
            created_at=opened.at,
        )
        opened.note(
            item.stream,
            "request.void",
            subject=fresh.number,
            department=item.definition.get("department", ""),
            text=texts["reason"],
            data={"item": item.code, "reason_code": texts["reason_code"]},
        )
        return task


def find_item(case: Case, code: str) -> CaseItem:
    item = case.items.select_related("department").filter(code=code).first()
    if item is None:
        problem = _("“%(code)s” is not part of this case.") % {"code": code}
        raise Invalid(problem, fields={"item": [problem]})
    item.case = case
    return item


def require_head(item: CaseItem, case: Case, actor: Any) -> None:
    if not queries.may_ask(item, actor, case):
        raise Forbidden(_("Only the head of the department that decided can ask for this; never in one's own case."))


def require_voidable(item: CaseItem) -> None:
    if not queries.is_voidable(item):
        raise NotVoidable(
            _("“%(item)s” is “%(state)s”: there is no result that could be voided.")
            % {"item": item.title, "state": item.get_state_display()}
        )
    if queries.is_asked(item):
        raise AlreadyAsked(_("This was asked for already. The legal department has it and will answer."))


def read_reason(reason_code: str, reason: str) -> dict[str, str]:
    """Reason code and text (R7). Raises Invalid naming what is missing."""
    texts = required_text({"reason": reason, "reason_code": reason_code}, "reason_code", "reason")
    if texts["reason_code"] not in REASONS:
        problem = _("Choose one of: %(known)s.") % {"known": ", ".join(REASONS)}
        raise Invalid(problem, fields={"reason_code": [problem]})
    return texts


def kept_out(item: CaseItem, case: Case, actor: Any) -> set[int]:
    """The second person is neither the first, nor the applicant, nor one who worked on the item (R3)."""
    deciders = {pk for pk in (item.decided_by_id, item.decided_for_id) if pk is not None}
    return {case.applicant_id, actor.pk} | deciders | assignment.handlers_of(item)


def confirm(task: Task, *, actor: Any, reason: str = "", key: str = "") -> Case:
    """Legal agrees: the result is void, what rests on it follows, the applicant is told how to object."""
    with lock_of(task.case):
        stopping.lock_items(task.case)
        with acting(task, actor, key=key, payload={"reason": reason}) as act:
            if act.repeated:
                return act.case
            require_request(act.task, approvals.VOID)
            act.opinion("approve_voiding", text=reason.strip())
            act.note("request.void_approved", text=reason.strip())
            void(act, act.task.data["content"])
            act.conclude("approve_voiding")
            return act.case


def void(act: Acting, content: dict[str, Any]) -> None:
    item, case = act.item, act.case
    assert item is not None
    if not queries.is_voidable(item):
        raise NotVoidable(_("The item has changed since this was asked. There is no result left to void."))
    rows = queries.consequences(item, case)
    revoke_results(item, reason=content["reason"], at=act.change.at, case=case)
    for row in rows:
        if row.effect == queries.CANCELLED and row.item.state != ItemState.WAITING:
            cancel(row.item, act)
        elif row.effect == queries.STANDS:
            tell_department(row.item, act)
    telling.tell_applicant(
        case,
        wording.ITEM_VOIDED,
        key=f"{item.code}:{act.task.pk}",
        item=item.name,
        reason=content["reason"],
        result=content["result"],
    )


def cancel(item: CaseItem, act: Acting) -> None:
    """What is being worked on rests on a result that is gone. What waits is cancelled by the coordinator."""
    case = act.case
    reason = _("A result this item needs was voided, so it was cancelled.")
    people = stopping.cancel_tasks(Task.objects.filter(case_item=item, finished=None), outcome="cancelled")
    Process.objects.filter(case_item=item, status="NEW").update(status="CANCELED", finished=act.change.at)
    item.pauses.filter(ended_at=None).update(ended_at=act.change.at)
    effects.move_item(item, case, ItemState.CANCELLED, reason=reason, paused_at=None)
    holds.release([item], case)
    telling.tell_applicant(case, wording.ITEM_CANCELLED, key=item.code, item=item.name, reason=reason)
    key = f"task.ground_gone:{case.pk}:{item.code}"
    stopping.tell_stopped(case, wording.GROUND_GONE, people, key=key, item=item.name)


def tell_department(item: CaseItem, act: Acting) -> None:
    """A decision that rests on what was voided stands until its own head thinks otherwise."""
    people = holders("approve", item.department_id)
    key = f"item.ground_voided:{act.task.pk}:{item.code}"
    assert act.item is not None
    telling.tell_people(act.case, wording.GROUND_VOIDED, people, key=key, item=item.name, voided=act.item.name)
