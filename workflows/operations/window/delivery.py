"""Hand over the results once, and close the case."""

from __future__ import annotations

from typing import Any

from services.cases.models import Case
from workflows.acting import Acting, acting, required_text
from workflows.casework import effects
from workflows.models import Task
from workflows.stages.waking import wake_later
from workflows.words import telling, wording


def deliver(task: Task, *, actor: Any, method: str = "", key: str = "") -> Case:
    """Hand over every result of the case (统一出件, R9)."""
    with acting(task, actor, key=key, payload={"method": method}) as act:
        if act.repeated:
            return act.case
        texts = required_text({"method": method}, "method")
        act.opinion("deliver", text=texts["method"])
        hand_over(act, texts["method"])
        return act.case


def hand_over(act: Acting, method: str) -> None:
    effects.deliver_case(act.case, method)
    act.conclude("deliver")
    telling.tell_applicant(act.case, wording.DELIVERED, key="")
    # Post-phase items open now, under the case's own lock.
    wake_later(act.case.pk)


def confirm(task: Task, *, actor: Any, key: str = "") -> Case:
    """The applicant has the results: the case closes and may be rated (R9, R65)."""
    with acting(task, actor, key=key) as act:
        if not act.repeated:
            close(act, "")
        return act.case


def close(act: Acting, reason: str) -> None:
    effects.close_case(act.case, reason)
    act.conclude("confirm")
    telling.tell_applicant(act.case, wording.CLOSED, key="")
