"""Taking back one's own act: which acts, until when, and why the others cannot be taken back (R9, R10).

Reads only. What stands in the way of each is in `untouched` and `given_answers`; `operations.second_thoughts.recalling`
asks the same questions under the locks and then undoes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.errors import Conflict
from portal.worktime import effective_start, end_of_day
from services.cases.models import Case, CaseItem
from workflows.models import Task, TaskKind
from workflows.timing import clocks

from .given_answers import ANSWERS
from .untouched import CHECKS, GoneOn, moment_of

__all__ = ["FINAL", "GoneOn", "Offer", "act_of", "is_recallable", "may_be_undone", "moment_of", "offer_of", "until_of"]

ALL_CHECKS = {**CHECKS, **ANSWERS}
ARBITRATION = "arbitration"

# Acts that have taken effect outside or have an act of their own that undoes them: why, and what to do instead.
FINAL: Mapping[str, str | Promise] = {
    "duty.approve_voiding": _(
        "The result is void, and whoever checks the paper reads so. If that was wrong, the item is applied for anew."
    ),
    "conflict.rule": _("The departments have been told, and the ruling binds. With something new, send the item back."),
    "reconcile.reconcile": _("What was agreed is on record. Write an internal note with what has changed."),
    "duty.file_approval": _("A spoken approval on file stands. If the result is wrong, its head asks to void it."),
    "duty.contest": _("What was contested is with the leader. Write on the case page what you know now."),
    "step.approve_verbally": _("A spoken approval takes effect on site at once. Whoever said it may still contest it."),
    "step.add_countersigners": _("The departments are asked already. “Ask a department no longer” takes one out."),
    "opinion.answer": _("Your answer has been read. Write an internal note on the case page with what has changed."),
    "formal.file_opinion": _("A formal opinion stays on file. Write an internal note on the case page."),
    "owed.supply": _("The values are part of the form. If one is wrong, the applicant objects to it on the case page."),
    "check.confirm_true": _("The check is on file. Who learns otherwise asks the head to void the result."),
    "check.report_false": _("The head has the report. Ask for it not to be followed, on the case page."),
    "check.approve_false": _("The result is void, and whoever checks the paper reads so. It is applied for anew."),
    "resupply.resupply": _("What you handed in is with the department. Write to it on the case page."),
    "confirm.confirm": _("The case is closed. Write to the window on the case page if something is missing."),
}


@dataclass(frozen=True)
class Offer:
    """An act its author may take back, and until when."""

    task: Task
    until: datetime


def act_of(task: Task, outcome: str = "") -> str:
    """The name of what closed the task, or of `outcome` on it: `<kind>.<outcome>`; rulings on a transfer and
    on a conflict are their own."""
    done = outcome or task.outcome
    if task.kind == TaskKind.DUTY and "conflict" in task.data:
        return f"conflict.{done}"
    if task.kind == TaskKind.DUTY and task.duty == "arbitrate" and "transfer" in task.data:
        return f"{ARBITRATION}.{done}"
    return f"{task.kind}.{done}"


def may_be_undone(task: Task, outcome: str) -> bool:
    """Whether this act, once done, can be taken back at all."""
    return act_of(task, outcome) in ALL_CHECKS


def is_recallable(task: Task) -> bool:
    return task.finished is not None and act_of(task) in ALL_CHECKS


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


def require_untouched(task: Task, case: Case, item: CaseItem | None) -> None:
    """Raise GoneOn when anybody has acted on what followed from this act."""
    ALL_CHECKS[act_of(task)](task, case, item)
