"""Ask the head, and answer as the head: one way for every request (R26, R29, R37)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from portal.errors import Conflict, Invalid
from services.cases.models import Case
from workflows import flows
from workflows.acting import Acting, acting, required_text
from workflows.asking import approvals
from workflows.models import Task
from workflows.words import telling, wording

# Carries out what was asked, under the lock of the item; raises a DomainError when it can no longer be done.
Grant = Callable[[Acting, dict[str, Any]], None]


class AlreadyAsked(Conflict):
    """The head has this request already and has not answered yet."""

    code = "already_asked"


def ask(act: Acting, request: str, content: dict[str, Any]) -> None:
    """Put the request before the head; the step stays with its holder."""
    item = act.item
    assert item is not None
    if any(approvals.request_of(one) == request for one in approvals.open_requests(item)):
        raise AlreadyAsked(_("This was asked for already. The head of the department has the request and will answer."))
    act.task.data = {**act.task.data, "asked": True}
    act.task.save(update_fields=["data"])
    step = act.task.flow_task.activation_class(act.task)
    data = {"request": request, "asker": act.actor.pk, "content": content}
    flows.ItemFlow.approval._create(step, act.task.token, data=data)
    act.note(f"request.{request}", text=str(content.get("reason", "")))


def approve(request: str, grant: Grant) -> Callable[..., Case]:
    """The act that grants `request`."""
    action = f"approve_{approvals.NOUNS[request]}"

    def do(task: Task, *, actor: Any, reason: str = "", key: str = "") -> Case:
        with acting(task, actor, key=key, payload={"reason": reason}) as act:
            if act.repeated:
                return act.case
            require_request(act.task, request)
            act.opinion(action, text=reason.strip())
            act.note(f"request.{request}_approved", text=reason.strip())
            act.task.data = {**act.task.data, "before": act.item.state if act.item else ""}
            grant(act, act.task.data["content"])
            act.conclude(action)
            return act.case

    return do


def refuse(request: str) -> Callable[..., Case]:
    """The act that refuses `request`, with a reason for whoever asked."""
    action = f"refuse_{approvals.NOUNS[request]}"

    def do(task: Task, *, actor: Any, reason: str = "", key: str = "") -> Case:
        with acting(task, actor, key=key, payload={"reason": reason}) as act:
            if act.repeated:
                return act.case
            require_request(act.task, request)
            texts = required_text({"reason": reason}, "reason")
            act.opinion(action, text=texts["reason"])
            act.note(f"request.{request}_refused", text=texts["reason"])
            act.conclude(action)
            tell_asker(act, texts["reason"])
            return act.case

    return do


def require_request(task: Task, request: str) -> None:
    if approvals.request_of(task) != request:
        problem = _("This task asks for something else. Reload the page to see what is possible now.")
        raise Invalid(problem, code="unknown_action", fields={"action": [problem]})


def tell_asker(act: Acting, reason: str) -> None:
    from portal.accounts.models import User

    people = User.objects.filter(pk=act.task.data["asker"])
    voiding = approvals.request_of(act.task) == approvals.VOID
    words = wording.VOIDING_REFUSED if voiding else wording.REQUEST_REFUSED
    telling.tell_task(act.task, words, people, actor=act.actor.name, reason=reason)
